import { LINE, type Band } from '../panels/lane-layout.ts';

/** Bands of one run's lane, CSS pixels. */
export interface RunBands {
  readonly events: Band;
  readonly level: Band;
  readonly gate: Band;
  readonly planner: Band;
  readonly source: Band;
  /** From the first to the last of them. */
  readonly all: Band;
}

export interface TimelineLayout {
  /** Left edge and width of the plot; names stand to the left of it. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** Of the divergence's label; null where there is none. */
  readonly divergence: Band | null;
  readonly axis: Band;
  readonly runs: readonly RunBands[];
  /** Null for a single clip. */
  readonly difference: { readonly distance: Band; readonly speed: Band } | null;
}

const GUTTER = 92;
const RIGHT = 10;
const GAP = 3;
const BETWEEN = 10;
const LEAST_PLOT = 120;
const BAR = 15;

/**
 * @param width of the whole time line, px
 * @param rows of planner bars that each run needs; @param difference whether there are two runs to compare
 */
export function timelineLayout(
  width: number,
  rows: readonly number[],
  difference: boolean,
  divergence: boolean,
): TimelineLayout {
  let top = 0;
  const next = (height: number, gap = GAP): Band => {
    const band = { top, height };
    top += height + gap;
    return band;
  };
  const label = divergence ? next(LINE, 0) : null;
  const axis = next(LINE + 4);
  const runs = rows.map((count): RunBands => {
    const from = top;
    const bands = {
      events: next(LINE + 4),
      level: next(34),
      gate: next(LINE),
      planner: next(BAR * Math.min(3, Math.max(1, count)) + 2),
      source: next(LINE + 1, BETWEEN),
    };
    return { ...bands, all: { top: from, height: top - BETWEEN - from } };
  });
  const curves = difference ? { distance: next(30), speed: next(30) } : null;
  return {
    left: GUTTER,
    width: Math.max(LEAST_PLOT, width - GUTTER - RIGHT),
    height: top + 2,
    divergence: label,
    axis,
    runs,
    difference: curves,
  };
}
