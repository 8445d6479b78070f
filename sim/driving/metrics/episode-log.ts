import type { CollisionKind } from '../collision.ts';
import type { ActorKind } from '../spec.ts';

/** Period at which scores look at an episode, s: that of nuPlan, NAVSIM and Bench2Drive. */
export const LOG_PERIOD_S = 0.1;

/**
 * What scores read of an episode: the truth at the start, then every 0.1 s, then at the end (which may lie between).
 * It is filled while an episode runs and read back from a record of it, with the same bits. Tables are sample-major:
 * actor `i` at sample `k` is at `k * actors.length + i`, and actor 0 is the ego.
 */
export interface EpisodeLog {
  /** Control tick, s. */
  readonly controlDt: number;
  readonly actors: readonly LoggedActor[];
  /** Samples. */
  readonly count: number;
  /** Control ticks done at each sample, ascending. */
  readonly tick: ArrayLike<number>;
  /** Centre of the box, m. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Rad. */
  readonly heading: ArrayLike<number>;
  /** Signed, along the heading, m/s. */
  readonly speed: ArrayLike<number>;
  /** In the world frame, m/s. */
  readonly vx: ArrayLike<number>;
  readonly vy: ArrayLike<number>;
  /** Of the ego, one per sample: longitudinal and lateral acceleration, m/s2, and yaw rate, rad/s. */
  readonly egoAcceleration: ArrayLike<number>;
  readonly egoLateral: ArrayLike<number>;
  readonly egoYawRate: ArrayLike<number>;
  readonly end: 'goal' | 'timeout' | 'collision' | 'off-road' | 'running';
  /** Null without a collision. */
  readonly collision: LoggedCollision | null;
  /** Changes of who commands the ego, or of the plan that does, in order; empty where that was not logged. */
  readonly handOvers: readonly HandOver[];
}

export interface LoggedActor {
  readonly id: string;
  /** `car` for the ego. */
  readonly kind: ActorKind;
  readonly lengthM: number;
  readonly widthM: number;
}

export interface LoggedCollision {
  /** Row of the other. */
  readonly actor: number;
  readonly kind: CollisionKind;
  readonly atFault: boolean;
}

/** The ego's intended motion just before and just after a change of command, as the command itself would roll out. */
export interface HandOver {
  /** The tick whose action was the first of the new command. */
  readonly tick: number;
  /** `fast`, `plan`, `brake`, `hold`, or the name of the reflex that overwrote the action. */
  readonly from: string;
  readonly to: string;
  /** What was intended before, from this tick on; same times as `after`. */
  readonly before: IntendedMotion;
  readonly after: IntendedMotion;
}

/** Sampled every 0.1 s from the hand-over on. */
export interface IntendedMotion {
  /** Along the path, m/s2. */
  readonly acceleration: ArrayLike<number>;
  /** Rad/s. */
  readonly yawRate: ArrayLike<number>;
}

/** A measured number with its weight: how many things it was taken over, and whether it may be used. */
export interface Score {
  /** Null when not defined. */
  readonly value: number | null;
  /** Samples, tracks, hand-overs … as the metric's entry in the table says. */
  readonly n: number;
  /** False: too short, a part missing, or nothing to judge; `value` is then left out of means. */
  readonly valid: boolean;
}
