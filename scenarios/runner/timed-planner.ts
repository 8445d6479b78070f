import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import type { Planner, PlannerBudget, PlanRequest } from '../../policies/contracts.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';

/** Measures the wall-clock time of another planner's calls; changes nothing. */
export class TimedPlanner implements Planner<DrivingObservation, DrivingDecision, DrivingPlan> {
  readonly name: string;
  calls = 0;
  totalMs = 0;

  constructor(private readonly inner: Planner<DrivingObservation, DrivingDecision, DrivingPlan>) {
    this.name = inner.name;
  }

  plan(
    request: PlanRequest<DrivingObservation, DrivingDecision>,
    budget: PlannerBudget,
    signal: AbortSignal,
  ): Iterable<DrivingPlan> | AsyncIterable<DrivingPlan> {
    this.calls++;
    const start = performance.now();
    const plans = this.inner.plan(request, budget, signal);
    this.totalMs += performance.now() - start;
    return Symbol.iterator in plans ? this.timed(plans) : plans;
  }

  private *timed(plans: Iterable<DrivingPlan>): Iterable<DrivingPlan> {
    const iterator = plans[Symbol.iterator]();
    for (;;) {
      const start = performance.now();
      const next = iterator.next();
      this.totalMs += performance.now() - start;
      if (next.done === true) return;
      yield next.value;
    }
  }
}
