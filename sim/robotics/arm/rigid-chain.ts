import { cos, sin } from '../../kernel/math.ts';
import type { ArmModel, LinkModel } from './arm-model.ts';

/** Numbers of one link in `RigidChain.inertia`. */
export const INERTIA_STRIDE = 10;

/**
 * The moved links of an arm as flat arrays, which the algorithms of rigid-body dynamics walk through: link i here is
 * `model.links[i + 1]`, moved by `model.joints[i]`; its parent is link i - 1, that of link 0 is the base.
 */
export class RigidChain {
  /** Joints, and links. */
  readonly count: number;
  /** At the angles of `setAngles`: from the link's frame to its parent's, row-major, 9 each. */
  readonly rotation: Float64Array;
  /** Origin of the link's frame in its parent's, m, 3 each. */
  readonly offset: Float64Array;
  /** Unit vector of the joint in the link's frame, 3 each. */
  readonly axis: Float64Array;
  /**
   * Of each link with what is fixed to it, in the link's frame: mass, kg; first moment (mass times centre), kg m, x, y,
   * z; inertia about the frame's origin, kg m2, xx, yy, zz, xy, xz, yz.
   */
  readonly inertia: Float64Array;

  private readonly unloaded: Float64Array;
  /** Of `rotation`, rad; NaN before the first. */
  private readonly angles: Float64Array;
  /** rotation = fixed + cosine * cos(q) + sine * sin(q), by Rodrigues' formula; 9 each. */
  private readonly fixed: Float64Array;
  private readonly cosine: Float64Array;
  private readonly sine: Float64Array;
  private readonly tcp: ArmModel['tcp'];

  constructor(model: ArmModel) {
    const n = model.joints.length;
    this.count = n;
    this.tcp = model.tcp;
    this.rotation = new Float64Array(9 * n);
    this.offset = new Float64Array(3 * n);
    this.axis = new Float64Array(3 * n);
    this.fixed = new Float64Array(9 * n);
    this.cosine = new Float64Array(9 * n);
    this.sine = new Float64Array(9 * n);
    this.angles = new Float64Array(n).fill(NaN);
    this.unloaded = new Float64Array(INERTIA_STRIDE * n);
    for (const [i, joint] of model.joints.entries()) {
      this.offset.set(joint.origin.translation, 3 * i);
      this.axis.set(joint.axis, 3 * i);
      this.setRodrigues(i, joint.origin.rotation, joint.axis);
      const link = model.links[i + 1];
      addInertia(this.unloaded, INERTIA_STRIDE * i, link.massKg, link.centre, link.inertia);
    }
    this.inertia = this.unloaded.slice();
  }

  /** Sets `rotation` for joint angles, rad. */
  setAngles(q: Float64Array): void {
    const { rotation, angles, fixed, cosine, sine } = this;
    for (let i = 0; i < this.count; i++) {
      // The algorithms run one after the other at the same angles. Zero has two signs, so it is taken anew.
      if (q[i] === angles[i] && q[i] !== 0) continue;
      angles[i] = q[i];
      const c = cos(q[i]);
      const s = sin(q[i]);
      for (let k = 9 * i; k < 9 * i + 9; k++) rotation[k] = fixed[k] + c * cosine[k] + s * sine[k];
    }
  }

  /**
   * Fixes a body to the last link, in place of one that was fixed before.
   * @param centre its centre of mass in the frame of the tool centre point, m
   * @param inertia about its centre of mass, along the axes of the tool centre point, kg m2: xx, yy, zz, xy, xz, yz
   */
  setPayload(massKg: number, centre: ArrayLike<number>, inertia: ArrayLike<number>): void {
    const r = this.tcp.rotation;
    const p = this.tcp.translation;
    for (let row = 0; row < 3; row++) {
      centreInLink[row] = p[row] + r[3 * row] * centre[0] + r[3 * row + 1] * centre[1] + r[3 * row + 2] * centre[2];
    }
    const [xx, yy, zz, xy, xz, yz] = [inertia[0], inertia[1], inertia[2], inertia[3], inertia[4], inertia[5]];
    square.set([xx, xy, xz, xy, yy, yz, xz, yz, zz]);
    for (const [k, [row, column]] of SYMMETRIC.entries()) inertiaInLink[k] = sandwich(r, square, row, column);
    this.clearPayload();
    addInertia(this.inertia, INERTIA_STRIDE * (this.count - 1), massKg, centreInLink, inertiaInLink);
  }

  clearPayload(): void {
    this.inertia.set(this.unloaded);
  }

  private setRodrigues(i: number, origin: ArrayLike<number>, axis: readonly [number, number, number]): void {
    const [x, y, z] = axis;
    const along = [x * x, x * y, x * z, x * y, y * y, y * z, x * z, y * z, z * z];
    const across = along.map((value, k) => (k % 4 === 0 ? 1 - value : -value));
    const cross = [0, -z, y, z, 0, -x, -y, x, 0];
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        const at = 9 * i + 3 * row + column;
        this.fixed[at] = productEntry(origin, along, row, column);
        this.cosine[at] = productEntry(origin, across, row, column);
        this.sine[at] = productEntry(origin, cross, row, column);
      }
    }
  }
}

const centreInLink = new Float64Array(3);
const inertiaInLink = new Float64Array(6);
const square = new Float64Array(9);

/** Row and column of xx, yy, zz, xy, xz, yz. */
const SYMMETRIC: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
];

/** Adds a body to an inertia as in `RigidChain.inertia`, by the parallel-axis theorem. */
function addInertia(
  into: Float64Array,
  at: number,
  mass: LinkModel['massKg'],
  centre: ArrayLike<number>,
  about: ArrayLike<number>,
): void {
  const x = centre[0];
  const y = centre[1];
  const z = centre[2];
  into[at] += mass;
  into[at + 1] += mass * x;
  into[at + 2] += mass * y;
  into[at + 3] += mass * z;
  into[at + 4] += about[0] + mass * (y * y + z * z);
  into[at + 5] += about[1] + mass * (x * x + z * z);
  into[at + 6] += about[2] + mass * (x * x + y * y);
  into[at + 7] += about[3] - mass * x * y;
  into[at + 8] += about[4] - mass * x * z;
  into[at + 9] += about[5] - mass * y * z;
}

/** Entry of a product of row-major 3 x 3 matrices. */
function productEntry(a: ArrayLike<number>, b: ArrayLike<number>, row: number, column: number): number {
  return a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] + a[3 * row + 2] * b[6 + column];
}

/** Entry of r m r^T. */
function sandwich(r: ArrayLike<number>, m: ArrayLike<number>, row: number, column: number): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += productEntry(r, m, row, k) * r[3 * column + k];
  return sum;
}
