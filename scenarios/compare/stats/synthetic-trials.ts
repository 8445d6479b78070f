import { ln } from '../../../sim/kernel/math.ts';
import { RandomStream } from '../../../sim/kernel/random.ts';
import {
  bootstrapMean,
  quantileDifferences,
  type ResampledQuantiles,
  resampleQuantiles,
  resamplesOf,
  type UnitCounts,
} from './bootstrap.ts';
import { holm } from './holm.ts';
import type { Interval } from './interval.ts';
import { mcnemarExact, mcnemarMidP } from './mcnemar.ts';
import { newcombePairedDifference } from './newcombe.ts';
import type { PairedCounts } from './paired-counts.ts';
import { mcnemarPower } from './power.ts';
import type { ValueCount } from './quantiles.ts';

/** Comparisons of which the truth is known, because their outcomes are drawn. */
export const REPETITIONS = 1000;

/** Probabilities that both, only a, and only b have the event, and how many pairs are drawn. */
export interface PairedTruth {
  readonly pairs: number;
  readonly both: number;
  readonly aOnly: number;
  readonly bOnly: number;
}

/** In how many of the repetitions something was said. */
export interface PairedTrials {
  readonly truth: PairedTruth;
  /** True difference of the rates, a - b. */
  readonly difference: number;
  /** p <= 0.05 by the exact test, and what its power says of that. */
  readonly exact: number;
  readonly power: number;
  readonly midP: number;
  /** The 95 % interval excludes 0: a verdict `better` or `worse`. */
  readonly decided: number;
  /** The 95 % interval holds the true difference. */
  readonly covered: number;
  /** The 90 % interval lies within +- the margin: a verdict `equivalent`, looked at for itself. */
  readonly equivalent: number;
}

export function pairedTrials(truth: PairedTruth, margin: number): PairedTrials {
  const random = RandomStream.named(`${truth.pairs}/${truth.both}/${truth.aOnly}/${truth.bOnly}`, 'paired trials');
  const difference = truth.aOnly - truth.bOnly;
  const said = { exact: 0, midP: 0, decided: 0, covered: 0, equivalent: 0 };
  for (let i = 0; i < REPETITIONS; i++) {
    const counts = drawPairs(random, truth);
    const [low, high] = newcombePairedDifference(counts);
    if (mcnemarExact(counts.aOnly, counts.bOnly) <= 0.05) said.exact++;
    if (mcnemarMidP(counts.aOnly, counts.bOnly) <= 0.05) said.midP++;
    if (low > 0 || high < 0) said.decided++;
    if (low <= difference && difference <= high) said.covered++;
    if (isWithin(newcombePairedDifference(counts, 0.9), margin)) said.equivalent++;
  }
  return { truth, difference, power: mcnemarPower(truth.pairs, difference, truth.aOnly + truth.bOnly), ...said };
}

/** Of families that all have no effect: how often at least one of them is called different. */
export interface FamilyTrials {
  readonly families: number;
  readonly uncorrected: number;
  readonly holm: number;
  /** Holm's p below 0.05 and the interval excludes 0, as the verdict on a family demands. */
  readonly verdict: number;
}

export function familyTrials(families: number, truth: PairedTruth): FamilyTrials {
  const random = RandomStream.named(families, 'family trials');
  const said = { uncorrected: 0, holm: 0, verdict: 0 };
  for (let i = 0; i < REPETITIONS; i++) {
    const counts = Array.from({ length: families }, () => drawPairs(random, truth));
    const ps = counts.map(({ aOnly, bOnly }) => mcnemarExact(aOnly, bOnly));
    const corrected = holm(ps);
    if (ps.some((p) => p < 0.05)) said.uncorrected++;
    if (corrected.some((p) => p < 0.05)) said.holm++;
    if (corrected.some((p, family) => p < 0.05 && excludesZero(newcombePairedDifference(counts[family]))))
      said.verdict++;
  }
  return { families, ...said };
}

/** Bootstrap intervals of a difference of means or quantiles. */
export interface BootstrapTrials {
  readonly what: string;
  readonly episodes: number;
  /** True difference, a - b. */
  readonly difference: number;
  readonly decided: number;
  readonly covered: number;
}

/** Means of differences of skewed values: exponential with mean 1 on both sides, `shift` added to a's. */
export function meanTrials(episodes: number, shift: number): BootstrapTrials {
  const random = RandomStream.named(`${episodes}/${shift}`, 'mean trials');
  const said = { decided: 0, covered: 0 };
  const differences = new Float64Array(episodes);
  for (let i = 0; i < REPETITIONS; i++) {
    for (let k = 0; k < episodes; k++) differences[k] = shift + exponential(random) - exponential(random);
    count(said, bootstrapMean(differences).at(0.95)!, shift);
  }
  return { what: 'mean', episodes, difference: shift, ...said };
}

/** Resamples of a quantile in a trial; a comparison takes up to 2000, of which these are a part. */
const QUANTILE_RESAMPLES = 200;

/**
 * Quantiles of ages of plans, whole ticks: every episode has a level of its own (0 to 11 ticks), on which its 20 values
 * spread (0 to 5 ticks); `shift` ticks are added to a's. Values of one episode are alike, so that there are far fewer
 * independent ones than values.
 */
export function quantileTrials(episodes: number, p: number, shift: number): BootstrapTrials {
  const random = RandomStream.named(`${episodes}/${p}/${shift}`, 'quantile trials');
  const said = { decided: 0, covered: 0 };
  const resamples = resamplesOf(episodes, QUANTILE_RESAMPLES);
  const resampled = (units: UnitCounts): ResampledQuantiles => resampleQuantiles(units, [p], resamples);
  for (let i = 0; i < REPETITIONS; i++) {
    const ofA = Array.from({ length: episodes }, () => ages(random, shift));
    const ofB = Array.from({ length: episodes }, () => ages(random, 0));
    count(said, quantileDifferences(resampled(ofA), resampled(ofB))[0]!.limits.at(0.95)!, shift);
  }
  return { what: `p${100 * p}`, episodes, difference: shift, ...said };
}

function drawPairs(random: RandomStream, { pairs, both, aOnly, bOnly }: PairedTruth): PairedCounts {
  const counts = { both: 0, aOnly: 0, bOnly: 0, neither: 0 };
  for (let i = 0; i < pairs; i++) {
    const u = random.uniform();
    if (u < aOnly) counts.aOnly++;
    else if (u < aOnly + bOnly) counts.bOnly++;
    else if (u < aOnly + bOnly + both) counts.both++;
    else counts.neither++;
  }
  return counts;
}

function ages(random: RandomStream, shift: number): ValueCount[] {
  const base = shift + random.int(12);
  const counts = new Float64Array(6);
  for (let k = 0; k < 20; k++) counts[random.int(6)]++;
  return [...counts].flatMap((times, i): ValueCount[] => (times > 0 ? [[base + i, times]] : []));
}

function exponential(random: RandomStream): number {
  return -ln(1 - random.uniform());
}

function count(said: { decided: number; covered: number }, [low, high]: Interval, truth: number): void {
  if (excludesZero([low, high])) said.decided++;
  if (low <= truth && truth <= high) said.covered++;
}

function excludesZero([low, high]: Interval): boolean {
  return low > 0 || high < 0;
}

function isWithin([low, high]: Interval, margin: number): boolean {
  return low > -margin && high < margin;
}
