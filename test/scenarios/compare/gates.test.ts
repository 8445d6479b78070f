import { describe, expect, it } from 'vitest';
import { regressionsOf } from '../../../scenarios/compare/baseline.ts';
import type { BaselineRow } from '../../../scenarios/compare/comparison.ts';
import { evaluateCheck, parseCheck } from '../../../scenarios/compare/check-expression.ts';
import { checkValues } from '../../../scenarios/compare/check-values.ts';
import { compareResults, type Comparison } from '../../../scenarios/compare/compare-results.ts';
import { jobSummary } from '../../../scenarios/compare/job-summary.ts';
import { junitXml } from '../../../scenarios/compare/junit.ts';
import { mcnemarMidP } from '../../../scenarios/compare/stats/mcnemar.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { failure, series } from '../results/episodes.ts';
import { elements, parseXml } from './xml.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const dual = (crashes: number[], changes: Partial<EpisodeResult> = {}): EpisodeResult[] =>
  series(200, crashes, { arm: 'dual', ...changes });

function against(now: EpisodeResult[], before: EpisodeResult[]): Comparison['document'] {
  return compareResults([{ name: 'now', episodes: now }], { name: 'before', episodes: before }).document;
}

const regressions = (document: Comparison['document']): string[] =>
  regressionsOf(document.baseline ?? []).map(({ arm, metric }: BaselineRow) => `${arm} ${metric}`);

const worse = against(dual(range(0, 30)), dual(range(0, 10)));
const noisy = against(dual(range(0, 14)), dual(range(4, 14)));

describe('a regression', () => {
  it('is shown where a guarded metric got worse and its interval says so', () => {
    expect(regressions(worse)).toEqual(['dual collision', 'dual atFaultCollision', 'dual success']);
  });

  it('is not shown by equal results, better ones, or a difference within the noise', () => {
    expect(regressions(against(dual([1]), dual([1])))).toEqual([]);
    expect(regressions(against(dual([1]), dual(range(0, 30))))).toEqual([]);
    expect(noisy.baseline!.find(({ metric }) => metric === 'collision')!.difference).toBeCloseTo(0.02, 12);
    expect(regressions(noisy)).toEqual([]);
  });

  it('is not shown by too few runs, by other metrics or by errors', () => {
    const few = (crashes: number[]): EpisodeResult[] => series(19, crashes, { arm: 'dual' });
    expect(regressions(against(few(range(0, 19)), few([])))).toEqual([]);
    expect(regressions(against(dual([], { comfort: 0.1 }), dual([])))).toEqual([]);
    const broken = range(0, 200).map((seed) => failure({ arm: 'dual', seed }));
    expect(regressions(against(broken, dual([])))).toEqual([]);
  });

  it('fails its case in JUnit, and no other', () => {
    const document = parseXml(junitXml(worse.summary, [], worse.baseline));
    const [suite] = elements(document, 'testsuite').filter(({ attributes }) => attributes.get('name') === 'baseline');
    expect(suite.attributes.get('failures')).toBe('3');
    const names = elements(suite, 'testcase').map(({ attributes, children }) => [
      attributes.get('name'),
      children.some(({ name }) => name === 'failure'),
    ]);
    expect(names).toEqual([
      ['dual, fixed:200: collision', true],
      ['dual, fixed:200: atFaultCollision', true],
      ['dual, fixed:200: success', true],
      ['dual, fixed:200: offRoad', false],
    ]);
    const [failure] = elements(suite, 'failure');
    expect(failure.attributes.get('message')).toMatch(
      /^dual, fixed:200: collision went from 5\.0 % to 15\.0 % in 200 pairs, \+10\.0 \[\+5\.\d, \+\d+\.\d\] percentage points$/,
    );
    const equal = parseXml(junitXml(noisy.summary, [], noisy.baseline));
    expect(elements(equal, 'failure')).toEqual([]);
  });
});

describe('the summary of a job', () => {
  const check = (text: string) => evaluateCheck(parseCheck(text), checkValues(worse));

  it('says first what failed', () => {
    const text = jobSummary(worse, [check('dual.collision.rate < 0.02'), check('dual.collision.n == 200')]);
    const [title, , ...lines] = text.split('\n');
    expect(title).toBe('## Comparison of longtail: 1 failed check, 3 regressions');
    expect(lines[0]).toBe('- check **FAILED**: `dual.collision.rate < 0.02: does not hold (0.15 < 0.02)`');
    expect(lines[1]).toBe('- check holds: `dual.collision.n == 200: holds (200 == 200)`');
    expect(lines[2]).toMatch(/^- \*\*regression\*\*: `dual, fixed:200: collision went from/);
    expect(text).toContain('| arm | episodes |');
    expect(text).toContain('### Against the baseline, on the same scenarios and seeds');
  });

  it('says that all is well', () => {
    const text = jobSummary(noisy, []);
    expect(text.startsWith('## Comparison of longtail: passed\n\n- no regression is shown\n')).toBe(true);
  });
});

describe('checks of a comparison', () => {
  const document = compareResults(
    [
      {
        name: 'x',
        episodes: [
          ...dual([0], { family: 'cut-in' }),
          ...dual([1], { family: 'merge', scenario: 'merge' }),
          ...series(200, [0, 1, 2, 3], { family: 'cut-in' }),
          ...series(200, [], { family: 'merge', scenario: 'merge' }),
        ],
      },
    ],
    { name: 'before', episodes: dual([0, 1], { family: 'cut-in' }) },
  ).document;
  const value = (path: string): string => evaluateCheck(parseCheck(`${path} == 7`), checkValues(document)).message;

  it('reach differences, their macro-average and families', () => {
    expect(value('differences.dual.fast.collision.difference')).toContain(`(${-2 / 400} == 7)`);
    expect(value('differences.dual.fast.collision.macro.difference')).toMatch(/\(-0\.00(5|4999)\d* == 7\)/);
    expect(value('differences.dual.fast.collision.families.merge.difference')).toContain(`(${1 / 200} == 7)`);
    expect(value('differences.dual.fast.collision.midP')).toContain(`(${mcnemarMidP(1, 3)} == 7)`);
    expect(value('differences.dual.fast.meanSpeedMps.n')).toContain('(400 == 7)');
  });

  it('reach the baseline', () => {
    expect(value('baseline.dual.collision.difference')).toContain(`(${-1 / 200} == 7)`);
    expect(value('baseline.dual.collision.ci95.0')).toMatch(/\(-0\.0\d+ == 7\)/);
  });

  it('still reach the summary', () => {
    expect(value('dual.collision.count')).toContain('(2 == 7)');
    expect(() => value('differences.dual.slow.collision.n')).toThrow('there is no "slow" here; there are fast.');
    expect(() => value('differences.dual.fast.collision')).toThrow('a number is expected');
  });
});
