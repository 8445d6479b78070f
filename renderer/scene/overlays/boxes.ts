import type { Color } from 'three';
import type { SegmentBatch } from './segment-batch.ts';

/** Corners of a box from the right rear one, counter-clockwise seen from above, in halves of length and width. */
const CORNER_X = [-1, 1, 1, -1] as const;
const CORNER_Y = [-1, -1, 1, 1] as const;

export interface BoxPose {
  x: number;
  y: number;
  heading: number;
  lengthM: number;
  widthM: number;
  heightM: number;
}

/** Segments of a box drawn by `addBox`. */
export const BOX_SEGMENTS = 12;

/** The twelve edges of a box that stands on the ground. */
export function addBox(
  batch: SegmentBatch,
  box: BoxPose,
  color: Color,
  opacity: number,
  widthPx: number,
  periodM: number,
): void {
  const c = Math.cos(box.heading);
  const s = Math.sin(box.heading);
  const low = 0.05;
  const high = box.heightM;
  for (let i = 0; i < 4; i++) {
    const j = (i + 1) % 4;
    const lx = 0.5 * box.lengthM * CORNER_X[i];
    const ly = 0.5 * box.widthM * CORNER_Y[i];
    const mx = 0.5 * box.lengthM * CORNER_X[j];
    const my = 0.5 * box.widthM * CORNER_Y[j];
    const ax = box.x + c * lx - s * ly;
    const ay = box.y + s * lx + c * ly;
    const bx = box.x + c * mx - s * my;
    const by = box.y + s * mx + c * my;
    batch.add(ax, ay, low, bx, by, low, color, opacity, widthPx, periodM);
    batch.add(ax, ay, high, bx, by, high, color, opacity, widthPx, periodM);
    batch.add(ax, ay, low, ax, ay, high, color, opacity, widthPx, periodM);
  }
}
