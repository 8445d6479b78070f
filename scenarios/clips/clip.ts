import type { ClipTable, ThingShape } from './clip-table.ts';

/**
 * A clip: what is needed to show an episode again, and nothing to simulate it with. Independent of the engine's version,
 * a few kilobytes when encoded. Made from a running episode or from a record.
 */
export interface Clip {
  readonly scenario: string;
  readonly family: string;
  readonly seed: number;
  readonly arm: string;
  readonly latency: string;
  /** Digest of the episode that was shown. */
  readonly digest: string;
  /** Between two samples, s. */
  readonly periodS: number;
  /** Control tick, s. */
  readonly controlDt: number;
  /** Samples; the last one is the end of the episode, at `durationS`, and may come early. */
  readonly count: number;
  readonly durationS: number;
  /** Row 0 is the ego, of an arm its hand. Actors that never come near the ego are left out. */
  readonly actors: readonly ClipActor[];
  /** Sample-major, `k * actors.length + i`; to the centimetre (of the arm, to the millimetre) and to 1e-3 rad, m and rad. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly heading: Float32Array;
  /** Of the ego, m/s, one per sample. */
  readonly speed: Float32Array;
  /** Of the fast policy, [0, 1], one per sample; NaN where there is none. */
  readonly level: Float32Array;
  /** Who commanded the ego, from `fromS` on until the next run: `fast`, `plan`, `brake`, `hold`. */
  readonly sources: readonly { readonly fromS: number; readonly source: string }[];
  /** When the gate asked to think. */
  readonly gate: readonly { readonly fromS: number; readonly toS: number; readonly reason: string }[];
  /** Planner requests, in order. */
  readonly requests: readonly ClipRequest[];
  readonly events: readonly ClipEvent[];
  /** What is drawn of the road, m. */
  readonly lines: readonly ClipLine[];
  /** Of an episode of the arm: what there is beyond places on a plane. Not there: driving. */
  readonly table?: ClipTable;
  readonly outcome: ClipOutcome;
}

export interface ClipActor {
  readonly id: string;
  readonly kind: string;
  readonly lengthM: number;
  readonly widthM: number;
  /** Of things on an arm's table. */
  readonly shape?: ThingShape;
  readonly heightM?: number;
}

export interface ClipRequest {
  readonly id: number;
  readonly fromS: number;
  /** When its result came or it ended otherwise, s. */
  readonly toS: number;
  /** `accepted`, `expired`, `superseded`, `cancelled`, `timed-out`, `failed`. */
  readonly state: string;
  /** Why it was sent: the gate's reason. */
  readonly why: string;
  /** When actions came from its plan, first and last; null: never. */
  readonly used: { readonly fromS: number; readonly toS: number } | null;
  /** The path that it planned, x and y in turn, m; empty without a plan. */
  readonly path: Float32Array;
  readonly explanation: string;
}

export interface ClipEvent {
  readonly timeS: number;
  /** As in `/events` of a record: `start`, `plan`, `failure`, `reflex`, `traffic`, or how the episode ended. */
  readonly kind: string;
  readonly text: string;
}

export interface ClipLine {
  readonly kind: 'border' | 'lane' | 'shoulder';
  /** x and y in turn, m. */
  readonly points: Float32Array;
}

export interface ClipOutcome {
  readonly end: string;
  readonly collisionWith: string | null;
  readonly impactSpeedMps: number | null;
}

/** Two episodes of one situation, to be shown together: same scenario and seed, different arms, latencies or runs. */
export interface ClipPair<C = Clip> {
  readonly a: C;
  readonly b: C;
  /** Names for people: `dual`, or `dual@runs/a` where two runs have the same arm. */
  readonly nameA: string;
  readonly nameB: string;
  /** First control tick after which the two worlds differ in any bit, and its time, s; null: never. */
  readonly divergence: { readonly tick: number; readonly timeS: number } | null;
}
