import { TELEMETRY, TELEMETRY_STRIDE, type Mark, type RequestChange } from '../../../renderer/live/protocol.ts';
import { TelemetryStore } from '../../../renderer/live/telemetry-store.ts';

export type Row = Partial<Readonly<Record<keyof typeof TELEMETRY, number>>>;

/** Rows of a batch; columns that are not given are 0. */
export function rowsOf(rows: readonly Row[]): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(rows.length * TELEMETRY_STRIDE);
  rows.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      numbers[i * TELEMETRY_STRIDE + TELEMETRY[name as keyof typeof TELEMETRY]] = value;
    }
  });
  return numbers;
}

export function storeOf(
  rows: readonly Row[],
  requests: readonly RequestChange[] = [],
  marks: readonly Mark[] = [],
): TelemetryStore {
  const store = new TelemetryStore();
  store.add({ episode: 1, rows: rowsOf(rows), requests, marks });
  return store;
}

export function sent(id: number, tick: number, why = 'level'): RequestChange {
  return { id, dispatchTick: tick, tick, state: 'dispatched', why, stalenessMs: null, plan: null };
}

export function ended(
  { id, dispatchTick }: RequestChange,
  tick: number,
  state: RequestChange['state'],
  stalenessMs: number | null = null,
): RequestChange {
  const plan = stalenessMs === null ? null : { explanation: 'brake', value: -1, candidates: 40, harm: 0 };
  return { id, dispatchTick, tick, state, why: `it is ${state}`, stalenessMs, plan };
}
