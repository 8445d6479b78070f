import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import type { Planner, PlannerBudget, PlanRequest } from '../../policies/contracts.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { LogHistogramBuilder, type LogHistogram } from '../results/log-histogram.ts';

/** Measures the wall-clock time of another planner's calls; changes nothing. */
export class TimedPlanner implements Planner<DrivingObservation, DrivingDecision, DrivingPlan> {
  readonly name: string;
  calls = 0;
  totalMs = 0;
  private readonly callMs = new LogHistogramBuilder();

  constructor(private readonly inner: Planner<DrivingObservation, DrivingDecision, DrivingPlan>) {
    this.name = inner.name;
  }

  /** Of the calls that were computed in one go, ms; what an asynchronous call waits for is not its own. */
  get histogram(): LogHistogram {
    return this.callMs.histogram;
  }

  plan(
    request: PlanRequest<DrivingObservation, DrivingDecision>,
    budget: PlannerBudget,
    signal: AbortSignal,
  ): Iterable<DrivingPlan> | AsyncIterable<DrivingPlan> {
    this.calls++;
    const start = performance.now();
    const plans = this.inner.plan(request, budget, signal);
    const tookMs = performance.now() - start;
    this.totalMs += tookMs;
    return Symbol.iterator in plans ? this.timed(plans, tookMs) : plans;
  }

  private *timed(plans: Iterable<DrivingPlan>, begunMs: number): Iterable<DrivingPlan> {
    const iterator = plans[Symbol.iterator]();
    let callMs = begunMs;
    for (;;) {
      const start = performance.now();
      const next = iterator.next();
      const tookMs = performance.now() - start;
      this.totalMs += tookMs;
      callMs += tookMs;
      if (next.done === true) {
        this.callMs.add(callMs);
        return;
      }
      yield next.value;
    }
  }
}
