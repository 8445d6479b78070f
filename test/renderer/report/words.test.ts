import { describe, expect, it } from 'vitest';
import type { ChangedEpisode, ChangedSide, Difference, Verdict } from '../../../scenarios/compare/comparison.ts';
import { endText, filterChanged, NO_FILTER, pairName, repeatCommand } from '../../../renderer/report/changed-list.ts';
import { parseReplayLink, replayHash } from '../../../renderer/report/deep-link.ts';
import {
  count,
  differenceText,
  metricName,
  metricUnit,
  percent,
  plain,
  pSentence,
  pText,
  rateText,
  signed,
  verdictWords,
} from '../../../renderer/report/words.ts';

describe('numbers', () => {
  it('have a minus that is as wide as a plus, and no sign where they round to zero', () => {
    expect([1.25, -0.5, -0.04, 0].map((value) => signed(value, 1))).toEqual(['+1.3', '−0.5', '0.0', '0.0']);
    expect(percent(0.123)).toBe('12.3 %');
    expect(percent(null)).toBe('–');
  });

  it('have three significant digits, at most three after the point', () => {
    expect([0, 0.0004, 0.3049, 1.688, 21.94, 1267.4, -3.13, null].map(plain)).toEqual([
      ...['0.00', '0.000', '0.305', '1.69', '21.9', '1267', '−3.13', '–'],
    ]);
    expect([7, 1806, 57487, 1234567].map(count)).toEqual(['7', '1\u202f806', '57\u202f487', '1\u202f234\u202f567']);
  });

  it('say how small p is', () => {
    expect([0.0004, 0.0312, 1, null].map(pText)).toEqual(['<0.001', '0.031', '1.000', '–']);
    expect(pSentence(0.0004)).toBe('p < 0.001');
    expect(pSentence(0.25)).toBe('p = 0.250');
  });
});

describe('a rate', () => {
  it('comes with its interval', () => {
    expect(rateText({ count: 2, n: 200, rate: 0.01, ci95: [0.00275, 0.0357] })).toBe('1.0 [0.3, 3.6]');
  });

  it('is counts alone below 20 runs', () => {
    const few = { count: 1, n: 19, rate: 1 / 19, ci95: [0.01, 0.25] as const };
    expect(rateText(few)).toBe('not enough runs (1/19, 20 needed)');
    expect(rateText({ ...few, n: 20, rate: 0.05 })).toBe('5.0 [1.0, 25.0]');
  });
});

describe('a difference', () => {
  const row: Pick<Difference, 'difference' | 'ci95' | 'kind'> = {
    difference: -0.22,
    ci95: [-0.283, 0.01],
    kind: 'rate',
  };

  it('of rates is in percentage points', () => {
    expect(differenceText(row)).toBe('−22.0 [−28.3, +1.0]');
  });

  it('of anything else is in its unit', () => {
    expect(differenceText({ ...row, kind: 'quantile', difference: 12.34, ci95: null })).toBe('+12.3');
    expect(differenceText({ ...row, difference: null })).toBe('–');
  });

  it('has a verdict in words with a sign of its own', () => {
    const verdicts: readonly Verdict[] = ['better', 'worse', 'equivalent', 'undecided', 'not-enough'];
    const words = verdicts.map(verdictWords);
    expect(words.map(({ word }) => word)).toEqual(['better', 'worse', 'equivalent', 'undecided', 'not enough runs']);
    expect(new Set(words.map(({ sign }) => sign)).size).toBe(verdicts.length);
  });
});

describe('metrics', () => {
  it('have names and units, quantiles and scores too', () => {
    expect(
      ['collision', 'meanSpeedMps', 'triggerToEffectMs.p95', 'scores.pdms', 'scores.unknown', 'else'].map(metricName),
    ).toEqual([
      'collisions',
      'mean speed',
      'trigger to effect, p95',
      'score: Predictive Driver Model score (PDMS)',
      'scores.unknown',
      'else',
    ]);
    expect(
      ['collision', 'meanSpeedMps', 'minTtcS', 'fastComputeMs.p50', 'scores.maxJerkMps3', 'comfort'].map(metricUnit),
    ).toEqual([...['', 'm/s', 's', 'ms', 'm/s³', '']]);
  });
});

describe('links to a replay', () => {
  it('tell key, time and mode, and come back as they were', () => {
    const link = { key: 'dual|reflex|fixed:200|longtail|test|cut-in/tail|3', timeS: 3.2, mode: 'ghost' } as const;
    expect(parseReplayLink(replayHash(link))).toEqual(link);
    expect(replayHash({ key: 'a b&c', timeS: 0, mode: 'side' })).toBe('#replay=a+b%26c');
  });

  it('fall back to the start and to side by side', () => {
    const start = { key: 'k', timeS: 0, mode: 'side' };
    expect(parseReplayLink('#replay=k&t=-3&mode=upside')).toEqual(start);
    expect(parseReplayLink('#replay=k&t=soon')).toEqual(start);
  });

  it('are told from links to sections', () => {
    expect(parseReplayLink('#plots')).toBeNull();
    expect(parseReplayLink('#replay=')).toBeNull();
    expect(parseReplayLink('')).toBeNull();
  });
});

const side = (arm: string, changes: Partial<ChangedSide> = {}): ChangedSide => ({
  arm,
  plainArm: arm,
  latency: 'fixed:200',
  folder: 'runs/a',
  end: 'goal',
  collisionKind: null,
  atFault: null,
  impactSpeedMps: null,
  digest: 'd0',
  ...changes,
});

const changed = (key: string, changes: Partial<ChangedEpisode> = {}): ChangedEpisode => ({
  key,
  scenario: 'cut-in/tail',
  family: 'cut-in',
  seed: 7,
  split: 'test',
  suite: 'longtail',
  a: side('dual', { end: 'collision', collisionKind: 'active-front', atFault: true, impactSpeedMps: 8.2 }),
  b: side('reflex'),
  direction: 'worse',
  severity: 1,
  ...changes,
});

describe('the list of changed episodes', () => {
  const list = [
    changed('one'),
    changed('two', { family: 'merge', direction: 'better' }),
    changed('three', { b: side('fast') }),
  ];
  const keys = (filter: Partial<typeof NO_FILTER>): string[] =>
    filterChanged(list, { ...NO_FILTER, ...filter }, (key) => key === 'one').map(({ key }) => key);

  it('is filtered by family, direction, arms, and by what has a replay', () => {
    expect(keys({})).toEqual(['one', 'two', 'three']);
    expect(keys({ family: 'merge' })).toEqual(['two']);
    expect(keys({ direction: 'worse' })).toEqual(['one', 'three']);
    expect(keys({ pair: 'dual against fast' })).toEqual(['three']);
    expect(keys({ onlyReplays: true })).toEqual(['one']);
    expect(keys({ family: 'merge', onlyReplays: true })).toEqual([]);
  });

  it('names folders where both sides have one name', () => {
    expect(pairName(changed('x'))).toBe('dual against reflex');
    const same = changed('x', { a: side('dual'), b: side('dual', { folder: 'runs/b' }) });
    expect(pairName(same)).toBe('dual of runs/a against dual of runs/b');
  });

  it('says how a side ended', () => {
    expect(endText(list[0].a)).toBe('collision with its front (at fault, 8.20\u00a0m/s)');
    expect(endText(list[0].b)).toBe('goal reached');
  });
});

describe('the command that repeats an episode', () => {
  it('runs both arms on the one situation and records them', () => {
    expect(repeatCommand(changed('one'), { rulePolicy: false })).toBe(
      'npx twotempo run cut-in/tail --split test --seeds 7..7 --arms dual,reflex --latency 200 --record all',
    );
  });

  it('names an arm once, the latencies of both sides, and the policy without a model', () => {
    const episode = changed('x', { b: side('dual', { latency: 'lognormal:200,50' }) });
    expect(repeatCommand(episode, { rulePolicy: true })).toBe(
      'npx twotempo run cut-in/tail --split test --seeds 7..7 --arms dual --latency 200,lognormal:200:50 --policy rule --record all',
    );
  });

  it('quotes for a shell', () => {
    expect(repeatCommand(changed('x', { scenario: "it's here; rm -rf" }), { rulePolicy: false })).toContain(
      String.raw`run 'it'\''s here; rm -rf' --split`,
    );
  });
});
