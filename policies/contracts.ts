import type { StateIo, Stateful } from '../sim/kernel/state-io.ts';

/**
 * The contracts of the two systems. They know nothing of driving: a domain supplies its observation O, decision D,
 * plan P and action A. Everything that outlives a tick is `Stateful`, so that a snapshot misses nothing.
 */

/** A world that one agent acts in. Implementations advance by exactly one control tick per `step`. */
export interface World<O, A> extends Stateful {
  /** Control ticks since the start. */
  readonly tick: number;
  readonly controlDt: number;
  readonly ended: boolean;
  /** What the agent's sensors give at the present tick. The object is reused: valid until the next `step`. */
  observe(): O;
  step(action: A): void;
}

/** How sure the fast policy is. All finite. */
export interface Uncertainty {
  /** Calibrated: 0.95 is the 95 % quantile of common driving; range [0, 1]. */
  level: number;
  /** Spread within one member (data noise), in the calibrated scale. */
  aleatoric: number;
  /** Spread between members (lack of knowledge), in the calibrated scale. */
  epistemic: number;
}

/** What a fast policy decides each tick; domains extend it. Stateful because a missed inference follows the last one. */
export interface Decision extends Stateful {
  readonly uncertainty: Uncertainty;
}

export interface FastPolicy<O, D extends Decision> {
  /** Hash and name of the weights, for records. */
  readonly model: { readonly name: string; readonly sha256: string };
  /** Synchronous: fills the input tensors. `guidance` is the slow system's message, empty when there is none. */
  prepare(observation: O, guidance: Float64Array): void;
  /** The one await of a tick. */
  infer(): Promise<void>;
  /** Synchronous: reads the outputs into `out`, which holds the episode's decision of the tick before. */
  decide(observation: O, out: D): void;
  /**
   * True: the uncertainty is renewed at some ticks only, which depend on the observation alone, and at the others `decide`
   * leaves what it finds of it. Default: it is renewed at every tick.
   */
  readonly holdsUncertainty?: boolean;
}

/** Why a gate asks for thought; `none` when it does not. Gates may use names of their own. */
export type GateReason = 'none' | 'level' | 'change' | 'time-to-collision' | 'periodic' | 'random' | 'always' | string;

export interface GateVerdict {
  think: boolean;
  reason: GateReason;
}

/** Pure but for its own state; must not look at anything but its arguments. */
export interface Gate<O, D extends Decision> extends Stateful {
  decide(observation: O, decision: D, context: GateContext, out: GateVerdict): void;
}

export interface GateContext {
  readonly tick: number;
  readonly controlDt: number;
  /** Requests in flight now. */
  inFlight: number;
  /** Requests dispatched since the start: how a gate sees that it was heard. */
  calls: number;
  /** Whether a plan is in force now. */
  planInForce: boolean;
}

/** A plan in absolute time: it says what to do at ticks `fromTick` .. `fromTick + horizonTicks`. Fixed layout, so that it can sit in the ledger. */
export interface Plan extends Stateful {
  /** Tick of the state that it was computed from (after latency compensation: the tick it was predicted to). */
  fromTick: number;
  /** Tick at which the request was made. */
  requestedTick: number;
  horizonTicks: number;
  /** Value of the chosen candidate, larger is better; finite. */
  value: number;
  /** A sentence for people. */
  explanation: string;
}

/** Deterministic measure of effort; a planner must stop when it is used up. */
export interface PlannerBudget {
  /** Number of candidate evaluations allowed. */
  readonly evaluations: number;
}

export interface PlanRequest<O, D extends Decision> {
  readonly id: number;
  readonly tick: number;
  readonly controlDt: number;
  /** The ticks that will probably pass before the plan arrives. */
  readonly expectedDelayTicks: number;
  readonly observation: O;
  /** The fast decision at the request, for a warm start. */
  readonly decision: D;
  /** The plan in force, or null: what will be done meanwhile is predicted from it. */
  readonly inForce: Plan | null;
}

/** Anytime: yields improving plans; the last one counts. Sync planners are computed at dispatch; async ones are awaited at the latest at the due tick (virtual time). */
export interface Planner<O, D extends Decision, P extends Plan> {
  readonly name: string;
  plan(request: PlanRequest<O, D>, budget: PlannerBudget, signal: AbortSignal): Iterable<P> | AsyncIterable<P>;
}

/** Where the action of a tick came from. */
export type ActionSource = 'fast' | 'plan' | 'brake' | 'hold';

export interface MergeContext {
  readonly tick: number;
  readonly controlDt: number;
  /**
   * The arm acts on plans only: the decision must be ignored. The last plan stays in force, past its horizon too, until
   * the next one comes; before the first there is none.
   */
  readonly blocking: boolean;
}

/** Combines the fast decision and the plan in force (or null) into the action of this tick; returns its source. */
export interface Merge<O, D extends Decision, P extends Plan, A> extends Stateful {
  merge(observation: O, decision: D, plan: P | null, context: MergeContext, out: A): ActionSource;
}

/** A reflex behind the merge (emergency brake, uncertainty stop); may overwrite the action; its interventions are counted. */
export interface Reflex<O, D extends Decision, A> extends Stateful {
  readonly name: string;
  apply(observation: O, decision: D, context: MergeContext, action: A): boolean;
}

/** Virtual latency, drawn at dispatch. */
export interface LatencySource extends Stateful {
  readonly name: string;
  /** What a planner should expect, ms. */
  readonly expectedMs: number;
  /** Latency of the request number `id`, ms, at least 0. */
  drawMs(id: number): number;
}

/** A domain's factories and checks for the values that the runtime keeps. */
export interface Domain<O, D extends Decision, P extends Plan, A> {
  createDecision(): D;
  createPlan(): P;
  createAction(): A & Stateful;
  copyPlan(from: P, to: P): void;
  /** Null when usable, else what is wrong (NaN, out of range). */
  faultOf(plan: P): string | null;
  /** Distance between where the plan assumed the agent at this tick and where it is, m; NaN if unknown. */
  drift(plan: P, observation: O, tick: number): number;
}

/** A named composition; arms in one table differ in one named component. */
export interface Arm<O, D extends Decision, P extends Plan, A> {
  readonly name: string;
  readonly gate: Gate<O, D> | null;
  readonly planner: Planner<O, D, P> | null;
  readonly merge: Merge<O, D, P, A>;
  readonly latency: LatencySource;
  readonly reflexes: readonly Reflex<O, D, A>[];
  /** The slow arm: acts on plans only. */
  readonly blocking: boolean;
  readonly budget: PlannerBudget;
}

export type { StateIo, Stateful };
