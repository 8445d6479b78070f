import { CONFIDENCE, type Interval } from './interval.ts';
import { newcombePairedDifference } from './newcombe.ts';
import { type PairedCounts, requirePairs } from './paired-counts.ts';

/**
 * Unweighted mean over strata of the difference a - b of paired proportions. The interval recovers the variance of each
 * stratum from its paired Newcombe limits and adds them in squares, as `macroAverage` does for one arm (MOVER: Zou,
 * Huang and Zhang 2009, Computational Statistics and Data Analysis 53, 1080-1085).
 *
 * @param strata those without pairs are left out
 * @returns null when nothing is left
 */
export function macroDifference(
  strata: readonly PairedCounts[],
  confidence: number = CONFIDENCE,
): { difference: number; interval: Interval } | null {
  let used = 0;
  let sum = 0;
  let below = 0;
  let above = 0;
  for (const pairs of strata) {
    const n = requirePairs(pairs);
    if (n === 0) continue;
    const difference = (pairs.aOnly - pairs.bOnly) / n;
    const [low, high] = newcombePairedDifference(pairs, confidence);
    used++;
    sum += difference;
    below += (difference - low) * (difference - low);
    above += (high - difference) * (high - difference);
  }
  if (used === 0) return null;
  const difference = sum / used;
  const low = difference - Math.sqrt(below) / used;
  const high = difference + Math.sqrt(above) / used;
  return { difference, interval: [Math.max(-1, low), Math.min(1, high)] };
}
