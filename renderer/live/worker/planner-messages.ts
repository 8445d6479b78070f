import type { PlannerAnswer, PlannerMessage } from '../../../policies/driving/remote-planner.ts';

/** To the planner's worker. `planner` names who answers from the next `begin` on. */
export type ToPlanner =
  | PlannerMessage
  | { readonly kind: 'planner'; readonly name: string }
  | { readonly kind: 'ping'; readonly ping: number };

export type FromPlanner = PlannerAnswer | { readonly kind: 'pong'; readonly ping: number };
