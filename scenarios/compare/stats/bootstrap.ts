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
let cachedBytes = 0;
/** Measures that are not defined in every pair have numbers of units of their own. */
const MOST_CACHED_BYTES = 128e6;

/**
 * At most 2000 resamples; fewer for large samples, whose intervals are smooth anyway, so that a comparison takes seconds.
 *
 * @param n units, at least 1
 */
export function resamplesOf(n: number, count: number = resampleCount(n)): Resamples {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`The bootstrap needs at least one unit, but got ${n}.`);
  const key = `${n}/${count}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const random = RandomStream.named(n, 'resamples');
  const weights = new Uint8Array(n * count);
  for (let start = 0; start < weights.length; start += n) draw(random, weights, start, n);
  const resamples = { n, count, weights };
  cachedBytes += weights.length;
  if (cachedBytes > MOST_CACHED_BYTES) {
    cache.clear();
    cachedBytes = weights.length;
  }
  cache.set(key, resamples);
  return resamples;
}

// Functions of their own: V8 compiles loops of millions well only where the function around them is called often.

function draw(random: RandomStream, weights: Uint8Array, start: number, n: number): void {
  for (let i = 0; i < n; i++) weights[start + random.int(n)]++;
}

function weightedSum(weights: Uint8Array, from: number, terms: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum += weights[from + i] * terms[i];
  return sum;
}

function resampleCount(n: number): number {
  return Math.min(2000, Math.max(500, Math.floor(1e7 / n)));
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
  const terms = Float64Array.from(differences);
  if (terms.every((term) => term === terms[0])) return new BootstrapLimits(values.fill(terms[0]), n);
  for (let r = 0; r < count; r++) values[r] = weightedSum(weights, r * n, terms) / n;
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

/** Quantiles of one side of pairs: of all its units, and of each resample. */
export interface ResampledQuantiles {
  readonly units: number;
  /** One per p; NaN without any value. */
  readonly whole: readonly number[];
  /** One array per p, with a value per resample. */
  readonly resampled: readonly Float64Array[];
}

/**
 * Quantiles of the pool of all units, and of pools of resampled units. Whole episodes are resampled: the values of one
 * episode depend on each other, so that drawing single values would pretend to know far more than the episodes tell.
 *
 * @param ps ascending, in [0, 1]
 */
export function resampleQuantiles(
  units: UnitCounts,
  ps: readonly number[],
  { n, count, weights }: Resamples = resamplesForQuantiles(units.length),
): ResampledQuantiles {
  const matrix = new CountMatrix(units);
  const out = new Float64Array(ps.length);
  matrix.quantiles(new Uint8Array(n).fill(1), 0, ps, out);
  const whole = [...out];
  const resampled = ps.map(() => new Float64Array(count));
  for (let r = 0; r < count; r++) {
    matrix.quantiles(weights, r * n, ps, out);
    for (let j = 0; j < ps.length; j++) resampled[j][r] = out[j];
  }
  return { units: n, whole, resampled };
}

/** Half as many as for means: each costs more, and quantiles of counted values are few. */
function resamplesForQuantiles(n: number): Resamples {
  return resamplesOf(n, Math.min(1000, resampleCount(n)));
}

export interface QuantileDifference {
  readonly a: number;
  readonly b: number;
  readonly limits: BootstrapLimits;
}

/**
 * Paired bootstrap of differences a - b of quantiles of pooled distributions: both sides were resampled by the same draws,
 * which keeps pairs together.
 *
 * @returns one per p; null where a side has no value at all
 * @throws RangeError if the sides do not have the same units and resamples
 */
export function quantileDifferences(a: ResampledQuantiles, b: ResampledQuantiles): (QuantileDifference | null)[] {
  if (a.units !== b.units || a.resampled[0].length !== b.resampled[0].length)
    throw new RangeError(`Pairs need equal units and resamples, but there are ${a.units} and ${b.units} units.`);
  return a.whole.map((ofA, j) => {
    const ofB = b.whole[j];
    if (Number.isNaN(ofA) || Number.isNaN(ofB)) return null;
    const values = a.resampled[j].map((value, r) => value - b.resampled[j][r]);
    return { a: ofA, b: ofB, limits: new BootstrapLimits(values, a.units) };
  });
}
