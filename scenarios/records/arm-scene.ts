import { CHUNK_KNOTS } from '../../policies/manipulation/action-chunk.ts';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import { POSE_LENGTH } from '../../sim/robotics/arm/kinematics.ts';
import type { BeltSpec, ManipulationSpec, Point, Shape, TaskSpec } from '../../sim/robotics/spec.ts';

/**
 * What is drawn of an episode of the arm, from a record or from a world that runs; for Node and browsers. World frame as
 * in `ManipulationSpec`; m, rad, s. A pose is 12 numbers: rotation row-major, then translation.
 */

/** What a thing is to the task. */
export type SceneRole = 'object' | 'base' | 'clutter' | 'obstacle';

export interface SceneThing {
  readonly id: string;
  readonly shape: Shape;
  readonly role: SceneRole;
}

/** What stays as it is for the whole episode. */
export interface ArmScene {
  readonly family: string;
  /** Control tick, s. */
  readonly controlDt: number;
  readonly timeLimitS: number;
  /** With the links' boxes and balls, the gripper's sizes and all names. */
  readonly model: ArmModel;
  readonly task: TaskSpec;
  /** Rows of `ArmFrame.objects`, in the order of their ids. */
  readonly objects: readonly SceneThing[];
  /** Rows of `ArmFrame.obstacles`, in the order of their ids. */
  readonly obstacles: readonly SceneThing[];
  /** Radius of the person's two capsules; null: nobody is there. */
  readonly person: { readonly radiusM: number } | null;
  readonly belt: BeltSpec | null;
  /** Where hand or object should come to, and how near; null: the task names no point. */
  readonly goal: { readonly point: Point; readonly toleranceM: number } | null;
}

/** What moves, at one state: after `tick` control ticks. Filled anew and again; copy what must last. */
export interface ArmFrame {
  tick: number;
  /** `running`, or how the episode ended. */
  end: string;
  /** Share of the way to success, [0, 1]. */
  progress: number;
  /** Poses of links 0 to n, then of the tool centre point: 12 (n + 2) numbers. */
  readonly links: Float64Array;
  /** Between the finger pads, m. */
  widthM: number;
  /** Row of the object that is held, or -1. */
  held: number;
  /** Poses of the centres, 12 numbers a row. */
  readonly objects: Float64Array;
  readonly obstacles: Float64Array;
  /** Shoulder, elbow, hand: x, y, z each; zeros without a person. */
  readonly person: Float64Array;
  /** What the arm ran into: `none`, `obstacle`, `person`, `table`, `self` or `object`. */
  collision: string;
  /** Row of the obstacle or object that it ran into, or -1. */
  collisionRow: number;
  /** Of the fast policy's last decision, [0, 1]; NaN before the first. */
  level: number;
  /** Who commanded the last tick: `fast`, `plan`, or the name of a reflex; empty before the first tick. */
  source: string;
  /** Where the plan in force expects the tool centre point, x, y, z each; the first `planPoints` points mean something. */
  readonly plan: Float64Array;
  planPoints: number;
}

export function armSceneOf(spec: ManipulationSpec): ArmScene {
  const { family, controlDt, timeLimitS, arm, task, belt, person } = spec;
  const object = 'object' in task ? task.object : null;
  const base = 'base' in task ? task.base : null;
  const roleOf = (id: string): SceneRole => (id === object ? 'object' : id === base ? 'base' : 'clutter');
  const objects = spec.objects.map(({ id, shape }) => ({ id, shape, role: roleOf(id) }));
  const obstacles = spec.obstacles.map(({ id, shape }) => ({ id, shape, role: 'obstacle' as const }));
  return {
    ...{ family, controlDt, timeLimitS, task, belt },
    model: arm.model,
    objects: sorted(objects),
    obstacles: sorted(obstacles),
    person: person === null ? null : { radiusM: person.radiusM },
    goal: 'goal' in task ? { point: task.goal, toleranceM: task.toleranceM } : null,
  };
}

export function emptyArmFrame({ model, objects, obstacles }: ArmScene): ArmFrame {
  return {
    tick: 0,
    end: 'running',
    progress: 0,
    links: new Float64Array(POSE_LENGTH * (model.links.length + 1)),
    widthM: 0,
    held: -1,
    objects: new Float64Array(POSE_LENGTH * objects.length),
    obstacles: new Float64Array(POSE_LENGTH * obstacles.length),
    person: new Float64Array(9),
    collision: 'none',
    collisionRow: -1,
    level: NaN,
    source: '',
    plan: new Float64Array(3 * CHUNK_KNOTS),
    planPoints: 0,
  };
}

/** The order of a world's rows, which does not depend on that of the spec. */
function sorted(things: readonly SceneThing[]): SceneThing[] {
  return [...things].sort((a, b) => (a.id < b.id ? -1 : 1));
}
