import type { PlannerAnswer, PlannerMessage } from '../../../policies/driving/remote-planner.ts';

/** How long a call waited before it was looked at, and how long the planner then took, ms of the wall clock. */
export interface PlannerTime {
  readonly queueMs: number;
  readonly computeMs: number;
}

/** To the planner's worker. `planner` names who answers from the next `begin` on. */
export type ToPlanner =
  | PlannerMessage
  /** A call, with the time at which it was sent, ms since the epoch by a clock that all threads share. */
  | (Extract<PlannerMessage, { kind: 'plan' }> & { readonly sentMs: number })
  | { readonly kind: 'planner'; readonly name: string }
  | { readonly kind: 'ping'; readonly ping: number };

export type FromPlanner =
  | PlannerAnswer
  | { readonly kind: 'pong'; readonly ping: number }
  /** Before the last answer of a call. */
  | ({ readonly kind: 'time'; readonly call: number } & PlannerTime);
