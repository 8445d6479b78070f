import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ArmFrame } from '../records/arm-scene.ts';
import { ARM_HEAD, PATH_NUMBERS, POSE, type ArmLayout } from './arm-frames.ts';
import type { ArmFrameStore } from './arm-frame-store.ts';
import { goalOf, updateGoal, type GoalPlace } from './goal-place.ts';

/** Puts what was read of a world, tick after tick from the start, into a store of frames. */
export class FrameFiller {
  private readonly goal: GoalPlace;
  private beltM = 0;
  private path = -1;
  private readonly pathNumbers = new Float64Array(PATH_NUMBERS);

  /** @param world in the state that each frame shows */
  constructor(
    private readonly world: ManipulationWorld,
    private readonly store: ArmFrameStore,
  ) {
    this.goal = goalOf(world.spec);
  }

  /** Adds a frame. @param thinking whether a planner's request is out */
  add(from: ArmFrame, thinking: boolean): void {
    const { world, store } = this;
    const { frame, layout } = store;
    frame.set(from.links, layout.links);
    frame.set(from.objects, layout.objects);
    frame.set(from.obstacles, layout.obstacles);
    if (world.spec.person !== null) frame.set(from.person, layout.person);
    if (from.tick > 0) this.beltM += world.controlDt * beltSpeed(world);
    frame[ARM_HEAD.timeS] = from.tick * world.controlDt;
    frame[ARM_HEAD.widthM] = from.widthM;
    frame[ARM_HEAD.held] = from.held;
    frame[ARM_HEAD.level] = from.level;
    frame[ARM_HEAD.thinking] = thinking ? 1 : 0;
    frame[ARM_HEAD.progress] = from.progress;
    frame[ARM_HEAD.goalM] = this.toGoal(frame, layout);
    frame[ARM_HEAD.clearanceM] = Math.min(world.collision.obstacleM, world.collision.personM);
    frame[ARM_HEAD.beltM] = this.beltM;
    store.add(this.pathOf(from));
  }

  private toGoal(frame: Float64Array, layout: ArmLayout): number {
    const { world, goal } = this;
    updateGoal(goal, frame, layout);
    const row = world.judge.object;
    const at = row < 0 ? layout.links + POSE * (layout.linkCount - 1) + 9 : layout.objects + POSE * row + 9;
    return Math.hypot(frame[at] - goal.x, frame[at + 1] - goal.y, frame[at + 2] - goal.z);
  }

  /** Number of the path of the plan in force, or -1; a plan that stays keeps its number. */
  private pathOf({ plan, planPoints }: ArmFrame): number {
    if (planPoints < 2) return -1;
    let isNew = this.path < 0;
    for (let i = 0; i < PATH_NUMBERS; i++) {
      // Where it breaks off, its last point stays.
      const value = plan[i < 3 * planPoints ? i : 3 * (planPoints - 1) + (i % 3)];
      if (this.pathNumbers[i] === value) continue;
      this.pathNumbers[i] = value;
      isNew = true;
    }
    if (isNew) this.path = this.store.addPath(this.pathNumbers);
    return this.path;
  }
}

/** Of the belt, as its last event left it, m/s. */
function beltSpeed({ spec, events }: ManipulationWorld): number {
  let speed = spec.belt?.speedMps ?? 0;
  for (let i = 0; i < spec.events.length; i++) {
    const { action } = spec.events[i];
    if (action.kind === 'belt-speed' && events.fired(i)) speed = action.speedMps;
  }
  return speed;
}
