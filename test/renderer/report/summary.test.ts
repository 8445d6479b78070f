import { describe, expect, it } from 'vitest';
import { armEntries, bestReflexFor, mainDifference, partnerOf, rateP } from '../../../renderer/report/arms.ts';
import { summaryOf } from '../../../renderer/report/summary-sentences.ts';
import { warningsOf } from '../../../renderer/report/warnings.ts';
import { compareResults } from '../../../scenarios/compare/compare-results.ts';
import type { ReportData } from '../../../scenarios/report/report-data.ts';
import { episode, failure } from '../../scenarios/results/episodes.ts';
import { armEpisodes, sampleReport } from './sample-report.ts';

const HIT_NUMBERS = /(-?\d+(?:\.\d+)?)/;

describe('the main comparison', () => {
  it('is of dual against the better arm without a planner', () => {
    const { comparison } = sampleReport({ collisions: { fast: 12, aeb: 6, reflex: 3, dual: 1 } });
    expect(mainDifference(comparison)).toMatchObject({ a: 'dual', b: 'reflex', metric: 'collision', scope: 'all' });
    expect(bestReflexFor(comparison.summary, 'dual')).toBe('reflex');
    expect(rateP(comparison, 'collision', 'dual', 'fast')).toBeLessThan(0.01);
    expect(rateP(comparison, 'collision', 'fast', 'dual')).toBeNull();
  });

  it('is of dual against fast where neither aeb nor reflex ran, and of nothing for one arm', () => {
    expect(mainDifference(sampleReport({ collisions: { dual: 1, fast: 9 } }).comparison)).toMatchObject({ b: 'fast' });
    expect(mainDifference(sampleReport({ collisions: { fast: 3 } }).comparison)).toBeNull();
  });

  it('is of one arm in two folders that tell different things of it', () => {
    const { document } = compareResults(
      [
        { name: 'runs/a', episodes: ['dual', 'reflex', 'random'].flatMap((arm) => armEpisodes(arm, 40, 2)) },
        { name: 'runs/b', episodes: armEpisodes('dual', 40, 9).map((one) => ({ ...one, digest: `b${one.digest}` })) },
      ],
      null,
    );
    expect(mainDifference(document)).toMatchObject({ a: 'dual@runs/a', b: 'dual@runs/b' });
    const names = armEntries(document.summary).map(({ name }) => name);
    expect(names).toEqual(['reflex', 'dual@runs/a', 'dual@runs/b', 'random']);
    expect(partnerOf(document.summary, 'dual@runs/a', 'reflex')).toBe('reflex');
  });
});

describe('the sentences', () => {
  it('state the result with interval, p and n', () => {
    const { verdict, about, sentences, arms } = summaryOf(sampleReport());
    expect([about, verdict]).toEqual(['dual against reflex', 'undecided']);
    expect(arms).toEqual(['dual', 'reflex']);
    expect(sentences[0]).toMatch(
      /^dual collided in 1 of 40 episodes \(2\.5 %, 95 % interval \[0\.4, 12\.9\]\), reflex in 3 of 40 episodes \(7\.5 %, 95 % interval \[2\.6, 19\.9\]\)\. Undecided between dual and reflex: on the same 40 situations the difference is −5\.0 percentage points, 95 % interval \[−[\d.]+, \+[\d.]+\], exact McNemar test p = 0\.500\.$/,
    );
    expect(sentences[1]).toMatch(/^Against fast, it is better: −27\.5 percentage points, .* p < 0\.001, n = 40\.$/);
    expect(sentences.at(-1)).toBe(
      '2 situations ended differently for dual against reflex (0 worse, 2 better); 1 can be replayed here.',
    );
  });

  it('say worse where it is', () => {
    const { verdict, sentences } = summaryOf(sampleReport({ collisions: { reflex: 1, dual: 20 } }));
    expect(verdict).toBe('worse');
    expect(sentences[0]).toContain('dual is worse than reflex');
  });

  it('say that there are not enough runs, and give counts instead of rates', () => {
    const { verdict, sentences } = summaryOf(sampleReport({ n: 10, collisions: { reflex: 3, dual: 1 } }));
    expect(verdict).toBe('not-enough');
    expect(sentences[0]).toContain('dual collided in 1 of 10 episodes (not enough runs for a rate)');
    expect(sentences[0]).toContain('at least 20 are needed');
    expect(sentences[0]).not.toContain('%');
  });

  it('begin with the baseline where there is one', () => {
    const data = sampleReport({ collisions: { reflex: 3, dual: 1 }, baseline: armEpisodes('dual', 40, 18) });
    const { verdict, sentences } = summaryOf(data);
    expect(verdict).toBe('better');
    expect(sentences[0]).toContain(
      'dual against the baseline, it is better: 2.5 % of episodes with a collision now, 45.0 % before',
    );
    expect(sentences[0]).toContain('on the same 40 situations, of which 23 went the same to the bit');
  });

  it('say that nothing has changed where it has not', () => {
    const data = sampleReport({ collisions: { reflex: 3, dual: 1 }, baseline: armEpisodes('dual', 40, 1) });
    const { verdict, sentences } = summaryOf(data);
    expect(verdict).toBe('equivalent');
    expect(sentences[0]).toBe('dual and the baseline went the same to the bit in all 40 common situations.');
  });

  it('compare nothing with one arm alone', () => {
    const { verdict, sentences } = summaryOf(sampleReport({ collisions: { fast: 4 } }));
    expect(verdict).toBeNull();
    expect(sentences).toEqual([
      'fast collided in 4 of 40 episodes (10.0 %, 95 % interval [4.0, 23.1]).',
      'There is no second arm on the same situations, so nothing is compared.',
    ]);
  });

  it('give the numbers of the document', () => {
    const data = sampleReport();
    const main = mainDifference(data.comparison)!;
    const said = summaryOf(data).sentences[0].split('difference is ')[1].replaceAll('−', '-');
    expect(Number(HIT_NUMBERS.exec(said)![1])).toBeCloseTo(100 * main.difference!, 1);
    for (const limit of main.ci95!) expect(said).toContain((100 * limit).toFixed(1));
  });
});

describe('warnings', () => {
  const levels = (data: ReportData): string[] => warningsOf(data).map(({ level }) => level);

  it('are none where all is well', () => {
    expect(warningsOf({ ...sampleReport(), missing: [] })).toEqual([]);
  });

  it('name episodes with errors first, with their place and message', () => {
    const more = [failure({ arm: 'dual', seed: 99, digest: 'x' })];
    const warnings = warningsOf({ ...sampleReport({ more }), missing: [] });
    expect(warnings[0]).toMatchObject({
      level: 'error',
      text: '1 episode ended in an internal error. It is in no rate below.',
      details: ['dual, fixed:200, cut-in, seed 99: planner: no plan within 10 s'],
    });
  });

  it('tell of mixed engines and models', () => {
    const more = [
      episode({ arm: 'fast', seed: 98, digest: 'y', engine: { version: '0.0.9', models: { driver: 'cd34' } } }),
    ];
    const mixed = warningsOf({ ...sampleReport({ more }), missing: [] });
    expect(mixed.map(({ text }) => text).slice(0, 2)).toEqual([
      expect.stringContaining('different versions of the engine'),
      expect.stringContaining('different versions of the model driver'),
    ]);
    expect(mixed[0].details).toEqual(['0.0.9', '0.1.0']);
    expect(mixed[2].text).toContain('Not all arms ran the same number of episodes');
  });

  it('tell of arms with few runs', () => {
    expect(warningsOf({ ...sampleReport({ n: 12 }), missing: [] })[0].text).toContain('Not enough runs for rates');
  });

  it('group missing replays by their reason, last', () => {
    const data = sampleReport({ collisions: { fast: 12, reflex: 9, dual: 1 } });
    const warnings = warningsOf(data);
    expect(warnings.at(-1)).toEqual({
      level: 'note',
      text: '7 of the episodes that ended differently cannot be replayed here.',
      details: ['it was not recorded (7)'],
    });
  });

  it('tell of a baseline that has nothing in common', () => {
    const baseline = armEpisodes('fast', 4, 0).map((one) => ({ ...one, split: 'val' }));
    expect(levels(sampleReport({ collisions: { fast: 4 }, baseline }))).toEqual(['warning']);
  });
});
