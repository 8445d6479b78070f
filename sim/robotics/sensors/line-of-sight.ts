/**
 * Whether the straight line from a camera to a point meets a body. World frame, m; a line that starts or ends inside meets
 * it. A line is six numbers, from and to; a pose is 12: rotation row-major, then translation. Numbers stay in arrays
 * because a picture asks this a thousand times, and each one passed by value may become an object in memory.
 */

/** A ball of `radius` around the point at `centres[at]`. */
export function segmentMeetsBall(line: Float64Array, centres: Float64Array, at: number, radius: number): boolean {
  const ax = line[0];
  const ay = line[1];
  const az = line[2];
  const dx = line[3] - ax;
  const dy = line[4] - ay;
  const dz = line[5] - az;
  const px = centres[at] - ax;
  const py = centres[at + 1] - ay;
  const pz = centres[at + 2] - az;
  const squared = dx * dx + dy * dy + dz * dz;
  const along = squared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / squared)) : 0;
  const ex = px - along * dx;
  const ey = py - along * dy;
  const ez = pz - along * dz;
  return ex * ex + ey * ey + ez * ez < radius * radius;
}

/** The capsule of `radius` around the line from `ends[at]` to `ends[at + 3]` (Ericson 2005, section 5.1.9). */
export function segmentMeetsCapsule(line: Float64Array, ends: Float64Array, at: number, radius: number): boolean {
  const ux = line[3] - line[0];
  const uy = line[4] - line[1];
  const uz = line[5] - line[2];
  const vx = ends[at + 3] - ends[at];
  const vy = ends[at + 4] - ends[at + 1];
  const vz = ends[at + 5] - ends[at + 2];
  const wx = line[0] - ends[at];
  const wy = line[1] - ends[at + 1];
  const wz = line[2] - ends[at + 2];
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

/** A box of these half lengths at the pose `poses[at ...]`. */
export function segmentMeetsBox(
  line: Float64Array,
  poses: Float64Array,
  at: number,
  halfX: number,
  halfY: number,
  halfZ: number,
): boolean {
  let from = 0;
  let to = 1;
  for (let axis = 0; axis < 3; axis++) {
    const start = local(poses, at, axis, line, 0);
    const step = local(poses, at, axis, line, 3) - start;
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

/** A cylinder along the z axis of the pose `poses[at ...]`. */
export function segmentMeetsCylinder(
  line: Float64Array,
  poses: Float64Array,
  at: number,
  radius: number,
  halfHeight: number,
): boolean {
  const x = local(poses, at, 0, line, 0);
  const y = local(poses, at, 1, line, 0);
  const z = local(poses, at, 2, line, 0);
  const dx = local(poses, at, 0, line, 3) - x;
  const dy = local(poses, at, 1, line, 3) - y;
  const dz = local(poses, at, 2, line, 3) - z;
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

/** Coordinate of the point `line[end ...]` along one of the axes of a pose. */
function local(poses: Float64Array, at: number, axis: number, line: Float64Array, end: number): number {
  return (
    poses[at + axis] * (line[end] - poses[at + 9]) +
    poses[at + 3 + axis] * (line[end + 1] - poses[at + 10]) +
    poses[at + 6 + axis] * (line[end + 2] - poses[at + 11])
  );
}

function unit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
