import { Subject, VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { ticksForMs } from '../../../sim/kernel/clock.ts';
import type { Decision, Plan, PlannerBudget, PlanRequest } from '../../../policies/contracts.ts';
import type { RemotePlanner, RemoteResult } from '../../../policies/runtime/live.ts';

interface HeldCall<P> {
  readonly dueTick: number;
  readonly results: RemoteResult<P>[];
  /** The planner has said its last word. */
  answered: boolean;
}

/**
 * A planner whose answers take a least simulated time: they are held until `dispatch tick + ceil(latency / control tick)`,
 * so that neither speed nor pause changes what latency means. Simulated time is what `release` says. The wall clock counts
 * only while the planner computes: a held answer does not time out.
 */
export class LatencyFloor<O, D extends Decision, P extends Plan> implements RemotePlanner<O, D, P> {
  readonly name: string;
  readonly results = new Subject<RemoteResult<P>>();
  /** A clock that goes on only while the planner owes an answer; for the time-out of a `LiveLink`. */
  readonly scheduler: SchedulerLike;
  /** Of requests from now on, ms. */
  latencyMs: number;
  private readonly planner: RemotePlanner<O, D, P>;
  private readonly owedTime = new VirtualTimeScheduler();
  private readonly subscription: Subscription;
  private readonly held = new Map<number, HeldCall<P>>();
  private lastMs = NaN;

  constructor(planner: RemotePlanner<O, D, P>, latencyMs: number) {
    this.name = planner.name;
    this.planner = planner;
    this.latencyMs = latencyMs;
    this.scheduler = this.owedTime;
    this.owedTime.maxFrames = 0;
    this.subscription = planner.results.subscribe((result) => {
      const call = this.held.get(result.call);
      if (call === undefined) return;
      call.results.push(result);
      call.answered = result.kind === 'fault' || result.final;
    });
  }

  post(call: number, request: PlanRequest<O, D>, budget: PlannerBudget): void {
    const dueTick = request.tick + ticksForMs(this.latencyMs, request.controlDt);
    this.held.set(call, { dueTick, results: [], answered: false });
    this.planner.post(call, request, budget);
  }

  cancel(call: number): void {
    const held = this.held.get(call);
    this.held.delete(call);
    if (held !== undefined && !held.answered) this.planner.cancel(call);
  }

  /** Lets go what is due at `tick`, which is about to run. */
  release(tick: number): void {
    for (const [call, held] of [...this.held]) {
      if (held.dueTick > tick) continue;
      const results = held.results.splice(0);
      if (held.answered) this.held.delete(call);
      for (const result of results) this.results.next(result);
    }
  }

  /** Tells the time, ms; from one call to the next the clock of the time-outs goes on if an answer is owed. */
  advance(nowMs: number): void {
    const owed = [...this.held.values()].some((call) => !call.answered);
    if (owed && !Number.isNaN(this.lastMs)) {
      this.owedTime.maxFrames += nowMs - this.lastMs;
      this.owedTime.flush();
      this.owedTime.frame = this.owedTime.maxFrames;
    }
    this.lastMs = nowMs;
  }

  dispose(): void {
    this.subscription.unsubscribe();
    this.results.complete();
  }
}
