import type { DomainName } from '../domains/concrete.ts';
import type { Interval } from '../compare/stats/interval.ts';
import type { DurationSummary } from './tick-distribution.ts';

/** The JSON document of a run or comparison (`--json`). Undefined is null; intervals are 95 %. */
export interface Summary {
  schemaVersion: 1;
  /** Left out for driving. */
  domain?: Exclude<DomainName, 'driving'>;
  suite: string;
  split: string;
  /** First and last seed, 'A..B'. */
  seeds: string;
  engine: { version: string; models: Record<string, string> };
  /** Simulated time of all episodes. */
  simSeconds: number;
  wallSeconds: number;
  arms: Record<string, ArmSummary>;
  paired: PairedRow[];
  /** Null unless some arm ran with several latencies. */
  latencySweep: LatencySweep | null;
  /** Episodes that ended in an internal error; they are in no rate. */
  errorEpisodes: ErrorEpisode[];
}

export interface ErrorEpisode {
  arm: string;
  latency: string;
  family: string;
  scenario: string;
  seed: number;
  what: string;
  message: string;
}

/** A share of episodes with its Wilson interval. */
export interface RateSummary {
  count: number;
  n: number;
  rate: number | null;
  ci95: Interval | null;
}

/** Mean over episodes with Student's t interval (null when n < 2). */
export interface MeanSummary {
  n: number;
  mean: number | null;
  ci95: Interval | null;
}

export interface Rates {
  /** All, those with errors included. */
  episodes: number;
  errors: number;
  collision: RateSummary;
  atFaultCollision: RateSummary;
  /** Goal reached without any collision. */
  success: RateSummary;
  offRoad: RateSummary;
  timeout: RateSummary;
  /** Of the arm: episodes in which something was dropped, and those in which what the task needs got out of reach. */
  drop?: RateSummary;
  lost?: RateSummary;
}

export type RateMetric = Exclude<keyof Rates, 'episodes' | 'errors'>;

export interface PlannerSummary {
  calls: number;
  /** Per minute of simulated time. */
  callsPerMinute: number | null;
  /** Ticks with a request in flight / ticks, pooled. */
  dutyCycle: number | null;
  accepted: number;
  superseded: number;
  cancelled: number;
  timedOut: number;
  failed: number;
  expired: number;
  late: number;
}

/** Quantiles of a measured value; all null when n = 0. */
export interface ValueSummary {
  n: number;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** Mean of a score over the episodes in which it is valid. */
export interface ScoreSummary extends MeanSummary {
  /** Episodes in which it is not valid, and so is in no mean. */
  invalid: number;
}

/** What the reference drivers tell of the situations of an arm. */
export interface PreventabilitySummary {
  /** Reference drivers that ran in these situations. */
  references: string[];
  /** Collisions in situations that at least one reference driver drives without collision. */
  preventableCollision: RateSummary;
  /** The same as a share of the arm's collisions. */
  preventableShare: RateSummary;
  /** By reference driver: of the situations in which it collides, those in which the arm does not. */
  avoided: Record<string, RateSummary>;
}

/** What the two systems did, summed over episodes. */
export interface RuntimeSummary {
  triggers: number;
  lapsed: number;
  replaced: number;
  /** Live time: ticks whose inference was late, and their share of the live ticks; null without any. */
  deadlineMisses: number;
  deadlineMissShare: number | null;
  /** Share of ticks by who commanded the ego. */
  sourceShare: { fast: number; plan: number; brake: number; hold: number } | null;
}

/** How well the fast policy's uncertainty announces a collision within 3 s. */
export interface UncertaintySummary {
  auroc: number | null;
  auprc: number | null;
  ece: number | null;
  /** Median over the collisions that were announced, s. */
  leadTimeS: number | null;
}

/** Unweighted mean over the families. */
export interface MacroSummary {
  rate: number | null;
  ci95: Interval | null;
}

export interface ArmSummary extends Rates {
  /** The latency that these numbers belong to; other swept latencies are in `latencySweep`. */
  latency: string;
  families: Record<string, Rates>;
  /** That of successes is of the arm. */
  macro: { collision: MacroSummary; success?: MacroSummary };
  minTtcS: MeanSummary;
  progress: MeanSummary;
  meanSpeedMps: MeanSummary;
  hardBrakingShare: MeanSummary;
  comfort: MeanSummary;
  /** Over the episodes with a collision. */
  impactSpeedMps: MeanSummary;
  stalenessMs: DurationSummary;
  triggerToEffectMs: DurationSummary;
  plannerLatencyMs: DurationSummary;
  planner: PlannerSummary;
  /** Ticks in which a reflex overwrote the action. */
  reflexInterventions: number;
  /** Of the `fast` arm only: in the others the intervention that it calls for prevents what it announces. */
  uncertainty: UncertaintySummary | null;
  /** Whether latencies are simulated (`virtual`) or were measured by a clock (`live`). */
  clock: 'virtual' | 'live' | 'mixed';
  /** By id of the metric (docs/metrics.md); of the episodes that were scored. */
  scores: Record<string, ScoreSummary>;
  /** Null unless a reference driver ran in the same situations. */
  preventability: PreventabilitySummary | null;
  runtime: RuntimeSummary | null;
  /** Age of a plan when it came into force. */
  stalenessAtArrivalMs: DurationSummary;
  /** From the end of the planner's latency to the tick that took the plan in. */
  deliveryMs: ValueSummary;
  /** Distance between where the plan in use assumed the ego and where it was, m. */
  driftM: ValueSummary;
  /** Measured compute. */
  timing: {
    fastMs: number | null;
    plannerMs: number | null;
    tickUs: number | null;
    fastComputeMs: ValueSummary;
    tickComputeMs: ValueSummary;
    plannerComputeMs: ValueSummary;
    /** Of live runs: how long calls waited for the planner's thread. */
    plannerQueueMs: ValueSummary;
    /** Ticks that took longer to compute than they last, and of how many that is known. */
    overruns: number;
    timedTicks: number;
  };
  simSeconds: number;
  digest: string;
}

/** Arm `a` against arm `b` in the same situations (scenario and seed). */
export interface PairedRow {
  a: string;
  b: string;
  metric: RateMetric;
  /** Pairs. */
  n: number;
  /** Pairs in which only `a` had the event. */
  aOnly: number;
  bOnly: number;
  /** Exact two-sided McNemar test; null without pairs. */
  pValue: number | null;
  /** (rate b - rate a) / rate b; null when b never had the event. */
  relativeReduction: number | null;
  /** Of the relative reduction; the lower limit is null where it is unbounded. */
  ci95: readonly [low: number | null, high: number] | null;
}

export interface LatencyPoint {
  latency: string;
  /** Expected latency, ms; null when the name does not say it (a trace). */
  latencyMs: number | null;
  episodes: number;
  errors: number;
  collision: RateSummary;
  success: RateSummary;
  macro: ArmSummary['macro'];
  planner: PlannerSummary;
  digest: string;
}

export interface LatencySweep {
  /** Per arm, ascending by latency. One point without planner calls stands for every latency. */
  arms: Record<string, LatencyPoint[]>;
  /** Expected latency, ms, at which `dual` stops beating `reflex`; null when it does not within the swept range. */
  crossover: number | null;
  /** The same for every arm that ran with several latencies. */
  crossovers: Record<string, Crossover>;
}

export interface Crossover {
  ms: number | null;
  /** Whether the rates cross, or how the arm stands to `reflex` all along, or that `reflex` did not run. */
  verdict: 'crosses' | 'still-better' | 'never-better' | 'no-reference';
}
