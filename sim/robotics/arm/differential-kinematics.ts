import { clamp } from '../../kernel/math.ts';
import type { ArmModel } from './arm-model.ts';
import { DampedLeastSquares } from './damped-least-squares.ts';
import { Kinematics } from './kinematics.ts';

/** Damping at a singularity, the Jacobian's rows being in m and rad. */
const SINGULAR_DAMPING = 0.05 * 0.05;
/** Damping elsewhere: it costs 1 % of a speed along which a unit of joint speed moves the hand by 0.1. */
const LEAST_DAMPING = 0.01 * 0.01;
/** Damping grows below this share of the manipulability at `home`. */
const NEAR_SINGULAR = 0.4;
/** A joint may near its limit by so much of the remaining angle in a second. */
const APPROACH_RATE = 10;

/**
 * Joint speeds for a velocity of the tool centre point: damped least squares, damping by manipulability (Nakamura and
 * Hanafusa 1986). A joint slows down before its limits so that it could stop with half its greatest deceleration, and
 * the others take over what it leaves. Where a joint's speed limit would be broken, motion that does not move the hand is
 * given up first, and then the whole motion is slowed so that the hand keeps its direction.
 */
export class DifferentialKinematics {
  private readonly solver: DampedLeastSquares;
  private readonly jacobian: Float64Array;
  private readonly slowest: Float64Array;
  private readonly fastest: Float64Array;
  /** Speeds of joints held back by their limits; 0 for the others. */
  private readonly held: Float64Array;
  private readonly task: Float64Array;
  private readonly free: Float64Array;
  private readonly wanted: Float64Array;
  private readonly rest = new Float64Array(6);
  private readonly enough: number;

  constructor(private readonly model: ArmModel) {
    const n = model.joints.length;
    this.solver = new DampedLeastSquares(n);
    this.jacobian = new Float64Array(6 * n);
    this.slowest = new Float64Array(n);
    this.fastest = new Float64Array(n);
    this.held = new Float64Array(n);
    this.task = new Float64Array(n);
    this.free = new Float64Array(n);
    this.wanted = new Float64Array(n);
    const kinematics = new Kinematics(model);
    kinematics.jacobian(this.jacobian);
    this.solver.take(this.jacobian);
    this.enough = NEAR_SINGULAR * this.solver.damp(0);
  }

  /**
   * @param kinematics at the posture `q`
   * @param twist wanted of the tool centre point: linear, m/s, and angular velocity, rad/s, world frame
   * @param preference joint speeds to come close to where the twist leaves it free, rad/s
   * @param out joint speeds, rad/s, within the limits of speed
   * @returns the share of the twist, 0 to 1, to which speed limits reduce it
   */
  solve(
    kinematics: Kinematics,
    q: ArrayLike<number>,
    twist: Float64Array,
    preference: Float64Array,
    out: Float64Array,
  ): number {
    const { joints } = this.model;
    const { solver, slowest, fastest, held, task, free } = this;
    const n = joints.length;
    kinematics.jacobian(this.jacobian);
    for (let i = 0; i < n; i++) {
      slowest[i] = -speedTowards(q[i] - joints[i].lowerRad, joints[i].maxAccelerationRadps2);
      fastest[i] = speedTowards(joints[i].upperRad - q[i], joints[i].maxAccelerationRadps2);
    }
    solver.free.fill(1);
    held.fill(0);
    solver.take(this.jacobian);
    const damping = this.damping();
    for (let round = 0; round <= n; round++) {
      if (round > 0) solver.take(this.jacobian);
      solver.damp(damping);
      this.solveTask(twist);
      this.solveFree(preference);
      if (!this.holdBack()) break;
    }
    const share = this.shareOfTask();
    const freeShare = this.shareOfFree(share);
    for (let i = 0; i < n; i++) out[i] = clamp(share * task[i] + freeShare * free[i], slowest[i], fastest[i]);
    return share;
  }

  /** Limits a joint speed by what the joint's limits allowed at the last `solve`. */
  limit(joint: number, speed: number): number {
    return clamp(speed, this.slowest[joint], this.fastest[joint]);
  }

  private damping(): number {
    const manipulability = this.solver.damp(0);
    if (manipulability >= this.enough) return LEAST_DAMPING;
    const lack = 1 - manipulability / this.enough;
    return LEAST_DAMPING + SINGULAR_DAMPING * lack * lack;
  }

  /** Speeds of all joints for the twist, with joints held back as they are. */
  private solveTask(twist: Float64Array): void {
    const { solver, rest, held, task } = this;
    rest.set(twist);
    this.subtractMotion(held);
    solver.solve(rest, task);
    for (let i = 0; i < task.length; i++) task[i] += held[i];
  }

  /** What of the preference does not move the hand. */
  private solveFree(preference: Float64Array): void {
    const { solver, rest, free, wanted } = this;
    for (let i = 0; i < free.length; i++) wanted[i] = solver.free[i] === 1 ? preference[i] : 0;
    rest.fill(0);
    this.subtractMotion(wanted);
    solver.solve(rest, free);
    for (let i = 0; i < free.length; i++) free[i] += wanted[i];
  }

  /** Takes from `rest` the twist that these joint speeds make. */
  private subtractMotion(speeds: Float64Array): void {
    const { rest, jacobian } = this;
    const n = speeds.length;
    for (let row = 0; row < 6; row++) {
      for (let i = 0; i < n; i++) rest[row] -= jacobian[row * n + i] * speeds[i];
    }
  }

  /** Holds joints that near their limits too fast; whether there were any. */
  private holdBack(): boolean {
    const { solver, slowest, fastest, held, task, free } = this;
    let found = false;
    for (let i = 0; i < held.length; i++) {
      if (solver.free[i] === 0) continue;
      const speed = task[i] + free[i];
      if (speed >= slowest[i] && speed <= fastest[i]) continue;
      held[i] = clamp(speed, slowest[i], fastest[i]);
      solver.free[i] = 0;
      found = true;
    }
    return found;
  }

  /** The greatest share of the motion for the twist within the limits of speed. */
  private shareOfTask(): number {
    const { joints } = this.model;
    let share = 1;
    for (let i = 0; i < joints.length; i++) {
      const speed = Math.abs(this.task[i]);
      if (speed * share > joints[i].maxSpeedRadps) share = joints[i].maxSpeedRadps / speed;
    }
    return share;
  }

  /** The greatest share of the free motion that fits beside a share of the other. */
  private shareOfFree(taskShare: number): number {
    const { joints } = this.model;
    let share = 1;
    for (let i = 0; i < joints.length; i++) {
      const free = this.free[i];
      if (free === 0) continue;
      const task = taskShare * this.task[i];
      const room = free > 0 ? joints[i].maxSpeedRadps - task : joints[i].maxSpeedRadps + task;
      share = Math.min(share, Math.max(0, room) / Math.abs(free));
    }
    return share;
  }
}

/** How fast a joint may near a limit: at half its greatest deceleration it stops there. */
function speedTowards(remaining: number, maxAcceleration: number): number {
  return remaining <= 0 ? 0 : Math.min(APPROACH_RATE * remaining, Math.sqrt(maxAcceleration * remaining));
}
