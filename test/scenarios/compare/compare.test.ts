import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BaselineRow } from '../../../scenarios/compare/comparison.ts';
import { compareFolders } from '../../../scenarios/compare/compare.ts';
import { renderComparison } from '../../../scenarios/compare/comparison-text.ts';
import { compareResults, type ResultSet } from '../../../scenarios/compare/compare-results.ts';
import { mcnemarExact, mcnemarMidP } from '../../../scenarios/compare/stats/mcnemar.ts';
import { newcombePairedDifference } from '../../../scenarios/compare/stats/newcombe.ts';
import { writeEpisodeLine } from '../../../scenarios/results/episode-lines.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { failure, series } from '../results/episodes.ts';

const row = (rows: readonly BaselineRow[] | null, arm: string, metric: string): BaselineRow | undefined =>
  rows?.find((one) => one.arm === arm && one.metric === metric);

const base = (episodes: EpisodeResult[]): ResultSet => ({ name: 'before', episodes });

/** A later version: other digests where the outcome differs. */
const later = (crashes: number[], changes: Partial<EpisodeResult> = {}): EpisodeResult[] =>
  series(30, crashes, changes).map((one) => (one.outcome.collision ? { ...one, digest: 'later' } : one));

describe('comparing result sets', () => {
  it('adds up the shards and arms of one run', () => {
    const [all, dual] = [series(30, [1, 20]), series(30, [], { arm: 'dual' })];
    const sets = [
      { name: 'a', episodes: all.slice(0, 15) },
      { name: 'b', episodes: [...all.slice(10), ...dual] },
    ];
    const { summary, baseline } = compareResults(sets, null).document;
    expect(Object.keys(summary.arms)).toEqual(['dual', 'fast']);
    expect(summary.arms['fast'].collision).toMatchObject({ count: 2, n: 30 });
    expect(baseline).toBeNull();
  });

  it('keeps arms apart of which two sets tell different things', () => {
    const sets = [
      { name: 'old', episodes: [...series(30, [1]), ...series(30, [], { arm: 'aeb' })] },
      { name: 'new', episodes: later([2, 3]) },
    ];
    const { summary } = compareResults(sets, null).document;
    expect(Object.keys(summary.arms)).toEqual(['aeb', 'fast@new', 'fast@old']);
    expect(summary.arms['fast@new'].collision.count).toBe(2);
  });

  it('keeps versions apart that have no episode in common', () => {
    const at = (version: string, from: number, to: number): EpisodeResult[] =>
      series(60, [])
        .slice(from, to)
        .map((one) => ({ ...one, engine: { ...one.engine, version } }));
    const arms = (...sets: EpisodeResult[][]): string[] =>
      Object.keys(
        compareResults(
          sets.map((episodes, i) => ({ name: `${i}`, episodes })),
          null,
        ).document.summary.arms,
      );
    expect(arms(at('1', 0, 30), at('2', 30, 60))).toEqual(['fast@0', 'fast@1']);
    expect(arms(at('1', 0, 30), at('1', 30, 60))).toEqual(['fast']);
    // The same to the bit: nothing is mixed.
    expect(arms(at('1', 0, 30), at('2', 0, 30))).toEqual(['fast']);
    const other = at('1', 30, 60).map((one) => ({ ...one, engine: { version: '1', models: { driver: 'cd34' } } }));
    expect(arms(at('1', 0, 30), other)).toEqual(['fast@0', 'fast@1']);
  });

  it('keeps planners apart, of arms that ask one', () => {
    const planner = { ...series(1, [])[0].planner, calls: 3, accepted: 3 };
    const dual = series(60, [], { arm: 'dual', planner });
    const fast = series(60, []);
    const arms = (...planners: (string | undefined)[]): string[] => {
      const sets = planners.map((one, i) => ({
        name: `${i}`,
        episodes: [...dual.slice(30 * i, 30 * i + 30), ...fast.slice(30 * i, 30 * i + 30)],
        planner: one,
      }));
      return Object.keys(compareResults(sets, null).document.summary.arms);
    };
    expect(arms('value', 'drill:late')).toEqual(['dual@0', 'dual@1', 'fast']);
    expect(arms('value', 'value')).toEqual(['dual', 'fast']);
    // An older folder does not say.
    expect(arms('value', undefined)).toEqual(['dual', 'fast']);
  });

  it('compares an arm of two sets at a latency that both have', () => {
    const planner = { ...series(1, [])[0].planner, calls: 3, accepted: 3 };
    const dual = (crashes: number[], latency: string, digest: string): EpisodeResult[] =>
      series(30, crashes, { arm: 'dual', latency, digest, planner });
    const sets = [
      { name: 'a', episodes: [...dual([], 'fixed:200', 'x'), ...dual([0, 1, 2], 'fixed:400', 'y')] },
      { name: 'b', episodes: dual([], 'fixed:400', 'z') },
    ];
    const { document } = compareResults(sets, null);
    const collision = document.differences.find(({ metric, scope }) => metric === 'collision' && scope === 'all');
    expect(collision).toMatchObject({ a: 'dual@a', b: 'dual@b', latency: 'fixed:400', n: 30, difference: 0.1 });
    expect(document.changed).toHaveLength(3);
    expect(renderComparison(document)).toContain('Planner latency: fixed:400.');
    const [alone] = sets;
    const other = { name: 'c', episodes: [...dual([], 'zero', 'z'), ...dual([], 'fixed:200', 'x2')] };
    expect(
      compareResults([{ ...alone, episodes: alone.episodes.slice(0, 30) }, other], null).document.differences[0],
    ).toMatchObject({ latency: 'fixed:200' });
  });

  it('does not take an error for a contradiction', () => {
    const { summary } = compareResults(
      [
        { name: 'a', episodes: [failure({ digest: 'x' })] },
        { name: 'b', episodes: series(1, []) },
      ],
      null,
    ).document;
    expect(summary.arms['fast']).toMatchObject({ episodes: 1, errors: 0 });
  });

  it('has nothing to say without an episode', () => {
    expect(() => compareResults([{ name: 'a', episodes: [] }], null)).toThrow('There is nothing to compare');
  });
});

describe('comparing with a baseline', () => {
  it('pairs by scenario and seed', () => {
    const now = later([0, 1, 2], { hardBrakingShare: 0.05 });
    const before = [...series(25, [2, 3]), failure({ seed: 25 })];
    const { baseline } = compareResults([{ name: 'now', episodes: now }], base(before)).document;
    expect(row(baseline, 'fast', 'collision')).toEqual({
      arm: 'fast',
      latency: 'fixed:200',
      metric: 'collision',
      n: 25,
      identical: 22,
      baseline: 2 / 25,
      candidate: 3 / 25,
      difference: 1 / 25,
      ci95: newcombePairedDifference({ both: 1, aOnly: 2, bOnly: 1, neither: 21 }),
      pValue: mcnemarExact(2, 1),
      midP: mcnemarMidP(2, 1),
      verdict: 'undecided',
    });
    const braking = row(baseline, 'fast', 'hardBrakingShare');
    expect(braking?.difference).toBeCloseTo(0.03, 12);
    expect(braking?.ci95[0]).toBeCloseTo(0.03, 12);
    expect(braking?.pValue).toBeNull();
  });

  it('does not depend on the order of the lines', () => {
    const now = series(30, [4, 7]).map((one, i) => ({ ...one, comfort: 1 / (i + 1) }));
    const rows = (episodes: EpisodeResult[]): readonly BaselineRow[] | null =>
      compareResults([{ name: 'now', episodes }], base(series(30, []))).document.baseline;
    expect(rows([...now].reverse())).toEqual(rows(now));
  });

  it('compares arms kept apart with the arm of their first name', () => {
    const sets = [
      { name: 'old', episodes: series(30, [1]) },
      { name: 'new', episodes: later([2, 3]) },
    ];
    const { baseline } = compareResults(sets, base(series(30, [1]))).document;
    expect(row(baseline, 'fast@old', 'collision')).toMatchObject({ identical: 30, difference: 0 });
    expect(row(baseline, 'fast@new', 'collision')).toMatchObject({ identical: 28, difference: 1 / 30 });
  });

  it('says how often it looked, and which arms it could not look at', () => {
    const now = [...series(30, [1]), ...series(30, [], { arm: 'dual' }), ...series(5, [], { arm: 'aeb' })];
    const text = renderComparison(
      compareResults([{ name: 'now', episodes: now }], base([...series(30, []), ...series(5, [], { arm: 'aeb' })]))
        .document,
    );
    expect(text).toContain('The gate looked at 8 rates, 4 of them with too few pairs to show anything.');
    expect(text).toContain('Not compared, without a pair: dual.');
  });

  it('says so when nothing is in common', () => {
    const comparison = compareResults(
      [{ name: 'now', episodes: series(3, []) }],
      base(series(3, [], { suite: 'other' })),
    ).document;
    expect(comparison.baseline).toEqual([]);
    expect(renderComparison(comparison)).toContain('The baseline has no episode in common with these results.');
  });
});

describe('comparing folders', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'compare-'));
    for (const [name, episodes] of [
      ['now', later([0])],
      ['before', series(30, [])],
    ] as const) {
      await mkdir(join(root, name));
      await writeFile(join(root, name, 'results.jsonl'), episodes.map(writeEpisodeLine).join(''));
    }
  });
  afterEach(() => rm(root, { recursive: true }));

  it('reads their results', async () => {
    const comparison = await compareFolders([join(root, 'now')], join(root, 'before'));
    expect(comparison.summary.arms['fast'].collision).toMatchObject({ count: 1, n: 30 });
    expect(row(comparison.baseline, 'fast', 'collision')).toMatchObject({ n: 30, candidate: 1 / 30 });
    const text = renderComparison(comparison);
    expect(text).toContain('3.3 [0.6, 16.7]');
    expect(text).toContain('+3.3 [-8.3, +16.7]  1.000');
  });

  it('fails on one that is no run', async () => {
    await expect(compareFolders([root], null)).rejects.toThrow('should be the output folder of a run');
  });
});
