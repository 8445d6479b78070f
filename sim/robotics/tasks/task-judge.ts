import { ticksForS } from '../../kernel/clock.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ObjectTable } from '../object-table.ts';
import type { Point, TaskSpec } from '../spec.ts';
import type { TaskView } from './task-view.ts';

/** The arm is at rest when no joint is faster, rad/s (ManiSkill's `is_static`). */
const ARM_REST_RADPS = 0.2;
/** A thing is at rest when it is slower, m/s and rad/s (ManiSkill's StackCube: `is_static(lin_thresh=1e-2, ang_thresh=0.5)`). */
const REST_MPS = 0.01;
const REST_RADPS = 0.5;
/** How far the top of the base and the bottom of what stands on it may be apart, m (ManiSkill's StackCube). */
const STACK_GAP_M = 0.005;
/** The hand is away when the tool centre point is farther than this from the ball around the object, m. */
const AWAY_M = 0.02;
/** Out of reach: horizontally farther from the base, or below the table, m. */
const REACH_M = 0.85;
const BELOW_M = -0.05;
/** Share of progress that is the hand's way to the object; the rest is the object's way to its goal. */
const APPROACH_SHARE = 0.3;

/**
 * Whether a task is done, by the definitions of `TaskSpec`: its condition must hold at every tick for `holdS`. Also how
 * far it is, for people: no controller may use it.
 */
export class TaskJudge implements Stateful {
  success = false;
  /** For how many ticks in a row the condition has held. */
  heldTicks = 0;
  /** Whether the object was lifted too far to count as pushed. */
  lifted = false;
  /** Share of the way to success, [0, 1]; 1 while the condition holds. */
  progress = 0;

  /** Rows of the task's object and base, or -1. */
  readonly object: number;
  readonly base: number;
  private readonly holdTicks: number;
  /** Where the object stood, m. */
  private readonly startZ: number;
  /** Distance from start to goal, and from the hand to what it goes to first, m; NaN before the first tick. */
  private way = NaN;
  private approach = NaN;

  /** @throws if the task names an object that there is not */
  constructor(
    private readonly task: TaskSpec,
    objects: ObjectTable,
    controlDt: number,
  ) {
    this.object = task.kind === 'reach' ? -1 : objects.rowOf(task.object);
    this.base = task.kind === 'stack' ? objects.rowOf(task.base) : -1;
    this.holdTicks = task.holdS > 0 ? ticksForS(task.holdS, controlDt) : 1;
    this.startZ = this.object < 0 ? 0 : objects.specs[this.object].position[2];
  }

  /** Takes the state after a tick. */
  judge(view: TaskView): void {
    if (this.task.kind === 'push' && view.objects.z(this.object) > this.startZ + this.task.maxLiftM) this.lifted = true;
    const met = this.met(view);
    this.heldTicks = met ? this.heldTicks + 1 : 0;
    this.success = this.heldTicks >= this.holdTicks;
    this.progress = met ? 1 : this.share(view);
  }

  /** Whether something that the task needs is out of the arm's reach, and not in its hand. */
  lost({ objects, held }: TaskView): boolean {
    return isLost(this.object, objects, held) || isLost(this.base, objects, held);
  }

  /** Whether an object rests where the task wants it. */
  atGoal(objects: ObjectTable): boolean {
    const { task, object } = this;
    switch (task.kind) {
      case 'reach':
      case 'lift':
        return false;
      case 'stack':
        return rests(objects, object) && rests(objects, this.base) && this.standsOnBase(objects, task.toleranceM);
      default:
        return rests(objects, object) && distanceTo(task.goal, objects, object) <= task.toleranceM;
    }
  }

  exchange(io: StateIo): void {
    io.entity('task');
    this.success = io.boolean('success', this.success);
    this.heldTicks = io.number('heldTicks', this.heldTicks);
    this.lifted = io.boolean('lifted', this.lifted);
    this.progress = io.number('progress', this.progress);
    this.way = io.number('way', this.way);
    this.approach = io.number('approach', this.approach);
  }

  private met(view: TaskView): boolean {
    const { task, object } = this;
    switch (task.kind) {
      case 'reach':
        return view.jointSpeedRadps <= ARM_REST_RADPS && handTo(task.goal, view) <= task.toleranceM;
      case 'lift':
        return view.held === object && view.objects.z(object) >= this.startZ + task.liftM;
      case 'push':
        return !this.lifted && this.atGoal(view.objects) && isReleased(object, view);
      default:
        return view.opens && this.atGoal(view.objects) && isReleased(object, view);
    }
  }

  private standsOnBase(objects: ObjectTable, toleranceM: number): boolean {
    const { object, base } = this;
    const dx = objects.x(object) - objects.x(base);
    const dy = objects.y(object) - objects.y(base);
    const gap = objects.z(object) - objects.halfHeight(object) - objects.z(base) - objects.halfHeight(base);
    return dx * dx + dy * dy <= toleranceM * toleranceM && Math.abs(gap) <= STACK_GAP_M;
  }

  private share(view: TaskView): number {
    const { task, object } = this;
    const left = this.left(view);
    const approach = object < 0 ? 0 : handToObject(object, view);
    if (this.way !== this.way) {
      this.way = left;
      this.approach = approach;
    }
    const done = this.way > 0 ? Math.min(1, Math.max(0, 1 - left / this.way)) : 0;
    if (task.kind === 'reach') return done;
    const near = this.approach > 0 ? Math.min(1, Math.max(0, 1 - approach / this.approach)) : 1;
    // On the last part of the way the hand goes away again: what was gained by coming near is kept.
    return Math.min(
      1,
      Math.max(APPROACH_SHARE * near, APPROACH_SHARE * Math.min(1, 10 * done)) + (1 - APPROACH_SHARE) * done,
    );
  }

  /** How far what must come to the goal is from it, m. */
  private left(view: TaskView): number {
    const { task, object, base } = this;
    const { objects } = view;
    switch (task.kind) {
      case 'reach':
        return handTo(task.goal, view);
      case 'lift':
        return Math.max(0, this.startZ + task.liftM - objects.z(object));
      case 'stack': {
        const dx = objects.x(object) - objects.x(base);
        const dy = objects.y(object) - objects.y(base);
        const dz = objects.z(object) - objects.halfHeight(object) - objects.z(base) - objects.halfHeight(base);
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
      }
      default:
        return distanceTo(task.goal, objects, object);
    }
  }
}

function isLost(row: number, objects: ObjectTable, held: number): boolean {
  if (row < 0 || row === held) return false;
  const x = objects.x(row);
  const y = objects.y(row);
  return x * x + y * y > REACH_M * REACH_M || objects.z(row) < BELOW_M;
}

function rests(objects: ObjectTable, row: number): boolean {
  return objects.speed(row) <= REST_MPS && objects.spin(row) <= REST_RADPS;
}

/** Neither held nor squeezed, and the hand is away from it. */
function isReleased(row: number, view: TaskView): boolean {
  return view.held !== row && view.padN === 0 && handToObject(row, view) >= view.objects.radiusM[row] + AWAY_M;
}

function distanceTo(goal: Point, objects: ObjectTable, row: number): number {
  const dx = objects.x(row) - goal[0];
  const dy = objects.y(row) - goal[1];
  const dz = objects.z(row) - goal[2];
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}

function handTo(goal: Point, view: TaskView): number {
  const dx = view.x - goal[0];
  const dy = view.y - goal[1];
  const dz = view.z - goal[2];
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}

function handToObject(row: number, view: TaskView): number {
  const dx = view.x - view.objects.x(row);
  const dy = view.y - view.objects.y(row);
  const dz = view.z - view.objects.z(row);
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}
