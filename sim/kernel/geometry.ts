import { atan2, cos, sin, wrapAngle } from './math.ts';

/**
 * Planar geometry on plain numbers; nothing allocates. A box is (centre x, centre y, heading, length along the heading,
 * width across it), in m and rad. All shapes are closed: touching counts as overlapping.
 */

/** Radius of the smallest circle around a box's centre that contains the box. */
export function boxRadius(length: number, width: number): number {
  return 0.5 * Math.sqrt(length * length + width * width);
}

/** Writes the corners as x, y pairs, counter-clockwise from front left, to `out[offset]` .. `out[offset + 7]`. */
export function boxCorners(
  cx: number,
  cy: number,
  heading: number,
  length: number,
  width: number,
  out: Float64Array,
  offset = 0,
): void {
  const forwardX = 0.5 * length * cos(heading);
  const forwardY = 0.5 * length * sin(heading);
  const leftX = -0.5 * width * sin(heading);
  const leftY = 0.5 * width * cos(heading);
  out[offset] = cx + forwardX + leftX;
  out[offset + 1] = cy + forwardY + leftY;
  out[offset + 2] = cx - forwardX + leftX;
  out[offset + 3] = cy - forwardY + leftY;
  out[offset + 4] = cx - forwardX - leftX;
  out[offset + 5] = cy - forwardY - leftY;
  out[offset + 6] = cx + forwardX - leftX;
  out[offset + 7] = cy + forwardY - leftY;
}

export function pointInBox(
  px: number,
  py: number,
  cx: number,
  cy: number,
  heading: number,
  length: number,
  width: number,
): boolean {
  return pointBoxDistance(px, py, cx, cy, heading, length, width) === 0;
}

/** Distance from a point to a box, m; 0 inside. */
export function pointBoxDistance(
  px: number,
  py: number,
  cx: number,
  cy: number,
  heading: number,
  length: number,
  width: number,
): number {
  const c = cos(heading);
  const s = sin(heading);
  const dx = px - cx;
  const dy = py - cy;
  return distanceToCentredBox(c * dx + s * dy, c * dy - s * dx, 0.5 * length, 0.5 * width);
}

/** Whether two boxes share a point (separating axis theorem). */
export function boxesOverlap(
  ax: number,
  ay: number,
  aHeading: number,
  aLength: number,
  aWidth: number,
  bx: number,
  by: number,
  bHeading: number,
  bLength: number,
  bWidth: number,
): boolean {
  const dx = bx - ax;
  const dy = by - ay;
  const reach = boxRadius(aLength, aWidth) + boxRadius(bLength, bWidth);
  if (dx * dx + dy * dy > reach * reach) return false;
  return (
    largestGap(dx, dy, cos(aHeading), sin(aHeading), aLength, aWidth, cos(bHeading), sin(bHeading), bLength, bWidth) <=
    0
  );
}

/**
 * Signed separation of two boxes, m: the Euclidean distance when they are apart, minus the penetration depth (shortest
 * translation that parts them) when they overlap.
 */
export function boxSeparation(
  ax: number,
  ay: number,
  aHeading: number,
  aLength: number,
  aWidth: number,
  bx: number,
  by: number,
  bHeading: number,
  bLength: number,
  bWidth: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const ca = cos(aHeading);
  const sa = sin(aHeading);
  const cb = cos(bHeading);
  const sb = sin(bHeading);
  const gap = largestGap(dx, dy, ca, sa, aLength, aWidth, cb, sb, bLength, bWidth);
  if (gap <= 0) return gap;
  // The closest points of two disjoint convex polygons always include a corner of one of them.
  return Math.min(
    cornersToBox(dx, dy, ca, sa, aLength, aWidth, cb, sb, bLength, bWidth),
    cornersToBox(-dx, -dy, cb, sb, bLength, bWidth, ca, sa, aLength, aWidth),
  );
}

/**
 * Earliest time in [0, horizonS] at which two boxes touch when both keep velocity and heading, s; 0 if they overlap now,
 * Infinity if they do not meet. Closed form: on each separating axis the projections overlap during one interval.
 */
export function boxesTimeToCollision(
  ax: number,
  ay: number,
  aHeading: number,
  aLength: number,
  aWidth: number,
  aVx: number,
  aVy: number,
  bx: number,
  by: number,
  bHeading: number,
  bLength: number,
  bWidth: number,
  bVx: number,
  bVy: number,
  horizonS: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const vx = bVx - aVx;
  const vy = bVy - aVy;
  const reach = boxRadius(aLength, aWidth) + boxRadius(bLength, bWidth);
  const travelled = Math.sqrt(vx * vx + vy * vy) * horizonS;
  if (dx * dx + dy * dy > (reach + travelled) * (reach + travelled)) return Infinity;
  const ca = cos(aHeading);
  const sa = sin(aHeading);
  const cb = cos(bHeading);
  const sb = sin(bHeading);
  const c = Math.abs(ca * cb + sa * sb);
  const s = Math.abs(ca * sb - sa * cb);
  let enter = 0;
  let exit = horizonS;
  for (let axis = 0; axis < 4; axis++) {
    const ux = axis === 0 ? ca : axis === 1 ? -sa : axis === 2 ? cb : -sb;
    const uy = axis === 0 ? sa : axis === 1 ? ca : axis === 2 ? sb : cb;
    const position = ux * dx + uy * dy;
    const velocity = ux * vx + uy * vy;
    const contact = 0.5 * contactSum(axis, c, s, aLength, aWidth, bLength, bWidth);
    if (velocity === 0) {
      if (Math.abs(position) > contact) return Infinity;
      continue;
    }
    const towards = velocity < 0 ? 1 : -1;
    const speed = Math.abs(velocity);
    enter = Math.max(enter, (towards * position - contact) / speed);
    exit = Math.min(exit, (towards * position + contact) / speed);
    if (!(enter <= exit)) return Infinity;
  }
  return enter;
}

/**
 * Where the ray origin + t * (dx, dy), t >= 0, first meets a box: t in units of the direction's length, 0 if the origin
 * is inside, Infinity if it misses. A segment from P to Q meets the box if the ray P, Q - P gives t <= 1.
 */
export function rayBox(
  ox: number,
  oy: number,
  dx: number,
  dy: number,
  cx: number,
  cy: number,
  heading: number,
  length: number,
  width: number,
): number {
  const c = cos(heading);
  const s = sin(heading);
  const x = c * (ox - cx) + s * (oy - cy);
  const y = c * (oy - cy) - s * (ox - cx);
  const ux = c * dx + s * dy;
  const uy = c * dy - s * dx;
  const halfLength = 0.5 * length;
  const halfWidth = 0.5 * width;
  let enter = 0;
  let exit = Infinity;
  if (ux !== 0) {
    enter = Math.max(enter, (ux > 0 ? -halfLength - x : halfLength - x) / ux);
    exit = Math.min(exit, (ux > 0 ? halfLength - x : -halfLength - x) / ux);
  } else if (Math.abs(x) > halfLength) {
    return Infinity;
  }
  if (uy !== 0) {
    enter = Math.max(enter, (uy > 0 ? -halfWidth - y : halfWidth - y) / uy);
    exit = Math.min(exit, (uy > 0 ? halfWidth - y : -halfWidth - y) / uy);
  } else if (Math.abs(y) > halfWidth) {
    return Infinity;
  }
  return enter <= exit ? enter : Infinity;
}

/**
 * Where segment A-B first meets segment C-D: the fraction of A-B in [0, 1], or Infinity if they share no point.
 * Collinear segments give the start of their common part.
 */
export function segmentIntersection(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): number {
  const rx = bx - ax;
  const ry = by - ay;
  const sx = dx - cx;
  const sy = dy - cy;
  const qx = cx - ax;
  const qy = cy - ay;
  const cross = rx * sy - ry * sx;
  if (cross !== 0) {
    const t = (qx * sy - qy * sx) / cross;
    const u = (qx * ry - qy * rx) / cross;
    return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? t : Infinity;
  }
  return parallelIntersection(rx, ry, sx, sy, qx, qy);
}

/** Distance from a point to segment A-B, m. */
export function pointSegmentDistance(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const rx = bx - ax;
  const ry = by - ay;
  const lengthSquared = rx * rx + ry * ry;
  const t = lengthSquared === 0 ? 0 : ((px - ax) * rx + (py - ay) * ry) / lengthSquared;
  const nearest = t < 0 ? 0 : t > 1 ? 1 : t;
  const dx = px - (ax + nearest * rx);
  const dy = py - (ay + nearest * ry);
  return Math.sqrt(dx * dx + dy * dy);
}

/**
 * The directions in which a box is seen from a point: `out[0]` is the most clockwise one, rad in (-pi, pi], `out[1]` the
 * extent counter-clockwise from it, rad in [0, pi); from inside, -pi and 2 pi.
 */
export function boxAngularInterval(
  px: number,
  py: number,
  cx: number,
  cy: number,
  heading: number,
  length: number,
  width: number,
  out: Float64Array,
): void {
  if (pointInBox(px, py, cx, cy, heading, length, width)) {
    out[0] = -Math.PI;
    out[1] = 2 * Math.PI;
    return;
  }
  const toX = cx - px;
  const toY = cy - py;
  const forwardX = 0.5 * length * cos(heading);
  const forwardY = 0.5 * length * sin(heading);
  const leftX = -0.5 * width * sin(heading);
  const leftY = 0.5 * width * cos(heading);
  let rightmost = 0;
  let leftmost = 0;
  for (let corner = 0; corner < 4; corner++) {
    const alongSign = corner < 2 ? 1 : -1;
    const acrossSign = corner === 0 || corner === 3 ? 1 : -1;
    const x = toX + alongSign * forwardX + acrossSign * leftX;
    const y = toY + alongSign * forwardY + acrossSign * leftY;
    // Relative to the centre, which lies between the extremes, there is no seam to wrap over.
    const relative = atan2(toX * y - toY * x, toX * x + toY * y);
    rightmost = Math.min(rightmost, relative);
    leftmost = Math.max(leftmost, relative);
  }
  out[0] = wrapAngle(atan2(toY, toX) + rightmost);
  out[1] = leftmost - rightmost;
}

/** Largest gap between the projections of two boxes on their four face normals; positive exactly when they are apart. */
function largestGap(
  dx: number,
  dy: number,
  ca: number,
  sa: number,
  aLength: number,
  aWidth: number,
  cb: number,
  sb: number,
  bLength: number,
  bWidth: number,
): number {
  const c = Math.abs(ca * cb + sa * sb);
  const s = Math.abs(ca * sb - sa * cb);
  const alongA = Math.abs(ca * dx + sa * dy) - 0.5 * contactSum(0, c, s, aLength, aWidth, bLength, bWidth);
  const acrossA = Math.abs(ca * dy - sa * dx) - 0.5 * contactSum(1, c, s, aLength, aWidth, bLength, bWidth);
  const alongB = Math.abs(cb * dx + sb * dy) - 0.5 * contactSum(2, c, s, aLength, aWidth, bLength, bWidth);
  const acrossB = Math.abs(cb * dy - sb * dx) - 0.5 * contactSum(3, c, s, aLength, aWidth, bLength, bWidth);
  return Math.max(Math.max(alongA, acrossA), Math.max(alongB, acrossB));
}

/** Sum of the extents of two boxes on face normal `axis` (along A, across A, along B, across B); c, s: |cos|, |sin| of the angle between them. */
function contactSum(
  axis: number,
  c: number,
  s: number,
  aLength: number,
  aWidth: number,
  bLength: number,
  bWidth: number,
): number {
  if (axis === 0) return aLength + c * bLength + s * bWidth;
  if (axis === 1) return aWidth + s * bLength + c * bWidth;
  if (axis === 2) return bLength + c * aLength + s * aWidth;
  return bWidth + s * aLength + c * aWidth;
}

/** Smallest distance from a corner of box B, centred at (dx, dy), to box A, centred at the origin. */
function cornersToBox(
  dx: number,
  dy: number,
  ca: number,
  sa: number,
  aLength: number,
  aWidth: number,
  cb: number,
  sb: number,
  bLength: number,
  bWidth: number,
): number {
  const x = ca * dx + sa * dy;
  const y = ca * dy - sa * dx;
  const c = ca * cb + sa * sb;
  const s = ca * sb - sa * cb;
  const forwardX = 0.5 * bLength * c;
  const forwardY = 0.5 * bLength * s;
  const leftX = -0.5 * bWidth * s;
  const leftY = 0.5 * bWidth * c;
  const halfLength = 0.5 * aLength;
  const halfWidth = 0.5 * aWidth;
  return Math.min(
    Math.min(
      distanceToCentredBox(x + forwardX + leftX, y + forwardY + leftY, halfLength, halfWidth),
      distanceToCentredBox(x - forwardX + leftX, y - forwardY + leftY, halfLength, halfWidth),
    ),
    Math.min(
      distanceToCentredBox(x - forwardX - leftX, y - forwardY - leftY, halfLength, halfWidth),
      distanceToCentredBox(x + forwardX - leftX, y + forwardY - leftY, halfLength, halfWidth),
    ),
  );
}

function distanceToCentredBox(x: number, y: number, halfLength: number, halfWidth: number): number {
  const outsideX = Math.max(Math.abs(x) - halfLength, 0);
  const outsideY = Math.max(Math.abs(y) - halfWidth, 0);
  return Math.sqrt(outsideX * outsideX + outsideY * outsideY);
}

/** `segmentIntersection` for parallel or degenerate segments: A-B from the origin along r, C-D from q along s. */
function parallelIntersection(rx: number, ry: number, sx: number, sy: number, qx: number, qy: number): number {
  const lengthSquared = rx * rx + ry * ry;
  if (lengthSquared === 0) return pointSegmentDistance(0, 0, qx, qy, qx + sx, qy + sy) === 0 ? 0 : Infinity;
  if (rx * qy - ry * qx !== 0) return Infinity;
  const start = (qx * rx + qy * ry) / lengthSquared;
  const end = start + (sx * rx + sy * ry) / lengthSquared;
  const first = Math.max(0, Math.min(start, end));
  return first <= Math.min(1, Math.max(start, end)) ? first : Infinity;
}
