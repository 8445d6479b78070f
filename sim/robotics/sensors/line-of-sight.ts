/**
 * Whether the straight line from a camera to a point meets a body. World frame, m; a line that starts or ends inside meets
 * it. Poses are 12 numbers: rotation row-major, then translation.
 */

/** Line from (ax, ay, az) to (bx, by, bz), a ball of `radius` around (x, y, z). */
export function segmentMeetsBall(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  x: number,
  y: number,
  z: number,
  radius: number,
): boolean {
  const dx = bx - ax;
  const dy = by - ay;
  const dz = bz - az;
  const px = x - ax;
  const py = y - ay;
  const pz = z - az;
  const squared = dx * dx + dy * dy + dz * dz;
  const along = squared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / squared)) : 0;
  const ex = px - along * dx;
  const ey = py - along * dy;
  const ez = pz - along * dz;
  return ex * ex + ey * ey + ez * ez < radius * radius;
}

/** Line from a to b and the capsule of `radius` around the line from c to d (Ericson 2005, section 5.1.9). */
export function segmentMeetsCapsule(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  cx: number,
  cy: number,
  cz: number,
  dx: number,
  dy: number,
  dz: number,
  radius: number,
): boolean {
  const ux = bx - ax;
  const uy = by - ay;
  const uz = bz - az;
  const vx = dx - cx;
  const vy = dy - cy;
  const vz = dz - cz;
  const wx = ax - cx;
  const wy = ay - cy;
  const wz = az - cz;
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const uw = ux * wx + uy * wy + uz * wz;
  const vw = vx * wx + vy * wy + vz * wz;
  const determinant = uu * vv - uv * uv;
  let s = determinant > 1e-12 * uu * vv ? unit((uv * vw - vv * uw) / determinant) : 0;
  let t = vv > 0 ? (uv * s + vw) / vv : 0;
  if (t < 0 || t > 1) {
    t = unit(t);
    s = uu > 0 ? unit((uv * t - uw) / uu) : 0;
  }
  const ex = wx + s * ux - t * vx;
  const ey = wy + s * uy - t * vy;
  const ez = wz + s * uz - t * vz;
  return ex * ex + ey * ey + ez * ez < radius * radius;
}

/** Line from a to b and a box of these half lengths at the pose `poses[at ...]`. */
export function segmentMeetsBox(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  poses: Float64Array,
  at: number,
  halfX: number,
  halfY: number,
  halfZ: number,
): boolean {
  let from = 0;
  let to = 1;
  for (let axis = 0; axis < 3; axis++) {
    const start = local(poses, at, axis, ax, ay, az);
    const step = local(poses, at, axis, bx, by, bz) - start;
    const half = axis === 0 ? halfX : axis === 1 ? halfY : halfZ;
    if (Math.abs(step) < 1e-12) {
      if (Math.abs(start) >= half) return false;
      continue;
    }
    const one = (-half - start) / step;
    const other = (half - start) / step;
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  return from < to;
}

/** Line from a to b and a cylinder along the z axis of the pose `poses[at ...]`. */
export function segmentMeetsCylinder(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  poses: Float64Array,
  at: number,
  radius: number,
  halfHeight: number,
): boolean {
  const x = local(poses, at, 0, ax, ay, az);
  const y = local(poses, at, 1, ax, ay, az);
  const z = local(poses, at, 2, ax, ay, az);
  const dx = local(poses, at, 0, bx, by, bz) - x;
  const dy = local(poses, at, 1, bx, by, bz) - y;
  const dz = local(poses, at, 2, bx, by, bz) - z;
  let from = 0;
  let to = 1;
  if (Math.abs(dz) < 1e-12) {
    if (Math.abs(z) >= halfHeight) return false;
  } else {
    const one = (-halfHeight - z) / dz;
    const other = (halfHeight - z) / dz;
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  const a = dx * dx + dy * dy;
  const c = x * x + y * y - radius * radius;
  if (a < 1e-24) return c < 0 && from < to;
  const b = x * dx + y * dy;
  const discriminant = b * b - a * c;
  if (discriminant <= 0) return false;
  const root = Math.sqrt(discriminant);
  return Math.max(from, (-b - root) / a) < Math.min(to, (-b + root) / a);
}

/** Coordinate of a point along one of the axes of a pose. */
function local(poses: Float64Array, at: number, axis: number, x: number, y: number, z: number): number {
  return (
    poses[at + axis] * (x - poses[at + 9]) +
    poses[at + 3 + axis] * (y - poses[at + 10]) +
    poses[at + 6 + axis] * (z - poses[at + 11])
  );
}

function unit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
