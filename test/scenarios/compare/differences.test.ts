import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../scenarios/compare/comparison.ts';
import { differencesOf } from '../../../scenarios/compare/differences.ts';
import { DEFAULT_MARGINS, type Margins } from '../../../scenarios/compare/margins.ts';
import { pairSituations } from '../../../scenarios/compare/situation-pairs.ts';
import { holm } from '../../../scenarios/compare/stats/holm.ts';
import { macroDifference } from '../../../scenarios/compare/stats/macro-difference.ts';
import { mcnemarExact, mcnemarMidP } from '../../../scenarios/compare/stats/mcnemar.ts';
import { newcombePairedDifference } from '../../../scenarios/compare/stats/newcombe.ts';
import { pairsNeeded } from '../../../scenarios/compare/stats/power.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { LogHistogramBuilder } from '../../../scenarios/results/log-histogram.ts';
import { tickDistribution } from '../../../scenarios/results/tick-distribution.ts';
import { episode, failure, series } from '../results/episodes.ts';

const HEAD = { a: 'dual', b: 'fast', latency: 'fixed:200' };
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

function compare(a: EpisodeResult[], b: EpisodeResult[], margins: Margins = DEFAULT_MARGINS): Difference[] {
  return differencesOf(HEAD, pairSituations(a, b), margins);
}

function row(rows: readonly Difference[], metric: string, scope = 'all'): Difference {
  const found = rows.filter((one) => one.metric === metric && one.scope === scope);
  expect(found, `${metric}, ${scope}`).toHaveLength(1);
  return found[0];
}

describe('differences of rates', () => {
  const cutIn = { scenario: 'cut-in', family: 'cut-in' };
  const merge = { scenario: 'merge', family: 'merge' };
  const a = [...series(40, [0, 1], cutIn), ...series(40, range(0, 4), merge)];
  const b = [...series(40, range(1, 20), cutIn), ...series(40, range(3, 8), merge), failure({ seed: 50 })];
  const rows = compare(a, b);
  const perFamily = [
    { both: 1, aOnly: 1, bOnly: 18, neither: 20 },
    { both: 1, aOnly: 3, bOnly: 4, neither: 32 },
  ];

  it('are pooled over the pairs', () => {
    const counts = { both: 2, aOnly: 4, bOnly: 22, neither: 52 };
    expect(row(rows, 'collision')).toEqual({
      ...HEAD,
      scope: 'all',
      metric: 'collision',
      kind: 'rate',
      n: 80,
      valueA: 6 / 80,
      valueB: 24 / 80,
      difference: -18 / 80,
      ci95: newcombePairedDifference(counts),
      pValue: mcnemarExact(4, 22),
      midP: mcnemarMidP(4, 22),
      holmP: null,
      verdict: 'better',
      pairsNeeded: null,
    });
  });

  it('per family are corrected for being several', () => {
    const [first, second] = holm(perFamily.map(({ aOnly, bOnly }) => mcnemarExact(aOnly, bOnly)));
    expect(row(rows, 'collision', 'cut-in')).toMatchObject({ n: 40, holmP: first, verdict: 'better' });
    expect(row(rows, 'collision', 'merge')).toMatchObject({
      holmP: second,
      verdict: 'undecided',
      pairsNeeded: pairsNeeded(-1 / 40, 7 / 40),
    });
  });

  it('have a mean over the families, however large they are', () => {
    const { difference, interval } = macroDifference(perFamily)!;
    expect(row(rows, 'collision', 'macro')).toMatchObject({
      n: 80,
      difference,
      ci95: interval,
      pValue: null,
      verdict: 'better',
    });
  });

  it('are not split by one family alone', () => {
    const scopes = compare(series(30, [1], cutIn), series(30, [2], cutIn)).map(({ scope }) => scope);
    expect(scopes).not.toContain('macro');
  });

  it('read success the other way round', () => {
    expect(row(rows, 'success')).toMatchObject({ difference: 18 / 80, verdict: 'better' });
  });

  it('are not judged below 20 pairs, and say how many it takes', () => {
    expect(row(compare(series(19, [0]), series(19, [1, 2, 3])), 'collision')).toMatchObject({
      verdict: 'not-enough',
      pairsNeeded: pairsNeeded(-2 / 19, 4 / 19),
    });
  });

  it('of many equal pairs are equivalent, by a margin that one may choose', () => {
    const verdict = (n: number, margins: Margins): string =>
      row(compare(series(n, []), series(n, []), margins), 'collision').verdict;
    expect(verdict(400, DEFAULT_MARGINS)).toBe('equivalent');
    expect(verdict(50, DEFAULT_MARGINS)).toBe('undecided');
    expect(verdict(50, { share: 0.1 })).toBe('equivalent');
    expect(verdict(50, { share: 0.02, collision: 0.1 })).toBe('equivalent');
  });

  it('leave out what an episode does not say', () => {
    const unjudged = series(30, range(0, 30)).map((one) => ({ ...one, outcome: { ...one.outcome, atFault: null } }));
    expect(row(compare(unjudged, series(30, [])), 'atFaultCollision')).toMatchObject({
      n: 0,
      difference: null,
      ci95: null,
    });
  });
});

describe('differences of means', () => {
  it('keep pairs together, and know which way is better', () => {
    const varied = (shift: number): EpisodeResult[] =>
      range(0, 40).map((seed) =>
        episode({ seed, hardBrakingShare: 0.01 * (seed % 7) + shift, meanSpeedMps: 20 + seed }),
      );
    const rows = compare(varied(0.02), varied(0));
    const braking = row(rows, 'hardBrakingShare');
    expect(braking).toMatchObject({ kind: 'mean', n: 40, verdict: 'worse', pValue: null });
    for (const limit of braking.ci95!) expect(limit).toBeCloseTo(0.02, 12);
    expect(row(rows, 'meanSpeedMps')).toMatchObject({ difference: 0, ci95: [0, 0], verdict: 'undecided' });
    const speeds = (step: number): EpisodeResult[] =>
      range(0, 40).map((seed) => episode({ seed, meanSpeedMps: 20 + seed + step * ((seed % 3) - 1) }));
    expect(row(compare(speeds(0.1), speeds(0), { share: 0.02, meanSpeedMps: 1 }), 'meanSpeedMps').verdict).toBe(
      'equivalent',
    );
  });

  it('claim no more than few differing pairs can carry', () => {
    const halting = (n: number, halts: number[]): EpisodeResult[] =>
      range(0, n).map((seed) => episode({ seed, progress: halts.includes(seed) ? 0 : 1 }));
    const verdict = (n: number, a: number[], b: number[], margins: Margins = DEFAULT_MARGINS): string =>
      row(compare(halting(n, a), halting(n, b), margins), 'progress').verdict;
    // Of 30 equal pairs the next may still differ by 1: the upper limit of 0/30 is 8 %, that of 0/140 below 2 %.
    expect(verdict(30, [], [])).toBe('undecided');
    expect(verdict(130, [], [])).toBe('undecided');
    expect(verdict(140, [], [])).toBe('equivalent');
    expect(verdict(30, [], [], { share: 0.1 })).toBe('equivalent');
    // Five against none is no news to a sign test, six are.
    expect(verdict(200, range(0, 5), [])).toBe('undecided');
    expect(verdict(200, range(0, 6), [])).toBe('worse');
    // A measure without bounds has no margin that equal pairs could prove.
    expect(row(compare(halting(200, []), halting(200, []), { share: 0.02, minTtcS: 1 }), 'minTtcS').verdict).toBe(
      'undecided',
    );
  });

  it('never ask for fewer pairs than a verdict takes', () => {
    expect(row(compare(series(1, [0]), series(1, [])), 'collision')).toMatchObject({
      verdict: 'not-enough',
      pairsNeeded: 20,
    });
  });

  it('take scores where both are valid', () => {
    const scored = (value: number, invalid: number[]): EpisodeResult[] =>
      range(0, 30).map((seed) =>
        episode({
          seed,
          scores: { pdms: { value, n: 1, valid: !invalid.includes(seed) }, offRoadShare: { value, n: 1, valid: true } },
        }),
      );
    const rows = compare(scored(0.9, [1]), scored(0.5, [2]));
    expect(row(rows, 'scores.pdms')).toMatchObject({
      n: 28,
      valueA: expect.closeTo(0.9, 12) as number,
      verdict: 'better',
    });
    expect(row(rows, 'scores.offRoadShare')).toMatchObject({ n: 30, verdict: 'worse' });
  });
});

describe('differences of quantiles', () => {
  const planned = (ms: number): EpisodeResult[] =>
    range(0, 30).map((seed) => {
      const compute = new LogHistogramBuilder();
      for (let i = 0; i < 20; i++) compute.add(ms / 100 + i / 100);
      const { timing } = episode();
      return episode({
        seed,
        stalenessMs: tickDistribution([ms, ms + 100, ms + 200], 1 / 60),
        timing: { ...timing, fastComputeMs: compute.histogram },
      });
    });

  it('are of the pooled distributions, less being better', () => {
    const rows = compare(planned(300), planned(200));
    expect(row(rows, 'stalenessAtUseMs.p50')).toMatchObject({
      kind: 'quantile',
      n: 30,
      valueA: 400,
      valueB: 300,
      verdict: 'worse',
    });
    expect(row(rows, 'fastComputeMs.p99').verdict).toBe('worse');
    expect(row(compare(planned(200), planned(300)), 'stalenessAtUseMs.p95').verdict).toBe('better');
  });

  it('need a distribution on both sides', () => {
    const metrics = compare(planned(300), series(30, [])).map(({ metric }) => metric);
    expect(metrics.filter((metric) => metric.includes('Ms.'))).toEqual([]);
  });
});
