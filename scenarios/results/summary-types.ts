import type { Interval } from '../compare/stats/interval.ts';
import type { DurationSummary } from './tick-distribution.ts';

/** The JSON document of a run or comparison (`--json`). Undefined is null; intervals are 95 %. */
export interface Summary {
  schemaVersion: 1;
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

/** How well the fast policy's uncertainty announces a collision within 3 s. */
export interface UncertaintySummary {
  auroc: number | null;
  auprc: number | null;
  ece: number | null;
  /** Median over the collisions that were announced, s. */
  leadTimeS: number | null;
}

export interface ArmSummary extends Rates {
  /** The latency that these numbers belong to; other swept latencies are in `latencySweep`. */
  latency: string;
  families: Record<string, Rates>;
  /** Unweighted means over the families. */
  macro: { collision: { rate: number | null; ci95: Interval | null } };
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
  /** Measured compute. */
  timing: { fastMs: number | null; plannerMs: number | null; tickUs: number | null };
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
