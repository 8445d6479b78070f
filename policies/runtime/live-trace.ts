import { restoreState } from '../../sim/kernel/state-codec.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Decision, Plan, PlanRequest } from '../contracts.ts';
import { LEDGER_SLOTS } from './ledger.ts';
import type { FaultKind, RequestLedger } from './ledger.ts';
import { enterPlan } from './planner-call.ts';
import type { PlanKind } from './planner-call.ts';
import { MEASURED, msOfTicks } from './planner-link.ts';
import type { PlannerLink } from './planner-link.ts';

/** Something that came in during a live run, at the tick in which the run took it in. */
export type TraceArrival =
  | {
      readonly kind: 'plan';
      readonly requestId: number;
      readonly deliveredTick: number;
      /** The saved state of the plan: its numbers bit for bit. */
      readonly plan: Float64Array;
    }
  | {
      readonly kind: 'fault';
      readonly requestId: number;
      readonly deliveredTick: number;
      readonly fault: FaultKind;
      readonly message: string;
    }
  | { readonly kind: 'timed-out'; readonly requestId: number; readonly deliveredTick: number };

/** All that distinguishes a live run from the same run in virtual time. */
export interface LiveTrace {
  /** What the planner was told to expect at the start, ms. */
  readonly expectedMs: number;
  readonly arrivals: readonly TraceArrival[];
  /** Ticks in which the last decision was followed because its inference was late. */
  readonly missedTicks: readonly number[];
}

/** Latencies of the plans of a live run in ms, whole ticks: what `TraceLatency` wants. */
export function tracedLatenciesMs(trace: LiveTrace, dispatchTicks: readonly number[], controlDt: number): number[] {
  const latencies: number[] = [];
  for (const arrival of trace.arrivals) {
    const dispatched = dispatchTicks[arrival.requestId];
    if (arrival.kind !== 'plan' || dispatched === undefined) continue;
    latencies.push(msOfTicks(arrival.deliveredTick - dispatched, controlDt));
  }
  return latencies;
}

/** Virtual time in which results come exactly when they came in a live run. */
export class ReplayLink<O, D extends Decision, P extends Plan> implements PlannerLink<O, D, P> {
  readonly latencyName = MEASURED;
  expectedMs: number;
  private readonly plans: PlanKind<P>;
  private readonly arrivals: (TraceArrival | undefined)[] = [];
  private readonly missed: ReadonlySet<number>;
  private readonly scratch: P;

  /** @throws Error if the trace has two results for one request */
  constructor(trace: LiveTrace, plans: PlanKind<P>) {
    this.expectedMs = trace.expectedMs;
    this.plans = plans;
    this.scratch = plans.createPlan();
    this.missed = new Set(trace.missedTicks);
    for (const arrival of trace.arrivals) {
      if (this.arrivals[arrival.requestId])
        throw new Error(`The trace holds two results of request ${arrival.requestId}.`);
      this.arrivals[arrival.requestId] = arrival;
    }
  }

  /** Whether to `runTick(true)`. */
  isMissed(tick: number): boolean {
    return this.missed.has(tick);
  }

  send(request: PlanRequest<O, D>, slot: number, ledger: RequestLedger<P>): void {
    const arrival = this.arrivals[request.id];
    if (!arrival) return;
    const { deliveredTick } = arrival;
    if (deliveredTick <= request.tick) {
      throw new Error(
        `The trace does not fit the run: request ${request.id} goes out at tick ${request.tick}, ` +
          `its result came at tick ${deliveredTick}.`,
      );
    }
    if (arrival.kind === 'timed-out') ledger.scheduleTimeout(slot, deliveredTick);
    else ledger.scheduleDelivery(slot, deliveredTick, msOfTicks(deliveredTick - request.tick, request.controlDt));
  }

  settle(): null {
    return null;
  }

  receive(tick: number, ledger: RequestLedger<P>): void {
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      if (ledger.stateOf(slot) !== 'dispatched' || ledger.dueTickOf(slot) > tick) continue;
      enterArrival(this.arrivals[ledger.idOf(slot)]!, slot, ledger, this.plans, this.scratch);
    }
  }

  abandon(): void {}

  reset(): void {}

  exchange(io: StateIo): void {
    this.expectedMs = io.number('expectedMs', this.expectedMs);
  }
}

/** Makes `arrival` the result of the request in `slot`. */
export function enterArrival<P extends Plan>(
  arrival: TraceArrival,
  slot: number,
  ledger: RequestLedger<P>,
  plans: PlanKind<P>,
  scratch: P,
): void {
  if (arrival.kind === 'plan') {
    restoreState(scratch, arrival.plan);
    enterPlan(scratch, slot, ledger, plans);
  } else if (arrival.kind === 'fault') {
    ledger.fault(slot, arrival.fault, arrival.message);
  }
}
