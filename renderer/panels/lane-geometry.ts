import { TELEMETRY, type Mark } from '../live/protocol.ts';
import type { RequestSpan, TelemetryStore } from '../live/telemetry-store.ts';

/** Rows of ticks, as the telemetry store has them. */
export type TickRows = Pick<TelemetryStore, 'length' | 'at'>;

/** Maps simulated seconds to pixels. */
export interface TimeScale {
  readonly startS: number;
  readonly endS: number;
  /** Pixels: left edge and width of the plot. */
  readonly left: number;
  readonly width: number;
}

export function xOf(scale: TimeScale, timeS: number): number {
  return scale.left + ((timeS - scale.startS) / (scale.endS - scale.startS)) * scale.width;
}

export function timeAt(scale: TimeScale, x: number): number {
  return scale.startS + ((x - scale.left) / scale.width) * (scale.endS - scale.startS);
}

/** The first row whose tick is at least `tick`; `length` where there is none. Ticks ascend. */
export function rowFrom(rows: TickRows, tick: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.at(middle, TELEMETRY.tick) < tick) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row of the tick that covers a time, or -1. */
export function rowAt(rows: TickRows, timeS: number, controlDt: number): number {
  const row = rowFrom(rows, Math.floor(timeS / controlDt + 1e-9) + 1) - 1;
  if (row < 0) return -1;
  return rows.at(row, TELEMETRY.tick) * controlDt <= timeS + 1e-9 ? row : -1;
}

/**
 * Times of the grid's lines within the scale: multiples of 1, 2, 5, 10 … s, beyond a minute of whole minutes, so far apart
 * that labels fit.
 */
export function gridTimes(scale: TimeScale, leastPixels: number): number[] {
  const pixelsPerS = scale.width / (scale.endS - scale.startS);
  const step =
    [1, 2, 5, 10, 20, 30].find((s) => s * pixelsPerS >= leastPixels) ?? 60 * Math.ceil(leastPixels / (60 * pixelsPerS));
  const times: number[] = [];
  for (let k = Math.max(0, Math.ceil(scale.startS / step - 1e-9)); k * step <= scale.endS + 1e-9; k++) {
    times.push(k * step);
  }
  return times;
}

/**
 * Row of each request, so that those that were out at the same time lie above each other: each takes the first row that is
 * free when it goes out. A request's row depends on those before it alone, so that bars stay where they are.
 * @param gapTicks ticks that a row stays taken after an end
 */
export function stackRequests(requests: readonly RequestSpan[], gapTicks: number): { rows: Uint8Array; count: number } {
  const rows = new Uint8Array(requests.length);
  const freeFrom: number[] = [];
  for (let i = 0; i < requests.length; i++) {
    const { dispatchTick, endTick } = requests[i];
    let row = freeFrom.findIndex((tick) => tick <= dispatchTick);
    if (row < 0) row = freeFrom.length;
    freeFrom[row] = Number.isNaN(endTick) ? Infinity : endTick + gapTicks;
    rows[i] = row;
  }
  return { rows, count: freeFrom.length };
}

/** Marks that share a pixel, and where their label goes. */
export interface PlacedMarks {
  readonly x: number;
  /** The most important first; at least one. */
  readonly marks: readonly Mark[];
  readonly label: string;
  /** Line of the label, or -1 where there is no room for it. */
  line: number;
  labelX: number;
}

const IMPORTANCE: readonly Mark['kind'][] = [
  'collision',
  'off-road',
  'goal',
  'timeout',
  'planner',
  'backend',
  'intervention',
  'traffic',
];

/**
 * Every mark of the window in a group of its pixel. Labels go into the first line where they do not overlap another; the
 * important ones choose first.
 * @param widthOf width of a label in pixels, its sign included
 */
export function placeMarks(
  marks: readonly Mark[],
  scale: TimeScale,
  controlDt: number,
  lines: number,
  widthOf: (label: string) => number,
): PlacedMarks[] {
  const groups = new Map<number, Mark[]>();
  for (const mark of marks) {
    const timeS = mark.tick * controlDt;
    if (timeS < scale.startS || timeS > scale.endS) continue;
    const x = Math.round(xOf(scale, timeS));
    const group = groups.get(x);
    if (group === undefined) groups.set(x, [mark]);
    else group.push(mark);
  }
  const placed = [...groups].map(([x, group]): PlacedMarks => {
    const sorted = group.sort((a, b) => IMPORTANCE.indexOf(a.kind) - IMPORTANCE.indexOf(b.kind));
    const more = group.length > 1 ? ` (+${group.length - 1})` : '';
    return { x, marks: sorted, label: sorted[0].text + more, line: -1, labelX: x };
  });
  const taken: { line: number; from: number; to: number }[] = [];
  const rank = ({ marks: [first] }: PlacedMarks) => IMPORTANCE.indexOf(first.kind);
  for (const group of placed.toSorted((a, b) => rank(a) - rank(b) || b.x - a.x)) {
    const width = widthOf(group.label);
    const right = scale.left + scale.width;
    // At the right edge a label turns to the left of its tick.
    const from = group.x + width <= right ? group.x : Math.max(scale.left, group.x - width);
    for (let line = 0; line < lines; line++) {
      if (taken.some((other) => other.line === line && from < other.to && other.from < from + width)) continue;
      taken.push({ line, from, to: from + width });
      group.line = line;
      group.labelX = from;
      break;
    }
  }
  return placed.sort((a, b) => a.x - b.x);
}
