import type { ArmModel } from './arm/arm-model.ts';
import type { ThingTable } from './sensors/thing-table.ts';
import type { BeltSpec, TaskSpec } from './spec.ts';

/**
 * All that a controller of the arm may know at a tick: what the sensors gave, its own arm, and its task. Nothing in it
 * depends on a thing that was not seen. The object is reused by the world.
 */
export interface ManipulationObservation {
  tick: number;
  readonly controlDt: number;
  readonly timeLimitS: number;
  readonly model: ArmModel;
  readonly task: TaskSpec;
  readonly arm: ArmReading;
  readonly things: ThingTable;
  readonly person: PersonReading;
  /** Where a belt is and how fast it is said to run; null without one. The real speed may differ. */
  readonly belt: BeltSpec | null;
}

/** From encoders and the gripper's motor, without delay. */
export interface ArmReading {
  /** Joint angles, rad, and speeds, rad/s. */
  readonly q: Float64Array;
  readonly qd: Float64Array;
  /** Of the tool centre point by forward kinematics of `q` and `qd`, m and m/s. */
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
  /** Of the hand about the world's z axis, rad. */
  yaw: number;
  yawRate: number;
  /** Between the pads, m. */
  widthM: number;
  /** Of the pads on what is between them, N; 0 without contact. */
  forceN: number;
}

/** A person's arm as the cameras see it. */
export interface PersonReading {
  /** Whether it is seen or remembered; else the rest means nothing. */
  known: boolean;
  ageS: number;
  radiusM: number;
  /** Shoulder, elbow, hand: x, y, z each, m. */
  readonly joints: Float64Array;
  /** Of the hand, m/s. */
  readonly handVelocity: Float64Array;
}
