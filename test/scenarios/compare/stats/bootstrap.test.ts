import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateMean } from '../../../../scenarios/compare/stats/mean.ts';
import { poolCounts, quantileOfCounts, type ValueCount } from '../../../../scenarios/compare/stats/quantiles.ts';
import {
  bootstrapMean,
  quantileDifferences,
  resampleQuantiles,
  resamplesOf,
  type UnitCounts,
} from '../../../../scenarios/compare/stats/bootstrap.ts';

const bootstrapQuantiles = (ofA: UnitCounts, ofB: UnitCounts, ps: readonly number[]) =>
  quantileDifferences(resampleQuantiles(ofA, ps), resampleQuantiles(ofB, ps));

const value = fc.double({ min: -100, max: 100, noNaN: true });
const unit = fc
  .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 4 })
  .map((values) => values.sort((a, b) => a - b).map((of, i): ValueCount => [of, i + 1]));

describe('resamples', () => {
  it('draw every unit as often as there are units, on the whole', () => {
    const { n, count, weights } = resamplesOf(40);
    const perUnit = new Float64Array(n);
    for (let r = 0; r < count; r++) {
      let drawn = 0;
      for (let i = 0; i < n; i++) {
        drawn += weights[r * n + i];
        perUnit[i] += weights[r * n + i] / count;
      }
      expect(drawn).toBe(n);
    }
    // The mean of 2000 draws of a variance near 1: within five standard errors of 1.
    for (const mean of perUnit) expect(Math.abs(mean - 1)).toBeLessThan(5 / Math.sqrt(count));
  });

  it('are the same each time', () => {
    const before = resamplesOf(7).weights.slice();
    for (let n = 100; n < 130; n++) resamplesOf(n);
    expect(resamplesOf(7).weights).toEqual(before);
  });

  it('need a unit', () => {
    expect(() => resamplesOf(0)).toThrow(RangeError);
  });
});

describe('the bootstrap of a mean', () => {
  it('comes near the t interval', () => {
    const values = Array.from({ length: 60 }, (_, i) => (i * i * 37) % 61);
    const [low, high] = bootstrapMean(values).at(0.95)!;
    const exact = estimateMean(values).interval!;
    expect(Math.abs(low - exact[0])).toBeLessThan(0.1 * (high - low));
    expect(Math.abs(high - exact[1])).toBeLessThan(0.1 * (high - low));
  });

  it('has no width for equal values, and a narrower interval for less confidence', () => {
    expect(bootstrapMean([3, 3, 3]).at(0.95)).toEqual([3, 3]);
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), (values) => {
        const limits = bootstrapMean(values);
        const [wide, narrow] = [limits.at(0.95)!, limits.at(0.9)!];
        expect(wide[0]).toBeLessThanOrEqual(narrow[0]);
        expect(wide[1]).toBeGreaterThanOrEqual(narrow[1]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the bootstrap of quantiles', () => {
  const ps = [0.5, 0.95, 0.99];

  it('starts from the quantiles of the pools', () => {
    const units = fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(units, (pairs) => {
        const [ofA, ofB] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
        const estimates = bootstrapQuantiles(ofA, ofB, ps);
        for (const [i, p] of ps.entries()) {
          const [a, b] = [poolCounts(ofA), poolCounts(ofB)];
          if (a.length === 0 || b.length === 0) expect(estimates[i]).toBeNull();
          else expect(estimates[i]).toMatchObject({ a: quantileOfCounts(a, p), b: quantileOfCounts(b, p) });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('resamples whole episodes: each of two values in an episode of its own gives a width, both in each gives none', () => {
    const apart: UnitCounts = Array.from({ length: 20 }, (_, i) => [[i % 2 === 0 ? 1 : 9, 50]]);
    const together: UnitCounts = Array.from({ length: 20 }, () => [
      [1, 25],
      [9, 25],
    ]);
    const none: UnitCounts = Array.from({ length: 20 }, () => [[0, 1]]);
    expect(bootstrapQuantiles(apart, none, [0.5])[0]!.limits.at(0.95)).toEqual([1, 9]);
    expect(bootstrapQuantiles(together, none, [0.5])[0]!.limits.at(0.95)).toEqual([1, 1]);
  });

  it('keeps pairs together: a shift of every episode is a difference without width', () => {
    const ofB: UnitCounts = Array.from({ length: 30 }, (_, i) => [[(i * 7) % 11, 3]]);
    const ofA = ofB.map((counts) => counts.map(([of, n]): ValueCount => [of + 2, n]));
    for (const estimate of bootstrapQuantiles(ofA, ofB, ps)) expect(estimate!.limits.at(0.95)).toEqual([2, 2]);
  });

  it('says nothing where some resamples hold no value', () => {
    const known: UnitCounts = Array.from({ length: 41 }, () => [[1, 1]]);
    const rare = known.map((counts, i) => (i === 0 ? counts : []));
    const often = known.map((counts, i) => (i % 4 === 0 ? counts : []));
    expect(bootstrapQuantiles(rare, known, [0.5])[0]!.limits.at(0.95)).toBeNull();
    expect(bootstrapQuantiles(often, known, [0.5])[0]!.limits.at(0.95)).toEqual([0, 0]);
  });

  it('refuses sides of different lengths', () => {
    expect(() => bootstrapQuantiles([[]], [[], []], ps)).toThrow('Pairs need equal units');
  });
});
