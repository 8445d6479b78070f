/**
 * The unit quaternion (x, y, z, w) of the rotation matrix at `m[o]` to `m[o + 8]`, row-major, written to `out`, which is
 * returned. Always divides by the largest component (Shepperd 1978, Quaternion from Rotation Matrix), so that it is
 * exact to rounding for every rotation. Of the two signs, the one whose largest component is positive.
 */
export function quaternionOfRotation(m: ArrayLike<number>, o: number, out: Float64Array): Float64Array {
  const xx = m[o];
  const yy = m[o + 4];
  const zz = m[o + 8];
  const trace = xx + yy + zz;
  if (trace >= xx && trace >= yy && trace >= zz) {
    const w = Math.sqrt(Math.max(0, 1 + trace)) / 2;
    const k = 0.25 / w;
    return set(out, (m[o + 7] - m[o + 5]) * k, (m[o + 2] - m[o + 6]) * k, (m[o + 3] - m[o + 1]) * k, w);
  }
  if (xx >= yy && xx >= zz) {
    const x = Math.sqrt(Math.max(0, 1 + xx - yy - zz)) / 2;
    const k = 0.25 / x;
    return set(out, x, (m[o + 1] + m[o + 3]) * k, (m[o + 2] + m[o + 6]) * k, (m[o + 7] - m[o + 5]) * k);
  }
  if (yy >= zz) {
    const y = Math.sqrt(Math.max(0, 1 + yy - xx - zz)) / 2;
    const k = 0.25 / y;
    return set(out, (m[o + 1] + m[o + 3]) * k, y, (m[o + 5] + m[o + 7]) * k, (m[o + 2] - m[o + 6]) * k);
  }
  const z = Math.sqrt(Math.max(0, 1 + zz - xx - yy)) / 2;
  const k = 0.25 / z;
  return set(out, (m[o + 2] + m[o + 6]) * k, (m[o + 5] + m[o + 7]) * k, z, (m[o + 3] - m[o + 1]) * k);
}

/** The rotation matrix (row-major, at `out[o]`) of a unit quaternion. */
export function rotationOfQuaternion(x: number, y: number, z: number, w: number, out: Float64Array, o: number): void {
  out[o] = 1 - 2 * (y * y + z * z);
  out[o + 1] = 2 * (x * y - z * w);
  out[o + 2] = 2 * (x * z + y * w);
  out[o + 3] = 2 * (x * y + z * w);
  out[o + 4] = 1 - 2 * (x * x + z * z);
  out[o + 5] = 2 * (y * z - x * w);
  out[o + 6] = 2 * (x * z - y * w);
  out[o + 7] = 2 * (y * z + x * w);
  out[o + 8] = 1 - 2 * (x * x + y * y);
}

function set(out: Float64Array, x: number, y: number, z: number, w: number): Float64Array {
  out[0] = x;
  out[1] = y;
  out[2] = z;
  out[3] = w;
  return out;
}
