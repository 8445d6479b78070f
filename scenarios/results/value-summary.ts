import { quantileOfCounts, type ValueCount } from '../compare/stats/quantiles.ts';
import { poolLogHistograms, valueCounts, type LogHistogram } from './log-histogram.ts';
import type { ValueSummary } from './summary-types.ts';

const NO_VALUES: ValueSummary = { n: 0, mean: null, p50: null, p95: null, p99: null, max: null };

/** The histograms of several episodes in one; quantiles are right up to the width of a bin (4.4 %), mean and maximum exact. */
export function summariseHistograms(parts: readonly (LogHistogram | null)[]): ValueSummary {
  const pooled = poolLogHistograms(parts.filter((part) => part !== null));
  return summarise(valueCounts(pooled), pooled.n, pooled.sum, pooled.max);
}

/** Exact. */
export function summariseValues(values: readonly number[]): ValueSummary {
  const sorted = [...values].sort((a, b) => a - b);
  let sum = 0;
  for (const value of sorted) sum += value;
  const counts = sorted.map((value): ValueCount => [value, 1]);
  return summarise(counts, sorted.length, sum, sorted.at(-1) ?? null);
}

function summarise(counts: readonly ValueCount[], n: number, sum: number, max: number | null): ValueSummary {
  if (n === 0) return NO_VALUES;
  const quantile = (p: number): number => quantileOfCounts(counts, p);
  return { n, mean: sum / n, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max };
}
