import { principalInertia } from '../../kernel/body-shapes.ts';
import type { Arm } from '../arm/arm.ts';
import type { ObjectSpec } from '../spec.ts';

/** Objects as payloads of the dynamics of an arm. */
export class Payloads {
  private readonly inertias: readonly (readonly [number, number, number])[];
  private readonly centre = new Float64Array(3);
  private readonly inertia = new Float64Array(6);

  constructor(private readonly objects: readonly ObjectSpec[]) {
    this.inertias = objects.map(({ shape, massKg }) => principalInertia(shape, massKg));
  }

  /** @param pose of the object in the frame of the tool centre point, 12 numbers */
  put(arm: Arm, row: number, pose: Float64Array): void {
    const [x, y, z] = this.inertias[row];
    this.centre[0] = pose[9];
    this.centre[1] = pose[10];
    this.centre[2] = pose[11];
    this.inertia[0] = turned(pose, 0, 0, x, y, z);
    this.inertia[1] = turned(pose, 3, 3, x, y, z);
    this.inertia[2] = turned(pose, 6, 6, x, y, z);
    this.inertia[3] = turned(pose, 0, 3, x, y, z);
    this.inertia[4] = turned(pose, 0, 6, x, y, z);
    this.inertia[5] = turned(pose, 3, 6, x, y, z);
    arm.setPayload(this.objects[row].massKg, this.centre, this.inertia, true);
  }
}

/** Entry of R diag(x, y, z) R' for the rows of R that start at `i` and `j`. */
function turned(r: Float64Array, i: number, j: number, x: number, y: number, z: number): number {
  return r[i] * x * r[j] + r[i + 1] * y * r[j + 1] + r[i + 2] * z * r[j + 2];
}
