/** Top and height of a lane, CSS pixels. */
export interface Band {
  readonly top: number;
  readonly height: number;
}

export interface LaneLayout {
  /** Lines of labels of marks. */
  readonly markLines: number;
  /** Left edge and width of the plot; names of lanes stand to the left of it. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly marks: Band;
  readonly ticks: Band;
  readonly uncertainty: Band;
  readonly gate: Band;
  readonly planner: Band;
  readonly source: Band;
  readonly axis: Band;
}

/** Height of one line of text of 11 px. */
export const LINE = 14;
const GUTTER = 84;
const RIGHT = 8;
const GAP = 6;
/** Below this the panel scrolls. */
const LEAST_HEIGHT = 220;
const LEAST_PLOT_WIDTH = 60;

/** Uncertainty and planner share what the others leave. */
export function laneLayout(width: number, height: number): LaneLayout {
  const markLines = height >= 340 ? 3 : height >= 280 ? 2 : 1;
  const fixed = { marks: markLines * LINE + 2, ticks: 18, gate: LINE + 12, source: 20, axis: 16 };
  const rest = Math.max(LEAST_HEIGHT, height) - 6 * GAP - Object.values(fixed).reduce((sum, h) => sum + h, 0) - 4;
  const uncertainty = Math.floor(rest * 0.48);
  let top = 2;
  const next = (laneHeight: number): Band => {
    const band = { top, height: laneHeight };
    top += laneHeight + GAP;
    return band;
  };
  return {
    markLines,
    left: GUTTER,
    width: Math.max(LEAST_PLOT_WIDTH, width - GUTTER - RIGHT),
    marks: next(fixed.marks),
    ticks: next(fixed.ticks),
    uncertainty: next(uncertainty),
    gate: next(fixed.gate),
    planner: next(rest - uncertainty),
    source: next(fixed.source),
    axis: next(fixed.axis),
    height: top,
  };
}
