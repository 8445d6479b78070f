import { z } from 'zod';
import { poolCounts, quantileOfCounts, type ValueCount } from '../compare/stats/quantiles.ts';

/** Summary of durations, ms; all null when n = 0. Quantiles are durations that occurred (nearest rank). */
export interface DurationSummary {
  n: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

const ms = z.number().nonnegative().nullable();

/**
 * Durations of one episode: their summary in ms, and under `ticks` each occurring number of control ticks with its
 * count, ascending, from which quantiles over many episodes are computed without loss.
 */
export const tickDistributionSchema = z.object({
  n: z.int().nonnegative(),
  p50: ms,
  p95: ms,
  p99: ms,
  max: ms,
  ticks: z.array(z.tuple([z.int().nonnegative(), z.int().positive()])),
});

export type TickDistribution = z.infer<typeof tickDistributionSchema>;

/**
 * Counts durations in whole control ticks, each rounded to the nearest.
 *
 * @param samplesMs durations, ms, finite and at least 0
 * @param controlDt control tick, s
 */
export function tickDistribution(samplesMs: ArrayLike<number>, controlDt: number): TickDistribution {
  const samples: ValueCount[] = [];
  for (let i = 0; i < samplesMs.length; i++) samples.push([Math.round(samplesMs[i] / (controlDt * 1000)), 1]);
  const ticks = poolCounts([samples]).map(([value, count]): [number, number] => [value, count]);
  return { ...summariseCounts(countsInMs(ticks, controlDt)), ticks };
}

/** Pools the durations of several episodes, whose control ticks may differ. */
export function poolTickDistributions(
  parts: readonly { readonly ticks: readonly ValueCount[]; readonly controlDt: number }[],
): DurationSummary {
  return summariseCounts(poolCounts(parts.map(({ ticks, controlDt }) => countsInMs(ticks, controlDt))));
}

/** To the nanosecond, so that equal durations meet in the pool and 12 ticks of 1/60 s read 200 ms. */
export function countsInMs(ticks: readonly ValueCount[], controlDt: number): ValueCount[] {
  return ticks.map(([value, count]) => [Math.round(value * controlDt * 1e9) / 1e6, count]);
}

function summariseCounts(counts: readonly ValueCount[]): DurationSummary {
  let n = 0;
  for (const [, count] of counts) n += count;
  if (n === 0) return { n, p50: null, p95: null, p99: null, max: null };
  return {
    n,
    p50: quantileOfCounts(counts, 0.5),
    p95: quantileOfCounts(counts, 0.95),
    p99: quantileOfCounts(counts, 0.99),
    max: quantileOfCounts(counts, 1),
  };
}
