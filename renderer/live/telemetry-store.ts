import {
  TELEMETRY,
  TELEMETRY_STRIDE,
  type Mark,
  type PlanWords,
  type RequestChange,
  type TelemetryBatch,
} from './protocol.ts';

/** Ticks that are kept: 120 s at 60 Hz. */
export const KEPT_TICKS = 7200;

/** A planner request over its life. */
export interface RequestSpan {
  readonly id: number;
  readonly dispatchTick: number;
  /** The gate's reason. */
  readonly reason: string;
  state: RequestChange['state'];
  /** Tick at which it ended, or NaN while it is out. */
  endTick: number;
  why: string;
  stalenessMs: number | null;
  plan: PlanWords | null;
}

/** The past of the present episode, for charts: rows of the last ticks in a ring, requests and marks. */
export class TelemetryStore {
  episode = 0;
  /** Grows with every change, so that charts know when to draw. */
  version = 0;
  readonly requests: RequestSpan[] = [];
  readonly marks: Mark[] = [];
  private readonly ring = new Float64Array(KEPT_TICKS * TELEMETRY_STRIDE);
  private written = 0;

  /** Forgets the past of another episode. */
  begin(episode: number): void {
    this.episode = episode;
    this.written = 0;
    this.requests.length = 0;
    this.marks.length = 0;
    this.version++;
  }

  add(batch: TelemetryBatch): void {
    if (batch.episode !== this.episode) this.begin(batch.episode);
    for (let at = 0; at < batch.rows.length; at += TELEMETRY_STRIDE) {
      this.ring.set(batch.rows.subarray(at, at + TELEMETRY_STRIDE), (this.written % KEPT_TICKS) * TELEMETRY_STRIDE);
      this.written++;
    }
    for (const change of batch.requests) this.change(change);
    this.marks.push(...batch.marks);
    this.version++;
  }

  /** Rows that can be read. */
  get length(): number {
    return Math.min(this.written, KEPT_TICKS);
  }

  /** @param row 0 is the oldest that is kept, `length - 1` the newest */
  at(row: number, column: number): number {
    return this.ring[((this.written - this.length + row) % KEPT_TICKS) * TELEMETRY_STRIDE + column];
  }

  /** Tick of the newest row, or -1. */
  get lastTick(): number {
    return this.length === 0 ? -1 : this.at(this.length - 1, TELEMETRY.tick);
  }

  private change({ id, dispatchTick, tick, state, why, stalenessMs, plan }: RequestChange): void {
    if (state === 'dispatched') {
      this.requests.push({ id, dispatchTick, reason: why, state, endTick: NaN, why, stalenessMs: null, plan: null });
      return;
    }
    const span = this.requests.findLast((request) => request.id === id);
    if (span === undefined) return;
    Object.assign(span, { state, endTick: tick, why, stalenessMs, plan });
  }
}
