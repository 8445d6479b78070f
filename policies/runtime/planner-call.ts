import { ticksForMs } from '../../sim/kernel/clock.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Decision, LatencySource, Plan, Planner, PlannerBudget, PlanRequest } from '../contracts.ts';
import { LEDGER_SLOTS } from './ledger.ts';
import type { FaultKind, RequestLedger } from './ledger.ts';
import type { PlannerLink } from './planner-link.ts';

/** More improvements than this, and the planner is taken not to end at all. */
const MOST_IMPROVEMENTS = 100_000;

/** What the calls need to know of a domain's plans; every `Domain` has it. */
export interface PlanKind<P extends Plan> {
  createPlan(): P;
  copyPlan(from: P, to: P): void;
  faultOf(plan: P): string | null;
}

/** Rejects with `PlannerHung` when `work` takes too long by a clock that only the host has. */
export type Watchdog = (work: Promise<void>, requestId: number) => Promise<void>;

/** What a `Watchdog` rejects with. */
export class PlannerHung extends Error {
  override readonly name = 'PlannerHung';
}

/** Waits for ever. */
export const noWatchdog: Watchdog = (work) => work;

export interface VirtualLinkOptions<O, D extends Decision, P extends Plan> {
  readonly planner: Planner<O, D, P>;
  readonly latency: LatencySource;
  readonly budget: PlannerBudget;
  readonly plans: PlanKind<P>;
  /** A request whose latency exceeds this, ms, counts as timed out then. Default: no limit. */
  readonly timeoutMs?: number;
  readonly watchdog?: Watchdog;
}

interface Outcome<P> {
  plan: P;
  improvements: number;
  fault: FaultKind | null;
  message: string;
}

interface AsyncCall<P> {
  readonly id: number;
  readonly abort: AbortController;
  readonly outcome: Outcome<P>;
  /** Never rejects. */
  readonly done: Promise<void>;
  settled: boolean;
}

/**
 * Virtual time: the latency source, not the computer, says when a plan is there. Synchronous planners are computed at
 * dispatch; asynchronous ones run beside the ticks and are awaited at the latest before the tick in which they are due, so
 * that the result never depends on how fast they were. An asynchronous planner must copy what it needs of its request
 * before its first `await`.
 */
export class VirtualLink<O, D extends Decision, P extends Plan> implements PlannerLink<O, D, P> {
  readonly latencyName: string;
  expectedMs: number;
  private readonly options: VirtualLinkOptions<O, D, P>;
  private readonly timeoutMs: number;
  private readonly watchdog: Watchdog;
  private readonly calls: (AsyncCall<P> | null)[] = new Array<null>(LEDGER_SLOTS).fill(null);

  /** @throws RangeError if `timeoutMs` is not above 0 */
  constructor(options: VirtualLinkOptions<O, D, P>) {
    this.options = options;
    this.latencyName = options.latency.name;
    this.expectedMs = options.latency.expectedMs;
    this.timeoutMs = options.timeoutMs ?? Infinity;
    this.watchdog = options.watchdog ?? noWatchdog;
    if (!(this.timeoutMs > 0)) throw new RangeError(`timeoutMs must be above 0, but is ${this.timeoutMs}.`);
  }

  send(request: PlanRequest<O, D>, slot: number, ledger: RequestLedger<P>): void {
    const latencyMs = this.options.latency.drawMs(request.id);
    const delayTicks = ticksForMs(latencyMs, request.controlDt);
    const patienceTicks = this.timeoutMs === Infinity ? Infinity : ticksForMs(this.timeoutMs, request.controlDt);
    if (delayTicks > patienceTicks) {
      // Nobody will see the plan, so it is not computed.
      ledger.scheduleTimeout(slot, request.tick + patienceTicks);
      return;
    }
    ledger.scheduleDelivery(slot, request.tick + delayTicks, latencyMs);
    this.call(request, slot, ledger);
  }

  settle(tick: number, ledger: RequestLedger<P>): Promise<void> | null {
    let due: Promise<void>[] | null = null;
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      const call = this.runningCall(slot, ledger);
      if (call !== null && !call.settled && ledger.dueTickOf(slot) <= tick) (due ??= []).push(call.done);
    }
    if (due !== null) return Promise.all(due).then(() => this.receive(tick, ledger));
    this.receive(tick, ledger);
    return null;
  }

  receive(tick: number, ledger: RequestLedger<P>): void {
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      const call = this.runningCall(slot, ledger);
      if (call === null || ledger.dueTickOf(slot) > tick) continue;
      if (!call.settled)
        throw new Error(`Request ${call.id} is due at tick ${tick} and still computing: await settle() first.`);
      this.calls[slot] = null;
      this.enter(call.outcome, slot, ledger);
    }
  }

  abandon(id: number, slot: number): void {
    const call = this.calls[slot];
    if (!call || call.id !== id) return;
    this.calls[slot] = null;
    call.abort.abort();
  }

  reset(): void {
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      this.calls[slot]?.abort.abort();
      this.calls[slot] = null;
    }
  }

  exchange(io: StateIo): void {
    this.options.latency.exchange(io);
  }

  private call(request: PlanRequest<O, D>, slot: number, ledger: RequestLedger<P>): void {
    const abort = new AbortController();
    const outcome: Outcome<P> = { plan: this.options.plans.createPlan(), improvements: 0, fault: null, message: '' };
    try {
      const result = this.options.planner.plan(request, this.options.budget, abort.signal);
      if (Symbol.asyncIterator in result) {
        ledger.start(slot);
        this.calls[slot] = this.follow(result, request.id, abort, outcome);
        return;
      }
      for (const plan of result) this.improve(outcome, plan);
    } catch (error) {
      fail(outcome, error);
    }
    this.enter(outcome, slot, ledger);
  }

  private follow(
    improvements: AsyncIterable<P>,
    id: number,
    abort: AbortController,
    outcome: Outcome<P>,
  ): AsyncCall<P> {
    const consume = async (): Promise<void> => {
      for await (const plan of improvements) {
        if (abort.signal.aborted) return;
        this.improve(outcome, plan);
      }
    };
    const done = this.watchdog(consume(), id).then(
      () => {
        call.settled = true;
      },
      (error: unknown) => {
        call.settled = true;
        fail(outcome, error);
        abort.abort();
      },
    );
    const call: AsyncCall<P> = { id, abort, outcome, done, settled: false };
    return call;
  }

  private improve(outcome: Outcome<P>, plan: P): void {
    // A planner may go on using the object that it yielded.
    this.options.plans.copyPlan(plan, outcome.plan);
    if (++outcome.improvements > MOST_IMPROVEMENTS) {
      throw new Error(`the planner gave more than ${MOST_IMPROVEMENTS} plans and did not end`);
    }
  }

  private enter(outcome: Outcome<P>, slot: number, ledger: RequestLedger<P>): void {
    if (outcome.fault !== null) ledger.fault(slot, outcome.fault, outcome.message);
    else if (outcome.improvements === 0) ledger.fault(slot, 'no-plan', 'the planner ended without a plan');
    else enterPlan(outcome.plan, slot, ledger, this.options.plans);
  }

  /** The call that computes for `slot`; one that a restore or another ending left behind is none. */
  private runningCall(slot: number, ledger: RequestLedger<P>): AsyncCall<P> | null {
    const call = this.calls[slot] ?? null;
    return call !== null && ledger.stateOf(slot) === 'computing' && ledger.idOf(slot) === call.id ? call : null;
  }
}

/** Makes `plan` the result of the request in `slot`, or its fault if it cannot be used. */
export function enterPlan<P extends Plan>(plan: P, slot: number, ledger: RequestLedger<P>, plans: PlanKind<P>): void {
  const fault = plans.faultOf(plan) ?? faultOfTiming(plan);
  if (fault !== null) {
    ledger.fault(slot, 'invalid-plan', fault);
    return;
  }
  const kept = ledger.planAt(slot);
  plans.copyPlan(plan, kept);
  kept.requestedTick = ledger.dispatchTickOf(slot);
  ledger.resolve(slot);
}

function faultOfTiming(plan: Plan): string | null {
  if (!Number.isInteger(plan.fromTick)) return `fromTick must be a whole number, but is ${plan.fromTick}`;
  if (!(Number.isInteger(plan.horizonTicks) && plan.horizonTicks >= 0)) {
    return `horizonTicks must be a whole number of at least 0, but is ${plan.horizonTicks}`;
  }
  return Number.isFinite(plan.value) ? null : `value must be finite, but is ${plan.value}`;
}

function fail<P>(outcome: Outcome<P>, error: unknown): void {
  outcome.fault = error instanceof PlannerHung ? 'hung' : 'threw';
  outcome.message = error instanceof Error ? error.message : String(error);
}
