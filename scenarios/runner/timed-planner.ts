import type { Decision, Plan, Planner, PlannerBudget, PlanRequest } from '../../policies/contracts.ts';
import { LogHistogramBuilder, type LogHistogram } from '../results/log-histogram.ts';

/** Measures the wall-clock time of another planner's calls; changes nothing. */
export class TimedPlanner<O, D extends Decision, P extends Plan> implements Planner<O, D, P> {
  readonly name: string;
  calls = 0;
  totalMs = 0;
  private readonly callMs = new LogHistogramBuilder();

  constructor(private readonly inner: Planner<O, D, P>) {
    this.name = inner.name;
  }

  /** Of the calls that were computed in one go, ms; what an asynchronous call waits for is not its own. */
  get histogram(): LogHistogram {
    return this.callMs.histogram;
  }

  plan(request: PlanRequest<O, D>, budget: PlannerBudget, signal: AbortSignal): Iterable<P> | AsyncIterable<P> {
    this.calls++;
    const start = performance.now();
    const plans = this.inner.plan(request, budget, signal);
    const tookMs = performance.now() - start;
    this.totalMs += tookMs;
    return Symbol.iterator in plans ? this.timed(plans, tookMs) : plans;
  }

  private *timed(plans: Iterable<P>, begunMs: number): Iterable<P> {
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
