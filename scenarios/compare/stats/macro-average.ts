import { CONFIDENCE, type Interval } from './interval.ts';
import { wilson } from './wilson.ts';

export interface Stratum {
  readonly count: number;
  readonly n: number;
}

/**
 * Unweighted mean of the proportions of several strata, so that a family with many episodes does not dominate. The
 * interval recovers the variance of each stratum from its Wilson limits and adds them in squares (MOVER: Zou, Huang and
 * Zhang 2009, Computational Statistics and Data Analysis 53, 1080-1085): with one stratum it is the Wilson interval,
 * with no event at all it still has a width.
 *
 * @param strata those with n = 0 are left out
 * @returns null when nothing is left
 */
export function macroAverage(
  strata: readonly Stratum[],
  confidence: number = CONFIDENCE,
): { rate: number; interval: Interval } | null {
  let strataUsed = 0;
  let sum = 0;
  let below = 0;
  let above = 0;
  for (const { count, n } of strata) {
    if (n === 0) continue;
    const [low, high] = wilson(count, n, confidence);
    const rate = count / n;
    strataUsed++;
    sum += rate;
    below += (rate - low) * (rate - low);
    above += (high - rate) * (high - rate);
  }
  if (strataUsed === 0) return null;
  const rate = sum / strataUsed;
  const low = rate - Math.sqrt(below) / strataUsed;
  const high = rate + Math.sqrt(above) / strataUsed;
  return { rate, interval: [Math.max(0, low), Math.min(1, high)] };
}
