import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type { ActionSource, Decision, GateReason, Plan, Stateful } from '../contracts.ts';
import type { FaultKind, TerminalState } from './ledger.ts';

/** A request goes out, or ends. */
export interface RequestNotice {
  readonly id: number;
  readonly tick: number;
  readonly dispatchTick: number;
  readonly state: 'dispatched' | TerminalState;
  /** Why it went out (the gate's reason) or how it ended, in words. */
  readonly why: string;
}

/** A plan arrives. It is `accepted` when it comes into force. */
export interface DeliveryNotice<P> {
  readonly id: number;
  readonly tick: number;
  readonly state: 'accepted' | 'expired';
  readonly plan: P;
  /** Age of the state that it was computed from, ms. */
  readonly stalenessMs: number;
}

export interface FailureNotice {
  readonly id: number;
  readonly tick: number;
  readonly kind: FaultKind;
  readonly message: string;
}

/**
 * Listens to a run, for records and the live view. Decisions, plans and actions are copies, reused by the next call;
 * what a listener does with them, or throws, does not reach the run.
 */
export interface RuntimeObserver<D, P, A> {
  /** @param missed whether this is the last decision again, its inference having missed the tick */
  onDecision?(tick: number, decision: D, missed: boolean): void;
  onGate?(tick: number, think: boolean, reason: GateReason, dispatched: boolean): void;
  onRequest?(notice: RequestNotice): void;
  onDelivery?(notice: DeliveryNotice<P>): void;
  /** @param reflex name of the last reflex that overwrote the action, or null */
  onAction?(tick: number, action: A, source: ActionSource, reflex: string | null): void;
  onFailure?(notice: FailureNotice): void;
}

/** Tells several observers, and keeps them away from the run. */
export class ObserverList<D extends Decision, P extends Plan, A extends Stateful> {
  /** What observers threw. */
  readonly errors: unknown[] = [];
  private readonly observers: readonly RuntimeObserver<D, P, A>[];
  private readonly decision: D;
  private readonly plan: P;
  private readonly action: A;

  constructor(
    observers: readonly RuntimeObserver<D, P, A>[],
    copies: { createDecision(): D; createPlan(): P; createAction(): A },
  ) {
    this.observers = observers;
    this.decision = copies.createDecision();
    this.plan = copies.createPlan();
    this.action = copies.createAction();
  }

  decided(tick: number, decision: D, missed: boolean): void {
    for (const observer of this.observers) {
      if (observer.onDecision) this.tell(() => observer.onDecision!(tick, copyInto(decision, this.decision), missed));
    }
  }

  gated(tick: number, think: boolean, reason: GateReason, dispatched: boolean): void {
    for (const observer of this.observers) {
      if (observer.onGate) this.tell(() => observer.onGate!(tick, think, reason, dispatched));
    }
  }

  requested(notice: RequestNotice): void {
    for (const observer of this.observers) {
      if (observer.onRequest) this.tell(() => observer.onRequest!({ ...notice }));
    }
  }

  delivered(notice: DeliveryNotice<P>): void {
    for (const observer of this.observers) {
      if (!observer.onDelivery) continue;
      this.tell(() => observer.onDelivery!({ ...notice, plan: copyInto(notice.plan, this.plan) }));
    }
  }

  acted(tick: number, action: A, source: ActionSource, reflex: string | null): void {
    for (const observer of this.observers) {
      if (observer.onAction) this.tell(() => observer.onAction!(tick, copyInto(action, this.action), source, reflex));
    }
  }

  failed(notice: FailureNotice): void {
    for (const observer of this.observers) {
      if (observer.onFailure) this.tell(() => observer.onFailure!({ ...notice }));
    }
  }

  private tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.errors.push(error);
    }
  }
}

function copyInto<T extends Stateful>(from: T, to: T): T {
  restoreState(to, saveState(from));
  return to;
}
