import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import type { TerminalState } from './ledger.ts';

const STATES: readonly TerminalState[] = ['accepted', 'expired', 'superseded', 'cancelled', 'timed-out', 'failed'];
const IN_FLIGHT = -1;

/** What became of a planner call. */
export interface CallRow {
  readonly id: number;
  readonly dispatchTick: number;
  /** Tick at which it ended; -1 while it is in flight. */
  readonly endTick: number;
  /** Latency of its answer, ms; null when no tick took an answer in. */
  readonly latencyMs: number | null;
  /** Null while it is in flight. */
  readonly state: TerminalState | null;
  /** Ticks whose action came from its plan: the first, the last (-1: none), and how many. */
  readonly firstUse: number;
  readonly lastUse: number;
  readonly uses: number;
}

/**
 * A row per planner call of a run, by the number of the request. It listens and is no part of the episode's state; only
 * the growth of its tables allocates. A restore of the run alone clears it: calls from before are then not known, unless
 * the log is restored as well.
 */
export class CallLog implements Stateful {
  private count = 0;
  /** -1: not known. */
  private dispatchTick = new Float64Array(32).fill(-1);
  private endTick = new Float64Array(32);
  private latencyMs = new Float64Array(32);
  /** Index into `STATES`. */
  private state = new Float64Array(32);
  private firstUse = new Float64Array(32);
  private lastUse = new Float64Array(32);
  private uses = new Float64Array(32);

  dispatched(id: number, tick: number): void {
    this.reserve(id + 1);
    this.count = id + 1;
    this.dispatchTick[id] = tick;
    this.endTick[id] = -1;
    this.latencyMs[id] = NaN;
    this.state[id] = IN_FLIGHT;
    this.firstUse[id] = -1;
    this.lastUse[id] = -1;
    this.uses[id] = 0;
  }

  /** @param latencyMs of the answer; NaN when none was taken in */
  ended(id: number, tick: number, state: TerminalState, latencyMs: number): void {
    if (id >= this.count) return;
    this.endTick[id] = tick;
    this.state[id] = STATES.indexOf(state);
    this.latencyMs[id] = latencyMs;
  }

  /** The action of this tick came from the call's plan. */
  used(id: number, tick: number): void {
    if (id >= this.count) return;
    if (this.uses[id]++ === 0) this.firstUse[id] = tick;
    this.lastUse[id] = tick;
  }

  /** Forgets all calls; of those that are in flight nothing will be known. */
  clear(): void {
    this.count = 0;
    this.dispatchTick.fill(-1);
  }

  /** Known calls by their number. */
  rows(): CallRow[] {
    const rows: CallRow[] = [];
    for (let id = 0; id < this.count; id++) {
      if (this.dispatchTick[id] < 0) continue;
      const latencyMs = this.latencyMs[id];
      rows.push({
        id,
        dispatchTick: this.dispatchTick[id],
        endTick: this.endTick[id],
        latencyMs: Number.isNaN(latencyMs) ? null : latencyMs,
        state: STATES[this.state[id]] ?? null,
        firstUse: this.firstUse[id],
        lastUse: this.lastUse[id],
        uses: this.uses[id],
      });
    }
    return rows;
  }

  exchange(io: StateIo): void {
    io.entity('calls');
    const count = io.number('count', this.count);
    this.reserve(count);
    this.count = count;
    for (const column of COLUMNS) io.numbers(column, this[column].subarray(0, count));
  }

  private reserve(count: number): void {
    if (count <= this.dispatchTick.length) return;
    for (const column of COLUMNS) {
      const larger = new Float64Array(2 * count).fill(-1);
      larger.set(this[column]);
      this[column] = larger;
    }
  }
}

const COLUMNS = ['dispatchTick', 'endTick', 'latencyMs', 'state', 'firstUse', 'lastUse', 'uses'] as const;
