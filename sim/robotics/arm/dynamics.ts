import { GRAVITY_MPS2 } from '../../kernel/physics-world.ts';
import { ArticulatedBody } from './articulated-body.ts';
import type { ArmModel } from './arm-model.ts';
import { CompositeBody } from './composite-body.ts';
import { NewtonEuler } from './newton-euler.ts';
import { INERTIA_STRIDE, RigidChain } from './rigid-chain.ts';

/** Least inertia about a joint, kg m2, that still says how the joint accelerates. */
const LEAST_JOINT_INERTIA = 1e-9;

/**
 * Rigid-body dynamics of an arm without friction, standing upright in gravity: M(q) qdd + h(q, qd) = tau + J^T F.
 * Angles rad, speeds rad/s, accelerations rad/s2, torques N m; arrays hold one number for each joint. Nothing here
 * allocates after the constructor; the only state that lasts is the payload.
 */
export class Dynamics {
  private readonly chain: RigidChain;
  private readonly newtonEuler: NewtonEuler;
  private readonly composite: CompositeBody;
  private readonly articulated: ArticulatedBody;
  private readonly unit: Float64Array;
  private readonly still: Float64Array;
  private readonly matrix: Float64Array;

  /** @throws if a joint moves links that have no inertia about it */
  constructor(model: ArmModel) {
    const n = model.joints.length;
    this.chain = new RigidChain(model);
    this.newtonEuler = new NewtonEuler(this.chain);
    this.composite = new CompositeBody(this.chain);
    this.articulated = new ArticulatedBody(this.chain);
    this.unit = new Float64Array(n);
    this.still = new Float64Array(n);
    this.matrix = new Float64Array(n * n);
    this.checkInertia(model);
  }

  /**
   * Torques that a motion needs (recursive Newton-Euler).
   * @param externalWrenches 6 numbers for each moved link, in the link's frame: force, N, then moment about its origin,
   *   N m, that act on the link from outside; or null
   */
  inverse(
    q: Float64Array,
    qd: Float64Array,
    qdd: Float64Array,
    externalWrenches: Float64Array | null,
    tau: Float64Array,
  ): void {
    this.chain.setAngles(q);
    this.newtonEuler.run(qd, qdd, GRAVITY_MPS2, externalWrenches, tau);
  }

  /** Torques that hold the arm still. */
  gravityTorques(q: Float64Array, tau: Float64Array): void {
    this.chain.setAngles(q);
    this.newtonEuler.run(null, null, GRAVITY_MPS2, null, tau);
  }

  /** Mass matrix M, kg m2, row-major (composite rigid body). */
  massMatrix(q: Float64Array, out: Float64Array): void {
    this.chain.setAngles(q);
    this.composite.run(out);
  }

  /** Accelerations that torques cause (articulated body). Outside forces enter as torques J^T F added to `tau`. */
  forward(q: Float64Array, qd: Float64Array, tau: Float64Array, qdd: Float64Array): void {
    this.chain.setAngles(q);
    this.articulated.run(qd, tau, GRAVITY_MPS2, qdd);
  }

  /** Changes of all joint speeds, rad/s, that an impulse of 1 N m s at one joint causes: a column of the inverse of M. */
  impulseResponse(q: Float64Array, joint: number, out: Float64Array): void {
    this.unit.fill(0);
    this.unit[joint] = 1;
    this.chain.setAngles(q);
    this.articulated.run(this.still, this.unit, 0, out);
  }

  /** J; zero with all centres of mass at the height of the base's origin. */
  potentialEnergy(q: Float64Array): number {
    this.chain.setAngles(q);
    const { count, rotation, offset, inertia } = this.chain;
    // The world's upward direction in the link's frame, and the height of that frame's origin.
    let ux = 0;
    let uy = 0;
    let uz = 1;
    let height = 0;
    let moment = 0;
    for (let i = 0; i < count; i++) {
      const r = 9 * i;
      height += ux * offset[3 * i] + uy * offset[3 * i + 1] + uz * offset[3 * i + 2];
      const x = rotation[r] * ux + rotation[r + 3] * uy + rotation[r + 6] * uz;
      const y = rotation[r + 1] * ux + rotation[r + 4] * uy + rotation[r + 7] * uz;
      uz = rotation[r + 2] * ux + rotation[r + 5] * uy + rotation[r + 8] * uz;
      ux = x;
      uy = y;
      const k = INERTIA_STRIDE * i;
      moment += inertia[k] * height + inertia[k + 1] * ux + inertia[k + 2] * uy + inertia[k + 3] * uz;
    }
    return GRAVITY_MPS2 * moment;
  }

  /** J. */
  kineticEnergy(q: Float64Array, qd: Float64Array): number {
    this.massMatrix(q, this.matrix);
    const n = this.chain.count;
    let twice = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) twice += qd[i] * this.matrix[n * i + j] * qd[j];
    }
    return twice / 2;
  }

  /**
   * From now on a body moves with the hand; one set before is gone.
   * @param centre its centre of mass in the frame of the tool centre point, m, x, y, z
   * @param inertia about its centre of mass, along the axes of the tool centre point, kg m2: xx, yy, zz, xy, xz, yz
   */
  setPayload(massKg: number, centre: ArrayLike<number>, inertia: ArrayLike<number>): void {
    this.chain.setPayload(massKg, centre, inertia);
  }

  clearPayload(): void {
    this.chain.clearPayload();
  }

  private checkInertia(model: ArmModel): void {
    this.forward(Float64Array.from(model.home), this.still, this.still, this.unit);
    // From the hand inward, since one joint without inertia spoils the numbers of all before it.
    for (let i = model.joints.length - 1; i >= 0; i--) {
      const joint = model.joints[i];
      const inertia = this.articulated.jointInertia[i];
      if (!(inertia > LEAST_JOINT_INERTIA)) {
        throw new Error(
          `${model.name}, joint ${joint.name}: expected the links that it moves to have some inertia about its axis, ` +
            `found ${inertia} kg m2 at the home posture; give them mass and inertia, or fix the joint.`,
        );
      }
    }
  }
}
