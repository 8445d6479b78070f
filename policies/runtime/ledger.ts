import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import type { Plan } from '../contracts.ts';

/** Most requests that can be in flight at once. */
export const LEDGER_SLOTS = 8;

/**
 * The life of a request. `free` is an empty slot, `ready` a request whose result is known but not yet due, `delivered`
 * one whose result is being looked at. The rest is terminal:
 * - `accepted`: its plan came into force;
 * - `superseded`: the plan of a later request came into force first;
 * - `cancelled`: nobody waits for it any more, the episode having ended;
 * - `expired`: its plan was over before it arrived;
 * - `timed-out`: it took longer than the runtime waits;
 * - `failed`: the planner threw, gave no plan or a useless one, or hung.
 */
export const REQUEST_STATES = [
  'free',
  'dispatched',
  'computing',
  'ready',
  'delivered',
  'accepted',
  'superseded',
  'cancelled',
  'expired',
  'timed-out',
  'failed',
] as const;

export type RequestState = (typeof REQUEST_STATES)[number];

export type TerminalState = 'accepted' | 'superseded' | 'cancelled' | 'expired' | 'timed-out' | 'failed';

export type LedgerEvent =
  'dispatch' | 'start' | 'resolve' | 'deliver' | 'accept' | 'expire' | 'fail' | 'supersede' | 'cancel' | 'time-out';

const withdrawals = { supersede: 'superseded', cancel: 'cancelled' } as const;

const transitions: Readonly<Record<string, Readonly<Partial<Record<LedgerEvent, RequestState>>>>> = {
  free: { dispatch: 'dispatched' },
  dispatched: { start: 'computing', resolve: 'ready', 'time-out': 'timed-out', ...withdrawals },
  computing: { resolve: 'ready', 'time-out': 'timed-out', ...withdrawals },
  ready: { deliver: 'delivered', ...withdrawals },
  delivered: { accept: 'accepted', expire: 'expired', fail: 'failed' },
};

/** The state after `event`, or null where a request in `state` knows no such event. */
export function nextRequestState(state: RequestState, event: LedgerEvent): RequestState | null {
  return transitions[state]?.[event] ?? null;
}

/** What can be wrong with a request's result. `hung`: stopped by the wall-clock watchdog. */
export const FAULT_KINDS = ['threw', 'no-plan', 'invalid-plan', 'hung'] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** How requests ended so far; `calls` is their sum plus those in flight. */
export interface RequestCounts {
  calls: number;
  accepted: number;
  superseded: number;
  cancelled: number;
  expired: number;
  timedOut: number;
  failed: number;
  /** Accepted or expired plans that came later than the planner had been told to expect. */
  late: number;
  /** Failed requests that the wall-clock watchdog stopped: the episode then counts as an error. */
  hung: number;
}

const NO_FAULT = -1;

/**
 * All planner requests in flight, in a fixed number of slots: a reducer over whole ticks. No timer or promise owns a
 * plan, so that the ledger is saved, restored and hashed with the rest of the episode.
 */
export class RequestLedger<P extends Plan> implements Stateful {
  readonly counts: RequestCounts = {
    calls: 0,
    accepted: 0,
    superseded: 0,
    cancelled: 0,
    expired: 0,
    timedOut: 0,
    failed: 0,
    late: 0,
    hung: 0,
  };
  inFlight = 0;

  private readonly states = new Float64Array(LEDGER_SLOTS);
  private readonly ids = new Float64Array(LEDGER_SLOTS).fill(-1);
  private readonly dispatchTicks = new Float64Array(LEDGER_SLOTS);
  private readonly expectedTicks = new Float64Array(LEDGER_SLOTS);
  private readonly dueTicks = new Float64Array(LEDGER_SLOTS);
  private readonly timeoutTicks = new Float64Array(LEDGER_SLOTS);
  private readonly latenciesMs = new Float64Array(LEDGER_SLOTS);
  private readonly faultKinds = new Float64Array(LEDGER_SLOTS);
  private readonly faults: string[] = [];
  private readonly plans: P[] = [];
  private readonly planEntities: string[] = [];

  constructor(createPlan: () => P) {
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      this.plans.push(createPlan());
      this.planEntities.push(`ledger/plan${slot}`);
      this.clear(slot);
    }
  }

  /** Opens a request; its number counts from 0. @returns its slot, or -1 if every slot is taken */
  dispatch(tick: number, expectedDelayTicks: number): number {
    const slot = this.states.indexOf(0);
    if (slot < 0) return -1;
    this.move(slot, 'dispatch');
    this.ids[slot] = this.counts.calls++;
    this.dispatchTicks[slot] = tick;
    this.expectedTicks[slot] = expectedDelayTicks;
    this.inFlight++;
    return slot;
  }

  /** Fixes when the result is due: at `dueTick`, or never. `latencyMs` is what took that long, for statistics. */
  scheduleDelivery(slot: number, dueTick: number, latencyMs: number): void {
    this.dueTicks[slot] = dueTick;
    this.latenciesMs[slot] = latencyMs;
  }

  scheduleTimeout(slot: number, tick: number): void {
    this.timeoutTicks[slot] = tick;
  }

  /** The planner computes, asynchronously. */
  start(slot: number): void {
    this.move(slot, 'start');
  }

  /** The plan in `planAt(slot)` is the result. */
  resolve(slot: number): void {
    this.move(slot, 'resolve');
  }

  /** The result is a failure, which comes to light when the request is due. */
  fault(slot: number, kind: FaultKind, message: string): void {
    this.move(slot, 'resolve');
    this.faultKinds[slot] = FAULT_KINDS.indexOf(kind);
    this.faults[slot] = message;
  }

  /**
   * The slot to deliver next at `tick`, or -1. Of several the latest request comes first, so that an older plan is never
   * put into force for no time at all.
   */
  nextDue(tick: number): number {
    let next = -1;
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      if (this.stateOf(slot) !== 'ready' || this.dueTicks[slot] > tick) continue;
      if (next < 0 || this.ids[slot] > this.ids[next]) next = slot;
    }
    return next;
  }

  /** The earliest request that has timed out by `tick`, or -1. */
  nextTimedOut(tick: number): number {
    let next = -1;
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      const state = this.stateOf(slot);
      if ((state !== 'dispatched' && state !== 'computing') || this.timeoutTicks[slot] > tick) continue;
      if (next < 0 || this.ids[slot] < this.ids[next]) next = slot;
    }
    return next;
  }

  /** The earliest request older than `id`, or -1. */
  nextOlderThan(id: number): number {
    let next = -1;
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      if (this.states[slot] === 0 || this.ids[slot] >= id) continue;
      if (next < 0 || this.ids[slot] < this.ids[next]) next = slot;
    }
    return next;
  }

  deliver(slot: number): void {
    this.move(slot, 'deliver');
  }

  /** Ends the request and frees its slot. The slot's plan stays readable until the next dispatch. */
  end(
    slot: number,
    event: 'accept' | 'expire' | 'fail' | 'supersede' | 'cancel' | 'time-out',
    tick: number,
  ): TerminalState {
    const terminal = this.move(slot, event) as TerminalState;
    this.count(slot, terminal, tick);
    this.clear(slot);
    this.inFlight--;
    return terminal;
  }

  /** The slot of request `id`, or -1 if it is not in flight. */
  slotOf(id: number): number {
    return this.ids.indexOf(id);
  }

  stateOf(slot: number): RequestState {
    return REQUEST_STATES[this.states[slot]];
  }

  idOf(slot: number): number {
    return this.ids[slot];
  }

  dispatchTickOf(slot: number): number {
    return this.dispatchTicks[slot];
  }

  /** Infinity while it is not known. */
  dueTickOf(slot: number): number {
    return this.dueTicks[slot];
  }

  latencyMsOf(slot: number): number {
    return this.latenciesMs[slot];
  }

  faultKindOf(slot: number): FaultKind | null {
    return FAULT_KINDS[this.faultKinds[slot]] ?? null;
  }

  faultOf(slot: number): string {
    return this.faults[slot];
  }

  planAt(slot: number): P {
    return this.plans[slot];
  }

  exchange(io: StateIo): void {
    this.exchangePresent(io);
    io.numbers('state', this.states);
    io.numbers('expectedDelayTicks', this.expectedTicks);
    io.numbers('dueTick', this.dueTicks);
    io.numbers('timeoutTick', this.timeoutTicks);
    io.numbers('latencyMs', this.latenciesMs);
    io.numbers('faultKind', this.faultKinds);
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) this.faults[slot] = io.text('fault', this.faults[slot]);
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      io.entity(this.planEntities[slot]);
      this.plans[slot].exchange(io);
    }
  }

  /**
   * Only what has already happened: which requests are out since when, and how others ended. What is going to arrive, and
   * when, is left out, since a live planner does not know it yet; so a live run and its replay have the same digest.
   */
  exchangePresent(io: StateIo): void {
    io.entity('ledger');
    io.numbers('id', this.ids);
    io.numbers('dispatchTick', this.dispatchTicks);
    this.inFlight = io.number('inFlight', this.inFlight);
    const counts = this.counts;
    counts.calls = io.number('calls', counts.calls);
    counts.accepted = io.number('accepted', counts.accepted);
    counts.superseded = io.number('superseded', counts.superseded);
    counts.cancelled = io.number('cancelled', counts.cancelled);
    counts.expired = io.number('expired', counts.expired);
    counts.timedOut = io.number('timedOut', counts.timedOut);
    counts.failed = io.number('failed', counts.failed);
    counts.late = io.number('late', counts.late);
    counts.hung = io.number('hung', counts.hung);
  }

  private move(slot: number, event: LedgerEvent): RequestState {
    const state = this.stateOf(slot);
    const next = nextRequestState(state, event);
    if (next === null) {
      throw new Error(`Ledger slot ${slot} (request ${this.ids[slot]}) is ${state} and knows no event "${event}".`);
    }
    this.states[slot] = REQUEST_STATES.indexOf(next);
    return next;
  }

  private count(slot: number, terminal: TerminalState, tick: number): void {
    const counts = this.counts;
    if (terminal === 'timed-out') counts.timedOut++;
    else counts[terminal]++;
    const arrived = terminal === 'accepted' || terminal === 'expired';
    if (arrived && tick - this.dispatchTicks[slot] > this.expectedTicks[slot]) counts.late++;
    if (terminal === 'failed' && this.faultKindOf(slot) === 'hung') counts.hung++;
  }

  private clear(slot: number): void {
    this.states[slot] = 0;
    this.ids[slot] = -1;
    this.dispatchTicks[slot] = -1;
    this.expectedTicks[slot] = 0;
    this.dueTicks[slot] = Infinity;
    this.timeoutTicks[slot] = Infinity;
    this.latenciesMs[slot] = 0;
    this.faultKinds[slot] = NO_FAULT;
    this.faults[slot] = '';
  }
}
