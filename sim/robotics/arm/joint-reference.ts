import { clamp } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel } from './arm-model.ts';

/**
 * Joint angles that follow commanded speeds as well as the limits of speed, acceleration and angle allow. A speed holds
 * for a whole step (q += qd dt), so that speeds computed from a path lead exactly along it.
 */
export class JointReference implements Stateful {
  /** Angles, rad, within the joints' limits. */
  readonly q: Float64Array;
  /** Speeds of the last step, rad/s. */
  readonly qd: Float64Array;
  /** Change of speed from the step before, rad/s2. */
  readonly qdd: Float64Array;
  private readonly model: ArmModel;

  constructor(model: ArmModel, start: ArrayLike<number>) {
    this.model = model;
    this.q = Float64Array.from(start);
    this.qd = new Float64Array(this.q.length);
    this.qdd = new Float64Array(this.q.length);
  }

  /** @throws if a target speed is NaN */
  step(targetSpeeds: Float64Array, dt: number): void {
    for (let i = 0; i < this.q.length; i++) {
      const joint = this.model.joints[i];
      const target = clamp(targetSpeeds[i], -joint.maxSpeedRadps, joint.maxSpeedRadps);
      if (target !== target) throw new Error(`targetSpeeds[${i}]: expected rad/s, found NaN.`);
      const before = this.qd[i];
      const change = joint.maxAccelerationRadps2 * dt;
      const up = speedToStopWithin(joint.upperRad - this.q[i], change, dt);
      const down = -speedToStopWithin(this.q[i] - joint.lowerRad, change, dt);
      const speed = clamp(clamp(target, before - change, before + change), down, up);
      const q = this.q[i] + speed * dt;
      this.q[i] = clamp(q, joint.lowerRad, joint.upperRad);
      this.qd[i] = speed;
      this.qdd[i] = (speed - before) / dt;
    }
  }

  exchange(io: StateIo): void {
    io.numbers('reference.q', this.q);
    io.numbers('reference.qd', this.qd);
    io.numbers('reference.qdd', this.qdd);
  }
}

/**
 * The highest speed for the coming step, rad/s, from which steps of `dt` s that slow down by at most `change` rad/s each
 * stop within `distance`, rad. With it a joint that brakes as late as possible stops at its limit exactly, and never has
 * to brake harder than it can.
 */
export function speedToStopWithin(distance: number, change: number, dt: number): number {
  if (!(distance > 0)) return 0;
  // From speed v in k steps: v + (v - change) + ... = k v - change k (k - 1) / 2, in units of dt; k is the least number
  // of steps whose highest speed, k change, suffices for the distance.
  const steps = Math.max(1, Math.ceil((Math.sqrt(1 + (8 * distance) / (change * dt)) - 1) / 2));
  return distance / (dt * steps) + (change * (steps - 1)) / 2;
}
