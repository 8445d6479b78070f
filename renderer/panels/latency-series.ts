import { TELEMETRY } from '../live/protocol.ts';
import type { TelemetryStore } from '../live/telemetry-store.ts';
import { logHistogram, sortedFinite, summarise, type Histogram, type Summary } from './statistics.ts';
import { msText, NBSP } from './words.ts';

/** One latency with its distribution, ms. */
export interface LatencySeries {
  readonly id: string;
  readonly title: string;
  /** Which clock, from where to where. */
  readonly note: string;
  /** What n counts. */
  readonly of: string;
  readonly empty: string;
  readonly summary: Summary | null;
  readonly histogram: Histogram;
}

/** The latencies of the episode; those of ticks over the ticks that are kept. */
export function latencySeries(store: TelemetryStore, controlDt: number): LatencySeries[] {
  const arrived = store.requests.filter(({ state }) => state === 'accepted' || state === 'expired');
  const noAnswer = 'No answer yet.';
  const noTick = 'No tick yet.';
  return [
    series('answer', 'Planner answer', 'simulated time, dispatch to arrival', 'answers', noAnswer, [
      ...arrived.map(({ dispatchTick, endTick }) => (endTick - dispatchTick) * controlDt * 1000),
    ]),
    series(
      'staleness',
      'Staleness at arrival',
      'simulated time, age of the state it was planned from',
      'plans',
      noAnswer,
      [...arrived.map(({ stalenessMs }) => stalenessMs ?? NaN)],
    ),
    series('inference', 'Fast inference', 'wall-clock time', 'ticks', noTick, columnOf(store, TELEMETRY.inferMs)),
    series('tick', 'Tick without inference', 'wall-clock time', 'ticks', noTick, columnOf(store, TELEMETRY.tickMs)),
  ];
}

function series(
  id: string,
  title: string,
  note: string,
  of: string,
  empty: string,
  values: ArrayLike<number>,
): LatencySeries {
  const sorted = sortedFinite(values);
  return { id, title, note, of, empty, summary: summarise(sorted), histogram: logHistogram(sorted) };
}

function columnOf(store: TelemetryStore, column: number): Float64Array {
  const values = new Float64Array(store.length);
  for (let row = 0; row < values.length; row++) values[row] = store.at(row, column);
  return values;
}

export function summaryText({ summary, of, empty }: LatencySeries): string {
  if (summary === null) return empty;
  const { n, p50, p95, p99, max } = summary;
  return `p50 ${msText(p50)}, p95 ${msText(p95)}, p99 ${msText(p99)}, max ${msText(max)}; n${NBSP}=${NBSP}${n} ${of}`;
}
