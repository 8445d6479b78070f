import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmSpec } from '../spec.ts';
import type { ArmModel } from './arm-model.ts';
import { Dynamics } from './dynamics.ts';
import { JointReference } from './joint-reference.ts';
import { Kinematics } from './kinematics.ts';
import { TorqueDrive } from './torque-drive.ts';

/** Contact forces act through a low-pass of this time constant, s: fed back one step late they would chatter. */
const CONTACT_FILTER_S = 0.05;

/**
 * The arm's joints under speed commands, by one of two dynamics. `kinematic`: angles follow the commands within the
 * joints' limits whatever the torques, which are computed to be watched. `torque`: motors with limited torque follow the
 * same reference, and outside forces move the arm. Angles never leave their limits in either.
 */
export class Arm implements Stateful {
  readonly model: ArmModel;
  /** Joint angles, rad. */
  readonly q: Float64Array;
  /** Joint speeds, rad/s. */
  readonly qd: Float64Array;
  /** Motor torques, N m: those applied last (`torque`), or those that the last step needed, limited by nothing (`kinematic`). */
  readonly tau: Float64Array;
  /** At `q`, after every step and restore. */
  readonly kinematics: Kinematics;
  /** Steps so far, and those of them in which a motor was at its torque limit or needed more. */
  steps = 0;
  saturatedSteps = 0;

  private readonly reference: JointReference;
  private readonly dynamics: Dynamics;
  /** Null: kinematic. */
  private readonly drive: TorqueDrive | null;
  /** The controller's own model, for payloads that it does not know. */
  private readonly believed: Dynamics;
  /** Torques of outside forces, N m: gathered since the last step, and as they act. */
  private readonly contactGathered: Float64Array;
  private readonly contact: Float64Array;
  private readonly jacobian: Float64Array;
  /** Mass, kg (0: none), centre, inertia. */
  private readonly payload = new Float64Array(10);
  private payloadKnown = true;

  /** @throws if the start has another number of joints than the model or is outside their limits */
  constructor(spec: ArmSpec) {
    checkStart(spec);
    const { model } = spec;
    const n = model.joints.length;
    this.model = model;
    this.q = Float64Array.from(spec.start);
    this.qd = new Float64Array(n);
    this.tau = new Float64Array(n);
    this.contactGathered = new Float64Array(n);
    this.contact = new Float64Array(n);
    this.jacobian = new Float64Array(6 * n);
    this.kinematics = new Kinematics(model);
    this.kinematics.update(this.q);
    this.reference = new JointReference(model, spec.start);
    this.dynamics = new Dynamics(model);
    this.believed = new Dynamics(model);
    this.drive = spec.dynamics === 'torque' ? new TorqueDrive(model, this.dynamics, this.believed) : null;
    this.dynamics.gravityTorques(this.q, this.tau);
  }

  /** Largest distance of a joint from where its commands led it within its limits, rad; always 0 if kinematic. */
  get trackingErrorRad(): number {
    let most = 0;
    for (let i = 0; i < this.q.length; i++) most = Math.max(most, Math.abs(this.reference.q[i] - this.q[i]));
    return most;
  }

  /**
   * @param targetSpeeds rad/s for each joint; what exceeds a limit of speed, acceleration or angle is reduced
   * @param dt s, the same at every step
   * @throws if a target speed is NaN
   */
  step(targetSpeeds: Float64Array, dt: number): void {
    this.filterContact(dt);
    if (this.drive === null) this.stepKinematic(targetSpeeds, dt);
    else this.drive.step(this.reference, targetSpeeds, this.contact, dt, this.q, this.qd, this.tau);
    this.kinematics.update(this.q);
    this.steps++;
    if (this.drive === null ? this.needsTooMuch() : this.drive.saturated) this.saturatedSteps++;
  }

  /**
   * A force on a link until the next step, world frame; several add up. It acts smoothed over 50 ms.
   * @param link index in `model.links`
   * @param px point where it acts, m
   */
  applyContactWrench(link: number, fx: number, fy: number, fz: number, px: number, py: number, pz: number): void {
    const n = this.q.length;
    if (!(link >= 0 && link <= n)) throw new Error(`link: expected 0 to ${n}, found ${link}.`);
    const j = this.jacobian;
    this.kinematics.pointJacobian(link, px, py, pz, j);
    for (let i = 0; i < n; i++) this.contactGathered[i] += j[i] * fx + j[n + i] * fy + j[2 * n + i] * fz;
  }

  /**
   * From now on a body moves with the hand, in place of one before.
   * @param massKg above 0
   * @param centre its centre of mass in the frame of the tool centre point, m, x, y, z
   * @param inertia about its centre of mass, along the axes of the tool centre point, kg m2: xx, yy, zz, xy, xz, yz
   * @param known whether the controller reckons with it (`torque`); if not, the arm sags
   * @throws if the mass is not a positive number
   */
  setPayload(massKg: number, centre: ArrayLike<number>, inertia: ArrayLike<number>, known = true): void {
    if (!(massKg > 0 && massKg < Infinity)) throw new Error(`massKg: expected more than 0, found ${massKg}.`);
    this.payload[0] = massKg;
    for (let k = 0; k < 3; k++) this.payload[1 + k] = centre[k];
    for (let k = 0; k < 6; k++) this.payload[4 + k] = inertia[k];
    this.payloadKnown = known;
    this.loadPayload();
  }

  clearPayload(): void {
    this.payload.fill(0);
    this.payloadKnown = true;
    this.loadPayload();
  }

  exchange(io: StateIo): void {
    io.entity('arm');
    io.numbers('q', this.q);
    io.numbers('qd', this.qd);
    io.numbers('tau', this.tau);
    this.steps = io.number('steps', this.steps);
    this.saturatedSteps = io.number('saturatedSteps', this.saturatedSteps);
    this.reference.exchange(io);
    this.drive?.exchange(io);
    io.numbers('contactGathered', this.contactGathered);
    io.numbers('contact', this.contact);
    io.numbers('payload', this.payload);
    this.payloadKnown = io.boolean('payloadKnown', this.payloadKnown);
    this.loadPayload();
    this.kinematics.update(this.q);
  }

  private stepKinematic(targetSpeeds: Float64Array, dt: number): void {
    this.reference.step(targetSpeeds, dt);
    this.q.set(this.reference.q);
    this.qd.set(this.reference.qd);
    this.dynamics.inverse(this.q, this.qd, this.reference.qdd, null, this.tau);
    for (let i = 0; i < this.tau.length; i++) this.tau[i] -= this.contact[i];
  }

  private needsTooMuch(): boolean {
    for (let i = 0; i < this.tau.length; i++) {
      if (Math.abs(this.tau[i]) > this.model.joints[i].maxTorqueNm) return true;
    }
    return false;
  }

  private filterContact(dt: number): void {
    for (let i = 0; i < this.contact.length; i++) {
      this.contact[i] += (this.contactGathered[i] - this.contact[i]) * (dt / (CONTACT_FILTER_S + dt));
      this.contactGathered[i] = 0;
    }
  }

  private loadPayload(): void {
    const mass = this.payload[0];
    this.believed.clearPayload();
    if (mass === 0) {
      this.dynamics.clearPayload();
      return;
    }
    copySlice(this.payload, 1, centre);
    copySlice(this.payload, 4, inertia);
    this.dynamics.setPayload(mass, centre, inertia);
    if (this.payloadKnown) this.believed.setPayload(mass, centre, inertia);
  }
}

const centre = new Float64Array(3);
const inertia = new Float64Array(6);

function copySlice(from: Float64Array, start: number, to: Float64Array): void {
  for (let k = 0; k < to.length; k++) to[k] = from[start + k];
}

function checkStart({ model, start }: ArmSpec): void {
  const n = model.joints.length;
  if (start.length !== n)
    throw new Error(`start: expected ${n} joint angles for ${model.name}, found ${start.length}.`);
  for (const [i, joint] of model.joints.entries()) {
    if (start[i] >= joint.lowerRad && start[i] <= joint.upperRad) continue;
    throw new Error(
      `start[${i}]: expected ${joint.lowerRad} to ${joint.upperRad} rad for ${joint.name}, found ${start[i]}.`,
    );
  }
}
