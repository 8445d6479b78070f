import type { ManipulationSpec } from '../../sim/robotics/spec.ts';

/**
 * All that drawing an episode of the arm needs, as plain data: what stays the same is its specification, the rest are
 * frames of numbers, one after every tick. This file alone is what whoever reads records and whoever draws agree on.
 */

/** Numbers at the start of a frame. NaN where nothing is known. */
export const ARM_HEAD = {
  timeS: 0,
  /** Between the pads, m. */
  widthM: 1,
  /** Row of what is held, or -1. */
  held: 2,
  /** Of the fast policy, [0, 1]. */
  level: 3,
  /** 1 while a planner's request is out. */
  thinking: 4,
  /** Share of the way to success, [0, 1]. */
  progress: 5,
  /** From what is to be moved to where it is to go, m. */
  goalM: 6,
  /** Between the arm with what it holds and obstacles or a person, m; infinite without any. */
  clearanceM: 7,
  /** Way that the belt has run, m. */
  beltM: 8,
} as const;
export const ARM_HEAD_SIZE = 9;

/** Numbers of a pose: rotation row-major, then translation, m. */
export const POSE = 12;
/** Points of a planned path, x, y, z in turn. */
export const PATH_NUMBERS = 3 * 16;

/** Where the parts of a frame begin: heads, then poses of links, objects and obstacles, then the person's joints. */
export interface ArmLayout {
  /** Poses of links 0 to n and of the tool centre point. */
  readonly links: number;
  readonly linkCount: number;
  readonly objects: number;
  readonly obstacles: number;
  /** Shoulder, elbow, hand: nine numbers where there is a person. */
  readonly person: number;
  readonly stride: number;
}

export function armLayout(spec: ManipulationSpec): ArmLayout {
  const linkCount = spec.arm.model.joints.length + 2;
  const links = ARM_HEAD_SIZE;
  const objects = links + POSE * linkCount;
  const obstacles = objects + POSE * spec.objects.length;
  const person = obstacles + POSE * spec.obstacles.length;
  return { links, linkCount, objects, obstacles, person, stride: person + (spec.person === null ? 0 : 9) };
}

export interface ArmFrames {
  /** With objects and obstacles in the order of their ids, which is that of their rows. */
  readonly spec: ManipulationSpec;
  /** Frames: one for the start and one for each tick. */
  readonly count: number;
  /** Frame `t` is `numbers.subarray(t * stride, (t + 1) * stride)`, its parts where `armLayout` says. */
  readonly numbers: Float32Array<ArrayBuffer>;
  /** Frame `t` shows path `pathOf[t]` (-1: none): `PATH_NUMBERS` numbers of `paths`, where a plan expects the hand. */
  readonly pathOf: Int32Array<ArrayBuffer>;
  readonly paths: Float32Array<ArrayBuffer>;
}

/** Of a frame, its path or null: both views into `frames`. */
export function pathAt({ pathOf, paths }: ArmFrames, tick: number): Float32Array | null {
  const block = pathOf[tick];
  return block < 0 ? null : paths.subarray(block * PATH_NUMBERS, (block + 1) * PATH_NUMBERS);
}
