import { SOURCES } from '../live/frame.ts';
import { TELEMETRY } from '../live/protocol.ts';
import { rowFrom, xOf, type TickRows, type TimeScale } from './lane-geometry.ts';

/** Of several sources in one pixel, the one that is drawn: what overrides comes before what is ordinary. */
const SOURCE_RANK = ['fast', 'plan', 'hold', 'brake', 'person', 'reflex'].map((name) =>
  (SOURCES as readonly string[]).indexOf(name),
);
const RANK_OF_SOURCE = SOURCES.map((_, code) => SOURCE_RANK.indexOf(code));

/**
 * Ticks gathered into one column per pixel: a chart then costs the same for ten ticks or four thousand. Extremes are kept,
 * and every miss, thought and override.
 */
export class LaneColumns {
  width = 0;
  /** Ticks in the column; 0: it continues the one before. */
  ticks = new Uint16Array(0);
  misses = new Uint16Array(0);
  dispatched = new Uint8Array(0);
  /** Least and greatest uncertainty level; NaN without ticks. */
  low = new Float32Array(0);
  high = new Float32Array(0);
  /** Of the column's last tick; NaN: none. */
  threshold = new Float32Array(0);
  /** 1: the gate asks in some tick of it. */
  think = new Uint8Array(0);
  /** Index into `SOURCES`, or -1. */
  source = new Int8Array(0);

  fill(rows: TickRows, scale: TimeScale, controlDt: number): void {
    this.clear(Math.max(1, Math.round(scale.width)));
    const first = rowFrom(rows, scale.startS / controlDt - 1e-9);
    if (first > 0) this.reachIn(rows, first - 1);
    for (let row = first; row < rows.length; row++) {
      const x = xOf(scale, rows.at(row, TELEMETRY.tick) * controlDt) - scale.left;
      if (x > this.width + 1e-6) break;
      this.add(rows, row, Math.min(this.width - 1, Math.max(0, Math.floor(x + 1e-6))));
    }
    this.carry();
  }

  /** The tick before the window lasts into it. */
  private reachIn(rows: TickRows, row: number): void {
    this.threshold[0] = rows.at(row, TELEMETRY.threshold);
    this.think[0] = rows.at(row, TELEMETRY.think);
    this.source[0] = rows.at(row, TELEMETRY.source);
  }

  private add(rows: TickRows, row: number, column: number): void {
    const level = rows.at(row, TELEMETRY.level);
    const none = this.ticks[column]++ === 0;
    if (none || level < this.low[column]) this.low[column] = level;
    if (none || level > this.high[column]) this.high[column] = level;
    this.threshold[column] = rows.at(row, TELEMETRY.threshold);
    if (none || this.think[column] === 0) this.think[column] = rows.at(row, TELEMETRY.think);
    if (rows.at(row, TELEMETRY.missed) === 1) this.misses[column]++;
    if (rows.at(row, TELEMETRY.dispatched) === 1) this.dispatched[column] = 1;
    const source = rows.at(row, TELEMETRY.source);
    const known = this.source[column];
    if (none || RANK_OF_SOURCE[source] > RANK_OF_SOURCE[known]) this.source[column] = source;
  }

  /** A tick lasts until the next one: columns between two ticks continue the one before, up to the newest. */
  private carry(): void {
    let last = this.width - 1;
    while (last >= 0 && this.ticks[last] === 0) last--;
    for (let column = 1; column < last; column++) {
      if (this.ticks[column] > 0) continue;
      this.source[column] = this.source[column - 1];
      this.think[column] = this.think[column - 1];
      this.threshold[column] = this.threshold[column - 1];
    }
  }

  private clear(width: number): void {
    this.width = width;
    if (this.ticks.length < width) {
      this.ticks = new Uint16Array(width);
      this.misses = new Uint16Array(width);
      this.dispatched = new Uint8Array(width);
      this.low = new Float32Array(width);
      this.high = new Float32Array(width);
      this.threshold = new Float32Array(width);
      this.think = new Uint8Array(width);
      this.source = new Int8Array(width);
    }
    this.ticks.fill(0);
    this.misses.fill(0);
    this.dispatched.fill(0);
    this.low.fill(NaN);
    this.high.fill(NaN);
    this.threshold.fill(NaN);
    this.think.fill(0);
    this.source.fill(-1);
  }
}

/** Calls `visit` for each run of equal values among the first `width`, ends exclusive. */
export function forRuns(
  values: Uint8Array | Int8Array,
  width: number,
  visit: (from: number, to: number, value: number) => void,
): void {
  let from = 0;
  for (let column = 1; column <= width; column++) {
    if (column < width && values[column] === values[from]) continue;
    visit(from, column, values[from]);
    from = column;
  }
}
