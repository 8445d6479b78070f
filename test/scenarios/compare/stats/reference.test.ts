import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auroc } from '../../../../scenarios/compare/stats/detection.ts';
import { holm } from '../../../../scenarios/compare/stats/holm.ts';
import { macroDifference } from '../../../../scenarios/compare/stats/macro-difference.ts';
import { mcnemarExact, mcnemarMidP } from '../../../../scenarios/compare/stats/mcnemar.ts';
import { estimateMean } from '../../../../scenarios/compare/stats/mean.ts';
import { newcombeDifference, newcombePairedDifference } from '../../../../scenarios/compare/stats/newcombe.ts';
import { normalQuantile, normalTail } from '../../../../scenarios/compare/stats/normal-quantile.ts';
import type { PairedCounts } from '../../../../scenarios/compare/stats/paired-counts.ts';
import { mcnemarPower } from '../../../../scenarios/compare/stats/power.ts';
import { poolCounts, quantileOfCounts, quantileOfSorted } from '../../../../scenarios/compare/stats/quantiles.ts';
import { studentTwoSided } from '../../../../scenarios/compare/stats/student-t.ts';
import { wilson } from '../../../../scenarios/compare/stats/wilson.ts';

type Quad = [both: number, aOnly: number, bOnly: number, neither: number];

/** Rows of arguments followed by results, as `test/reference/statistics.py` prints them. */
interface References {
  readonly versions: Record<string, string>;
  readonly wilson: [count: number, n: number, confidence: number, low: number, high: number][];
  readonly newcombe: [a: number, nA: number, b: number, nB: number, low: number, high: number][];
  readonly newcombePaired: [...pairs: Quad, confidence: number, low: number, high: number][];
  readonly macro: [strata: Quad[], confidence: number, mean: number, low: number, high: number][];
  readonly mcnemar: [aOnly: number, bOnly: number, exact: number, midP: number][];
  readonly holm: [pValues: number[], corrected: number[]][];
  readonly normal: [p: number, z: number][];
  readonly normalTail: [z: number, p: number][];
  readonly student: [confidence: number, degrees: number, t: number][];
  readonly mean: [values: number[], mean: number, low: number, high: number][];
  readonly quantiles: [sorted: number[], p: number, interpolated: number, nearestRank: number][];
  readonly auroc: [positives: number[], negatives: number[], area: number][];
  readonly power: [pairs: number, difference: number, discordance: number, power: number][];
}

const REFERENCE = new URL('../../../reference/statistics.json', import.meta.url);
const references = JSON.parse(readFileSync(REFERENCE, 'utf8')) as References;

/** Agreement to 1e-9, relative above 1. */
function expectSame(actual: readonly number[], expected: readonly number[], what: unknown): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(actual[i] - value) / Math.max(1, Math.abs(value));
    expect(error, `${JSON.stringify(what)}: ${actual[i]} instead of ${value}`).toBeLessThan(1e-9);
  }
}

const counts = ([both, aOnly, bOnly, neither]: Quad): PairedCounts => ({ both, aOnly, bOnly, neither });

describe('statistics agree to 1e-9 with', () => {
  it("Wilson's interval of statsmodels", () => {
    for (const [count, n, confidence, ...limits] of references.wilson)
      expectSame(wilson(count, n, confidence), limits, [count, n]);
  });

  it("Newcombe's interval of independent proportions of statsmodels", () => {
    for (const [a, nA, b, nB, ...limits] of references.newcombe) {
      // Theirs may leave [-1, 1].
      const clipped = limits.map((limit) => Math.max(-1, Math.min(1, limit)));
      expectSame(newcombeDifference(a, nA, b, nB), clipped, [a, nA, b, nB]);
    }
  });

  it("Newcombe's paired interval in decimal arithmetic of 50 digits", () => {
    for (const [both, aOnly, bOnly, neither, confidence, ...limits] of references.newcombePaired) {
      const pairs = { both, aOnly, bOnly, neither };
      expectSame(newcombePairedDifference(pairs, confidence), limits, pairs);
    }
  });

  it('the mean difference over strata in decimal arithmetic', () => {
    for (const [strata, confidence, mean, ...limits] of references.macro) {
      const macro = macroDifference(strata.map(counts), confidence)!;
      expectSame([macro.difference, ...macro.interval], [mean, ...limits], strata);
    }
  });

  it("McNemar's exact test of statsmodels, and mid-p from scipy's binomial distribution", () => {
    for (const [aOnly, bOnly, ...ps] of references.mcnemar)
      expectSame([mcnemarExact(aOnly, bOnly), mcnemarMidP(aOnly, bOnly)], ps, [aOnly, bOnly]);
  });

  it("Holm's correction of statsmodels", () => {
    for (const [pValues, corrected] of references.holm) expectSame(holm(pValues), corrected, pValues);
  });

  it('quantiles of the normal and of the t distribution of scipy, and normal tails', () => {
    for (const [p, z] of references.normal) expectSame([normalQuantile(p)], [z], p);
    for (const [z, p] of references.normalTail) expectSame([normalTail(z) / p], [1], z);
    for (const [confidence, degrees, t] of references.student)
      expectSame([studentTwoSided(confidence, degrees)], [t], [confidence, degrees]);
  });

  it("means and their t intervals of scipy, and numpy's quantiles", () => {
    for (const [values, mean, ...limits] of references.mean) {
      const estimate = estimateMean(values);
      expectSame([estimate.mean!, ...estimate.interval!], [mean, ...limits], values);
    }
    for (const [sorted, p, interpolated, nearestRank] of references.quantiles) {
      const counted = poolCounts([sorted.map((value): [number, number] => [value, 1])]);
      expectSame([quantileOfSorted(sorted, p), quantileOfCounts(counted, p)], [interpolated, nearestRank], [sorted, p]);
    }
  });

  it("the area under the curve by scipy's Mann-Whitney statistic, ties included", () => {
    for (const [positives, negatives, area] of references.auroc)
      expectSame([auroc({ positives, negatives })!], [area], area);
  });

  it('the power of the exact test by enumeration with scipy', () => {
    for (const [pairs, difference, discordance, power] of references.power)
      expectSame([mcnemarPower(pairs, difference, discordance)], [power], [pairs, difference, discordance]);
  });
});

describe('the reference', () => {
  it('names its versions and covers the edges', () => {
    expect(Object.keys(references.versions)).toEqual(['scipy', 'statsmodels', 'numpy']);
    const edges = references.wilson.map(([count, n]) => `${count}/${n}`);
    expect(edges).toEqual(expect.arrayContaining(['0/1', '1/1', '0/20', '20/20', '0/100000', '123456/1000000']));
    expect(references.newcombePaired.map((row) => row.slice(0, 4))).toContainEqual([0, 7, 7, 0]);
  });
});
