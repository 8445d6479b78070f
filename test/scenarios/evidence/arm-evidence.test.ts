import { describe, expect, it } from 'vitest';
import { armClaims, type Claim } from '../../../scenarios/evidence/arm-claims.ts';
import { armDocument } from '../../../scenarios/evidence/arm-document.ts';
import { armQuotes, putBetween } from '../../../scenarios/evidence/arm-quotes.ts';
import { ARM_PARTS } from '../../../scenarios/evidence/arm-parts.ts';
import { eventRate, pairedEvent } from '../../../scenarios/evidence/paired-event.ts';
import { MANIPULATION } from '../../../scenarios/domains/manipulation.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { ticksForMs } from '../../../sim/kernel/clock.ts';
import { groupBy } from '../../../scenarios/results/group.ts';
import { episode } from '../results/episodes.ts';

/** An arm's episodes: the first `reached` of `n` succeed, the last `harmed` fail by turns by a collision and a drop. */
interface Run {
  readonly n?: number;
  readonly reached: number;
  readonly harmed?: number;
  readonly latency?: string;
}

const THINKING = { ...episode().planner, calls: 4, inFlightTicks: 120 };

function runOf(arm: string, { n = 210, reached, harmed = 0, latency = 'fixed:200' }: Run): EpisodeResult[] {
  const { outcome, planner } = episode();
  return Array.from({ length: n }, (_, seed) => {
    const isHarmed = seed >= n - harmed;
    const collision = isHarmed && seed % 2 === 0;
    return episode({
      ...{ domain: 'manipulation', suite: 'manipulation-tail', scenario: 'stack/tail', family: 'stack' },
      ...{ arm, seed, latency, digest: `${arm} ${seed} ${latency}` },
      outcome: { ...outcome, end: collision ? 'collision' : seed < reached ? 'goal' : 'timeout', collision },
      planner: arm === 'fast' || arm === 'reflex' ? planner : THINKING,
      scores: { 'arm-drops': { value: isHarmed && !collision ? 1 : 0, n: 1, valid: true } },
    });
  });
}

/** All that the arm must show but for enough pairs, which five times as many are. */
const GOOD: Readonly<Record<string, Run>> = {
  periodic: { reached: 160 },
  'no-cascade': { reached: 152 },
  n1: { reached: 130 },
  'no-system-1': { reached: 120 },
  'random-of-n': { reached: 100 },
  fast: { reached: 100, harmed: 40 },
  reflex: { reached: 100, harmed: 24 },
  dual: { reached: 158, harmed: 12 },
  'dual-follow': { reached: 150, harmed: 16 },
};
const tailOf = (changes: Readonly<Record<string, Run>> = {}): EpisodeResult[] =>
  Object.entries({ ...GOOD, ...changes }).flatMap(([arm, run]) => runOf(arm, run));
const claimsOf = (tail: readonly EpisodeResult[]): Claim[] =>
  armClaims(
    groupBy(tail, ({ arm }) => arm),
    0.2,
  );
const verdicts = (claims: readonly Claim[]): string[] => claims.map(({ verdict }) => verdict);
const missed = (changes: Readonly<Record<string, Run>>): string[] =>
  claimsOf(tailOf(changes))
    .slice(1)
    .filter(({ verdict }) => verdict !== 'holds')
    .map(({ claim, found, verdict, remark }) => [verdict, claim, found, remark].join(' | '));

const good = tailOf();
const enough = Object.entries(GOOD).flatMap(([arm, { reached, harmed = 0 }]) =>
  runOf(arm, { n: 1050, reached: 5 * reached, harmed: 5 * harmed }),
);

describe('the claims of the arm', () => {
  it('hold where all is shown, with the numbers', () => {
    const claims = claimsOf(enough);
    expect(verdicts(claims)).toEqual(Array.from({ length: 12 }, () => 'holds'));
    // The score interval of 60 and 200 of 1,050, all of those 60 among these, by scipy's root finder: 63.32, 75.93.
    expect(claims.find(({ claim }) => claim.includes('than `fast`'))?.found).toMatch(
      /^5\.7 % against 19\.0 %: 70\.0 % \[63\.3, 75\.9\] fewer, p < 0\.001$/,
    );
    expect(claims.find(({ claim }) => claim.includes('of the time'))?.found).toBe('20.0 %');
  });

  it('are missed one by one, and say by what', () => {
    expect(missed({ 'no-cascade': { reached: 157 } })).toEqual([
      'missed | success of `periodic` above `no-cascade` | 76.2 % against 74.8 %: +1.4 [-0.6, +3.5] points, p = 0.250 | ' +
        'the interval includes 0',
    ]);
    expect(missed({ n1: { reached: 146 } }).map((line) => line.replace(/ \| \d.*points, /, ' | '))).toEqual([
      'missed | success of `periodic` at least 10 points above `n1` | p < 0.001 | the interval includes 10 points',
    ]);
    expect(missed({ 'random-of-n': { reached: 124 } }).map((line) => line.replace(/ \| \d.*points, /, ' | '))).toEqual([
      'missed | success of `random-of-n` the lowest of Hume and its ablations; nearest: `no-system-1` | p = 0.125 | ' +
        'not shown against `no-system-1`',
    ]);
    expect(missed({ dual: { reached: 96, harmed: 23 } }).map((line) => line.split(' | ')[1])).toEqual([
      '`dual` at least 50 % fewer episodes with a collision or a drop than `fast`',
      '`dual` significantly fewer episodes with a collision or a drop than `reflex`',
      'success of `dual` no lower than `fast`',
      'success of `dual` no lower than `reflex`',
    ]);
    expect(missed({ 'dual-follow': { reached: 150, harmed: 21 } }).map((line) => line.split(' | ')[1])).toEqual([
      '`dual-follow`, without the reflex, at least 50 % fewer episodes with a collision or a drop than `fast`',
    ]);
    const thinking = armClaims(
      groupBy(good, ({ arm }) => arm),
      0.31,
    ).filter(({ verdict }) => verdict === 'missed');
    expect(thinking.map(({ found }) => found)).toEqual(['210', '31.0 %']);
  });

  it('are decided by nobody where runs are few or an arm did not run', () => {
    const few = tailOf(Object.fromEntries(Object.keys(GOOD).map((arm) => [arm, { n: 19, reached: 19 }])));
    expect(new Set(verdicts(claimsOf(few)))).toEqual(new Set(['not enough runs']));
    const none = armClaims(new Map(), null);
    expect(verdicts(none)).toEqual(Array.from({ length: 12 }, () => 'not enough runs'));
    const one = claimsOf(enough.filter(({ arm }) => arm !== 'n1'));
    expect(one.filter(({ verdict }) => verdict !== 'holds').map(({ claim }) => claim)).toEqual([
      'at least 1000 paired episodes',
      'success of `periodic` above `n1`',
      'success of `random-of-n` the lowest of Hume and its ablations; nearest: `n1`',
      'success of `periodic` at least 10 points above `n1`',
    ]);
  });
});

describe('harm', () => {
  it('counts an episode with a collision, a drop or both once, and none that ended in an error', () => {
    const [first, second, ...rest] = runOf('dual', { n: 30, reached: 0, harmed: 30 });
    const both = { ...first, scores: { 'arm-drops': { value: 2, n: 1, valid: true } } };
    const broken = { ...second, error: { what: 'planner', message: 'none' } };
    expect(eventRate([both, broken, ...rest], 'harm')).toMatchObject({ count: 29, n: 29 });
    const calm = runOf('fast', { n: 30, reached: 30 });
    expect(pairedEvent([both, broken, ...rest], calm, 'harm')).toMatchObject({
      n: 29,
      rateA: 1,
      rateB: 0,
      reduction: null,
    });
    expect(pairedEvent(calm, [], 'harm')).toBeNull();
  });
});

describe('the document of the arm', () => {
  const sweep = ['fixed:0', 'fixed:33', 'fixed:1000'].flatMap((latency, i) => [
    ...runOf('fast', { n: 40, reached: 10, latency }),
    ...runOf('dual', { n: 40, reached: 30 - 5 * i, latency }),
  ]);
  const text = armDocument({ tail: enough, sweep });
  const rows = text.split('\n').filter((line) => line.startsWith('|'));

  it('has the ablations in the order of Hume, then the others', () => {
    const from = text.indexOf('## The tail');
    const names = [...text.slice(from, text.indexOf('## Thinking')).matchAll(/^\| ([\w-]+) \| 1050/gm)].map(
      ([, name]) => name,
    );
    expect(names).toEqual([
      'periodic',
      'no-cascade',
      'n1',
      'no-system-1',
      'random-of-n',
      'fast',
      'reflex',
      'dual',
      'dual-follow',
    ]);
    expect(rows.find((row) => row.startsWith('| n1 |'))).toContain(' | 61.9 [58.9, 64.8] | ');
    expect(rows.find((row) => row.startsWith('| n1 |'))).toMatch(
      /\| 20\.0 % \| -14\.3 \[-16\.4, -12\.2\] \| \\<0\.001 \|$/,
    );
    expect(text).toContain('## Claims: 12 of 12 hold');
  });

  it('compares latencies with the shortest one, in ticks', () => {
    expect(rows).toContain('| 33 ms (2 ticks) | 25.0 [14.2, 40.2] | 62.5 [47.0, 75.8] |');
    expect(rows.some((row) => /^\| 1000 ms \(60 ticks\) \| -25\.0 \[[-.\d]+, [-.\d]+\], 0\.002 \|$/.test(row))).toBe(
      true,
    );
  });

  it('leaves out what has not run', () => {
    expect(armDocument({ sweep })).not.toContain('## Claims');
    expect(armDocument({})).not.toContain('##');
  });
});

describe('what guides quote', () => {
  it('is the table of the arms and what dual gains', () => {
    const quotes = armQuotes(enough);
    expect(quotes['headline:arm']).toBe(
      [
        '**`dual` does 75.2 % [72.5, 77.8] of its tasks, `reflex` 47.6 % [44.6, 50.6], `fast` 47.6 % [44.6, 50.6].**',
        'It collides or drops something in 5.7 % [4.5, 7.3] of the episodes (50.0 % [41.2, 58.8] fewer than `reflex` on the same 1050 episodes, p < 0.001), `fast` in 19.0 % [16.8, 21.5].',
      ].join('\n'),
    );
    const rows = quotes['table:arm'].split('\n');
    expect(rows).toHaveLength(11);
    expect(rows[2]).toMatch(/^\| fast \| 1050 \| 47\.6 \[44\.6, 50\.6\] \| .* \| - \|$/);
    expect(rows.find((row) => row.startsWith('| dual |'))).toMatch(/\| 20\.0 % \|$/);
  });

  it('stands between its marks, whatever stood there', () => {
    const text = 'before\n<!-- x -->\nold\n<!-- /x -->\nafter\n';
    const once = putBetween(text, 'x', 'new');
    expect(once).toBe('before\n<!-- x -->\n\nnew\n\n<!-- /x -->\nafter\n');
    expect(putBetween(once, 'x', 'new')).toBe(once);
    expect(() => putBetween(text, 'y', 'new')).toThrow('expected <!-- y --> and then <!-- /y -->');
  });
});

describe('the runs of the arm', () => {
  it('are at least 1,000 paired episodes of the tail, and latencies of 1 to 6 ticks and up to 1 s', () => {
    const [tail, common, sweep] = ARM_PARTS;
    const episodesOf = ({ seeds, kind }: (typeof ARM_PARTS)[number]): number =>
      (seeds[1] - seeds[0] + 1) * MANIPULATION.library.filter(({ id }) => id.endsWith(`/${kind}`)).length;
    expect([tail, common, sweep].map(episodesOf)).toEqual([1050, 504, 350]);
    const ticks = sweep.latenciesMs.map((ms) => ticksForMs(ms, 1 / 60));
    expect(ticks.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    expect([ticks.at(-1), new Set(ticks).size]).toEqual([60, ticks.length]);
    for (const arm of sweep.arms ?? []) expect(Object.keys(MANIPULATION.armTitles)).toContain(arm);
  });
});
