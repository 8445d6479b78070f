import { CONFIDENCE, type Interval } from './interval.ts';
import { requirePairs, type PairedCounts } from './paired-counts.ts';
import { wilson } from './wilson.ts';

/**
 * Interval for the difference a - b of two independent proportions by squaring and adding the Wilson limits (method 10
 * of Newcombe 1998, Statistics in Medicine 17, 873-890).
 *
 * @throws RangeError unless 0 <= count <= n are whole numbers and n >= 1 on both sides
 */
export function newcombeDifference(
  countA: number,
  nA: number,
  countB: number,
  nB: number,
  confidence: number = CONFIDENCE,
): Interval {
  if (nA < 1 || nB < 1) throw new RangeError(`A difference needs observations on both sides, but got ${nA} and ${nB}.`);
  const a = countA / nA;
  const b = countB / nB;
  return squareAndAdd(a, wilson(countA, nA, confidence), b, wilson(countB, nB, confidence), 0);
}

/**
 * Interval for the difference of two paired proportions, rate of a minus rate of b (method 10 of Newcombe 1998,
 * Statistics in Medicine 17, 2635-2650): as for independent ones, with a correction for the correlation phi of the
 * pairs, itself corrected for continuity.
 *
 * @throws RangeError unless the counts are whole numbers >= 0 with at least one pair
 */
export function newcombePairedDifference(pairs: PairedCounts, confidence: number = CONFIDENCE): Interval {
  const n = requirePairs(pairs);
  if (n === 0) throw new RangeError('A paired difference needs at least one pair, but got none.');
  const countA = pairs.both + pairs.aOnly;
  const countB = pairs.both + pairs.bOnly;
  const intervalA = wilson(countA, n, confidence);
  const intervalB = wilson(countB, n, confidence);
  return squareAndAdd(countA / n, intervalA, countB / n, intervalB, correlation(pairs, n));
}

function correlation({ both, aOnly, bOnly, neither }: PairedCounts, n: number): number {
  const margins = (both + aOnly) * (bOnly + neither) * (both + bOnly) * (aOnly + neither);
  if (margins === 0) return 0;
  const product = both * neither - aOnly * bOnly;
  const corrected = product > 0 ? Math.max(0, product - n / 2) : product;
  return corrected / Math.sqrt(margins);
}

function squareAndAdd(a: number, intervalA: Interval, b: number, intervalB: Interval, phi: number): Interval {
  const below = combine(a - intervalA[0], intervalB[1] - b, phi);
  const above = combine(intervalA[1] - a, b - intervalB[0], phi);
  return [Math.max(-1, a - b - below), Math.min(1, a - b + above)];
}

function combine(x: number, y: number, phi: number): number {
  return Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
}
