import { SHOWN_CANDIDATES } from '../../policies/driving/driving-plan.ts';
import { KNOTS } from '../../policies/driving/value/manoeuvre.ts';

/**
 * One drawn moment as numbers in one buffer, so that it moves between the simulation's worker and the page without a copy.
 * The worker fills it, the page reads it and sends it back. World frame: metres, x forward/east, y left/north, radians
 * counter-clockwise.
 */

/** Columns of an actor; row 0 is the ego, then the actors in the order of `OpenedScenario.actors`. */
export const ACTOR = {
  x: 0,
  y: 1,
  heading: 2,
  speedMps: 3,
  accelerationMps2: 4,
  yawRate: 5,
  /** 0: hidden from the ego's sensors, 1: seen now, 2: not seen now but remembered. The ego: 1. */
  visibility: 6,
  /** 1: a spare obstacle that has not been dropped: not drawn. */
  absent: 7,
} as const;
export const ACTOR_STRIDE = 8;

export const VISIBILITY = { hidden: 0, seen: 1, remembered: 2 } as const;

/** Columns of a track: what the ego believes of the actor in the row below the ego's; `valid` 0: nothing. */
export const TRACK = { valid: 0, x: 1, y: 2, heading: 3, speedMps: 4, ageS: 5 } as const;
export const TRACK_STRIDE = 6;

/** Points of a predicted path, one per knot of 0.2 s; the first is at its start. */
export const PATH_POINTS = KNOTS;
/** Columns of a point of the fast trajectory; `spreadM`: one Laplace scale of the distance travelled until there. */
export const FAST_POINT = { x: 0, y: 1, speedMps: 2, spreadM: 3 } as const;
export const FAST_STRIDE = 4;
/** Columns of a point of the plan in force. */
export const PLAN_POINT = { x: 0, y: 1, speedMps: 2 } as const;
export const PLAN_STRIDE = 3;

/** Points of a candidate's path: every second knot. */
export const CANDIDATE_POINTS = PATH_POINTS / 2;
export const MAX_CANDIDATES = SHOWN_CANDIDATES;

/**
 * Beams of the scan that shows what the sensors reach; beam i points to `heading - fov / 2 + i * step`. All around, `step`
 * is `fov / LIDAR_BEAMS`; else the last beam points to the left edge of the field of view: `fov / (LIDAR_BEAMS - 1)`.
 */
export const LIDAR_BEAMS = 240;

/** Single numbers. */
export const HEAD = {
  tick: 0,
  timeS: 1,
  /** Index into `EPISODE_ENDS`. */
  end: 2,
  /** Row of what was hit, or -1. */
  collisionRow: 3,
  /** Calibrated uncertainty of the fast policy, [0, 1], and the threshold of the gate in force (NaN: none). */
  level: 4,
  threshold: 5,
  /** 1: a plan is in force. */
  planInForce: 6,
  /** Age of the plan in force since its request, ms. */
  planAgeMs: 7,
  /** Points of the plan before this index (a fraction between two points) lie in the past: stale. */
  planStaleTo: 8,
  /** Candidates of the last plan that arrived; index of the chosen one, or -1. They stay for as long as `candidatesAgeMs` is shown. */
  candidates: 9,
  chosenCandidate: 10,
  /** Time since they arrived, ms; NaN: none yet. */
  candidatesAgeMs: 11,
  /** Index into `SOURCES` of the last action. */
  source: 12,
  /** Requests in flight, and the age of the oldest of them, ms. */
  inFlight: 13,
  inFlightAgeMs: 14,
  /** 1: `lidar` holds a scan. */
  lidar: 15,
  /** Requested acceleration of the last action, m/s2. */
  requestMps2: 16,
  /** Wall-clock time at which the frame was taken, ms, of the worker's `performance.now() + performance.timeOrigin`. */
  wallMs: 17,
} as const;
export const HEAD_SIZE = 18;

/** Where the action of a tick came from; the order is the code in frames and telemetry. */
export const SOURCES = ['fast', 'plan', 'brake', 'hold', 'reflex', 'person'] as const;
export type Source = (typeof SOURCES)[number];

/** Views into one frame's buffer. */
export interface FrameView {
  readonly buffer: ArrayBuffer;
  readonly head: Float64Array;
  readonly actors: Float64Array;
  readonly tracks: Float64Array;
  readonly fast: Float64Array;
  readonly plan: Float64Array;
  /** Value of each candidate (larger is better). */
  readonly candidateValues: Float64Array;
  /** x, y of `CANDIDATE_POINTS` points of each candidate. */
  readonly candidatePaths: Float64Array;
  /** Distances of the beams, m. */
  readonly lidar: Float64Array;
}

/** Length of the buffer of a frame with `rows` actors, the ego included, in bytes. */
export function frameBytes(rows: number): number {
  return Float64Array.BYTES_PER_ELEMENT * sizesOf(rows).reduce((sum, size) => sum + size, 0);
}

/** @param buffer of `frameBytes(rows)` bytes */
export function viewFrame(buffer: ArrayBuffer, rows: number): FrameView {
  let at = 0;
  const [head, actors, tracks, fast, plan, candidateValues, candidatePaths, lidar] = sizesOf(rows).map((size) => {
    const view = new Float64Array(buffer, at * Float64Array.BYTES_PER_ELEMENT, size);
    at += size;
    return view;
  });
  return { buffer, head, actors, tracks, fast, plan, candidateValues, candidatePaths, lidar };
}

function sizesOf(rows: number): readonly number[] {
  return [
    HEAD_SIZE,
    rows * ACTOR_STRIDE,
    (rows - 1) * TRACK_STRIDE,
    PATH_POINTS * FAST_STRIDE,
    PATH_POINTS * PLAN_STRIDE,
    MAX_CANDIDATES,
    MAX_CANDIDATES * CANDIDATE_POINTS * 2,
    LIDAR_BEAMS,
  ];
}
