import type { BeltSpec, Shape, TaskSpec } from '../../sim/robotics/spec.ts';

export type ThingShape = Shape['kind'];

/** Numbers of a sample in `ClipTable.told`. */
export const TOLD = {
  /** Between the finger pads, m. */
  widthM: 0,
  /** Row of the actor that is held, or -1. */
  held: 1,
  /** Share of the way to success, [0, 1]. */
  progress: 2,
  /** From what is to be moved to where it is to go, m. */
  goalM: 3,
  /** Between the arm with what it holds and obstacles or a person, m; NaN without any. */
  clearanceM: 4,
} as const;
export const TOLD_COUNT = 5;

/** What a clip of the arm has beyond places on a plane. Arrays are sample-major, to the millimetre; world frame, m. */
export interface ClipTable {
  readonly task: TaskSpec['kind'];
  /** Within so much of the goal it counts; 0: no such place. */
  readonly toleranceM: number;
  /** Row of the actor that is to come to the goal; 0: the hand itself. */
  readonly wanted: number;
  readonly belt: BeltSpec | null;
  /** Of the person's arm; 0: nobody is there. */
  readonly personRadiusM: number;
  /** Points of the arm: from its base over its joints to the point between the finger tips. */
  readonly jointPoints: number;
  /** x, y, z of each point. */
  readonly joints: Float32Array;
  /** Height of each actor's centre. */
  readonly z: Float32Array;
  /** Shoulder, elbow, hand, nine numbers a sample; empty without a person. */
  readonly person: Float32Array;
  /** Where the goal is. */
  readonly goal: Float32Array;
  /** `TOLD_COUNT` numbers a sample. */
  readonly told: Float32Array;
  /** Heights of the points of each request's path. */
  readonly pathZ: readonly Float32Array[];
}
