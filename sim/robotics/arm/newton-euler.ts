import { INERTIA_STRIDE } from './rigid-chain.ts';
import type { RigidChain } from './rigid-chain.ts';

/**
 * Recursive Newton-Euler algorithm (Luh, Walker and Paul 1980, "On-line computational scheme for mechanical
 * manipulators"; Featherstone 2008, "Rigid body dynamics algorithms", section 5.3), each link in its own frame, about
 * the origin of that frame. Gravity enters as an upward acceleration of the base.
 */
export class NewtonEuler {
  private readonly chain: RigidChain;
  /** Per link: angular velocity, rad/s. */
  readonly w: Float64Array;
  /** Force, N, and moment about the origin, N m, that a link needs from the one before it. */
  private readonly force: Float64Array;
  private readonly moment: Float64Array;

  constructor(chain: RigidChain) {
    this.chain = chain;
    this.w = new Float64Array(3 * chain.count);
    this.force = new Float64Array(3 * chain.count);
    this.moment = new Float64Array(3 * chain.count);
  }

  /**
   * Torques for a motion, at the angles that `chain` was last set to.
   * @param qd joint speeds, rad/s; null for rest
   * @param qdd joint accelerations, rad/s2; null for none
   * @param gravity m/s2, down along the base's z axis
   * @param wrenches on each link from outside, in the link's frame: force, N, then moment about its origin, N m
   */
  run(
    qd: Float64Array | null,
    qdd: Float64Array | null,
    gravity: number,
    wrenches: Float64Array | null,
    tau: Float64Array,
  ): void {
    this.outward(qd, qdd, gravity);
    if (wrenches !== null) this.subtract(wrenches);
    this.inward(tau);
  }

  private outward(qd: Float64Array | null, qdd: Float64Array | null, gravity: number): void {
    const { count, rotation, offset, axis, inertia } = this.chain;
    const { w, force, moment } = this;
    // Of the link before: angular velocity, angular acceleration, acceleration of the origin.
    let wx = 0;
    let wy = 0;
    let wz = 0;
    let dx = 0;
    let dy = 0;
    let dz = 0;
    let ax = 0;
    let ay = 0;
    let az = gravity;
    for (let i = 0; i < count; i++) {
      const v = 3 * i;
      const r = 9 * i;
      const px = offset[v];
      const py = offset[v + 1];
      const pz = offset[v + 2];
      // Acceleration of this link's origin, in the frame of the link before: a + d x p + w x (w x p).
      let cx = wy * pz - wz * py;
      let cy = wz * px - wx * pz;
      let cz = wx * py - wy * px;
      const ux = ax + dy * pz - dz * py + wy * cz - wz * cy;
      const uy = ay + dz * px - dx * pz + wz * cx - wx * cz;
      const uz = az + dx * py - dy * px + wx * cy - wy * cx;
      const r0 = rotation[r];
      const r1 = rotation[r + 1];
      const r2 = rotation[r + 2];
      const r3 = rotation[r + 3];
      const r4 = rotation[r + 4];
      const r5 = rotation[r + 5];
      const r6 = rotation[r + 6];
      const r7 = rotation[r + 7];
      const r8 = rotation[r + 8];
      ax = r0 * ux + r3 * uy + r6 * uz;
      ay = r1 * ux + r4 * uy + r7 * uz;
      az = r2 * ux + r5 * uy + r8 * uz;
      const vx = r0 * wx + r3 * wy + r6 * wz;
      const vy = r1 * wx + r4 * wy + r7 * wz;
      const vz = r2 * wx + r5 * wy + r8 * wz;
      const ex = r0 * dx + r3 * dy + r6 * dz;
      const ey = r1 * dx + r4 * dy + r7 * dz;
      const ez = r2 * dx + r5 * dy + r8 * dz;
      const sx = axis[v];
      const sy = axis[v + 1];
      const sz = axis[v + 2];
      const speed = qd === null ? 0 : qd[i];
      const acceleration = qdd === null ? 0 : qdd[i];
      dx = ex + (vy * sz - vz * sy) * speed + sx * acceleration;
      dy = ey + (vz * sx - vx * sz) * speed + sy * acceleration;
      dz = ez + (vx * sy - vy * sx) * speed + sz * acceleration;
      wx = vx + sx * speed;
      wy = vy + sy * speed;
      wz = vz + sz * speed;
      w[v] = wx;
      w[v + 1] = wy;
      w[v + 2] = wz;

      const k = INERTIA_STRIDE * i;
      const m = inertia[k];
      const hx = inertia[k + 1];
      const hy = inertia[k + 2];
      const hz = inertia[k + 3];
      cx = wy * hz - wz * hy;
      cy = wz * hx - wx * hz;
      cz = wx * hy - wy * hx;
      force[v] = m * ax + dy * hz - dz * hy + wy * cz - wz * cy;
      force[v + 1] = m * ay + dz * hx - dx * hz + wz * cx - wx * cz;
      force[v + 2] = m * az + dx * hy - dy * hx + wx * cy - wy * cx;
      const xx = inertia[k + 4];
      const yy = inertia[k + 5];
      const zz = inertia[k + 6];
      const xy = inertia[k + 7];
      const xz = inertia[k + 8];
      const yz = inertia[k + 9];
      const lx = xx * wx + xy * wy + xz * wz;
      const ly = xy * wx + yy * wy + yz * wz;
      const lz = xz * wx + yz * wy + zz * wz;
      moment[v] = xx * dx + xy * dy + xz * dz + wy * lz - wz * ly + hy * az - hz * ay;
      moment[v + 1] = xy * dx + yy * dy + yz * dz + wz * lx - wx * lz + hz * ax - hx * az;
      moment[v + 2] = xz * dx + yz * dy + zz * dz + wx * ly - wy * lx + hx * ay - hy * ax;
    }
  }

  private subtract(wrenches: Float64Array): void {
    for (let i = 0; i < this.chain.count; i++) {
      for (let k = 0; k < 3; k++) {
        this.force[3 * i + k] -= wrenches[6 * i + k];
        this.moment[3 * i + k] -= wrenches[6 * i + 3 + k];
      }
    }
  }

  private inward(tau: Float64Array): void {
    const { count, rotation, offset, axis } = this.chain;
    const { force, moment } = this;
    for (let i = count - 1; i >= 0; i--) {
      const v = 3 * i;
      const nx = moment[v];
      const ny = moment[v + 1];
      const nz = moment[v + 2];
      tau[i] = axis[v] * nx + axis[v + 1] * ny + axis[v + 2] * nz;
      if (i === 0) return;
      const r = 9 * i;
      const fx = force[v];
      const fy = force[v + 1];
      const fz = force[v + 2];
      const gx = rotation[r] * fx + rotation[r + 1] * fy + rotation[r + 2] * fz;
      const gy = rotation[r + 3] * fx + rotation[r + 4] * fy + rotation[r + 5] * fz;
      const gz = rotation[r + 6] * fx + rotation[r + 7] * fy + rotation[r + 8] * fz;
      const px = offset[v];
      const py = offset[v + 1];
      const pz = offset[v + 2];
      force[v - 3] += gx;
      force[v - 2] += gy;
      force[v - 1] += gz;
      moment[v - 3] += rotation[r] * nx + rotation[r + 1] * ny + rotation[r + 2] * nz + py * gz - pz * gy;
      moment[v - 2] += rotation[r + 3] * nx + rotation[r + 4] * ny + rotation[r + 5] * nz + pz * gx - px * gz;
      moment[v - 1] += rotation[r + 6] * nx + rotation[r + 7] * ny + rotation[r + 8] * nz + px * gy - py * gx;
    }
  }
}
