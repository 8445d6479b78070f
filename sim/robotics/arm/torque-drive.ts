import { clamp } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel } from './arm-model.ts';
import type { Dynamics } from './dynamics.ts';
import type { JointReference } from './joint-reference.ts';
import { solvePositiveDefinite } from './positive-definite.ts';

/** A joint's spring is so stiff that its full torque turns it by this, rad: 2,200 and 300 N m/rad for the Panda. */
const FULL_TORQUE_TURN_RAD = 0.04;
/** Longest step of integration, s. */
const LONGEST_STEP_S = 1 / 240;
/** So far, rad, the reference may run ahead of a joint that is blocked or too weak; it does not wind up further. */
const LEASH_RAD = 0.1;
/** Joints that reach their stops in the same step push each other: so often their impulses are balanced. */
const STOP_SWEEPS = 4;

/**
 * Joints under torques: the inverse dynamics of the reference with a spring and a damper at each joint, within the
 * motors' limits; forward dynamics; symplectic Euler integration. The spring and the damper are reckoned at the end of
 * the coming step (Tan, Liu and Turk 2011, "Stable proportional-derivative controllers"), which keeps stiff joints with
 * light links stable at any step. A joint that reaches its limit stops there without bounce.
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
  private readonly matrix: Float64Array;
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
    this.matrix = new Float64Array(n * n);
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

  /**
   * Sets `wanted`, rad/s2: the reference's acceleration a, and what spring K and damper D add. With the angle's error e
   * and the speed's d at the start of the step, (M + h D + h^2 K) (wanted - a) = K (e + h d) + D d.
   */
  private command(reference: JointReference, fromMiddle: number, h: number, q: Float64Array, qd: Float64Array): void {
    const { matrix, wanted } = this;
    const n = q.length;
    this.believed.massMatrix(q, matrix);
    for (let i = 0; i < n; i++) {
      const stiffness = this.model.joints[i].maxTorqueNm / FULL_TORQUE_TURN_RAD;
      const inertia = matrix[n * i + i];
      const damping = 2 * Math.sqrt(stiffness * inertia);
      const speedError = this.speed[i] - qd[i];
      wanted[i] = stiffness * (this.angle[i] - q[i] + h * speedError) + damping * speedError;
      matrix[n * i + i] = inertia + h * (damping + h * stiffness);
    }
    solvePositiveDefinite(matrix, wanted);
    for (let i = 0; i < n; i++) {
      const speed = reference.qd[i] + reference.qdd[i] * fromMiddle;
      wanted[i] += (speed - this.speed[i]) / h;
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
