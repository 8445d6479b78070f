import { z } from 'zod';
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
  end: z.enum(['goal', 'timeout', 'collision', 'off-road', 'error']),
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

/** Measured on the machine; the only part of a result that differs between two equal runs. */
const timingSchema = z.object({
  /** Whole episode, ms. */
  wallMs: z.number().nonnegative(),
  /** Mean of a fast inference, ms; null without any. */
  fastMs: measured,
  /** Mean of a planner call, ms; null without any. */
  plannerMs: measured,
  /** Mean of a control tick, microseconds. */
  tickUs: measured,
});

/** One finished episode, as one JSON line of a results file. Null is what was not measured or is not defined. */
export const episodeResultSchema = z
  .object({
    schemaVersion: z.literal(RESULT_SCHEMA_VERSION),
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
