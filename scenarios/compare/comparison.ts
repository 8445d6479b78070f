import type { Interval } from './stats/interval.ts';
import type { RateMetric, Summary } from '../results/summary-types.ts';

/**
 * What a report shows, and `twotempo compare --json` prints with the fields of the summary beside the others. Undefined is
 * null; intervals are 95 %.
 */
export interface ComparisonDocument {
  readonly schemaVersion: 1;
  readonly summary: Summary;
  /** Every arm against each arm that it is compared with, pooled and per family. */
  readonly differences: readonly Difference[];
  readonly baseline: readonly BaselineRow[] | null;
  /** Situations in which two compared arms (or candidate and baseline) ended differently, worst first. */
  readonly changed: readonly ChangedEpisode[];
  readonly plots: PlotData;
}

/** Arm `a` minus arm `b` on the same situations. */
export interface Difference {
  readonly a: string;
  readonly b: string;
  readonly latency: string;
  /** `all`, `macro` (mean over families), or the name of a family. */
  readonly scope: string;
  readonly metric: RateMetric | string;
  readonly kind: 'rate' | 'mean' | 'quantile';
  /** Pairs. */
  readonly n: number;
  readonly valueA: number | null;
  readonly valueB: number | null;
  /** a - b; null when not defined. */
  readonly difference: number | null;
  /** Newcombe's paired interval for rates, paired bootstrap otherwise. */
  readonly ci95: Interval | null;
  /** Rates: exact McNemar test, and its mid-p version. */
  readonly pValue: number | null;
  readonly midP: number | null;
  /** `pValue` corrected by Holm over the families of this arm pair and metric (rows of families alone). */
  readonly holmP: number | null;
  readonly verdict: Verdict;
  /** Undecided rates: pairs with which the exact McNemar test finds the observed difference with a power of 80 %. */
  readonly pairsNeeded: number | null;
}

/**
 * What may be said: `better` and `worse` when the interval excludes 0 (for rows of families: when Holm's p is below
 * 0.05 as well), `equivalent` when the 90 % interval lies within the margin (two one-sided tests), `not-enough` below
 * the fewest runs, else `undecided`. 'Better' is for `a`.
 */
export type Verdict = 'better' | 'worse' | 'equivalent' | 'undecided' | 'not-enough';

/** One arm and metric in a candidate and in a baseline, on the same scenarios and seeds. */
export interface BaselineRow {
  readonly arm: string;
  readonly latency: string;
  readonly metric: string;
  /** Pairs that both have a value for. */
  readonly n: number;
  /** Pairs whose episodes are equal to the bit. */
  readonly identical: number;
  readonly baseline: number;
  readonly candidate: number;
  /** candidate - baseline. */
  readonly difference: number;
  /** Of the difference: Newcombe's paired interval for rates, a bootstrap over pairs for means. */
  readonly ci95: Interval;
  /** Exact McNemar test for rates; null for means. */
  readonly pValue: number | null;
  /** Its mid-p version. */
  readonly midP: number | null;
  /** Of the candidate. */
  readonly verdict: Verdict;
}

/** One situation that ended differently. */
export interface ChangedEpisode {
  /** Unique in the document. */
  readonly key: string;
  readonly scenario: string;
  readonly family: string;
  readonly seed: number;
  readonly split: string;
  readonly suite: string;
  readonly a: ChangedSide;
  readonly b: ChangedSide;
  /** From `b` to `a`: a became worse, or better. */
  readonly direction: 'worse' | 'better';
  /** For sorting, descending: grows with the difference in harm. */
  readonly severity: number;
}

export interface ChangedSide {
  /** Name as in the summary's arms. */
  readonly arm: string;
  /** The arm as it was run. */
  readonly plainArm: string;
  readonly latency: string;
  /** Folder of the results, as the user gave it. */
  readonly folder: string;
  readonly end: string;
  readonly collisionKind: string | null;
  readonly atFault: boolean | null;
  readonly impactSpeedMps: number | null;
  readonly digest: string;
}

/** What the plots of a report draw, by arm. */
export interface PlotData {
  /** Distributions as pairs of a duration (ms) and how often it occurred, ascending. */
  readonly durations: readonly DurationPlot[];
  /** Of the arm `fast`: ticks per bin of the level with, and without, a collision within 3 s; null where not measured. */
  readonly calibration: { readonly collisionWithin3S: number[]; readonly noCollisionWithin3S: number[] } | null;
}

export interface DurationPlot {
  readonly arm: string;
  readonly latency: string;
  readonly what: DurationName;
  /** Whether the durations were measured by a clock or follow from the simulated latency. */
  readonly origin: 'measured' | 'modelled';
  readonly counts: readonly (readonly [ms: number, count: number])[];
}

export type DurationName =
  | 'fastComputeMs'
  | 'tickComputeMs'
  | 'plannerComputeMs'
  | 'plannerQueueMs'
  | 'plannerLatencyMs'
  | 'triggerToEffectMs'
  | 'stalenessAtArrivalMs'
  | 'stalenessAtUseMs';
