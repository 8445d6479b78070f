import { clamp } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel } from './arm-model.ts';
import type { Dynamics } from './dynamics.ts';
import type { JointReference } from './joint-reference.ts';

/** Of computed-torque control, 1/s2 and 1/s: critically damped at 20 rad/s. */
const STIFFNESS = 400;
const DAMPING = 40;
/** Longest step of integration, s. */
const LONGEST_STEP_S = 1 / 240;
/** So far, rad, the reference may run ahead of a joint that is blocked or too weak; it does not wind up further. */
const LEASH_RAD = 0.1;
/** Joints that reach their stops in the same step push each other: so often their impulses are balanced. */
const STOP_SWEEPS = 4;

/**
 * Joints under torques: computed-torque control (Luh, Walker and Paul 1980; Siciliano et al. 2009, section 8.5.2) within
 * the motors' limits, forward dynamics, and symplectic Euler integration. A joint that reaches its limit stops there
 * without bounce.
 */
export class TorqueDrive implements Stateful {
  /** Whether a motor was at its limit of torque in the last step. */
  saturated = false;
  private readonly model: ArmModel;
  private readonly plant: Dynamics;
  /** What the controller takes the arm for. */
  private readonly believed: Dynamics;
  /** Speed of the reference at the end of the last step, rad/s. */
  private readonly speed: Float64Array;
  private readonly angle: Float64Array;
  private readonly wanted: Float64Array;
  private readonly total: Float64Array;
  private readonly qdd: Float64Array;

  constructor(model: ArmModel, plant: Dynamics, believed: Dynamics) {
    const n = model.joints.length;
    this.model = model;
    this.plant = plant;
    this.believed = believed;
    this.speed = new Float64Array(n);
    this.angle = new Float64Array(n);
    this.wanted = new Float64Array(n);
    this.total = new Float64Array(n);
    this.qdd = new Float64Array(n);
  }

  /**
   * Moves `q` and `qd` by `dt` s after a reference that makes its own step here; `tau` gets the last torques.
   * @param contact torques of outside forces, N m
   */
  step(
    reference: JointReference,
    targetSpeeds: Float64Array,
    contact: Float64Array,
    dt: number,
    q: Float64Array,
    qd: Float64Array,
    tau: Float64Array,
  ): void {
    this.angle.set(reference.q);
    reference.step(targetSpeeds, dt);
    this.saturated = false;
    const parts = Math.max(1, Math.ceil(dt / LONGEST_STEP_S - 1e-9));
    for (let part = 0; part < parts; part++) {
      // Speeds rise linearly within a step, about a mean that leads to the reference's next angle.
      this.command(reference, (dt * (part - (parts - 1) / 2)) / parts, dt / parts, q, qd);
      this.believed.inverse(q, qd, this.wanted, null, tau);
      this.limit(tau);
      for (let i = 0; i < q.length; i++) this.total[i] = tau[i] + contact[i];
      this.plant.forward(q, qd, this.total, this.qdd);
      this.integrate(dt / parts, q, qd);
    }
    this.hold(reference, q);
  }

  exchange(io: StateIo): void {
    this.saturated = io.boolean('drive.saturated', this.saturated);
    io.numbers('drive.speed', this.speed);
  }

  private command(reference: JointReference, fromMiddle: number, h: number, q: Float64Array, qd: Float64Array): void {
    for (let i = 0; i < q.length; i++) {
      const speed = reference.qd[i] + reference.qdd[i] * fromMiddle;
      const error = STIFFNESS * (this.angle[i] - q[i]) + DAMPING * (this.speed[i] - qd[i]);
      this.wanted[i] = (speed - this.speed[i]) / h + error;
      this.speed[i] = speed;
      this.angle[i] += h * speed;
    }
  }

  private limit(tau: Float64Array): void {
    for (let i = 0; i < tau.length; i++) {
      const most = this.model.joints[i].maxTorqueNm;
      if (Math.abs(tau[i]) <= most) continue;
      tau[i] = clamp(tau[i], -most, most);
      this.saturated = true;
    }
  }

  private integrate(h: number, q: Float64Array, qd: Float64Array): void {
    let stopped = false;
    for (let i = 0; i < q.length; i++) {
      const { lowerRad, upperRad } = this.model.joints[i];
      qd[i] += h * this.qdd[i];
      const next = q[i] + h * qd[i];
      q[i] = clamp(next, lowerRad, upperRad);
      if (q[i] !== next) stopped = true;
    }
    if (stopped) this.stop(q, qd);
  }

  /**
   * Impulses at the joints that stand at a limit and move against it, so that they rest and the others move on as the
   * coupling demands; setting a speed to zero alone could add energy.
   */
  private stop(q: Float64Array, qd: Float64Array): void {
    const response = this.qdd;
    for (let sweep = 0; sweep < STOP_SWEEPS; sweep++) {
      for (let i = 0; i < q.length; i++) {
        if (!this.movesOut(i, q, qd)) continue;
        this.plant.impulseResponse(q, i, response);
        const impulse = -qd[i] / response[i];
        for (let j = 0; j < q.length; j++) qd[j] += impulse * response[j];
        qd[i] = 0;
      }
    }
    for (let i = 0; i < q.length; i++) {
      if (this.movesOut(i, q, qd)) qd[i] = 0;
    }
  }

  private movesOut(i: number, q: Float64Array, qd: Float64Array): boolean {
    const { lowerRad, upperRad } = this.model.joints[i];
    return (q[i] === upperRad && qd[i] > 0) || (q[i] === lowerRad && qd[i] < 0);
  }

  private hold(reference: JointReference, q: Float64Array): void {
    for (let i = 0; i < q.length; i++) {
      reference.q[i] = clamp(reference.q[i], q[i] - LEASH_RAD, q[i] + LEASH_RAD);
    }
  }
}
