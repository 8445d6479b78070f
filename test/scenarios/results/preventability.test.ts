import { describe, expect, it } from 'vitest';
import { wilson } from '../../../scenarios/compare/stats/wilson.ts';
import { summarisePreventability } from '../../../scenarios/results/preventability.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { crash, episode, failure } from './episodes.ts';

/** One letter per situation: . drives it, X collides, T is late, O leaves the road, E error, blank did not run. */
function runs(arm: string, outcomes: string): EpisodeResult[] {
  return [...outcomes].flatMap((letter, seed): EpisodeResult[] => {
    if (letter === ' ') return [];
    if (letter === 'X') return [crash({ arm, seed })];
    if (letter === 'E') return [failure({ arm, seed })];
    const end = letter === 'T' ? 'timeout' : letter === 'O' ? 'off-road' : 'goal';
    return [episode({ arm, seed, outcome: { ...episode().outcome, end } })];
  });
}

const summariesOf = (arms: Readonly<Record<string, string>>) =>
  summarisePreventability(new Map(Object.entries(arms).map(([arm, outcomes]) => [arm, runs(arm, outcomes)])));

describe('preventability', () => {
  it('is what at least one reference driver drives without harm', () => {
    const summary = summariesOf({
      fast: 'XXXX..',
      human: '.XXX.X',
      rss: 'X.XXXX',
    }).get('fast');
    expect(summary).toEqual({
      references: ['human', 'rss'],
      preventableCollision: { count: 2, n: 6, rate: 2 / 6, ci95: wilson(2, 6) },
      preventableShare: { count: 2, n: 4, rate: 0.5, ci95: wilson(2, 4) },
      avoided: {
        human: { count: 1, n: 4, rate: 0.25, ci95: wilson(1, 4) },
        rss: { count: 2, n: 5, rate: 0.4, ci95: wilson(2, 5) },
      },
    });
  });

  it('lets a reference driver be late, but not leave the road', () => {
    const late = summariesOf({ fast: 'X', fuzzy: 'T' }).get('fast');
    expect(late?.preventableCollision.count).toBe(1);
    const gone = summariesOf({ fast: 'X', fuzzy: 'O' }).get('fast');
    expect(gone?.preventableCollision).toMatchObject({ count: 0, n: 1 });
    // Nor is leaving the road a way for the arm to avoid what the reference hit.
    expect(summariesOf({ fast: 'O.', fuzzy: 'XX' }).get('fast')?.avoided.fuzzy).toMatchObject({ count: 1, n: 2 });
  });

  it('leaves out situations in which a reference driver gave no result', () => {
    const summary = summariesOf({ fast: 'XXXXX', human: 'EE X.', rss: '.XXXX' }).get('fast');
    expect(summary?.preventableCollision).toMatchObject({ count: 1, n: 2 });
    expect(summary?.preventableShare).toMatchObject({ count: 1, n: 2 });
    expect(summary?.avoided.human).toMatchObject({ count: 0, n: 1 });
  });

  it('does not grow by a reference driver that ran in few situations', () => {
    const human = '...XXXXXXX'.repeat(4);
    const fast = 'X'.repeat(40);
    expect(summariesOf({ fast, human }).get('fast')?.preventableShare).toMatchObject({ count: 12, n: 40 });
    const beside = summariesOf({ fast, human, rss: 'X'.repeat(10) }).get('fast');
    expect(beside?.preventableShare).toMatchObject({ count: 3, n: 10 });
  });

  it('holds arms that are kept apart against the reference drivers of their folder', () => {
    const summaries = summariesOf({ 'dual@a': 'XX', 'dual@b': 'XX', 'human@a': '..', 'human@b': 'XX', rss: 'X.' });
    const of = (arm: string) => summaries.get(arm);
    expect(of('dual@a')).toMatchObject({ references: ['human@a', 'rss'], preventableShare: { count: 2, n: 2 } });
    expect(of('dual@b')).toMatchObject({ references: ['human@b', 'rss'], preventableShare: { count: 1, n: 2 } });
  });

  it('leaves out episodes of the arm that ended in an error', () => {
    const summary = summariesOf({ fast: 'XE', human: '..' }).get('fast');
    expect(summary?.preventableCollision).toMatchObject({ count: 1, n: 1 });
  });

  it('holds for reference drivers too, against each other', () => {
    const summaries = summariesOf({ human: 'X.', regulation: '.X' });
    expect(summaries.get('human')?.preventableCollision).toMatchObject({ count: 1, n: 2 });
    expect(Object.keys(summaries.get('human')?.avoided ?? {})).toEqual(['regulation']);
  });

  it('is nothing without a reference driver in the same situations', () => {
    expect(summariesOf({ fast: 'XX', dual: '..' }).size).toBe(0);
    const elsewhere = summariesOf({ fast: 'XX  ', human: '  ..' });
    expect(elsewhere.has('fast')).toBe(false);
    expect(elsewhere.get('human')?.preventableShare).toEqual({ count: 0, n: 0, rate: null, ci95: null });
  });

  it('stands in the summary of a run, and is null in one without', () => {
    const [fast, human] = [runs('fast', 'X.'), runs('human', '..')];
    expect(summarise([...fast, ...human]).arms.fast.preventability?.preventableCollision.count).toBe(1);
    expect(summarise(fast).arms.fast.preventability).toBeNull();
  });
});
