import { LogHistogramBuilder, type LogHistogram } from '../results/log-histogram.ts';
import type { EpisodeResult } from '../results/episode-result.ts';

/** Distributions of what a clock measured of an episode's ticks; no part of its state. */
export class EpisodeTimer {
  private readonly fast = new LogHistogramBuilder();
  private readonly tick = new LogHistogramBuilder();
  private readonly planner = new LogHistogramBuilder();
  private readonly queue = new LogHistogramBuilder();
  private overruns = 0;
  private readonly tickMs: number;

  /** @param controlDt control tick, s */
  constructor(controlDt: number) {
    this.tickMs = 1000 * controlDt;
  }

  /** @param ms of a fast inference; NaN: there was none */
  addFast(ms: number): void {
    this.fast.add(ms);
  }

  /** A call of a planner in another thread: how long it waited there, and was computed. */
  addPlanner(queueMs: number, computeMs: number): void {
    this.queue.add(queueMs);
    this.planner.add(computeMs);
  }

  /** @param ms of a whole control tick, without planner */
  addTick(ms: number): void {
    this.tick.add(ms);
    if (ms > this.tickMs) this.overruns++;
  }

  /** Mean of a control tick, microseconds; null without any. */
  get tickUs(): number | null {
    const { n, sum } = this.tick.histogram;
    return n === 0 ? null : (1000 * sum) / n;
  }

  /** Mean of a timed planner call, ms; null without any. */
  get plannerMs(): number | null {
    const { n, sum } = this.planner.histogram;
    return n === 0 ? null : sum / n;
  }

  /** @param planner of calls that were computed in the tick; null: what `addPlanner` was told */
  timings(
    planner: LogHistogram | null,
  ): Pick<
    EpisodeResult['timing'],
    'fastComputeMs' | 'tickComputeMs' | 'plannerComputeMs' | 'plannerQueueMs' | 'overruns'
  > {
    const tick = this.tick.histogram;
    return {
      fastComputeMs: orNull(this.fast.histogram),
      tickComputeMs: orNull(tick),
      plannerComputeMs: orNull(planner ?? this.planner.histogram),
      plannerQueueMs: orNull(this.queue.histogram),
      overruns: tick.n === 0 ? null : this.overruns,
    };
  }
}

/** Null where nothing was measured. */
function orNull(histogram: LogHistogram): LogHistogram | null {
  return histogram.n === 0 ? null : histogram;
}
