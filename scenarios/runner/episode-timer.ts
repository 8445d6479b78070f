import { LogHistogramBuilder, type LogHistogram } from '../results/log-histogram.ts';
import type { EpisodeResult } from '../results/episode-result.ts';

/** Distributions of what a clock measured of an episode's ticks; no part of its state. */
export class EpisodeTimer {
  private readonly fast = new LogHistogramBuilder();
  private readonly tick = new LogHistogramBuilder();
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

  /** @param ms of a whole control tick, without planner */
  addTick(ms: number): void {
    this.tick.add(ms);
    if (ms > this.tickMs) this.overruns++;
  }

  /** @param planner of its calls; null where they were not timed */
  timings(
    planner: LogHistogram | null,
  ): Pick<EpisodeResult['timing'], 'fastComputeMs' | 'tickComputeMs' | 'plannerComputeMs' | 'overruns'> {
    const tick = this.tick.histogram;
    return {
      fastComputeMs: orNull(this.fast.histogram),
      tickComputeMs: orNull(tick),
      plannerComputeMs: planner === null ? null : orNull(planner),
      overruns: tick.n === 0 ? null : this.overruns,
    };
  }
}

/** Null where nothing was measured. */
function orNull(histogram: LogHistogram): LogHistogram | null {
  return histogram.n === 0 ? null : histogram;
}
