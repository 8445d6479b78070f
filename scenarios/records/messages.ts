import { z } from 'zod';

/** What our own topics carry, as schemas: of types, of files, and of the checks when a record is read. */

const tick = z.int().nonnegative();
const number = z.number();
/** JSON has no infinity and no NaN: null stands for a number that is not finite. */
const finiteOrNull = z.number().nullable();

export const policyMessage = z.object({
  tick,
  /** The inference missed its tick; this is the last decision again. */
  missed: z.boolean(),
  /** Calibrated, [0, 1]. */
  level: number,
  aleatoric: number,
  epistemic: number,
  /** Probabilities of the lateral choices. */
  choice: z.array(number),
  /** Index of the choice. */
  chosen: z.int(),
  /** Trajectory: from `startS` seconds after the tick on, these actions, each until the next one starts. */
  trajectory: z.array(z.object({ startS: number, accelerationMps2: number, offsetM: number, urgency: number })),
  /** Laplace scale of the acceleration over the first, second and third second, m/s2. */
  scale: z.array(number),
});

export const gateMessage = z.object({ tick, think: z.boolean(), reason: z.string(), dispatched: z.boolean() });

export const ledgerMessage = z.object({
  tick,
  id: z.int().nonnegative(),
  state: z.string(),
  why: z.string(),
  dispatchTick: tick,
  /** Of a plan that arrived. */
  plan: z
    .object({
      fromTick: z.int(),
      requestedTick: z.int(),
      horizonTicks: z.int(),
      value: finiteOrNull,
      explanation: z.string(),
      stalenessMs: finiteOrNull,
    })
    .optional(),
});

export const actionMessage = z.object({
  tick,
  accelerationMps2: number,
  targetOffsetM: number,
  urgency: number,
  source: z.string(),
  /** Name of the reflex that overwrote the action, or null. */
  reflex: z.string().nullable(),
});

export const metricsMessage = z.object({
  tick,
  speedMps: number,
  accelerationMps2: number,
  progress: number,
  /** Smallest so far, s; null: none within the horizon. */
  minTtcS: finiteOrNull,
  meanSpeedMps: number,
  hardBrakingShare: number,
  comfort: number,
});

export const eventMessage = z.object({
  tick,
  /** `start`, `plan`, `failure`, `reflex`, `traffic`, or how the episode ended. */
  kind: z.string(),
  /** Whom it concerns, or null. */
  entity: z.string().nullable(),
  text: z.string(),
});

/** Topics with a schema of ours, all in JSON. */
export const OWN_TOPICS = {
  '/policy': policyMessage,
  '/gate': gateMessage,
  '/ledger': ledgerMessage,
  '/action': actionMessage,
  '/metrics': metricsMessage,
  '/events': eventMessage,
} as const;

export type OwnTopic = keyof typeof OWN_TOPICS;
export type OwnMessage<T extends OwnTopic> = z.infer<(typeof OWN_TOPICS)[T]>;

/** Topics with a schema of Foxglove. */
export const FOXGLOVE_TOPICS = {
  '/map': 'foxglove.SceneUpdate',
  '/scene': 'foxglove.SceneUpdate',
  '/tf': 'foxglove.FrameTransforms',
} as const;

export type FoxgloveTopic = keyof typeof FOXGLOVE_TOPICS;

export const STATE_TOPIC = '/state';
export const STATE_ENCODING = 'x-twotempo-state';

/** Every topic of a record; a reader misses those that are not there. */
export const TOPICS: readonly string[] = [STATE_TOPIC, ...Object.keys(FOXGLOVE_TOPICS), ...Object.keys(OWN_TOPICS)];
