/**
 * Poses in flat arrays, `POSE_LENGTH` numbers each from an index on: rotation row-major, then translation, m.
 */

/** Pose `c[k]` becomes pose `a[i]` times pose `b[j]`; it may be none of them. */
export function composePoses(a: Float64Array, i: number, b: Float64Array, j: number, c: Float64Array, k: number): void {
  const b0 = b[j];
  const b1 = b[j + 1];
  const b2 = b[j + 2];
  const b3 = b[j + 3];
  const b4 = b[j + 4];
  const b5 = b[j + 5];
  const b6 = b[j + 6];
  const b7 = b[j + 7];
  const b8 = b[j + 8];
  const x = b[j + 9];
  const y = b[j + 10];
  const z = b[j + 11];
  for (let row = 0; row < 3; row++) {
    const a0 = a[i + 3 * row];
    const a1 = a[i + 3 * row + 1];
    const a2 = a[i + 3 * row + 2];
    c[k + 3 * row] = a0 * b0 + a1 * b3 + a2 * b6;
    c[k + 3 * row + 1] = a0 * b1 + a1 * b4 + a2 * b7;
    c[k + 3 * row + 2] = a0 * b2 + a1 * b5 + a2 * b8;
    c[k + 9 + row] = a[i + 9 + row] + a0 * x + a1 * y + a2 * z;
  }
}

/** Pose `b` seen from the frame `a[o]`, to `out`. */
export function poseSeenFrom(a: Float64Array, o: number, b: Float64Array, out: Float64Array): void {
  const x = b[9] - a[o + 9];
  const y = b[10] - a[o + 10];
  const z = b[11] - a[o + 11];
  for (let i = 0; i < 3; i++) {
    const u = a[o + i];
    const v = a[o + 3 + i];
    const w = a[o + 6 + i];
    for (let j = 0; j < 3; j++) out[3 * i + j] = u * b[j] + v * b[3 + j] + w * b[6 + j];
    out[9 + i] = u * x + v * y + w * z;
  }
}
