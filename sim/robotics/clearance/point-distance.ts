import { POSE_LENGTH } from '../arm/kinematics.ts';
import { BOX, CYLINDER, type VolumeTable } from './volume-table.ts';

/**
 * Signed distance from a point to the surface of a volume, m: negative inside, there minus the depth. Exact, so that its
 * slope is nowhere steeper than 1; convex in the point, since the volumes are. The distance of a ball is that of its
 * centre less its radius. Formulas for box and cylinder: Quilez, "Distance functions" (sdBox, sdCappedCylinder).
 */
export function pointVolumeDistance(px: number, py: number, pz: number, volumes: VolumeTable, i: number): number {
  const { poses, halfSizes } = volumes;
  const o = POSE_LENGTH * i;
  const h = 3 * i;
  const dx = px - poses[o + 9];
  const dy = py - poses[o + 10];
  const dz = pz - poses[o + 11];
  return distanceInFrame(
    volumes.kinds[i],
    poses[o] * dx + poses[o + 3] * dy + poses[o + 6] * dz,
    poses[o + 1] * dx + poses[o + 4] * dy + poses[o + 7] * dz,
    poses[o + 2] * dx + poses[o + 5] * dy + poses[o + 8] * dz,
    halfSizes[h],
    halfSizes[h + 1],
    halfSizes[h + 2],
  );
}

/** `pointVolumeDistance` of a point in the volume's own frame, to a volume of these half lengths, m. */
export function distanceInFrame(
  kind: number,
  x: number,
  y: number,
  z: number,
  halfX: number,
  halfY: number,
  halfZ: number,
): number {
  if (kind === BOX) return boxDistance(x, y, z, halfX, halfY, halfZ);
  if (kind === CYLINDER) return cylinderDistance(x, y, z, halfX, halfZ);
  return Math.sqrt(x * x + y * y + z * z) - halfX;
}

function boxDistance(x: number, y: number, z: number, halfX: number, halfY: number, halfZ: number): number {
  const ex = Math.abs(x) - halfX;
  const ey = Math.abs(y) - halfY;
  const ez = Math.abs(z) - halfZ;
  const deepest = ex > ey ? (ex > ez ? ex : ez) : ey > ez ? ey : ez;
  if (deepest <= 0) return deepest;
  const ox = ex > 0 ? ex : 0;
  const oy = ey > 0 ? ey : 0;
  const oz = ez > 0 ? ez : 0;
  return Math.sqrt(ox * ox + oy * oy + oz * oz);
}

function cylinderDistance(x: number, y: number, z: number, radius: number, halfZ: number): number {
  const er = Math.sqrt(x * x + y * y) - radius;
  const ez = Math.abs(z) - halfZ;
  if (er <= 0) return er > ez ? er : ez;
  return ez <= 0 ? er : Math.sqrt(er * er + ez * ez);
}

/** Distance from point p to the segment from a to b, m. */
export function pointSegmentDistance(
  px: number,
  py: number,
  pz: number,
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
): number {
  const ux = bx - ax;
  const uy = by - ay;
  const uz = bz - az;
  const wx = px - ax;
  const wy = py - ay;
  const wz = pz - az;
  const squared = ux * ux + uy * uy + uz * uz;
  const along = squared > 0 ? (ux * wx + uy * wy + uz * wz) / squared : 0;
  const t = along < 0 ? 0 : along > 1 ? 1 : along;
  const dx = wx - t * ux;
  const dy = wy - t * uy;
  const dz = wz - t * uz;
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}
