/**
 * Quantile of sorted values by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
 *
 * @param sorted ascending, not empty
 * @param p in [0, 1]
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  requireQuantile(sorted.length, p);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below];
  if (below + 1 >= sorted.length) return low;
  return low + (sorted[below + 1] - low) * (position - below);
}

/** A value and how often it occurred. */
export type ValueCount = readonly [value: number, count: number];

/**
 * Quantile of counted values: the smallest one that at least a share `p` of them does not exceed (type 1 of Hyndman and
 * Fan 1996), always a value that occurred, so that pooling counts over episodes loses nothing.
 *
 * @param counts ascending by value, counts >= 0 with a sum of at least 1
 * @param p in [0, 1]
 */
export function quantileOfCounts(counts: readonly ValueCount[], p: number): number {
  let n = 0;
  for (const [, count] of counts) n += count;
  requireQuantile(n, p);
  // A rank that is whole but for rounding must not step to the next value: 0.95 * 20 is 19, not 20.
  const rank = Math.max(1, Math.ceil(n * p - 1e-9 * n));
  let seen = 0;
  for (const [value, count] of counts) {
    seen += count;
    if (seen >= rank) return value;
  }
  return counts[counts.length - 1][0];
}

/** Adds up counts of equal values; ascending by value. */
export function poolCounts(lists: Iterable<readonly ValueCount[]>): ValueCount[] {
  const totals = new Map<number, number>();
  for (const list of lists) {
    for (const [value, count] of list) totals.set(value, (totals.get(value) ?? 0) + count);
  }
  return [...totals].filter(([, count]) => count > 0).sort((a, b) => a[0] - b[0]);
}

function requireQuantile(n: number, p: number): void {
  if (n < 1) throw new RangeError('A quantile needs at least one value, but got none.');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile's p must lie in [0, 1], but is ${p}.`);
}
