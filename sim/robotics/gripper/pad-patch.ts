import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { GripperModel } from '../arm/arm-model.ts';
import { pointVolumeDistance } from '../clearance/point-distance.ts';
import { VolumeTable } from '../clearance/volume-table.ts';
import type { Shape } from '../spec.ts';

/** The pads give way by so much, m: what is no farther from a pad touches it. They are rubber of some millimetres. */
const PAD_GIVES_M = 0.002;
/** Points across a pad and along it, at the middles of equal cells. */
const POINTS = 16;
/**
 * What friction on rubber can carry at most, Pa, however it is pressed: the shear stress between silicone rubber and a
 * smooth surface is constant, some 0.2 to 0.4 MPa (Chateauminois and Fretigny 2008, Eur. Phys. J. E 27, 221).
 */
const SHEAR_STRENGTH_PA = 2e5;

/**
 * Where the pads touch what they hold. A pad is the part of a finger's inner side around the tool centre point, as far
 * up from it as the tip is below. Friction that pads carry does not depend on how much of them touches (Amontons), up to
 * the shear strength of rubber times that area; the moment about the closing line does: under even pressure it is the
 * friction times the mean distance of the patch's points from its middle (from the integral of mu p r over the patch).
 */
export class PadPatch implements Stateful {
  /** Of one pad, m2. */
  areaM2 = 0;
  /** Friction times this is the moment that a pad carries, m: the model's for a pad that touches all over. */
  radiusM = 0;
  /** Middle of the patch in the frame of the tool centre point, m: across the fingers, and towards their tips. */
  x = 0;
  z = 0;
  private readonly fullM: number;
  /** In the frame of the tool centre point. */
  private readonly volume = new VolumeTable(1);
  private readonly touched = new Float64Array(4 * POINTS * POINTS);

  constructor(private readonly model: GripperModel) {
    this.radiusM = model.padRadiusM;
    const size = Math.max(model.fingerSize[0], 2 * model.tipBeyondTcpM);
    this.volume.add({ kind: 'box', size: [2 * size, 1, 2 * size] });
    this.fullM = this.meanDistance(this.touch(0));
  }

  /**
   * @param pose of what is held in the frame of the tool centre point, 12 numbers
   * @param widthM between the pads
   */
  measure(shape: Shape, pose: Float64Array, widthM: number): void {
    this.volume.count = 0;
    this.volume.add(shape);
    this.volume.setPose(0, pose, 0);
    const count = Math.max(1, this.touch(widthM));
    const { fingerSize, tipBeyondTcpM, padRadiusM } = this.model;
    this.areaM2 = (fingerSize[0] * 2 * tipBeyondTcpM * count) / (2 * POINTS * POINTS);
    // What touches in one point of the grid has its cell.
    this.radiusM = padRadiusM * Math.max(this.meanDistance(count) / this.fullM, 1 / POINTS);
  }

  /** What friction at both pads can carry, N. @param frictionN on each, as Coulomb has it */
  capacityN(frictionN: number): number {
    return 2 * Math.min(frictionN, SHEAR_STRENGTH_PA * this.areaM2);
  }

  exchange(io: StateIo): void {
    this.areaM2 = io.number('areaM2', this.areaM2);
    this.radiusM = io.number('radiusM', this.radiusM);
    this.x = io.number('patchX', this.x);
    this.z = io.number('patchZ', this.z);
  }

  /** Notes the points of both pads that touch, x and z each. @returns how many they are */
  private touch(widthM: number): number {
    const { fingerSize, tipBeyondTcpM } = this.model;
    const { touched } = this;
    let count = 0;
    touched[0] = touched[1] = 0;
    for (let i = 0; i < POINTS; i++) {
      const x = fingerSize[0] * ((i + 0.5) / POINTS - 0.5);
      for (let k = 0; k < POINTS; k++) {
        const z = 2 * tipBeyondTcpM * ((k + 0.5) / POINTS - 0.5);
        for (let side = -1; side <= 1; side += 2) {
          if (pointVolumeDistance(x, (side * widthM) / 2, z, this.volume, 0) > PAD_GIVES_M) continue;
          touched[2 * count] = x;
          touched[2 * count + 1] = z;
          count++;
        }
      }
    }
    return count;
  }

  /** Takes the middle of the touched points. @returns the mean distance from it, m */
  private meanDistance(count: number): number {
    const { touched } = this;
    this.x = 0;
    this.z = 0;
    for (let i = 0; i < count; i++) {
      this.x += touched[2 * i] / count;
      this.z += touched[2 * i + 1] / count;
    }
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const dx = touched[2 * i] - this.x;
      const dz = touched[2 * i + 1] - this.z;
      sum += Math.sqrt(dx * dx + dz * dz);
    }
    return sum / count;
  }
}
