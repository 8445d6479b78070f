import type { ArmModel } from './arm/arm-model.ts';

/**
 * A concrete episode of the arm: every number is drawn; what is still random is sensor noise. SI units, radians. The
 * world's frame: the table's top is the plane z = 0, without end; the arm's base stands at the origin and faces +x;
 * y left, z up.
 */
export interface ManipulationSpec {
  readonly family: string;
  /** Physics step, s. */
  readonly physicsDt: number;
  /** Control tick, s; a whole multiple of `physicsDt`. */
  readonly controlDt: number;
  readonly timeLimitS: number;
  /** Table against objects, Coulomb, dimensionless, 0.05 to 1.2. */
  readonly friction: number;
  readonly arm: ArmSpec;
  readonly task: TaskSpec;
  /** In the order of their ids. */
  readonly objects: readonly ObjectSpec[];
  readonly obstacles: readonly ObstacleSpec[];
  readonly belt: BeltSpec | null;
  readonly person: PersonSpec | null;
  readonly events: readonly EventSpec[];
  readonly sensors: SensorSpec;
}

export interface ArmSpec {
  readonly model: ArmModel;
  /** `kinematic`: joints follow within their limits of speed and acceleration; `torque`: rigid-body dynamics under torque limits. */
  readonly dynamics: 'kinematic' | 'torque';
  /** Joint angles at the start, rad. */
  readonly start: readonly number[];
}

export type Point = readonly [x: number, y: number, z: number];

export type Shape =
  /** Full lengths along x, y, z. */
  | { readonly kind: 'box'; readonly size: readonly [number, number, number] }
  /** Stands along z. */
  | { readonly kind: 'cylinder'; readonly radiusM: number; readonly heightM: number }
  | { readonly kind: 'sphere'; readonly radiusM: number };

/** A thing that moves freely. */
export interface ObjectSpec {
  readonly id: string;
  readonly shape: Shape;
  readonly massKg: number;
  /** Of its surface; pairs combine by the geometric mean. */
  readonly friction: number;
  /** Of its centre. */
  readonly position: Point;
  readonly yawRad: number;
}

/** Something that is moved along a path, whatever it meets; touching it is a collision. */
export interface ObstacleSpec {
  readonly id: string;
  readonly shape: Shape;
  readonly yawRad: number;
  readonly path: PathSpec;
}

/**
 * A way through points along straight legs, each leg at minimum jerk (Flash and Hogan 1985) with this peak speed. It
 * waits at the first point until its start, and stays at the last one unless it goes back and forth.
 */
export interface PathSpec {
  readonly points: readonly Point[];
  readonly peakSpeedMps: number;
  /** Pause at each point, s. */
  readonly dwellS: number;
  readonly backAndForth: boolean;
  readonly start: TriggerSpec;
}

export type TriggerSpec =
  | { readonly kind: 'time'; readonly s: number }
  /** The tool centre point comes within this distance of a point. */
  | { readonly kind: 'near'; readonly point: Point; readonly distanceM: number }
  /** The task's object has been held for so long. */
  | { readonly kind: 'held'; readonly s: number };

/** A belt on the table that carries what lies on it; its top is at `heightM`. */
export interface BeltSpec {
  /** Middle of the belt, m. */
  readonly x: number;
  readonly y: number;
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
  /** Direction of travel, which is along its length. */
  readonly headingRad: number;
  readonly speedMps: number;
}

/** A person's arm across the table: two capsules from shoulder over elbow to hand, moved by the hand's path. */
export interface PersonSpec {
  readonly shoulder: Point;
  readonly upperArmM: number;
  readonly foreArmM: number;
  readonly radiusM: number;
  readonly hand: PathSpec;
}

export interface EventSpec {
  readonly trigger: TriggerSpec;
  readonly action:
    /** The grasp fails, as when something greasy slips. */
    | { readonly kind: 'slip' }
    /** An object is pushed, m/s. */
    | { readonly kind: 'shove'; readonly object: string; readonly velocity: readonly [number, number] }
    | { readonly kind: 'belt-speed'; readonly speedMps: number };
}

/** When it has been reached and held for `holdS`, the episode succeeds. */
export type TaskSpec =
  /** The tool centre point within `toleranceM` of the goal, the arm at rest (ManiSkill's PickCube: 0.025 m, 0.2 rad/s). */
  | ({ readonly kind: 'reach' } & Goal)
  /** The object rests within `toleranceM` of the goal (its centre), the gripper open and away. */
  | ({ readonly kind: 'place'; readonly object: string } & Goal)
  /** The object is held `liftM` above where it stood (robosuite's Lift: 0.04 m). */
  | { readonly kind: 'lift'; readonly object: string; readonly liftM: number; readonly holdS: number }
  /** As `place` but on the table all the way: lifting it by more than `maxLiftM` does not count. The gripper may be closed. */
  | ({ readonly kind: 'push'; readonly object: string; readonly maxLiftM: number } & Goal)
  /** The object rests on the base, both at rest, the gripper open (ManiSkill's StackCube). */
  | {
      readonly kind: 'stack';
      readonly object: string;
      readonly base: string;
      readonly toleranceM: number;
      readonly holdS: number;
    };

interface Goal {
  readonly goal: Point;
  readonly toleranceM: number;
  readonly holdS: number;
}

export interface SensorSpec {
  /** Standard deviations. */
  readonly jointNoiseRad: number;
  readonly jointSpeedNoiseRadps: number;
  readonly gripperNoiseM: number;
  readonly positionNoiseM: number;
  readonly yawNoiseRad: number;
  /** Pictures per second of the cameras; a whole number of control ticks apart. */
  readonly cameraHz: number;
  /** From a picture to its poses, s. */
  readonly cameraDelayS: number;
  /** Where the cameras are; one that sees a thing's middle suffices. */
  readonly cameras: readonly Point[];
  /** How long something unseen is remembered, s. */
  readonly memoryS: number;
}
