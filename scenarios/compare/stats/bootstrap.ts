import { RandomStream } from '../../../sim/kernel/random.ts';
import { CONFIDENCE, type Interval, requireConfidence } from './interval.ts';
import { quantileOfSorted } from './quantiles.ts';

export interface BootstrapOptions {
  readonly confidence?: number;
  /** Number of resamples; default 2000. */
  readonly resamples?: number;
  /** The same seed gives the same interval. */
  readonly seed?: number | string;
}

/**
 * Percentile interval by the bootstrap (Efron and Tibshirani 1993, chapter 13). Units are drawn with replacement; a
 * unit can be a pair, which keeps both sides of it together.
 *
 * @param n number of units, at least 1
 * @param statistic of the units at these indices (with repeats); the array is reused
 * @throws RangeError if n < 1
 */
export function bootstrapInterval(
  n: number,
  statistic: (indices: Int32Array) => number,
  options: BootstrapOptions = {},
): Interval {
  const { confidence = CONFIDENCE, resamples = 2000, seed = 0 } = options;
  if (!(n >= 1)) throw new RangeError(`The bootstrap needs at least one unit, but got ${n}.`);
  requireConfidence(confidence);
  const random = RandomStream.named(seed, 'bootstrap');
  const indices = new Int32Array(n);
  const values = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample++) {
    for (let i = 0; i < n; i++) indices[i] = random.int(n);
    values[sample] = statistic(indices);
  }
  values.sort();
  const tail = (1 - confidence) / 2;
  return [quantileOfSorted(values, tail), quantileOfSorted(values, 1 - tail)];
}

/** Interval for the mean of a[i] - b[i] by resampling pairs. Requires equal lengths, at least 1. */
export function pairedBootstrapDifference(
  a: readonly number[],
  b: readonly number[],
  options: BootstrapOptions = {},
): Interval {
  if (a.length !== b.length) throw new RangeError(`Pairs need equal lengths, but got ${a.length} and ${b.length}.`);
  const differences = Float64Array.from(a, (value, i) => value - b[i]);
  return bootstrapInterval(
    differences.length,
    (indices) => {
      let sum = 0;
      for (let i = 0; i < indices.length; i++) sum += differences[indices[i]];
      return sum / indices.length;
    },
    options,
  );
}
