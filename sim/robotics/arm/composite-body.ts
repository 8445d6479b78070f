import { INERTIA_STRIDE } from './rigid-chain.ts';
import type { RigidChain } from './rigid-chain.ts';

/** Composite rigid body algorithm (Walker and Orin 1982; Featherstone 2008, section 6.2): the mass matrix of a chain. */
export class CompositeBody {
  private readonly chain: RigidChain;
  /** Of each link with all links after it, laid out as `RigidChain.inertia`. */
  private readonly composite: Float64Array;

  constructor(chain: RigidChain) {
    this.chain = chain;
    this.composite = new Float64Array(chain.inertia.length);
  }

  /** The mass matrix, kg m2, row-major count x count, at the angles that `chain` was last set to. */
  run(out: Float64Array): void {
    this.composite.set(this.chain.inertia);
    for (let i = this.chain.count - 1; i >= 0; i--) {
      this.column(i, out);
      if (i > 0) this.addToParent(i);
    }
  }

  /** Torques that accelerate joint i alone by 1 rad/s2, from rest and without gravity. */
  private column(i: number, out: Float64Array): void {
    const { count, rotation, offset, axis } = this.chain;
    const c = this.composite;
    const k = INERTIA_STRIDE * i;
    const sx = axis[3 * i];
    const sy = axis[3 * i + 1];
    const sz = axis[3 * i + 2];
    let fx = sy * c[k + 3] - sz * c[k + 2];
    let fy = sz * c[k + 1] - sx * c[k + 3];
    let fz = sx * c[k + 2] - sy * c[k + 1];
    let nx = c[k + 4] * sx + c[k + 7] * sy + c[k + 8] * sz;
    let ny = c[k + 7] * sx + c[k + 5] * sy + c[k + 9] * sz;
    let nz = c[k + 8] * sx + c[k + 9] * sy + c[k + 6] * sz;
    out[count * i + i] = sx * nx + sy * ny + sz * nz;
    for (let j = i; j > 0; j--) {
      const r = 9 * j;
      const v = 3 * j;
      const gx = rotation[r] * fx + rotation[r + 1] * fy + rotation[r + 2] * fz;
      const gy = rotation[r + 3] * fx + rotation[r + 4] * fy + rotation[r + 5] * fz;
      const gz = rotation[r + 6] * fx + rotation[r + 7] * fy + rotation[r + 8] * fz;
      const mx = rotation[r] * nx + rotation[r + 1] * ny + rotation[r + 2] * nz;
      const my = rotation[r + 3] * nx + rotation[r + 4] * ny + rotation[r + 5] * nz;
      const mz = rotation[r + 6] * nx + rotation[r + 7] * ny + rotation[r + 8] * nz;
      nx = mx + offset[v + 1] * gz - offset[v + 2] * gy;
      ny = my + offset[v + 2] * gx - offset[v] * gz;
      nz = mz + offset[v] * gy - offset[v + 1] * gx;
      fx = gx;
      fy = gy;
      fz = gz;
      const entry = axis[v - 3] * nx + axis[v - 2] * ny + axis[v - 1] * nz;
      out[count * i + j - 1] = entry;
      out[count * (j - 1) + i] = entry;
    }
  }

  private addToParent(i: number): void {
    const { rotation, offset } = this.chain;
    const c = this.composite;
    const k = INERTIA_STRIDE * i;
    const to = k - INERTIA_STRIDE;
    const r = 9 * i;
    const r0 = rotation[r];
    const r1 = rotation[r + 1];
    const r2 = rotation[r + 2];
    const r3 = rotation[r + 3];
    const r4 = rotation[r + 4];
    const r5 = rotation[r + 5];
    const r6 = rotation[r + 6];
    const r7 = rotation[r + 7];
    const r8 = rotation[r + 8];
    const m = c[k];
    const hx = r0 * c[k + 1] + r1 * c[k + 2] + r2 * c[k + 3];
    const hy = r3 * c[k + 1] + r4 * c[k + 2] + r5 * c[k + 3];
    const hz = r6 * c[k + 1] + r7 * c[k + 2] + r8 * c[k + 3];
    const xx = c[k + 4];
    const yy = c[k + 5];
    const zz = c[k + 6];
    const xy = c[k + 7];
    const xz = c[k + 8];
    const yz = c[k + 9];
    // Rows of R I, then R I R^T.
    const a0 = r0 * xx + r1 * xy + r2 * xz;
    const a1 = r0 * xy + r1 * yy + r2 * yz;
    const a2 = r0 * xz + r1 * yz + r2 * zz;
    const b0 = r3 * xx + r4 * xy + r5 * xz;
    const b1 = r3 * xy + r4 * yy + r5 * yz;
    const b2 = r3 * xz + r4 * yz + r5 * zz;
    const c0 = r6 * xx + r7 * xy + r8 * xz;
    const c1 = r6 * xy + r7 * yy + r8 * yz;
    const c2 = r6 * xz + r7 * yz + r8 * zz;
    const px = offset[3 * i];
    const py = offset[3 * i + 1];
    const pz = offset[3 * i + 2];
    c[to] += m;
    c[to + 1] += hx + m * px;
    c[to + 2] += hy + m * py;
    c[to + 3] += hz + m * pz;
    // About the parent's origin, p away: + 2 (p . h) 1 - p h^T - h p^T + m ((p . p) 1 - p p^T).
    c[to + 4] += a0 * r0 + a1 * r1 + a2 * r2 + 2 * (py * hy + pz * hz) + m * (py * py + pz * pz);
    c[to + 5] += b0 * r3 + b1 * r4 + b2 * r5 + 2 * (px * hx + pz * hz) + m * (px * px + pz * pz);
    c[to + 6] += c0 * r6 + c1 * r7 + c2 * r8 + 2 * (px * hx + py * hy) + m * (px * px + py * py);
    c[to + 7] += a0 * r3 + a1 * r4 + a2 * r5 - px * hy - hx * py - m * px * py;
    c[to + 8] += a0 * r6 + a1 * r7 + a2 * r8 - px * hz - hx * pz - m * px * pz;
    c[to + 9] += b0 * r6 + b1 * r7 + b2 * r8 - py * hz - hy * pz - m * py * pz;
  }
}
