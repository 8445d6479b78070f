import type { Mark } from '../live/protocol.ts';
import type { RequestState } from './words.ts';

/** Signs as strokes in a square of 12 by 12, so that no font has to have them; drawn on canvases and in tables alike. */
export const STATE_GLYPHS: Readonly<Record<RequestState, string>> = {
  dispatched: 'M1.5 6h1M5.5 6h1M9.5 6h1',
  accepted: 'M2 6.5l2.8 2.8L10 3',
  superseded: 'M1.5 4.5q1.5-2.5 3 0t3 0M1.5 8.5h7.5M7 6.3l2.8 2.2L7 10.7',
  cancelled: 'M6 1.8a4.2 4.2 0 1 0 .01 0M3.1 8.9l5.8-5.8',
  'timed-out': 'M6 1.8a4.2 4.2 0 1 0 .01 0M6 3.5V6l2 1.4',
  failed: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
  expired: 'M3 1.5h6M3 10.5h6M3.6 1.5c0 3 4.8 6 4.8 9M8.4 1.5c0 3-4.8 6-4.8 9',
};

export const MARK_GLYPHS: Readonly<Record<Mark['kind'], string>> = {
  collision: 'M6 .8v3M6 8.2v3M.8 6h3M8.2 6h3M2.5 2.5l2 2M7.5 7.5l2 2M9.5 2.5l-2 2M4.5 7.5l-2 2',
  goal: 'M3 11V1.5h6.5L7.5 4l2 2.5H3',
  'off-road': 'M2 11L5 1M10 11L7 1M6 2v1.5M6 6v1.5M1 6l10-1',
  timeout: STATE_GLYPHS['timed-out'],
  traffic: 'M6 2l4.5 8h-9z',
  intervention: 'M6 1.2l4.8 4.8L6 10.8 1.2 6z',
  backend: 'M2 2h8v8H2zM4.5 4.5h3v3h-3z',
  planner: 'M6 1.8a4.2 4.2 0 1 0 .01 0M6 5.9v.2',
};

export const SEVERITY_GLYPHS = {
  error: 'M3.8 1.2h4.4l2.6 2.6v4.4l-2.6 2.6H3.8L1.2 8.2V3.8zM4.2 4.2l3.6 3.6M7.8 4.2L4.2 7.8',
  warning: 'M6 1.2l5.2 9.4H.8zM6 4.6v3M6 9v.2',
  info: 'M6 1.2a4.8 4.8 0 1 0 .01 0M6 5.5v3.3M6 3.3v.2',
} as const;

const paths = new Map<string, Path2D>();

/** Strokes a sign with its left upper corner at x, y; CSS pixels. */
export function strokeGlyph(
  context: CanvasRenderingContext2D,
  strokes: string,
  x: number,
  y: number,
  colour: string,
  size = 12,
): void {
  let path = paths.get(strokes);
  if (path === undefined) {
    path = new Path2D(strokes);
    paths.set(strokes, path);
  }
  context.save();
  context.translate(x, y);
  context.scale(size / 12, size / 12);
  context.lineWidth = 1.5;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = colour;
  context.stroke(path);
  context.restore();
}
