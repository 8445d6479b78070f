import { z } from 'zod';
import { ln } from '../../sim/kernel/math.ts';

/** Smallest value that is told apart from 0, and bins per doubling: a bin is 4.4 % wide. */
const SMALLEST = 0.001;
const BINS_PER_DOUBLING = 16;

/**
 * Counts of values >= 0 in bins of equal relative width: bin 0 holds values below 0.001, bin `i` those from
 * `0.001 * 2^((i - 1) / 16)` on. `bins` are pairs of an index and its count, ascending; `max` and `sum` are exact.
 */
export const logHistogramSchema = z.object({
  n: z.int().nonnegative(),
  sum: z.number().nonnegative(),
  max: z.number().nonnegative().nullable(),
  bins: z.array(z.tuple([z.int().nonnegative(), z.int().positive()])),
});

export type LogHistogram = z.infer<typeof logHistogramSchema>;

/** Fills a histogram without allocating per value. */
export class LogHistogramBuilder {
  private counts = new Float64Array(512);
  private n = 0;
  private sum = 0;
  private max = 0;

  /** @param value >= 0 and finite; others are not counted */
  add(value: number): void {
    if (!(value >= 0 && value < Infinity)) return;
    const bin = binOf(value);
    if (bin >= this.counts.length) {
      const larger = new Float64Array(2 * bin);
      larger.set(this.counts);
      this.counts = larger;
    }
    this.counts[bin]++;
    this.n++;
    this.sum += value;
    if (value > this.max) this.max = value;
  }

  get histogram(): LogHistogram {
    const bins: [number, number][] = [];
    for (const [bin, count] of this.counts.entries()) if (count > 0) bins.push([bin, count]);
    return { n: this.n, sum: this.sum, max: this.n === 0 ? null : this.max, bins };
  }
}

/** @param values others than finite ones >= 0 are not counted */
export function logHistogramOf(values: ArrayLike<number>): LogHistogram {
  const builder = new LogHistogramBuilder();
  for (let i = 0; i < values.length; i++) builder.add(values[i]);
  return builder.histogram;
}

/** The histograms of several episodes as one. */
export function poolLogHistograms(parts: readonly LogHistogram[]): LogHistogram {
  const counts = new Map<number, number>();
  let n = 0;
  let sum = 0;
  let max: number | null = null;
  for (const part of parts) {
    n += part.n;
    sum += part.sum;
    if (part.max !== null && (max === null || part.max > max)) max = part.max;
    for (const [bin, count] of part.bins) counts.set(bin, (counts.get(bin) ?? 0) + count);
  }
  return { n, sum, max, bins: [...counts].sort(([a], [b]) => a - b) };
}

/** Pairs of a value (the geometric middle of a bin, never above the exact maximum) and its count, ascending. */
export function valueCounts({ bins, max }: LogHistogram): [value: number, count: number][] {
  return bins.map(([bin, count]) => [Math.min(middleOf(bin), max ?? Infinity), count]);
}

/** With the kernel's logarithm: the drift of an episode falls into the same bins on every machine. */
function binOf(value: number): number {
  return value < SMALLEST ? 0 : 1 + Math.floor((BINS_PER_DOUBLING * ln(value / SMALLEST)) / Math.LN2);
}

function middleOf(bin: number): number {
  return bin === 0 ? 0 : SMALLEST * 2 ** ((bin - 0.5) / BINS_PER_DOUBLING);
}
