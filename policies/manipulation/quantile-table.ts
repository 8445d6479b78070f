/** What was measured on common situations of the validation split: `values[i]` is its `quantiles[i]` quantile; neither falls. */
export interface QuantileTable {
  readonly quantiles: readonly number[];
  readonly values: readonly number[];
}

/** Where a value at least 0 lies among those of the table, linear between entries, in [0, 1]; beyond the last it nears 1. */
export function quantileOf(value: number, { quantiles, values }: QuantileTable): number {
  if (!(value > values[0])) return quantiles[0];
  for (let i = 1; i < values.length; i++) {
    if (value > values[i]) continue;
    const share = (value - values[i - 1]) / (values[i] - values[i - 1]);
    return quantiles[i - 1] + share * (quantiles[i] - quantiles[i - 1]);
  }
  const last = quantiles[quantiles.length - 1];
  return last + (1 - last) * (1 - values[values.length - 1] / value);
}
