import { z } from 'zod';

/**
 * What a person does to a running episode. Interventions take effect between two ticks, are recorded with the tick that
 * they precede, and with the plan arrivals are all that a live run has beyond scenario, seed and arm: with them it replays
 * exactly.
 */

/** Gates that can be exchanged while an episode runs; `none` never thinks. */
export const LIVE_GATES = ['none', 'uncertainty', 'always', 'periodic', 'random'] as const;
export type LiveGate = (typeof LIVE_GATES)[number];

/** Merges that can be exchanged while an episode runs. */
export const LIVE_MERGES = ['follow', 'arbitrate'] as const;
export type LiveMerge = (typeof LIVE_MERGES)[number];

/** Obstacles that can be dropped in one episode: that many actors wait far beside the road. */
export const SPARE_OBSTACLES = 8;

const finite = z.number().min(-1e6).max(1e6);

export const intervention = z.discriminatedUnion('kind', [
  /** `level`: the calibrated uncertainty above which the gate `uncertainty` thinks. */
  z.strictObject({ kind: z.literal('gate'), gate: z.enum(LIVE_GATES), level: z.number().min(0.05).max(1) }),
  z.strictObject({ kind: z.literal('merge'), merge: z.enum(LIVE_MERGES) }),
  /** The emergency brake behind the merge. */
  z.strictObject({ kind: z.literal('brake'), on: z.boolean() }),
  /** Simulated time that an answer of the planner takes at least, and that the planner is told to expect, ms. */
  z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0).max(60_000) }),
  /** Name of the planner that answers from now on: `value` or a drill. Its answers are recorded, not the planner. */
  z.strictObject({ kind: z.literal('planner'), planner: z.string().min(1).max(100) }),
  /** A person drives: requested acceleration, and how fast the target offset moves to the left. Off: the arm drives. */
  z.strictObject({
    kind: z.literal('drive'),
    on: z.boolean(),
    accelerationMps2: z.number().min(-10).max(5),
    leftMps: z.number().min(-4).max(4),
  }),
  /** Changes the velocity of `entity` (`ego`, or an actor's id) by so much, in its own frame. */
  z.strictObject({
    kind: z.literal('push'),
    entity: z.string().min(1).max(200),
    forwardMps: z.number().min(-15).max(15),
    leftMps: z.number().min(-5).max(5),
  }),
  /** Puts the next spare obstacle at a world position, m. */
  z.strictObject({ kind: z.literal('drop'), x: finite, y: finite }),
]);

export type Intervention = z.infer<typeof intervention>;

/** An intervention, and the tick before which it took effect. */
export interface TimedIntervention {
  readonly tick: number;
  readonly intervention: Intervention;
}

/** The exchangeable parts of a live arm at one moment. */
export interface LiveComponents {
  readonly gate: LiveGate;
  readonly level: number;
  readonly merge: LiveMerge;
  readonly brake: boolean;
  readonly planner: string;
  readonly latencyMs: number;
  readonly driving: boolean;
}
