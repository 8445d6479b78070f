import type { RequestSpan, TelemetryStore } from '../live/telemetry-store.ts';
import type { Brush } from './brush.ts';
import type { LaneColumns } from './lane-columns.ts';
import type { TimeScale } from './lane-geometry.ts';
import type { LaneLayout } from './lane-layout.ts';

/** What the lanes' drawing is given. */
export interface LaneDrawing {
  readonly brush: Brush;
  readonly layout: LaneLayout;
  readonly scale: TimeScale;
  readonly columns: LaneColumns;
  readonly store: TelemetryStore;
  readonly controlDt: number;
  readonly nowS: number;
}

/** Index of the first request that went out at `tick` or later. */
export function rowOfFirst(requests: readonly RequestSpan[], tick: number): number {
  let low = 0;
  let high = requests.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (requests[middle].dispatchTick < tick) low = middle + 1;
    else high = middle;
  }
  return low;
}
