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
}

/** The goal of a task whose place stays or follows another object; `updateGoal` brings it to a moment. */
export function goalOf(spec: ManipulationSpec): GoalPlace {
  const { task, objects } = spec;
  const shape = task.kind === 'reach' ? null : (objects.find(({ id }) => id === task.object)?.shape ?? null);
  if (task.kind === 'lift') {
    const [x, y, z] = objects.find(({ id }) => id === task.object)?.position ?? [0, 0, 0];
    return { x, y, z: z + task.liftM, toleranceM: 0, shape };
  }
  const [x, y, z] = task.kind === 'stack' ? [0, 0, 0] : task.goal;
  return { x, y, z, toleranceM: task.toleranceM, shape };
}

/** A stack's goal is on its base, wherever that is; a lift's is above its object. */
export function updateGoal(
  goal: GoalPlace,
  { task, objects }: ManipulationSpec,
  frame: ArrayLike<number>,
  layout: ArmLayout,
): void {
  if (task.kind !== 'stack' && task.kind !== 'lift') return;
  const id = task.kind === 'stack' ? task.base : task.object;
  const row = objects.findIndex((each) => each.id === id);
  if (row < 0) return;
  const at = layout.objects + POSE * row + POSE - 3;
  goal.x = frame[at];
  goal.y = frame[at + 1];
  if (task.kind === 'stack') goal.z = frame[at + 2] + halfHeight(objects[row].shape) + halfHeight(goal.shape);
}

/** Of a shape that stands upright, m. */
export function halfHeight(shape: Shape | null): number {
  if (shape === null) return 0;
  if (shape.kind === 'sphere') return shape.radiusM;
  return shape.kind === 'cylinder' ? shape.heightM / 2 : shape.size[2] / 2;
}
