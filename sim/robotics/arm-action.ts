import type { StateIo, Stateful } from '../kernel/state-io.ts';

/**
 * What a controller commands for one control tick: the velocity of the tool centre point in the world's frame, while the
 * hand points down, and how far the gripper is closed. What limits do not allow is reduced, never refused.
 */
export class ArmAction implements Stateful {
  /** Of the tool centre point, m/s. */
  vx = 0;
  vy = 0;
  vz = 0;
  /** About the world's z axis, rad/s. */
  yawRate = 0;
  /** 0 is open, 1 closed with full force. */
  grip = 0;

  copy(from: ArmAction): void {
    this.vx = from.vx;
    this.vy = from.vy;
    this.vz = from.vz;
    this.yawRate = from.yawRate;
    this.grip = from.grip;
  }

  exchange(io: StateIo): void {
    this.vx = io.number('vx', this.vx);
    this.vy = io.number('vy', this.vy);
    this.vz = io.number('vz', this.vz);
    this.yawRate = io.number('yawRate', this.yawRate);
    this.grip = io.number('grip', this.grip);
  }
}
