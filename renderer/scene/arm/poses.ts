import type { Object3D } from 'three';

/** Puts an object, whose matrix is not updated by itself, where a pose says (12 numbers: rotation row-major, then translation). */
export function writePose(pose: Float64Array, at: number, object: Object3D): void {
  const e = object.matrix.elements;
  object.matrixWorldNeedsUpdate = true;
  for (let column = 0; column < 3; column++) {
    for (let row = 0; row < 3; row++) e[4 * column + row] = pose[at + 3 * row + column];
    e[12 + column] = pose[at + 9 + column];
  }
  e[3] = e[7] = e[11] = 0;
  e[15] = 1;
}

/** Moves it along its own axes, m. */
export function shift({ matrix: { elements: e } }: Object3D, x: number, y: number, z: number): void {
  for (let row = 0; row < 3; row++) e[12 + row] += x * e[row] + y * e[4 + row] + z * e[8 + row];
}
