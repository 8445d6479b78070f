import { INERTIA_STRIDE } from './rigid-chain.ts';
import type { RigidChain } from './rigid-chain.ts';

/**
 * Articulated body algorithm (Featherstone 1983; 2008, section 7.3), in the same frames and with the same true (not
 * spatial) accelerations as `NewtonEuler`. The articulated inertia of a link maps its angular acceleration d and the
 * acceleration a of its origin to the moment A d + B a and the force B^T d + M a.
 */
export class ArticulatedBody {
  private readonly chain: RigidChain;
  private readonly a: Float64Array;
  private readonly b: Float64Array;
  private readonly m: Float64Array;
  /** Moment and force that do not depend on the accelerations. */
  private readonly biasMoment: Float64Array;
  private readonly biasForce: Float64Array;
  /** Accelerations that the speeds alone cause: angular, and of the origin. */
  private readonly turn: Float64Array;
  private readonly shift: Float64Array;
  /** Moment and force per acceleration of the joint. */
  private readonly jointMoment: Float64Array;
  private readonly jointForce: Float64Array;
  /** Torque per acceleration of the joint, kg m2. */
  readonly jointInertia: Float64Array;
  /** Torque less what the bias takes. */
  private readonly rest: Float64Array;
  private readonly temporary = new Float64Array(9);

  constructor(chain: RigidChain) {
    const n = chain.count;
    this.chain = chain;
    this.a = new Float64Array(9 * n);
    this.b = new Float64Array(9 * n);
    this.m = new Float64Array(9 * n);
    this.biasMoment = new Float64Array(3 * n);
    this.biasForce = new Float64Array(3 * n);
    this.turn = new Float64Array(3 * n);
    this.shift = new Float64Array(3 * n);
    this.jointMoment = new Float64Array(3 * n);
    this.jointForce = new Float64Array(3 * n);
    this.jointInertia = new Float64Array(n);
    this.rest = new Float64Array(n);
  }

  /**
   * Joint accelerations, rad/s2, that torques cause, at the angles that `chain` was last set to.
   * @param gravity m/s2, down along the base's z axis
   */
  run(qd: Float64Array, tau: Float64Array, gravity: number, qdd: Float64Array): void {
    this.rigid(qd);
    for (let i = this.chain.count - 1; i >= 0; i--) {
      this.release(i, tau[i]);
      if (i > 0) this.addToParent(i);
    }
    this.accelerate(gravity, qdd);
  }

  /** Velocities outward, and each link's own inertia and bias. */
  private rigid(qd: Float64Array): void {
    const { count, rotation, offset, axis, inertia } = this.chain;
    const { a, b, m, biasMoment, biasForce, turn, shift } = this;
    let wx = 0;
    let wy = 0;
    let wz = 0;
    for (let i = 0; i < count; i++) {
      const v = 3 * i;
      const r = 9 * i;
      const px = offset[v];
      const py = offset[v + 1];
      const pz = offset[v + 2];
      let cx = wy * pz - wz * py;
      let cy = wz * px - wx * pz;
      let cz = wx * py - wy * px;
      const ux = wy * cz - wz * cy;
      const uy = wz * cx - wx * cz;
      const uz = wx * cy - wy * cx;
      shift[v] = rotation[r] * ux + rotation[r + 3] * uy + rotation[r + 6] * uz;
      shift[v + 1] = rotation[r + 1] * ux + rotation[r + 4] * uy + rotation[r + 7] * uz;
      shift[v + 2] = rotation[r + 2] * ux + rotation[r + 5] * uy + rotation[r + 8] * uz;
      const vx = rotation[r] * wx + rotation[r + 3] * wy + rotation[r + 6] * wz;
      const vy = rotation[r + 1] * wx + rotation[r + 4] * wy + rotation[r + 7] * wz;
      const vz = rotation[r + 2] * wx + rotation[r + 5] * wy + rotation[r + 8] * wz;
      const sx = axis[v] * qd[i];
      const sy = axis[v + 1] * qd[i];
      const sz = axis[v + 2] * qd[i];
      turn[v] = vy * sz - vz * sy;
      turn[v + 1] = vz * sx - vx * sz;
      turn[v + 2] = vx * sy - vy * sx;
      wx = vx + sx;
      wy = vy + sy;
      wz = vz + sz;

      const k = INERTIA_STRIDE * i;
      const mass = inertia[k];
      const hx = inertia[k + 1];
      const hy = inertia[k + 2];
      const hz = inertia[k + 3];
      const xx = inertia[k + 4];
      const yy = inertia[k + 5];
      const zz = inertia[k + 6];
      const xy = inertia[k + 7];
      const xz = inertia[k + 8];
      const yz = inertia[k + 9];
      a[r] = xx;
      a[r + 1] = a[r + 3] = xy;
      a[r + 2] = a[r + 6] = xz;
      a[r + 4] = yy;
      a[r + 5] = a[r + 7] = yz;
      a[r + 8] = zz;
      b[r] = b[r + 4] = b[r + 8] = 0;
      b[r + 1] = -hz;
      b[r + 2] = hy;
      b[r + 3] = hz;
      b[r + 5] = -hx;
      b[r + 6] = -hy;
      b[r + 7] = hx;
      m[r] = m[r + 4] = m[r + 8] = mass;
      m[r + 1] = m[r + 2] = m[r + 3] = m[r + 5] = m[r + 6] = m[r + 7] = 0;
      cx = wy * hz - wz * hy;
      cy = wz * hx - wx * hz;
      cz = wx * hy - wy * hx;
      biasForce[v] = wy * cz - wz * cy;
      biasForce[v + 1] = wz * cx - wx * cz;
      biasForce[v + 2] = wx * cy - wy * cx;
      const lx = xx * wx + xy * wy + xz * wz;
      const ly = xy * wx + yy * wy + yz * wz;
      const lz = xz * wx + yz * wy + zz * wz;
      biasMoment[v] = wy * lz - wz * ly;
      biasMoment[v + 1] = wz * lx - wx * lz;
      biasMoment[v + 2] = wx * ly - wy * lx;
    }
  }

  /** Takes the joint's own motion out of the link's inertia and bias: what is left is what its parent feels. */
  private release(i: number, tau: number): void {
    const { axis } = this.chain;
    const { a, b, m, biasMoment, biasForce, turn, shift, jointMoment, jointForce } = this;
    const v = 3 * i;
    const r = 9 * i;
    const sx = axis[v];
    const sy = axis[v + 1];
    const sz = axis[v + 2];
    for (let row = 0; row < 3; row++) {
      const at = r + 3 * row;
      jointMoment[v + row] = a[at] * sx + a[at + 1] * sy + a[at + 2] * sz;
      jointForce[v + row] = b[r + row] * sx + b[r + 3 + row] * sy + b[r + 6 + row] * sz;
    }
    const inertia = sx * jointMoment[v] + sy * jointMoment[v + 1] + sz * jointMoment[v + 2];
    const rest = tau - (sx * biasMoment[v] + sy * biasMoment[v + 1] + sz * biasMoment[v + 2]);
    this.jointInertia[i] = inertia;
    this.rest[i] = rest;
    if (i === 0) return;
    const inverse = 1 / inertia;
    for (let row = 0; row < 3; row++) {
      const moment = jointMoment[v + row] * inverse;
      const force = jointForce[v + row] * inverse;
      for (let column = 0; column < 3; column++) {
        const at = r + 3 * row + column;
        a[at] -= moment * jointMoment[v + column];
        b[at] -= moment * jointForce[v + column];
        m[at] -= force * jointForce[v + column];
      }
    }
    const q = rest * inverse;
    const tx = turn[v];
    const ty = turn[v + 1];
    const tz = turn[v + 2];
    const cx = shift[v];
    const cy = shift[v + 1];
    const cz = shift[v + 2];
    for (let row = 0; row < 3; row++) {
      const at = r + 3 * row;
      biasMoment[v + row] +=
        a[at] * tx + a[at + 1] * ty + a[at + 2] * tz + b[at] * cx + b[at + 1] * cy + b[at + 2] * cz;
      biasMoment[v + row] += jointMoment[v + row] * q;
      biasForce[v + row] += b[r + row] * tx + b[r + 3 + row] * ty + b[r + 6 + row] * tz;
      biasForce[v + row] += m[at] * cx + m[at + 1] * cy + m[at + 2] * cz + jointForce[v + row] * q;
    }
  }

  /** Adds link i to its parent, turned into the parent's frame and moved to its origin. */
  private addToParent(i: number): void {
    const { rotation, offset } = this.chain;
    const { a, b, m, biasMoment, biasForce, temporary } = this;
    const r = 9 * i;
    const v = 3 * i;
    const to = r - 9;
    turnMatrix(rotation, r, a, temporary);
    turnMatrix(rotation, r, b, temporary);
    turnMatrix(rotation, r, m, temporary);
    const px = offset[v];
    const py = offset[v + 1];
    const pz = offset[v + 2];
    // With P = [p x]: B_p = B + P M; A_p = A + P B^T - B_p P.
    for (let column = 0; column < 3; column++) {
      const m0 = m[r + column];
      const m1 = m[r + 3 + column];
      const m2 = m[r + 6 + column];
      const b0 = b[r + 3 * column];
      const b1 = b[r + 3 * column + 1];
      const b2 = b[r + 3 * column + 2];
      a[r + column] += py * b2 - pz * b1;
      a[r + 3 + column] += pz * b0 - px * b2;
      a[r + 6 + column] += px * b1 - py * b0;
      temporary[column] = py * m2 - pz * m1;
      temporary[3 + column] = pz * m0 - px * m2;
      temporary[6 + column] = px * m1 - py * m0;
    }
    for (let row = 0; row < 9; row += 3) {
      const b0 = b[r + row] + temporary[row];
      const b1 = b[r + row + 1] + temporary[row + 1];
      const b2 = b[r + row + 2] + temporary[row + 2];
      b[to + row] += b0;
      b[to + row + 1] += b1;
      b[to + row + 2] += b2;
      a[to + row] += a[r + row] - (b1 * pz - b2 * py);
      a[to + row + 1] += a[r + row + 1] - (b2 * px - b0 * pz);
      a[to + row + 2] += a[r + row + 2] - (b0 * py - b1 * px);
      m[to + row] += m[r + row];
      m[to + row + 1] += m[r + row + 1];
      m[to + row + 2] += m[r + row + 2];
    }
    const nx = biasMoment[v];
    const ny = biasMoment[v + 1];
    const nz = biasMoment[v + 2];
    const fx = biasForce[v];
    const fy = biasForce[v + 1];
    const fz = biasForce[v + 2];
    const gx = rotation[r] * fx + rotation[r + 1] * fy + rotation[r + 2] * fz;
    const gy = rotation[r + 3] * fx + rotation[r + 4] * fy + rotation[r + 5] * fz;
    const gz = rotation[r + 6] * fx + rotation[r + 7] * fy + rotation[r + 8] * fz;
    biasForce[v - 3] += gx;
    biasForce[v - 2] += gy;
    biasForce[v - 1] += gz;
    biasMoment[v - 3] += rotation[r] * nx + rotation[r + 1] * ny + rotation[r + 2] * nz + py * gz - pz * gy;
    biasMoment[v - 2] += rotation[r + 3] * nx + rotation[r + 4] * ny + rotation[r + 5] * nz + pz * gx - px * gz;
    biasMoment[v - 1] += rotation[r + 6] * nx + rotation[r + 7] * ny + rotation[r + 8] * nz + px * gy - py * gx;
  }

  private accelerate(gravity: number, qdd: Float64Array): void {
    const { count, rotation, offset, axis } = this.chain;
    const { turn, shift, jointMoment, jointForce, jointInertia, rest } = this;
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
      const ux = ax + dy * pz - dz * py;
      const uy = ay + dz * px - dx * pz;
      const uz = az + dx * py - dy * px;
      ax = rotation[r] * ux + rotation[r + 3] * uy + rotation[r + 6] * uz + shift[v];
      ay = rotation[r + 1] * ux + rotation[r + 4] * uy + rotation[r + 7] * uz + shift[v + 1];
      az = rotation[r + 2] * ux + rotation[r + 5] * uy + rotation[r + 8] * uz + shift[v + 2];
      const ex = rotation[r] * dx + rotation[r + 3] * dy + rotation[r + 6] * dz + turn[v];
      const ey = rotation[r + 1] * dx + rotation[r + 4] * dy + rotation[r + 7] * dz + turn[v + 1];
      const ez = rotation[r + 2] * dx + rotation[r + 5] * dy + rotation[r + 8] * dz + turn[v + 2];
      const taken =
        jointMoment[v] * ex +
        jointMoment[v + 1] * ey +
        jointMoment[v + 2] * ez +
        jointForce[v] * ax +
        jointForce[v + 1] * ay +
        jointForce[v + 2] * az;
      const acceleration = (rest[i] - taken) / jointInertia[i];
      qdd[i] = acceleration;
      dx = ex + axis[v] * acceleration;
      dy = ey + axis[v + 1] * acceleration;
      dz = ez + axis[v + 2] * acceleration;
    }
  }
}

/** m = R m R^T for the row-major 3 x 3 matrices R and m at `at`. */
function turnMatrix(rotation: Float64Array, at: number, m: Float64Array, temporary: Float64Array): void {
  for (let row = 0; row < 9; row += 3) {
    const r0 = rotation[at + row];
    const r1 = rotation[at + row + 1];
    const r2 = rotation[at + row + 2];
    temporary[row] = r0 * m[at] + r1 * m[at + 3] + r2 * m[at + 6];
    temporary[row + 1] = r0 * m[at + 1] + r1 * m[at + 4] + r2 * m[at + 7];
    temporary[row + 2] = r0 * m[at + 2] + r1 * m[at + 5] + r2 * m[at + 8];
  }
  for (let column = 0; column < 3; column++) {
    const r0 = rotation[at + 3 * column];
    const r1 = rotation[at + 3 * column + 1];
    const r2 = rotation[at + 3 * column + 2];
    m[at + column] = temporary[0] * r0 + temporary[1] * r1 + temporary[2] * r2;
    m[at + 3 + column] = temporary[3] * r0 + temporary[4] * r1 + temporary[5] * r2;
    m[at + 6 + column] = temporary[6] * r0 + temporary[7] * r1 + temporary[8] * r2;
  }
}
