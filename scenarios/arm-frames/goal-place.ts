import type { ManipulationSpec, Shape } from '../../sim/robotics/spec.ts';
import { POSE, type ArmLayout } from './arm-frames.ts';

/** Where a task wants what it is about. */
export interface GoalPlace {
  x: number;
  y: number;
  z: number;
  /** Within so much of the place it counts, m. */
  readonly toleranceM: number;
  /** What is to be there; null: the point between the finger tips. */
  readonly shape: Shape | null;
  /** Row of the object that the goal goes with, or -1; and how far above its middle it is, if not at a height of its own, m. */
  readonly follows: number;
  readonly aboveM: number | null;
}

/** The goal of a task. Where it goes with an object, `updateGoal` brings it to a moment. */
export function goalOf({ task, objects }: ManipulationSpec): GoalPlace {
  const rowOf = (id: string): number => objects.findIndex((each) => each.id === id);
  const shape = task.kind === 'reach' ? null : (objects[rowOf(task.object)]?.shape ?? null);
  if (task.kind === 'lift') {
    const row = rowOf(task.object);
    const [x, y, z] = objects[row]?.position ?? [0, 0, 0];
    return { x, y, z: z + task.liftM, toleranceM: 0, shape, follows: row, aboveM: null };
  }
  if (task.kind === 'stack') {
    const row = rowOf(task.base);
    const aboveM = halfHeight(objects[row]?.shape ?? null) + halfHeight(shape);
    return { x: 0, y: 0, z: 0, toleranceM: task.toleranceM, shape, follows: row, aboveM };
  }
  const [x, y, z] = task.goal;
  return { x, y, z, toleranceM: task.toleranceM, shape, follows: -1, aboveM: null };
}

/** A stack's goal is on its base, wherever that is; a lift's is above its object. @param frame numbers of a moment */
export function updateGoal(goal: GoalPlace, frame: ArrayLike<number>, layout: ArmLayout): void {
  if (goal.follows < 0) return;
  const at = layout.objects + POSE * goal.follows + POSE - 3;
  goal.x = frame[at];
  goal.y = frame[at + 1];
  if (goal.aboveM !== null) goal.z = frame[at + 2] + goal.aboveM;
}

/** Of a shape that stands upright, m. */
export function halfHeight(shape: Shape | null): number {
  if (shape === null) return 0;
  if (shape.kind === 'sphere') return shape.radiusM;
  return shape.kind === 'cylinder' ? shape.heightM / 2 : shape.size[2] / 2;
}
