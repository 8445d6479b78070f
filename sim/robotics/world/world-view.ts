import type { TriggerCue } from '../movers/triggers.ts';
import type { ObjectTable } from '../object-table.ts';
import type { TaskView } from '../tasks/task-view.ts';
import type { Manipulator } from './manipulator.ts';

/** The present state as triggers and the task see it. */
export class WorldView implements TaskView, TriggerCue {
  /** Of the tick, s; set by the world. */
  timeS = 0;

  /** @param object row of the task's object, or -1 */
  constructor(
    private readonly manipulator: Manipulator,
    readonly objects: ObjectTable,
    private readonly object: number,
  ) {}

  get x(): number {
    return this.manipulator.arm.kinematics.x;
  }

  get y(): number {
    return this.manipulator.arm.kinematics.y;
  }

  get z(): number {
    return this.manipulator.arm.kinematics.z;
  }

  get jointSpeedRadps(): number {
    const { qd } = this.manipulator.arm;
    let most = 0;
    for (let i = 0; i < qd.length; i++) most = Math.max(most, Math.abs(qd[i]));
    return most;
  }

  get held(): number {
    return this.manipulator.grasp.held;
  }

  get padN(): number {
    return this.manipulator.grasp.padN;
  }

  get opens(): boolean {
    return this.manipulator.gripper.commandedN === 0;
  }

  get heldS(): number {
    const { held, heldS } = this.manipulator.grasp;
    return held >= 0 && held === this.object ? heldS : 0;
  }
}
