import { RandomStream } from '../../../sim/kernel/random.ts';
import { type Interval, requireConfidence } from './interval.ts';
import { normalTail } from './normal-quantile.ts';
import { quantileOfSorted, type ValueCount } from './quantiles.ts';
import { studentTwoSided } from './student-t.ts';

/**
 * Draws of `n` units with replacement, as how often each unit was drawn: row `r` belongs to the resample `r`. The same
 * draws serve every measure of the same units, so that a comparison of dozens of measures draws once.
 */
export interface Resamples {
  readonly n: number;
  readonly count: number;
  /** Row-major, `r * n + unit`. */
  readonly weights: Uint8Array;
}

const cache = new Map<string, Resamples>();
const CACHED = 16;

/**
 * At most 2000 resamples; fewer for large samples, whose intervals are smooth anyway, so that a comparison takes seconds.
 *
 * @param n units, at least 1
 */
export function resamplesOf(n: number, count: number = Math.min(2000, Math.max(500, Math.floor(1e7 / n)))): Resamples {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`The bootstrap needs at least one unit, but got ${n}.`);
  const key = `${n}/${count}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const random = RandomStream.named(n, 'resamples');
  const weights = new Uint8Array(n * count);
  for (let start = 0; start < weights.length; start += n) {
    for (let i = 0; i < n; i++) weights[start + random.int(n)]++;
  }
  const resamples = { n, count, weights };
  if (cache.size >= CACHED) cache.clear();
  cache.set(key, resamples);
  return resamples;
}

/** Share of resamples in which a statistic may be undefined. */
const MOST_UNDEFINED = 0.01;

/**
 * Limits of the percentile bootstrap at several confidence levels from one set of resampled statistics. The tails are
 * those of Hesterberg's expanded percentile interval (2015, The American Statistician 69, 371-386): resamples of few
 * units spread too little, by about the factor between a normal and a t interval, and their tails are cut by as much less.
 */
export class BootstrapLimits {
  private readonly sorted: Float64Array;
  private readonly units: number;
  private readonly enough: boolean;

  /**
   * @param values of the statistic, one per resample; NaN: not defined in that resample
   * @param units how many were resampled
   */
  constructor(values: Float64Array, units: number) {
    this.sorted = values.filter((value) => !Number.isNaN(value)).sort();
    this.units = units;
    this.enough = this.sorted.length >= (1 - MOST_UNDEFINED) * values.length;
  }

  /** Null where the statistic was not defined in more than one resample of a hundred: its limits would be guesses. */
  at(confidence: number): Interval | null {
    requireConfidence(confidence);
    if (!this.enough) return null;
    const tail = expandedTail(confidence, this.units);
    return [quantileOfSorted(this.sorted, tail), quantileOfSorted(this.sorted, 1 - tail)];
  }
}

/** Probability beyond each limit; narrower than nominal for few units. */
function expandedTail(confidence: number, units: number): number {
  if (units < 2) return 0;
  return normalTail(Math.sqrt(units / (units - 1)) * studentTwoSided(confidence, units - 1));
}

/**
 * Paired bootstrap of the mean of differences (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13):
 * pairs are drawn with replacement, which keeps both sides of each together.
 *
 * @param differences one per pair, at least one
 */
export function bootstrapMean(
  differences: ArrayLike<number>,
  resamples = resamplesOf(differences.length),
): BootstrapLimits {
  const { n, count, weights } = resamples;
  const values = new Float64Array(count);
  for (let r = 0; r < count; r++) {
    let sum = 0;
    for (let i = 0, at = r * n; i < n; i++, at++) sum += weights[at] * differences[i];
    values[r] = sum / n;
  }
  return new BootstrapLimits(values, n);
}

/** Counted values of each unit: what one episode contributes to a pooled distribution. */
export type UnitCounts = readonly (readonly ValueCount[])[];

/** The counts of all units over the values that occur anywhere. */
class CountMatrix {
  /** Ascending. */
  readonly values: Float64Array;
  private readonly starts: Int32Array;
  private readonly columns: Int32Array;
  private readonly counts: Float64Array;
  private readonly pooled: Float64Array;

  constructor(units: UnitCounts) {
    this.values = Float64Array.from(new Set(units.flatMap((unit) => unit.map(([value]) => value)))).sort();
    const columnOf = new Map([...this.values].map((value, column) => [value, column]));
    this.starts = new Int32Array(units.length + 1);
    const entries = units.flat();
    this.columns = Int32Array.from(entries, ([value]) => columnOf.get(value) ?? 0);
    this.counts = Float64Array.from(entries, ([, count]) => count);
    for (const [i, unit] of units.entries()) this.starts[i + 1] = this.starts[i] + unit.length;
    this.pooled = new Float64Array(this.values.length);
  }

  /** Quantiles (type 1, as `quantileOfCounts`) of the pool of the units at these weights; NaN for an empty pool. */
  quantiles(weights: Uint8Array, from: number, ps: readonly number[], out: Float64Array): void {
    const { pooled, starts, columns, counts } = this;
    pooled.fill(0);
    let total = 0;
    for (let i = 0; i + 1 < starts.length; i++) {
      const weight = weights[from + i];
      if (weight === 0) continue;
      for (let k = starts[i]; k < starts[i + 1]; k++) {
        const count = weight * counts[k];
        pooled[columns[k]] += count;
        total += count;
      }
    }
    let column = -1;
    let seen = 0;
    for (const [j, p] of ps.entries()) {
      if (total === 0) {
        out[j] = NaN;
        continue;
      }
      const rank = Math.max(1, Math.ceil(total * p - 1e-9 * total));
      while (seen < rank && column + 1 < pooled.length) seen += pooled[++column];
      out[j] = this.values[column];
    }
  }
}

export interface QuantileDifference {
  readonly a: number;
  readonly b: number;
  readonly limits: BootstrapLimits;
}

/**
 * Paired bootstrap of differences a - b of quantiles of pooled distributions. Whole episodes are resampled, both sides of
 * a pair together: the values of one episode depend on each other, so that drawing single values would pretend to know
 * far more than the episodes tell.
 *
 * @param ps ascending, in [0, 1]
 * @returns one per p; null where a side has no value at all
 */
export function bootstrapQuantiles(
  ofA: UnitCounts,
  ofB: UnitCounts,
  ps: readonly number[],
  resamples = resamplesOf(ofA.length),
): (QuantileDifference | null)[] {
  if (ofA.length !== ofB.length)
    throw new RangeError(`Pairs need equal lengths, but got ${ofA.length} and ${ofB.length}.`);
  const { n, count, weights } = resamples;
  const [a, b] = [new CountMatrix(ofA), new CountMatrix(ofB)];
  const [quantilesA, quantilesB] = [new Float64Array(ps.length), new Float64Array(ps.length)];
  const once = new Uint8Array(n).fill(1);
  a.quantiles(once, 0, ps, quantilesA);
  b.quantiles(once, 0, ps, quantilesB);
  const [wholeA, wholeB] = [[...quantilesA], [...quantilesB]];
  const values = ps.map(() => new Float64Array(count));
  for (let r = 0; r < count; r++) {
    a.quantiles(weights, r * n, ps, quantilesA);
    b.quantiles(weights, r * n, ps, quantilesB);
    for (let j = 0; j < ps.length; j++) values[j][r] = quantilesA[j] - quantilesB[j];
  }
  return ps.map((_, j) =>
    Number.isNaN(wholeA[j]) || Number.isNaN(wholeB[j])
      ? null
      : { a: wholeA[j], b: wholeB[j], limits: new BootstrapLimits(values[j], n) },
  );
}
