import type { CameraView } from '../camera.ts';

/** A part of a picture, CSS pixels, and what it shows. */
export interface TablePane {
  readonly left: number;
  readonly top: number;
  readonly camera: CameraView;
}

/** What is shown: from above x and y, from the side x and z, m. */
export const SEEN = { left: -0.4, right: 1.0, side: 0.75, low: -0.08, high: 0.98 } as const;
const MARGIN_PX = 10;
const GAP_PX = 8;

/**
 * A picture in two panes at one scale, from above and from the side: beside each other, or one below the other where that
 * makes them larger.
 * @param zoom 1: all that an arm reaches @param focus what stays in the middle of what is larger than its pane, m
 */
export function layOutTable(
  width: number,
  height: number,
  zoom: number,
  focus: { readonly x: number; readonly y: number; readonly z: number },
): { readonly above: TablePane; readonly side: TablePane } {
  const wide = SEEN.right - SEEN.left;
  const deep = 2 * SEEN.side;
  const high = SEEN.high - SEEN.low;
  const free = (px: number): number => Math.max(1, px - 2 * MARGIN_PX);
  const beside = Math.min(free(width - GAP_PX) / (2 * wide), free(height) / deep);
  const below = Math.min(free(width) / wide, free(height - GAP_PX) / (deep + high));
  const isBeside = beside >= below;
  const pxPerM = Math.max(beside, below) * zoom;
  // What fits stays where it is.
  const share = zoom > 1 ? 1 - 1 / zoom : 0;
  const x = (SEEN.left + SEEN.right) / 2 + share * (focus.x - (SEEN.left + SEEN.right) / 2);
  const y = share * focus.y;
  const z = (SEEN.low + SEEN.high) / 2 + share * (focus.z - (SEEN.low + SEEN.high) / 2);
  const first = isBeside ? Math.round((width - GAP_PX) / 2) : width;
  const tall = isBeside ? height : Math.round(((height - GAP_PX) * deep) / (deep + high));
  const above = { left: 0, top: 0, camera: { x, y, pxPerM, width: first, height: tall } };
  const side = isBeside
    ? { left: first + GAP_PX, top: 0, camera: { x, y: z, pxPerM, width: width - first - GAP_PX, height } }
    : { left: 0, top: tall + GAP_PX, camera: { x, y: z, pxPerM, width, height: height - tall - GAP_PX } };
  return { above, side };
}
