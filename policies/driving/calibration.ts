import type { Calibration } from './fast-policy.ts';

/** Quantiles at which the raw spreads are tabulated. */
export const CALIBRATION_QUANTILES: readonly number[] = [
  0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1,
];

/** A table that makes levels of everything equal to its raw value's place among nothing: for a model not yet calibrated. */
export const UNCALIBRATED: Calibration = { quantiles: [0, 1], aleatoric: [0, 1e6], epistemic: [0, 1e6] };

/** Tabulates raw spreads so that a level of 0.95 is the 95 % quantile of what was collected. */
export function calibrate(aleatoric: readonly number[], epistemic: readonly number[]): Calibration {
  return {
    quantiles: [...CALIBRATION_QUANTILES],
    aleatoric: quantilesOf(aleatoric),
    epistemic: quantilesOf(epistemic),
  };
}

function quantilesOf(values: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('calibration: expected at least one raw spread, found none');
  const sorted = [...values].sort((a, b) => a - b);
  return CALIBRATION_QUANTILES.map((q) => {
    const at = q * (sorted.length - 1);
    const i = Math.min(sorted.length - 2, Math.floor(at));
    if (i < 0 || at >= i + 1) return sorted[Math.max(0, i + 1)];
    return sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]);
  });
}
