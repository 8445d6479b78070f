import type { ActionSource, GateReason } from '../../../policies/contracts.ts';
import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import type { DeliveryNotice, RequestNotice, RuntimeObserver } from '../../../policies/runtime/observer.ts';
import type { EgoAction } from '../../../sim/driving/ego-action.ts';
import { SOURCES } from '../frame.ts';
import {
  TELEMETRY,
  TELEMETRY_STRIDE,
  type Mark,
  type PlanWords,
  type RequestChange,
  type TelemetryBatch,
} from '../protocol.ts';

/** What a tick's row says beyond what is heard of the run. */
export interface TickFacts {
  readonly threshold: number;
  readonly inFlight: number;
  readonly planAgeMs: number;
  readonly inferMs: number;
  readonly tickMs: number;
  readonly speedMps: number;
  readonly accelerationMps2: number;
}

/** Gathers telemetry between two batches, listening to the run. */
export class TelemetryLog implements RuntimeObserver<DrivingDecision, DrivingPlan, EgoAction> {
  /** Wall-clock time at which the last decision was taken, ms. */
  decidedMs = NaN;
  /** Called with every request that ends. */
  onEnd: ((notice: RequestNotice) => void) | null = null;
  private rows = new Float64Array(64 * TELEMETRY_STRIDE);
  private used = 0;
  private requests: RequestChange[] = [];
  private marks: Mark[] = [];
  private readonly row = new Float64Array(TELEMETRY_STRIDE);
  /** Words of the plan that was delivered last, until its request ends. */
  private delivered: { readonly id: number; readonly stalenessMs: number; readonly plan: PlanWords } | null = null;

  constructor(
    private readonly episode: number,
    private readonly now: () => number,
  ) {}

  onDecision(tick: number, decision: DrivingDecision, missed: boolean): void {
    this.decidedMs = this.now();
    const { row } = this;
    row[TELEMETRY.tick] = tick;
    row[TELEMETRY.level] = decision.uncertainty.level;
    row[TELEMETRY.aleatoric] = decision.uncertainty.aleatoric;
    row[TELEMETRY.epistemic] = decision.uncertainty.epistemic;
    row[TELEMETRY.missed] = missed ? 1 : 0;
  }

  onGate(_tick: number, think: boolean, _reason: GateReason, dispatched: boolean): void {
    this.row[TELEMETRY.think] = think ? 1 : 0;
    this.row[TELEMETRY.dispatched] = dispatched ? 1 : 0;
  }

  onDelivery({ id, stalenessMs, plan }: DeliveryNotice<DrivingPlan>): void {
    const { explanation, value, candidates, harm } = plan;
    this.delivered = { id, stalenessMs, plan: { explanation, value, candidates, harm } };
  }

  onRequest(notice: RequestNotice): void {
    const { id, tick, dispatchTick, state, why } = notice;
    const plan = this.delivered?.id === id ? this.delivered : null;
    this.requests.push({
      ...{ id, tick, dispatchTick, state, why },
      stalenessMs: plan?.stalenessMs ?? null,
      plan: plan?.plan ?? null,
    });
    if (state !== 'dispatched') this.onEnd?.(notice);
  }

  onAction(_tick: number, _action: EgoAction, source: ActionSource, reflex: string | null): void {
    const name = reflex === null ? source : reflex === 'person' ? 'person' : 'reflex';
    this.row[TELEMETRY.source] = SOURCES.indexOf(name);
  }

  /** The tick that was heard of is over. */
  ticked(facts: TickFacts): void {
    const { row } = this;
    row[TELEMETRY.threshold] = facts.threshold;
    row[TELEMETRY.inFlight] = facts.inFlight;
    row[TELEMETRY.planAgeMs] = facts.planAgeMs;
    row[TELEMETRY.inferMs] = facts.inferMs;
    row[TELEMETRY.tickMs] = facts.tickMs;
    row[TELEMETRY.speedMps] = facts.speedMps;
    row[TELEMETRY.accelerationMps2] = facts.accelerationMps2;
    if (this.used === this.rows.length) {
      const larger = new Float64Array(2 * this.used);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows.set(row, this.used);
    this.used += TELEMETRY_STRIDE;
  }

  mark(mark: Mark): void {
    this.marks.push(mark);
  }

  /** What came since the last batch, or null. */
  take(): TelemetryBatch | null {
    if (this.used === 0 && this.requests.length === 0 && this.marks.length === 0) return null;
    const { episode, requests, marks } = this;
    const rows = this.rows.slice(0, this.used);
    this.used = 0;
    this.requests = [];
    this.marks = [];
    return { episode, rows, requests, marks };
  }
}
