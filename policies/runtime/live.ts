import {
  asyncScheduler,
  catchError,
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  finalize,
  map,
  merge,
  mergeMap,
  of,
  Subject,
  take,
  takeUntil,
  tap,
  timeout,
} from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { saveState } from '../../sim/kernel/state-codec.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Decision, Plan, PlannerBudget, PlanRequest } from '../contracts.ts';
import { LEDGER_SLOTS } from './ledger.ts';
import type { RequestLedger } from './ledger.ts';
import { enterArrival } from './live-trace.ts';
import type { LiveTrace, TraceArrival } from './live-trace.ts';
import type { PlanKind } from './planner-call.ts';
import { MEASURED, msOfTicks } from './planner-link.ts';
import type { PlannerLink } from './planner-link.ts';

/** What a remote planner says about one call. Plans improve; the one marked `final` counts. */
export type RemoteResult<P> =
  | { readonly call: number; readonly kind: 'plan'; readonly plan: P; readonly final: boolean }
  | { readonly call: number; readonly kind: 'fault'; readonly message: string };

/** A planner in real time, in a worker or another process. */
export interface RemotePlanner<O, D extends Decision, P extends Plan> {
  readonly name: string;
  /** Returns at once, having copied what it needs of the request. `call` is never used twice. */
  post(call: number, request: PlanRequest<O, D>, budget: PlannerBudget): void;
  /** Nobody waits for this call any more. */
  cancel(call: number): void;
  /** Results of all calls; hot. An error of this stream fails every call that is out. */
  readonly results: Observable<RemoteResult<P>>;
}

export interface LiveLinkOptions<O, D extends Decision, P extends Plan> {
  readonly planner: RemotePlanner<O, D, P>;
  readonly budget: PlannerBudget;
  readonly plans: PlanKind<P>;
  /** What the planner is told to expect at the start, ms. */
  readonly expectedMs: number;
  /**
   * Wall-clock time that a call may take, ms. Then the best plan that it has shown counts as its last; without one the
   * call has timed out.
   */
  readonly timeoutMs: number;
  /** Calls that are out at once; at least the runtime's `maxInFlight`. Default: the size of the ledger. */
  readonly concurrency?: number;
  /** The clock of the time-out. Default: the host's. */
  readonly scheduler?: SchedulerLike;
}

interface OutgoingCall<O, D extends Decision> {
  readonly call: number;
  readonly request: PlanRequest<O, D>;
}

/** An arrival that no tick has taken in yet; plans are saved at once, since a planner may go on using its object. */
type InboxItem =
  | { readonly kind: 'plan'; readonly requestId: number; readonly plan: Float64Array }
  | {
      readonly kind: 'fault';
      readonly requestId: number;
      readonly fault: 'threw' | 'no-plan';
      readonly message: string;
    }
  | { readonly kind: 'timed-out'; readonly requestId: number };

/** Timers of the hosts count milliseconds in 31 bits. */
const LONGEST_TIMEOUT_MS = 0x7fffffff;

/**
 * Live time: the planner computes elsewhere while ticks go on. Whatever comes in waits in an inbox; the next tick takes
 * it in, and the trace says which tick that was, so that `ReplayLink` repeats the run bit for bit.
 */
export class LiveLink<O, D extends Decision, P extends Plan> implements PlannerLink<O, D, P> {
  readonly latencyName = MEASURED;
  expectedMs: number;
  private readonly options: LiveLinkOptions<O, D, P>;
  private readonly outgoing = new Subject<OutgoingCall<O, D>>();
  private readonly abandoned = new Subject<number>();
  private readonly callOfSlot: number[] = new Array<number>(LEDGER_SLOTS).fill(-1);
  private arrivals: TraceArrival[] = [];
  private missedTicks: number[] = [];
  private readonly scratch: P;
  private inbox: InboxItem[] = [];
  private calls = 0;
  private controlDt = 0;

  /** @throws RangeError unless `timeoutMs` is above 0 and below 2^31 */
  constructor(options: LiveLinkOptions<O, D, P>) {
    if (!(options.timeoutMs > 0 && options.timeoutMs <= LONGEST_TIMEOUT_MS)) {
      throw new RangeError(`timeoutMs must be above 0 and at most ${LONGEST_TIMEOUT_MS}, but is ${options.timeoutMs}.`);
    }
    this.options = options;
    this.expectedMs = options.expectedMs;
    this.scratch = options.plans.createPlan();
    this.outgoing
      .pipe(mergeMap((outgoing) => this.resultOf(outgoing), options.concurrency ?? LEDGER_SLOTS))
      .subscribe((item) => this.inbox.push(item));
  }

  /** All that came in so far; what a restore has undone is not in it. */
  trace(): LiveTrace {
    return { expectedMs: this.options.expectedMs, arrivals: [...this.arrivals], missedTicks: [...this.missedTicks] };
  }

  /** The arrivals of `trace`, as they come. */
  get arrived(): readonly TraceArrival[] {
    return this.arrivals;
  }

  /** The inference of `tick` was late. */
  noteMiss(tick: number): void {
    this.missedTicks.push(tick);
  }

  send(request: PlanRequest<O, D>, slot: number, ledger: RequestLedger<P>): void {
    const call = this.calls++;
    this.callOfSlot[slot] = call;
    this.controlDt = request.controlDt;
    ledger.start(slot);
    this.outgoing.next({ call, request });
  }

  settle(): null {
    return null;
  }

  receive(tick: number, ledger: RequestLedger<P>): void {
    if (this.inbox.length === 0) return;
    const items = this.inbox;
    this.inbox = [];
    for (const item of items) {
      const slot = ledger.slotOf(item.requestId);
      if (slot < 0) continue;
      const arrival: TraceArrival = { ...item, deliveredTick: tick };
      this.arrivals.push(arrival);
      if (arrival.kind === 'timed-out') {
        ledger.scheduleTimeout(slot, tick);
      } else {
        ledger.scheduleDelivery(slot, tick, msOfTicks(tick - ledger.dispatchTickOf(slot), this.controlDt));
        enterArrival(arrival, slot, ledger, this.options.plans, this.scratch);
      }
    }
  }

  abandon(_id: number, slot: number): void {
    this.abandoned.next(this.callOfSlot[slot]);
  }

  reset(tick: number): void {
    for (const call of this.callOfSlot) this.abandoned.next(call);
    this.inbox = [];
    this.arrivals = this.arrivals.filter((arrival) => arrival.deliveredTick < tick);
    this.missedTicks = this.missedTicks.filter((missed) => missed < tick);
  }

  exchange(io: StateIo): void {
    this.expectedMs = io.number('expectedMs', this.expectedMs);
  }

  private resultOf({ call, request }: OutgoingCall<O, D>): Observable<InboxItem> {
    const { planner, budget, timeoutMs, scheduler } = this.options;
    const requestId = request.id;
    let best: Float64Array | null = null;
    let answered = false;
    const post = defer(() => {
      planner.post(call, request, budget);
      return EMPTY;
    });
    const answer = merge(planner.results, post).pipe(
      filter((result) => result.call === call),
      tap((result) => {
        if (result.kind === 'plan') best = saveState(result.plan);
      }),
      filter((result) => result.kind === 'fault' || result.final),
      take(1),
      map((result): InboxItem => {
        answered = true;
        if (result.kind === 'fault') return { kind: 'fault', requestId, fault: 'threw', message: result.message };
        return { kind: 'plan', requestId, plan: best! };
      }),
    );
    return answer.pipe(
      defaultIfEmpty<InboxItem, InboxItem>({
        kind: 'fault',
        requestId,
        fault: 'no-plan',
        message: 'the planner ended without a plan',
      }),
      timeout({
        first: timeoutMs,
        scheduler: scheduler ?? asyncScheduler,
        with: () => of<InboxItem>(best ? { kind: 'plan', requestId, plan: best } : { kind: 'timed-out', requestId }),
      }),
      catchError((error: unknown) =>
        of<InboxItem>({
          kind: 'fault',
          requestId,
          fault: 'threw',
          message: error instanceof Error ? error.message : String(error),
        }),
      ),
      takeUntil(this.abandoned.pipe(filter((abandoned) => abandoned === call))),
      finalize(() => {
        if (!answered) planner.cancel(call);
      }),
    );
  }
}
