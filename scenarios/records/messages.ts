import { z } from 'zod';
import { intervention } from '../live/intervention.ts';

/** What our own topics carry, as schemas: of types, of files, and of the checks when a record is read. */

const tick = z.int().nonnegative();
const number = z.number();
/** JSON has no infinity and no NaN: a number that is not finite is null here, and missing in the file. */
const finiteOrNull = z.number().nullable().default(null);
const textOrNull = z.string().nullable().default(null);

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
      /** The path that it expects: arc length and offset on road 0, m, as far as it is finite. Older records lack it. */
      s: z.array(number).optional(),
      d: z.array(number).optional(),
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
  reflex: textOrNull,
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
  entity: textOrNull,
  text: z.string(),
});

/** Of a live run: what a person did before tick `tick`. */
export const interventionMessage = z.object({ tick, intervention });

/** Topics with a schema of ours, all in JSON. */
export const OWN_TOPICS = {
  '/policy': policyMessage,
  '/gate': gateMessage,
  '/ledger': ledgerMessage,
  '/action': actionMessage,
  '/metrics': metricsMessage,
  '/events': eventMessage,
} as const;

/** Such topics that only records of live runs have. */
export const LIVE_TOPICS = { '/interventions': interventionMessage } as const;

const schemas = { ...OWN_TOPICS, ...LIVE_TOPICS };

export type OwnTopic = keyof typeof schemas;
export type OwnMessage<T extends OwnTopic> = z.infer<(typeof schemas)[T]>;

/** The schema of a topic of ours. */
export function schemaOf(topic: OwnTopic): z.ZodType {
  return schemas[topic];
}

/** Topics with a schema of Foxglove. */
export const FOXGLOVE_TOPICS = {
  '/map': 'foxglove.SceneUpdate',
  '/scene': 'foxglove.SceneUpdate',
  '/tf': 'foxglove.FrameTransforms',
  '/log': 'foxglove.Log',
} as const;

export type FoxgloveTopic = keyof typeof FOXGLOVE_TOPICS;

export const STATE_TOPIC = '/state';
export const ARRIVALS_TOPIC = '/arrivals';
export const OUTPUTS_TOPIC = '/outputs';
export const HAND_OVERS_TOPIC = '/handovers';

/** Topics in binary, which have no schema, and their encodings. */
export const BINARY_ENCODINGS: Readonly<Record<string, string>> = {
  [STATE_TOPIC]: 'x-twotempo-state',
  [ARRIVALS_TOPIC]: 'x-twotempo-arrival',
  [OUTPUTS_TOPIC]: 'x-twotempo-outputs',
  [HAND_OVERS_TOPIC]: 'x-twotempo-handover',
};

/** Topics that older records lack. */
const LATER_TOPICS: readonly string[] = ['/log', HAND_OVERS_TOPIC];

/** Every topic of a record. */
export const TOPICS: readonly string[] = [
  STATE_TOPIC,
  ...Object.keys(FOXGLOVE_TOPICS),
  ...Object.keys(OWN_TOPICS),
  HAND_OVERS_TOPIC,
];

/** Every topic of the record of a live run. */
export const TOPICS_LIVE: readonly string[] = [...TOPICS, ...Object.keys(LIVE_TOPICS), ARRIVALS_TOPIC, OUTPUTS_TOPIC];

/** Every topic of the record of an episode of the arm. */
export const TOPICS_ARM: readonly string[] = TOPICS.filter((topic) => topic !== HAND_OVERS_TOPIC);

/** Topics that a reader misses where they are not there. */
export function requiredTopics(isLive: boolean): string[] {
  return (isLive ? TOPICS_LIVE : TOPICS).filter((topic) => !LATER_TOPICS.includes(topic));
}
