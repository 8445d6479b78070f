import type { Point } from './marks.ts';

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a label of a point starts, at the middle of its height, px. */
export interface PlacedLabel extends Point {
  /** Whether it lies so far away that a line must join it to its point. */
  readonly led: boolean;
}

const HEIGHT = 16;
const GAP = 10;
const ROUNDS = 12;

/**
 * Puts a label beside each point so that labels cover neither each other nor a point, within `frame`: right of the
 * point where there is room, else left, else ever further up or down.
 *
 * @param widths of the labels, px
 */
export function placeLabels(points: readonly Point[], widths: readonly number[], frame: Box): PlacedLabel[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 }));
  return points.map((point, i) => {
    const places = candidates(point, widths[i]);
    const place = places.find((one) => fits(boxOf(one, widths[i]), taken, frame)) ?? places[0];
    taken.push(boxOf(place, widths[i]));
    return { ...place, led: Math.abs(place.y - point.y) > HEIGHT };
  });
}

/** The nearest first. */
function candidates({ x, y }: Point, width: number): Point[] {
  const places: Point[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const up of round === 0 ? [0] : [-round, round]) {
      const nearBy = y + up * HEIGHT;
      places.push({ x: x + GAP, y: nearBy }, { x: x - GAP - width, y: nearBy });
    }
  }
  return places;
}

function boxOf({ x, y }: Point, width: number): Box {
  return { left: x, right: x + width, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 };
}

function fits(box: Box, taken: readonly Box[], frame: Box): boolean {
  const inside =
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  return inside && taken.every((other) => !overlap(box, other));
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
