import type { Color } from 'three';
import type { Shape } from '../../../sim/robotics/spec.ts';
import type { SegmentBatch } from '../overlays/segment-batch.ts';

/** Pieces of a circle. */
export const CIRCLE_SEGMENTS = 36;
/** Most segments that `addOutline` adds. */
export const OUTLINE_SEGMENTS = 2 * CIRCLE_SEGMENTS + 4;
export const ARROW_SEGMENTS = 3;

/** How lines look. */
export interface Ink {
  readonly color: Color;
  readonly opacity: number;
  readonly widthPx: number;
  /** Of the dashes, m; 0: a whole line. */
  readonly periodM: number;
}

/** A level circle around a point, m. */
export function addCircle(
  lines: SegmentBatch,
  x: number,
  y: number,
  z: number,
  radius: number,
  { color, opacity, widthPx, periodM }: Ink,
): void {
  const step = (2 * Math.PI) / CIRCLE_SEGMENTS;
  for (let k = 0; k < CIRCLE_SEGMENTS; k++) {
    const ax = x + radius * Math.cos(k * step);
    const ay = y + radius * Math.sin(k * step);
    const bx = x + radius * Math.cos((k + 1) * step);
    const by = y + radius * Math.sin((k + 1) * step);
    lines.add(ax, ay, z, bx, by, z, color, opacity, widthPx, periodM, radius * step * k);
  }
}

/** The outline of a shape that stands upright around a point, m and rad. */
export function addOutline(
  lines: SegmentBatch,
  shape: Shape,
  x: number,
  y: number,
  z: number,
  yaw: number,
  ink: Ink,
): void {
  if (shape.kind === 'sphere') return addCircle(lines, x, y, z, shape.radiusM, ink);
  if (shape.kind === 'cylinder') {
    const half = shape.heightM / 2;
    addCircle(lines, x, y, z - half, shape.radiusM, ink);
    addCircle(lines, x, y, z + half, shape.radiusM, ink);
    for (let k = 0; k < 4; k++) {
      const dx = shape.radiusM * Math.cos((k * Math.PI) / 2);
      const dy = shape.radiusM * Math.sin((k * Math.PI) / 2);
      addLine(lines, x + dx, y + dy, z - half, x + dx, y + dy, z + half, ink);
    }
    return;
  }
  const c = Math.cos(yaw);
  const s = Math.sin(yaw);
  const hx = shape.size[0] / 2;
  const hy = shape.size[1] / 2;
  const hz = shape.size[2] / 2;
  for (let k = 0; k < 4; k++) {
    const ax = CORNER_X[k] * hx;
    const ay = CORNER_Y[k] * hy;
    const bx = CORNER_X[(k + 1) % 4] * hx;
    const by = CORNER_Y[(k + 1) % 4] * hy;
    const px = x + c * ax - s * ay;
    const py = y + s * ax + c * ay;
    const qx = x + c * bx - s * by;
    const qy = y + s * bx + c * by;
    addLine(lines, px, py, z - hz, qx, qy, z - hz, ink);
    addLine(lines, px, py, z + hz, qx, qy, z + hz, ink);
    addLine(lines, px, py, z - hz, px, py, z + hz, ink);
  }
}

const CORNER_X = [-1, 1, 1, -1] as const;
const CORNER_Y = [-1, -1, 1, 1] as const;
const HEAD_SHARE = 0.28;
const LARGEST_HEAD_M = 0.03;

/** An arrow with a flat head, m. */
export function addArrow(
  lines: SegmentBatch,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  ink: Ink,
): void {
  const length = Math.hypot(dx, dy, dz);
  const head = Math.min(LARGEST_HEAD_M, HEAD_SHARE * length) / length;
  // Level across the arrow, or along x where it is upright.
  const flat = Math.hypot(dx, dy);
  const sideX = flat > 1e-9 ? (-dy / flat) * head * length * 0.6 : head * length * 0.6;
  const sideY = flat > 1e-9 ? (dx / flat) * head * length * 0.6 : 0;
  const tx = x + dx;
  const ty = y + dy;
  const tz = z + dz;
  addLine(lines, x, y, z, tx, ty, tz, ink);
  addLine(lines, tx, ty, tz, tx - head * dx + sideX, ty - head * dy + sideY, tz - head * dz, ink);
  addLine(lines, tx, ty, tz, tx - head * dx - sideX, ty - head * dy - sideY, tz - head * dz, ink);
}

export function addLine(
  lines: SegmentBatch,
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  { color, opacity, widthPx, periodM }: Ink,
): void {
  lines.add(ax, ay, az, bx, by, bz, color, opacity, widthPx, periodM);
}
