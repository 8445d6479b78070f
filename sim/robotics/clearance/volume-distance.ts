import { POSE_LENGTH } from '../arm/kinematics.ts';
import { distanceInFrame, pointSegmentDistance, pointVolumeDistance } from './point-distance.ts';
import { CYLINDER, SPHERE, type VolumeTable } from './volume-table.ts';
import { BOX_WIRE, CYLINDER_WIRE } from './wire.ts';

const GOLDEN = 0.6180339887498949;
/** Leaves a segment shorter than this share of the whole unsearched: the error is below half of it. */
const SEARCH_SHARE = 1e-5;

/**
 * Signed distance from a segment (the axis of a capsule, whose radius the caller subtracts) to a volume, m: the least
 * signed distance of its points, so minus the depth of the deepest one when it reaches inside. To 1e-5 of the segment's
 * length. It need only be exact below `atMost`: else it is some number not below that.
 */
export function segmentVolumeDistance(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  volumes: VolumeTable,
  i: number,
  atMost: number,
): number {
  const { poses: p, halfSizes } = volumes;
  const o = POSE_LENGTH * i;
  const h = 3 * i;
  const dx = ax - p[o + 9];
  const dy = ay - p[o + 10];
  const dz = az - p[o + 11];
  const ux = bx - ax;
  const uy = by - ay;
  const uz = bz - az;
  return searchSegment(
    volumes.kinds[i],
    p[o] * dx + p[o + 3] * dy + p[o + 6] * dz,
    p[o + 1] * dx + p[o + 4] * dy + p[o + 7] * dz,
    p[o + 2] * dx + p[o + 5] * dy + p[o + 8] * dz,
    p[o] * ux + p[o + 3] * uy + p[o + 6] * uz,
    p[o + 1] * ux + p[o + 4] * uy + p[o + 7] * uz,
    p[o + 2] * ux + p[o + 5] * uy + p[o + 8] * uz,
    halfSizes[h],
    halfSizes[h + 1],
    halfSizes[h + 2],
    atMost,
  );
}

/**
 * Signed distance of two volumes, m; the same for both orders. Apart, it is the Euclidean distance: exact to 1e-5 of an
 * edge for boxes and spheres; a cylinder's rim is a polygon of 12 corners on it, so that a pair with a
 * cylinder may seem farther apart, by at most 3.5 % of its radius. Overlapping, it is minus the depth of the deepest
 * point of the edges of either in the other, or of a sphere's centre. It need only be exact below `atMost`.
 *
 * Two convex polytopes are nearest at a vertex of one and a face of the other or at two edges, and overlap only where an
 * edge of one meets the other: the edges of each against the solid of the other find both.
 */
export function volumeDistance(a: VolumeTable, i: number, b: VolumeTable, j: number, atMost: number): number {
  const p = POSE_LENGTH * i + 9;
  const q = POSE_LENGTH * j + 9;
  const dx = a.poses[p] - b.poses[q];
  const dy = a.poses[p + 1] - b.poses[q + 1];
  const dz = a.poses[p + 2] - b.poses[q + 2];
  const least = Math.sqrt(dx * dx + dy * dy + dz * dz) - a.radiusM[i] - b.radiusM[j];
  if (least >= atMost) return least;
  if (a.kinds[i] === SPHERE) {
    return pointVolumeDistance(a.poses[p], a.poses[p + 1], a.poses[p + 2], b, j) - a.radiusM[i];
  }
  if (b.kinds[j] === SPHERE) {
    return pointVolumeDistance(b.poses[q], b.poses[q + 1], b.poses[q + 2], a, i) - b.radiusM[j];
  }
  const oneWay = wireDistance(a, i, b, j, atMost);
  return Math.min(oneWay, wireDistance(b, j, a, i, Math.min(atMost, oneWay)));
}

/** From a volume's unit shape into another's frame: columns of a matrix, row-major, and then a translation. */
const relative = new Float64Array(POSE_LENGTH);

/** Least signed distance of the edges of volume `i` to volume `j`. */
function wireDistance(a: VolumeTable, i: number, b: VolumeTable, j: number, atMost: number): number {
  relate(a, i, b, j);
  const wire = a.kinds[i] === CYLINDER ? CYLINDER_WIRE : BOX_WIRE;
  const kind = b.kinds[j];
  const halfX = b.halfSizes[3 * j];
  const halfY = b.halfSizes[3 * j + 1];
  const halfZ = b.halfSizes[3 * j + 2];
  const m = relative;
  let best = Infinity;
  for (let e = 0; e < wire.length; e += 6) {
    const x = wire[e];
    const y = wire[e + 1];
    const z = wire[e + 2];
    const dx = wire[e + 3];
    const dy = wire[e + 4];
    const dz = wire[e + 5];
    const distance = searchSegment(
      kind,
      m[0] * x + m[1] * y + m[2] * z + m[9],
      m[3] * x + m[4] * y + m[5] * z + m[10],
      m[6] * x + m[7] * y + m[8] * z + m[11],
      m[0] * dx + m[1] * dy + m[2] * dz,
      m[3] * dx + m[4] * dy + m[5] * dz,
      m[6] * dx + m[7] * dy + m[8] * dz,
      halfX,
      halfY,
      halfZ,
      Math.min(best, atMost),
    );
    if (distance < best) best = distance;
  }
  return best;
}

function relate(a: VolumeTable, i: number, b: VolumeTable, j: number): void {
  const p = POSE_LENGTH * i;
  const q = POSE_LENGTH * j;
  const dx = a.poses[p + 9] - b.poses[q + 9];
  const dy = a.poses[p + 10] - b.poses[q + 10];
  const dz = a.poses[p + 11] - b.poses[q + 11];
  for (let row = 0; row < 3; row++) {
    const u = b.poses[q + row];
    const v = b.poses[q + 3 + row];
    const w = b.poses[q + 6 + row];
    for (let column = 0; column < 3; column++) {
      const turned = u * a.poses[p + column] + v * a.poses[p + 3 + column] + w * a.poses[p + 6 + column];
      relative[3 * row + column] = turned * a.halfSizes[3 * i + column];
    }
    relative[9 + row] = u * dx + v * dy + w * dz;
  }
}

/** `segmentVolumeDistance` from a start and a step in the volume's own frame. */
function searchSegment(
  kind: number,
  x: number,
  y: number,
  z: number,
  ux: number,
  uy: number,
  uz: number,
  halfX: number,
  halfY: number,
  halfZ: number,
  atMost: number,
): number {
  if (kind === SPHERE) return pointSegmentDistance(0, 0, 0, x, y, z, x + ux, y + uy, z + uz) - halfX;
  const length = Math.sqrt(ux * ux + uy * uy + uz * uz);
  const first = distanceInFrame(kind, x, y, z, halfX, halfY, halfZ);
  const last = distanceInFrame(kind, x + ux, y + uy, z + uz, halfX, halfY, halfZ);
  let best = Math.min(first, last);
  if (0.5 * (first + last - length) >= atMost) return best;
  // The distance is convex along the segment, so golden sections (Kiefer 1953) close in on its least value.
  let low = 0;
  let high = 1;
  let c = 1 - GOLDEN;
  let d = GOLDEN;
  let atC = distanceInFrame(kind, x + c * ux, y + c * uy, z + c * uz, halfX, halfY, halfZ);
  let atD = distanceInFrame(kind, x + d * ux, y + d * uy, z + d * uz, halfX, halfY, halfZ);
  while (high - low > SEARCH_SHARE) {
    best = Math.min(best, atC, atD);
    if (best - (high - low) * length >= atMost) return best;
    if (atC < atD) {
      high = d;
      d = c;
      atD = atC;
      c = high - GOLDEN * (high - low);
      atC = distanceInFrame(kind, x + c * ux, y + c * uy, z + c * uz, halfX, halfY, halfZ);
    } else {
      low = c;
      c = d;
      atC = atD;
      d = low + GOLDEN * (high - low);
      atD = distanceInFrame(kind, x + d * ux, y + d * uy, z + d * uz, halfX, halfY, halfZ);
    }
  }
  return Math.min(best, atC, atD);
}
