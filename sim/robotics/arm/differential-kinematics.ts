import { clamp } from '../../kernel/math.ts';
import type { ArmModel } from './arm-model.ts';
import { DampedLeastSquares } from './damped-least-squares.ts';
import { Kinematics } from './kinematics.ts';
import { workingRange, type WorkingRange } from './working-range.ts';

/**
 * What counts when not all can be had: weights of the twist's components. That the hand points down comes first, and its
 * yaw last; in m/rad for the angular ones.
 */
const WEIGHTS: readonly number[] = [1, 1, 1, 3, 3, 0.3];
/** Damping at a singularity, the Jacobian's rows being in m and rad. */
const SINGULAR_DAMPING = 0.05 * 0.05;
/** Damping elsewhere: it costs 1 % of a speed along which a unit of joint speed moves the hand by 0.1. */
const LEAST_DAMPING = 0.01 * 0.01;
/** Damping grows below this share of the manipulability at `home`. */
const NEAR_SINGULAR = 0.4;
/** A joint may near its limit by so much of the remaining angle in a second. */
const APPROACH_RATE = 5;
/** Share of its greatest deceleration with which it can stop there: the other joints have to slow down with it. */
const APPROACH_DECELERATION = 0.25;

/**
 * Joint speeds for a velocity of the tool centre point: damped least squares, damping by manipulability (Nakamura and
 * Hanafusa 1986). A joint slows down before the ends of its working range, and the others take over what it leaves. Where a joint's speed limit would be broken, motion that does not move the hand is
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
  private readonly range: WorkingRange;

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
    this.range = workingRange(model);
    const kinematics = new Kinematics(model);
    this.takeJacobian(kinematics);
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
    const { solver, range, slowest, fastest, held, task, free } = this;
    const n = joints.length;
    this.takeJacobian(kinematics);
    for (let i = 0; i < n; i++) {
      slowest[i] = -speedTowards(q[i] - range.lower[i], joints[i].maxAccelerationRadps2);
      fastest[i] = speedTowards(range.upper[i] - q[i], joints[i].maxAccelerationRadps2);
    }
    solver.free.fill(1);
    held.fill(0);
    solver.take(this.jacobian);
    const damping = this.damping();
    let share = 1;
    let freeShare = 1;
    for (let round = 0; round <= n; round++) {
      if (round > 0) solver.take(this.jacobian);
      solver.damp(damping);
      this.solveTask(twist);
      this.solveFree(preference);
      share = this.shareOfTask();
      freeShare = this.shareOfFree(share);
      if (!this.holdWorst(share, freeShare)) break;
    }
    for (let i = 0; i < n; i++) out[i] = clamp(share * task[i] + freeShare * free[i], slowest[i], fastest[i]);
    return share;
  }

  /** Limits a joint speed by what the joint's limits allowed at the last `solve`. */
  limit(joint: number, speed: number): number {
    return clamp(speed, this.slowest[joint], this.fastest[joint]);
  }

  private takeJacobian(kinematics: Kinematics): void {
    const { jacobian } = this;
    kinematics.jacobian(jacobian);
    const n = jacobian.length / 6;
    for (let i = 0; i < jacobian.length; i++) jacobian[i] *= WEIGHTS[Math.floor(i / n)];
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
    for (let row = 0; row < 6; row++) rest[row] = WEIGHTS[row] * twist[row];
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

  /** Holds the joint that nears its limit most too fast; whether there was one. */
  private holdWorst(share: number, freeShare: number): boolean {
    const { solver, slowest, fastest, held, task, free } = this;
    let worst = -1;
    let most = 1e-9;
    for (let i = 0; i < held.length; i++) {
      if (solver.free[i] === 0) continue;
      const speed = share * task[i] + freeShare * free[i];
      const excess = Math.max(slowest[i] - speed, speed - fastest[i]);
      if (excess <= most) continue;
      worst = i;
      most = excess;
      // Shares are taken from it again.
      held[i] = (speed < 0 ? slowest[i] : fastest[i]) / share;
    }
    for (let i = 0; i < held.length; i++) if (solver.free[i] === 1 && i !== worst) held[i] = 0;
    if (worst >= 0) solver.free[worst] = 0;
    return worst >= 0;
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

/** How fast a joint may near a limit. */
function speedTowards(remaining: number, maxAcceleration: number): number {
  return remaining <= 0
    ? 0
    : Math.min(APPROACH_RATE * remaining, Math.sqrt(2 * APPROACH_DECELERATION * maxAcceleration * remaining));
}
