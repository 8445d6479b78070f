import { quantileOfSorted } from '../../scenarios/compare/stats/quantiles.ts';

/** Quantiles (type 7 of Hyndman and Fan 1996), greatest value and number of some values. */
export interface Summary {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The finite ones of `values`, ascending. */
export function sortedFinite(values: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const kept = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) kept[n++] = values[i];
  return kept.subarray(0, n).sort();
}

/** @param sorted ascending; null: it is empty */
export function summarise(sorted: Float64Array): Summary | null {
  if (sorted.length === 0) return null;
  return {
    n: sorted.length,
    p50: quantileOfSorted(sorted, 0.5),
    p95: quantileOfSorted(sorted, 0.95),
    p99: quantileOfSorted(sorted, 0.99),
    max: sorted[sorted.length - 1],
  };
}

export interface Histogram {
  /** Ascending edges, one more than `counts`; bin i holds the values in [edges[i], edges[i + 1]). */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Bins of equal width on a logarithmic axis, so many for each factor of ten. */
export const BINS_PER_DECADE = 5;
/** Bins that are shown at least, so that the axis does not jump with the first values. */
const LEAST_BINS = 2 * BINS_PER_DECADE;
/** Most bins: four factors of ten and a half. */
const MOST_BINS = 22;

/**
 * Counts values on a logarithmic axis that just holds them all. Values at or below 0, and those too small for an axis of
 * the most bins, are counted in the first bin.
 * @param sorted ascending
 */
export function logHistogram(sorted: Float64Array): Histogram {
  const max = sorted.length === 0 ? 0 : sorted[sorted.length - 1];
  const firstPositive = sorted.find((value) => value > 0);
  if (firstPositive === undefined) return { edges: [0, 1], counts: [sorted.length] };
  const last = binOf(max);
  let first = Math.max(binOf(firstPositive), last - MOST_BINS + 1);
  first = Math.min(first, last - LEAST_BINS + 1);
  const counts = new Array<number>(last - first + 1).fill(0);
  for (const value of sorted) counts[value > 0 ? Math.max(0, binOf(value) - first) : 0]++;
  const edges = Array.from({ length: counts.length + 1 }, (_, i) => edgeOf(first + i));
  return { edges, counts };
}

/** Number of the bin of a positive value; bin 0 begins at 1. */
function binOf(value: number): number {
  // A value on an edge belongs to the bin above, rounding or not.
  return Math.floor(Math.log10(value) * BINS_PER_DECADE + 1e-9);
}

function edgeOf(bin: number): number {
  return 10 ** (bin / BINS_PER_DECADE);
}
