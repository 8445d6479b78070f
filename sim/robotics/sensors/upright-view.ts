import { atan2 } from '../../kernel/math.ts';
import { BOX, CYLINDER, SPHERE } from '../clearance/volume-table.ts';
import type { CatalogueEntry } from './thing-catalogue.ts';

/** How a thing looks as it lies: an upright shape with a yaw. */
export interface UprightView {
  yaw: number;
  /** Index into `SHAPE_KINDS`. */
  shape: number;
  halfX: number;
  halfY: number;
  halfZ: number;
}

/**
 * Describes a thing as an upright shape with a yaw, whichever way it lies: a box on another side has the axis that is now
 * nearest to the vertical as its z axis, the two after it (in the order x, y, z, x, y) as x and y; a cylinder that lies
 * is the box around it, along x. What turning does not show has yaw 0: that of a ball and of an upright cylinder.
 * @param poses rotation row-major at `at`
 */
export function viewUpright({ shape }: CatalogueEntry, poses: Float64Array, at: number, out: UprightView): void {
  if (shape.kind === 'sphere') {
    describe(out, SPHERE, 0, shape.radiusM, shape.radiusM, shape.radiusM);
  } else if (shape.kind === 'cylinder') {
    const half = shape.heightM / 2;
    if (nearestToVertical(poses, at) === 2 && Math.abs(poses[at + 8]) > Math.SQRT1_2) {
      describe(out, CYLINDER, 0, shape.radiusM, shape.radiusM, half);
    } else {
      describe(out, BOX, yawOf(poses, at, 2), half, shape.radiusM, shape.radiusM);
    }
  } else {
    const up = nearestToVertical(poses, at);
    const x = (up + 1) % 3;
    const y = (up + 2) % 3;
    describe(out, BOX, yawOf(poses, at, x), shape.size[x] / 2, shape.size[y] / 2, shape.size[up] / 2);
  }
}

function nearestToVertical(poses: Float64Array, at: number): number {
  const x = Math.abs(poses[at + 6]);
  const y = Math.abs(poses[at + 7]);
  const z = Math.abs(poses[at + 8]);
  if (z >= x && z >= y) return 2;
  return x >= y ? 0 : 1;
}

function yawOf(poses: Float64Array, at: number, axis: number): number {
  return atan2(poses[at + 3 + axis], poses[at + axis]);
}

function describe(out: UprightView, shape: number, yaw: number, halfX: number, halfY: number, halfZ: number): void {
  out.shape = shape;
  out.yaw = yaw;
  out.halfX = halfX;
  out.halfY = halfY;
  out.halfZ = halfZ;
}
