import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateMean } from '../../../../scenarios/compare/stats/mean.ts';
import {
  poolCounts,
  quantileOfCounts,
  quantileOfSorted,
  type ValueCount,
} from '../../../../scenarios/compare/stats/quantiles.ts';
import { lnChoose, lnGamma, regularisedBeta } from '../../../../scenarios/compare/stats/special-functions.ts';
import { studentTwoSided, studentTwoSidedProbability } from '../../../../scenarios/compare/stats/student-t.ts';

describe('special functions', () => {
  it('know the gamma function', () => {
    expect(lnGamma(0.5)).toBeCloseTo(0.5723649429247001, 13);
    expect(lnGamma(100.5)).toBeCloseTo(361.4355404677776, 11);
    expect(lnGamma(12345) / 103953.5324720479).toBeCloseTo(1, 13);
    expect(Math.exp(lnChoose(10, 3))).toBeCloseTo(120, 10);
  });

  it('know the incomplete beta function', () => {
    expect(regularisedBeta(0.3, 2.5, 1.5)).toBeCloseTo(0.0889437231706656, 13);
    expect(regularisedBeta(0.9, 50, 0.5)).toBeCloseTo(0.001204149832559813, 13);
    expect(regularisedBeta(0.37, 1, 1)).toBeCloseTo(0.37, 14);
    expect([regularisedBeta(0, 2, 3), regularisedBeta(1, 2, 3)]).toEqual([0, 1]);
  });
});

describe("Student's t", () => {
  it.each([
    [0.95, 1, 12.706204736174705],
    [0.95, 2, 4.302652729749464],
    [0.95, 10, 2.228138851986275],
    [0.99, 5, 4.032142983555228],
    [0.95, 1000, 1.9623390808264085],
    [0.95, 99999, 1.9599877077718448],
  ])('has the tabulated quantile at %d with %d degrees', (confidence, degrees, t) => {
    expect(studentTwoSided(confidence, degrees)).toBeCloseTo(t, 9);
  });

  it('is t / sqrt(2 + t^2) with two degrees of freedom', () => {
    for (const t of [0, 0.3, 1, 4, 50]) {
      expect(studentTwoSidedProbability(t, 2)).toBeCloseTo(t / Math.sqrt(2 + t * t), 13);
    }
  });
});

describe('estimateMean', () => {
  it('gives the interval of the textbook', () => {
    // Variance 2.5, n = 5, t(4) = 2.776445105.
    const half = 2.7764451051977987 * Math.sqrt(2.5 / 5);
    const { n, mean, interval } = estimateMean([1, 2, 3, 4, 5]);
    expect([n, mean]).toEqual([5, 3]);
    expect(interval![0]).toBeCloseTo(3 - half, 9);
    expect(interval![1]).toBeCloseTo(3 + half, 9);
  });

  it('knows nothing of no values and no spread of one', () => {
    expect(estimateMean([])).toEqual({ n: 0, mean: null, interval: null });
    expect(estimateMean([7])).toEqual({ n: 1, mean: 7, interval: null });
    expect(estimateMean([7, 7, 7])).toEqual({ n: 3, mean: 7, interval: [7, 7] });
  });

  it('moves with a large offset', () => {
    const plain = estimateMean([0.25, 0.5, 1]);
    const moved = estimateMean([2 ** 30 + 0.25, 2 ** 30 + 0.5, 2 ** 30 + 1]);
    expect(moved.interval![1] - 2 ** 30).toBeCloseTo(plain.interval![1], 6);
  });
});

describe('quantiles', () => {
  it('interpolate between order statistics', () => {
    expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantileOfSorted([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect([quantileOfSorted([5], 0.9), quantileOfSorted([1, 9], 1), quantileOfSorted([1, 9], 0)]).toEqual([5, 9, 1]);
  });

  it('of counts are those of the listed values, at their nearest rank', () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 100 }), (pairs, percent) => {
        const values = pairs.flatMap(([value, count]) => Array<number>(count).fill(value)).sort((a, b) => a - b);
        const rank = Math.max(1, Math.ceil((values.length * percent) / 100));
        expect(quantileOfCounts(poolCounts([pairs]), percent / 100)).toBe(values[rank - 1]);
      }),
    );
  });

  it('take the 19th of 20 values as their 95 % quantile', () => {
    const counts = Array.from({ length: 20 }, (_, i): ValueCount => [i + 1, 1]);
    expect(quantileOfCounts(counts, 0.95)).toBe(19);
    expect(quantileOfCounts(counts, 0.951)).toBe(20);
  });

  it('pool by value, ascending', () => {
    expect(
      poolCounts([
        [[12, 3]],
        [
          [2, 1],
          [12, 1],
        ],
        [[5, 0]],
      ]),
    ).toEqual([
      [2, 1],
      [12, 4],
    ]);
  });

  it('refuse an empty sample', () => {
    expect(() => quantileOfCounts([], 0.5)).toThrow('at least one value');
    expect(() => quantileOfSorted([1], 1.5)).toThrow('[0, 1]');
  });
});
