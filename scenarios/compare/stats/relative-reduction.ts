import { CONFIDENCE, type Interval, requireConfidence } from './interval.ts';
import { normalTwoSided } from './normal-quantile.ts';
import { requirePairs, type PairedCounts } from './paired-counts.ts';

/** By which share of b's rate a's rate is lower; 1 is complete removal, negative is an increase. */
export interface RelativeReduction {
  readonly value: number;
  /** The lower limit is -Infinity where the pairs cannot exclude any increase. */
  readonly interval: Interval;
}

/**
 * Relative reduction (rate b - rate a) / rate b of paired proportions with the score interval of Tang, Tang and Chan
 * (2003, Statistics in Medicine 22, 1217-1233; the same as Nam and Blackwelder 2002): the ratio of the rates is varied
 * until the score statistic, with the other probabilities at their constrained maximum likelihood, reaches z. Unlike
 * the delta method on the log ratio and the bootstrap it stays sane when a never had the event.
 *
 * @returns null when b never had the event: the ratio is undefined
 * @throws RangeError unless the counts are whole numbers >= 0
 */
export function relativeReduction(pairs: PairedCounts, confidence: number = CONFIDENCE): RelativeReduction | null {
  requirePairs(pairs);
  requireConfidence(confidence);
  const countA = pairs.both + pairs.aOnly;
  const countB = pairs.both + pairs.bOnly;
  if (countB === 0) return null;
  const z = normalTwoSided(confidence);
  const ratio = countA / countB;
  const low = countA === 0 ? 0 : crossing(pairs, z, ratio, 0.5);
  const high = crossing(pairs, -z, ratio === 0 ? 1 : ratio, 2);
  return { value: (countB - countA) / countB, interval: [1 - high, 1 - low] };
}

/** Beyond these the ratio is 0 or infinite for every purpose. */
const MAX_DOUBLINGS = 200;

/** The ratio at which the score statistic, which falls in the ratio, equals `target`; searched from `start` in steps of `factor`. */
function crossing(pairs: PairedCounts, target: number, start: number, factor: number): number {
  let near = start;
  let far = start * factor;
  const beyond = (ratio: number): boolean =>
    factor > 1 ? score(pairs, ratio) <= target : score(pairs, ratio) >= target;
  for (let i = 0; !beyond(far); i++) {
    if (i === MAX_DOUBLINGS) return factor > 1 ? Infinity : 0;
    near = far;
    far *= factor;
  }
  if (beyond(near)) near = 0;
  for (let i = 0; i < 100; i++) {
    const middle = (near + far) / 2;
    if (beyond(middle)) far = middle;
    else near = middle;
  }
  return (near + far) / 2;
}

/** Score statistic of the hypothesis rate a = ratio * rate b. */
function score({ both, aOnly, bOnly }: PairedCounts, ratio: number): number {
  const events = both + aOnly + bOnly;
  const a = 1 + ratio;
  const b = (both + bOnly) * ratio * ratio - (both + aOnly + 2 * bOnly);
  const c = bOnly * (1 - ratio) * events;
  const expectedBOnly = (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a);
  const expectedBoth = (events - expectedBOnly * (1 + ratio)) / ratio;
  const expectedAOnly = events - expectedBOnly - expectedBoth;
  const variance = ratio * Math.max(0, expectedAOnly + expectedBOnly);
  return (both + aOnly - ratio * (both + bOnly)) / Math.sqrt(variance);
}
