import { z } from 'zod';
import { DOMAIN_NAMES, type DomainName } from '../domains/concrete.ts';
import { logHistogramSchema } from './log-histogram.ts';
import { tickDistributionSchema } from './tick-distribution.ts';

/** Version of the line format; a reader refuses others. */
export const RESULT_SCHEMA_VERSION = 1;

/** Equal bins of the uncertainty level over [0, 1] in which ticks are counted. */
export const LEVEL_BINS = 64;

const count = z.int().nonnegative();
const name = z.string().min(1);
const measured = z.number().nullable();
const levelHistogram = z.array(count).length(LEVEL_BINS);

const outcomeSchema = z.object({
  /** `off-road` of driving; `lost` of the arm: what its task needs is out of reach. */
  end: z.enum(['goal', 'timeout', 'collision', 'off-road', 'lost', 'error']),
  /** Whether the ego touched anything, also when something else ended the episode. */
  collision: z.boolean(),
  /** Null without a collision, or when fault was not judged. */
  atFault: z.boolean().nullable(),
  /** Class of the collision, for example 'front', 'lateral' or 'rear'. */
  collisionKind: z.string().nullable(),
  impactSpeedMps: measured,
  /** Id of what was hit. */
  collisionWith: z.string().nullable(),
});

const plannerSchema = z.object({
  calls: count,
  accepted: count,
  superseded: count,
  cancelled: count,
  timedOut: count,
  failed: count,
  expired: count,
  late: count,
  /** Control ticks with a request in flight. */
  inFlightTicks: count,
});

const uncertaintySchema = z.object({
  /** Ticks followed by a collision within 3 s, by level: bin i counts levels in [i, i + 1) / 64, the last one 1 too. */
  collisionWithin3S: levelHistogram,
  /** The other ticks. Those of which the episode's end hides the next 3 s belong to neither. */
  noCollisionWithin3S: levelHistogram,
  /** How long before the collision the alarm that led up to it began, s; null without collision or without alarm. */
  leadTimeS: measured,
});

/** One number of a metric (`sim/driving/metrics`): its weight `n`, and whether it may be used. */
const scoreSchema = z.object({ value: measured, n: count, valid: z.boolean() });

/** What the two systems did, in control ticks and times. */
const runtimeSchema = z.object({
  /** Openings of the gate. */
  triggers: count,
  /** Plans that ended by their horizon while in force, and those that a newer one replaced. */
  lapsed: count,
  replaced: count,
  /** Live time: ticks whose inference was late, so that the last decision was followed. */
  deadlineMisses: count,
  /** Ticks by who commanded the ego. */
  sourceTicks: z.object({ fast: count, plan: count, brake: count, hold: count }),
});

/** How planner calls end; the order is the code in a call's row. */
export const CALL_STATES = ['accepted', 'expired', 'superseded', 'cancelled', 'timed-out', 'failed'] as const;

/**
 * A planner call: id; tick of dispatch; tick at which it ended (delivered or otherwise); its latency, ms (simulated or,
 * live, measured; null without an answer); how it ended, index into `CALL_STATES`; first and last tick whose action
 * came from its plan (null: none) and how many such ticks there were.
 */
const callSchema = z.tuple([
  count,
  count,
  count,
  measured,
  z
    .int()
    .min(0)
    .max(CALL_STATES.length - 1),
  count.nullable(),
  count.nullable(),
  count,
]);

/** Measured on the machine; the only part of a result that differs between two equal runs. */
const timingSchema = z.object({
  /** Whole episode, ms; 0 where it is not known. */
  wallMs: z.number().nonnegative(),
  /** Mean of a fast inference, ms; null without any. */
  fastMs: measured,
  /** Mean of a planner call, ms; null without any. */
  plannerMs: measured,
  /** Mean of a control tick, microseconds. */
  tickUs: measured,
  /** Distributions over the episode, ms: a fast inference, a whole control tick without planner, a planner call. */
  fastComputeMs: logHistogramSchema.nullable().default(null),
  tickComputeMs: logHistogramSchema.nullable().default(null),
  plannerComputeMs: logHistogramSchema.nullable().default(null),
  /** Live time: how long calls waited for the planner's thread, ms. In virtual time nothing waits. */
  plannerQueueMs: logHistogramSchema.nullable().default(null),
  /** Ticks that took longer than a control tick lasts; null where not measured. */
  overruns: count.nullable().default(null),
});

/** One finished episode, as one JSON line of a results file. Null is what was not measured or is not defined. */
export const episodeResultSchema = z
  .object({
    schemaVersion: z.literal(RESULT_SCHEMA_VERSION),
    /** Kind of world; left out for driving, as in files from before there were others. */
    domain: z.enum(DOMAIN_NAMES).exclude(['driving']).optional(),
    suite: z.string(),
    scenario: name,
    family: name,
    /** Of the user's range, before the split is hashed in. */
    seed: z.int(),
    split: name,
    arm: name,
    /** Name of the latency source, for example 'fixed:200'. */
    latency: name,
    engine: z.object({
      version: name,
      /** SHA-256 of each model by name. */
      models: z.record(z.string(), z.string()),
    }),
    outcome: outcomeSchema,
    simSeconds: z.number().nonnegative(),
    ticks: count,
    /** Control tick, s. */
    controlDt: z.number().positive(),
    /** Smallest time to collision, s; null when nothing was ever on a collision course. */
    minTtcS: measured,
    /** Share of the way to the goal. */
    progress: measured,
    meanSpeedMps: measured,
    /** Share of the time braking harder than the limit. */
    hardBrakingShare: measured,
    comfort: measured,
    planner: plannerSchema,
    /** Ticks in which a reflex overwrote the action. */
    reflexInterventions: count,
    /** Age of the plan in use, at each use. */
    stalenessMs: tickDistributionSchema,
    /** From the gate's opening to the first action from a plan. */
    triggerToEffectMs: tickDistributionSchema,
    /** Simulated latency of the planner. */
    plannerLatencyMs: tickDistributionSchema,
    uncertainty: uncertaintySchema.nullable(),
    /** Whether latencies are simulated or were measured by a clock. The fields from here to `calls` came later than others: null in old files. */
    clock: z.enum(['virtual', 'live']).default('virtual'),
    /** Scores by the id of their metric (docs/metrics.md). */
    scores: z.record(z.string(), scoreSchema).nullable().default(null),
    runtime: runtimeSchema.nullable().default(null),
    /** Age of each plan that came into force, when it did. */
    stalenessAtArrivalMs: tickDistributionSchema.nullable().default(null),
    /** Distance between where the plan in use assumed the ego and where it was, at each use, m. */
    driftM: logHistogramSchema.nullable().default(null),
    calls: z.array(callSchema).nullable().default(null),
    error: z.object({ what: name, message: z.string() }).nullable(),
    /** Of the episode's state at every tick. */
    digest: z.string(),
    timing: timingSchema,
  })
  .refine((result) => (result.error !== null) === (result.outcome.end === 'error'), {
    path: ['error'],
    message: "must be set exactly when outcome.end is 'error'",
  })
  .refine((result) => result.outcome.end !== 'collision' || result.outcome.collision, {
    path: ['outcome', 'collision'],
    message: "must be true when outcome.end is 'collision'",
  });

export type EpisodeResult = z.infer<typeof episodeResultSchema>;

export function domainOfResult({ domain }: Pick<EpisodeResult, 'domain'>): DomainName {
  return domain ?? 'driving';
}

/** What identifies an episode among all that a suite can run; equal keys mean the same experiment. */
export type EpisodeKey = Pick<EpisodeResult, 'suite' | 'split' | 'scenario' | 'seed' | 'arm' | 'latency'>;

/** The episode as text, for use as a key of maps. */
export function episodeKey(episode: EpisodeKey): string {
  return JSON.stringify([episode.arm, episode.latency, pairKey(episode)]);
}

/** The situation without the arm and its latency: episodes with equal pair keys can be compared with each other. */
export function pairKey(episode: Pick<EpisodeKey, 'suite' | 'split' | 'scenario' | 'seed'>): string {
  return JSON.stringify([episode.suite, episode.split, episode.scenario, episode.seed]);
}

/** By scenario, then by seed; strings by code unit. */
export function compareSituations(a: EpisodeKey, b: EpisodeKey): number {
  if (a.scenario !== b.scenario) return a.scenario < b.scenario ? -1 : 1;
  if (a.seed !== b.seed) return a.seed - b.seed;
  return a.split < b.split ? -1 : a.split > b.split ? 1 : 0;
}
