import { GRAVITY_MPS2 } from '../../kernel/physics-world.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';

/**
 * The pads are soft: what they must hold reaches them smoothed over this time, s. A single hard step of the physics, in
 * which a speed changes at once, is not a force that tears something out of a hand.
 */
const PAD_FILTER_S = 0.02;

/**
 * What friction at the pads must carry so that a held thing moves with the hand: from its mass, the hand's acceleration,
 * gravity, and what else it touches. The test is that of Coulomb friction at two pads with torsion about the line
 * between them, sqrt(Ft^2 + (M / r)^2) <= 2 mu F, with r and the bound as `PadPatch` has them: forces across that line
 * share a budget with the moment about it (the ellipsoidal limit surface of Howe and Cutkosky 1996). Forces along the
 * line and moments across it are carried by the pads' pressure, and are not limited.
 */
export class HoldingLoad implements Stateful {
  /** The left side of the test, N. */
  loadN = 0;
  /** Force and moment (about the middle between the patches that touch) at the pads, smoothed, world axes. */
  private readonly smooth = new Float64Array(6);
  /** Where the thing was to be in the last step and how fast. */
  private readonly position = new Float64Array(3);
  private readonly velocity = new Float64Array(3);
  private steps = 0;

  /** @param position centre of what is held, m, at `position[o]` */
  reset(position: Float64Array, o: number): void {
    this.loadN = 0;
    this.smooth.fill(0);
    this.velocity.fill(0);
    for (let k = 0; k < 3; k++) this.position[k] = position[o + k];
    this.steps = 0;
  }

  /**
   * Takes one step of the physics.
   * @param massKg of what is held
   * @param pose where it is to be, 12 numbers
   * @param tcp frame of the tool centre point at `tcp[o]`, 12 numbers
   * @param contact force and moment about its centre from all that it touches but the hand, 6 numbers
   * @param patch where the pads touch it
   */
  step(
    massKg: number,
    pose: Float64Array,
    tcp: Float64Array,
    o: number,
    contact: Float64Array,
    patch: Patch,
    dt: number,
  ): void {
    const { smooth, position } = this;
    const share = dt / (PAD_FILTER_S + dt);
    const ax = this.accelerate(0, pose[9], dt);
    const ay = this.accelerate(1, pose[10], dt);
    const az = this.accelerate(2, pose[11], dt);
    this.steps++;
    const fx = massKg * ax - contact[0];
    const fy = massKg * ay - contact[1];
    const fz = massKg * (az + GRAVITY_MPS2) - contact[2];
    const rx = position[0] - tcp[o + 9] - tcp[o] * patch.x - tcp[o + 2] * patch.z;
    const ry = position[1] - tcp[o + 10] - tcp[o + 3] * patch.x - tcp[o + 5] * patch.z;
    const rz = position[2] - tcp[o + 11] - tcp[o + 6] * patch.x - tcp[o + 8] * patch.z;
    // The rotational inertia of what fits between the fingers is left out: m r^2 times some rad/s2.
    smooth[0] += share * (fx - smooth[0]);
    smooth[1] += share * (fy - smooth[1]);
    smooth[2] += share * (fz - smooth[2]);
    smooth[3] += share * (ry * fz - rz * fy - contact[3] - smooth[3]);
    smooth[4] += share * (rz * fx - rx * fz - contact[4] - smooth[4]);
    smooth[5] += share * (rx * fy - ry * fx - contact[5] - smooth[5]);
    const yx = tcp[o + 1];
    const yy = tcp[o + 4];
    const yz = tcp[o + 7];
    const along = smooth[0] * yx + smooth[1] * yy + smooth[2] * yz;
    const across2 = smooth[0] * smooth[0] + smooth[1] * smooth[1] + smooth[2] * smooth[2] - along * along;
    const torsion = (smooth[3] * yx + smooth[4] * yy + smooth[5] * yz) / patch.radiusM;
    this.loadN = Math.sqrt(Math.max(0, across2) + torsion * torsion);
  }

  exchange(io: StateIo): void {
    this.loadN = io.number('loadN', this.loadN);
    io.numbers('smooth', this.smooth);
    io.numbers('position', this.position);
    io.numbers('velocity', this.velocity);
    this.steps = io.number('steps', this.steps);
  }

  /** Notes where the thing is to be along one axis, and returns its acceleration; none is known in the first step. */
  private accelerate(axis: number, to: number, dt: number): number {
    const next = (to - this.position[axis]) / dt;
    this.position[axis] = to;
    const change = this.steps === 0 ? 0 : next - this.velocity[axis];
    this.velocity[axis] = next;
    return change / dt;
  }
}

/** As of a `PadPatch`. */
interface Patch {
  readonly radiusM: number;
  readonly x: number;
  readonly z: number;
}
