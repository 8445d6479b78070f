import { CONFIDENCE, type Interval } from './interval.ts';
import { studentTwoSided } from './student-t.ts';

export interface MeanEstimate {
  readonly n: number;
  /** Null when n = 0. */
  readonly mean: number | null;
  /** Student's t interval; null when n < 2. */
  readonly interval: Interval | null;
}

/** Mean of independent values with Student's t interval. Two passes, so that a large common offset costs no digits. */
export function estimateMean(values: readonly number[], confidence: number = CONFIDENCE): MeanEstimate {
  const n = values.length;
  if (n === 0) return { n, mean: null, interval: null };
  let sum = 0;
  for (const value of values) sum += value;
  const rough = sum / n;
  let residual = 0;
  for (const value of values) residual += value - rough;
  const mean = rough + residual / n;
  if (n === 1) return { n, mean, interval: null };
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  const half = studentTwoSided(confidence, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { n, mean, interval: [mean - half, mean + half] };
}
