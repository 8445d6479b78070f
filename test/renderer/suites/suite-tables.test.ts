import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SuiteRow } from '../../../renderer/host/suite-contract.ts';
import { EpisodeTable, seriesId } from '../../../renderer/suites/episode-table.ts';
import {
  comparatorOf,
  EpisodeView,
  FAILURES_FIRST,
  isShown,
  NO_FILTER,
  SORTS,
  type EpisodeFilter,
} from '../../../renderer/suites/episode-view.ts';
import { rowsAsCsv } from '../../../renderer/suites/suite-csv.ts';
import { OUTCOMES, outcomeOf } from '../../../renderer/suites/suite-words.ts';
import { seriesOfSummary, SuiteTally } from '../../../renderer/suites/suite-tally.ts';
import { rowAfterKey, scrollToRow, windowOf } from '../../../renderer/suites/virtual-window.ts';
import { compareResults } from '../../../scenarios/compare/compare-results.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import type { RateMetric } from '../../../scenarios/results/summary-types.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { crash, episode, failure } from '../../scenarios/results/episodes.ts';
import { rowOf } from './suite-harness.ts';

/** Episodes of a small run of either domain, in any order, with calls, errors, drops and every end. */
const someEpisodes = fc
  .tuple(
    fc.boolean(),
    fc.uniqueArray(
      fc.record({
        arm: fc.constantFrom('fast', 'reflex', 'dual'),
        latency: fc.constantFrom('fixed:200', 'fixed:800'),
        scenario: fc.constantFrom('cut-in/tail', 'merge/tail'),
        seed: fc.nat({ max: 12 }),
        end: fc.constantFrom('goal', 'timeout', 'off-road', 'lost', 'touched', 'collision', 'error'),
        calls: fc.nat({ max: 9 }),
      }),
      { maxLength: 80, selector: ({ arm, latency, scenario, seed }) => `${arm}${latency}${scenario}${seed}` },
    ),
  )
  .map(([isArm, choices]) =>
    choices.map(episodeOf).map((one, i) => (isArm ? ofArm(one, DROPS[i % DROPS.length]) : one)),
  );

/** Nothing grasped, nothing dropped, dropped twice. */
const DROPS = [null, 0, 2];

function ofArm(episode: EpisodeResult, drops: number | null): EpisodeResult {
  const score = drops === null ? { value: null, n: 0, valid: false } : { value: drops, n: 1, valid: true };
  const outcome = { ...episode.outcome, atFault: null };
  return {
    ...episode,
    domain: 'manipulation',
    outcome,
    scores: episode.error === null ? { 'arm-drops': score } : null,
  };
}

interface Choice {
  readonly arm: string;
  readonly latency: string;
  readonly scenario: string;
  readonly seed: number;
  readonly end: string;
  readonly calls: number;
}

function episodeOf({ arm, latency, scenario, seed, end, calls }: Choice): EpisodeResult {
  const head = { arm, latency, scenario, seed, family: scenario, simSeconds: 5 + seed / 7 };
  const { planner } = episode();
  const changes = { ...head, planner: { ...planner, calls: arm === 'dual' ? calls : 0 } };
  if (end === 'error') return failure(changes);
  if (end === 'collision') return crash(changes, null);
  const base = episode(changes);
  const outcome = { ...base.outcome, end: end === 'touched' ? 'goal' : end, collision: end === 'touched' };
  return { ...base, outcome: outcome as EpisodeResult['outcome'] };
}

function tableOf(episodes: readonly EpisodeResult[]): EpisodeTable {
  const table = new EpisodeTable();
  table.add(episodes.map(rowOf));
  return table;
}

function tallyOf(episodes: readonly EpisodeResult[]): SuiteTally {
  const tally = new SuiteTally(tableOf(episodes));
  tally.update();
  return tally;
}

describe('the table of arms', () => {
  it('says of the rows what the summary says of the whole results', () => {
    fc.assert(
      fc.property(someEpisodes, (episodes) => {
        const provisional = tallyOf(episodes).statistics();
        const final = seriesOfSummary(summarise(episodes), provisional);
        expect(provisional.map(seriesId)).toEqual(final.map(seriesId));
        for (const [i, counted] of provisional.entries()) {
          const { callsPerMinute } = counted;
          const { callsPerMinute: calls } = final[i];
          expect(counted).toEqual({ ...final[i], callsPerMinute, dutyCycle: null });
          if (calls === null) expect(callsPerMinute).toBeNull();
          else expect(callsPerMinute).toBeCloseTo(calls, 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('compares arms as the comparison of the command line does', () => {
    fc.assert(
      fc.property(someEpisodes, (all) => {
        const episodes = all.filter(({ latency }) => latency === 'fixed:200');
        if (episodes.length === 0) return;
        const tally = tallyOf(episodes);
        const { differences } = compareResults([{ name: 'run', episodes }], null).document;
        const pooled = differences.filter(({ kind, scope }) => kind === 'rate' && scope === 'all');
        for (const { a, b, latency, ...expected } of pooled) {
          const sides = [a, b].map((arm) => ({ arm, latency: 'fixed:200' }));
          const found = tally.difference(sides[0], sides[1], expected.metric as RateMetric);
          expect(found).toEqual({ ...expected, a, b, latency });
        }
        const arms = new Set(episodes.map(({ arm }) => arm));
        if (arms.has('dual') && arms.has('fast') && pooled.length === 0)
          expect(
            tally.difference({ arm: 'dual', latency: 'fixed:200' }, { arm: 'fast', latency: 'fixed:200' }, 'success'),
          ).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it('compares anew when there are more rows', () => {
    const table = tableOf([crash({ seed: 1 }), episode({ seed: 1, arm: 'dual' })]);
    const tally = new SuiteTally(table);
    tally.update();
    const pairs = (): number | undefined =>
      tally.difference({ arm: 'dual', latency: 'fixed:200' }, { arm: 'fast', latency: 'fixed:200' }, 'collision')?.n;
    expect(pairs()).toBe(1);
    table.add([episode({ seed: 2 }), episode({ seed: 2, arm: 'dual' })].map(rowOf));
    tally.update();
    expect(pairs()).toBe(2);
    table.clear();
    tally.update();
    expect(pairs()).toBeUndefined();
  });

  it('finds who can be compared: the same latency, or somebody who never plans', () => {
    const planned = (latency: string) => episode({ arm: 'dual', latency, planner: { ...episode().planner, calls: 2 } });
    const tally = tallyOf([
      episode(),
      planned('fixed:200'),
      planned('fixed:800'),
      episode({ arm: 'reflex', latency: 'zero' }),
    ]);
    const at = (arm: string, latency: string) => ({ arm, latency });
    expect(tally.partnerOf(at('dual', 'fixed:200'), 'fast')?.latency).toBe('fixed:200');
    expect(tally.partnerOf(at('dual', 'fixed:800'), 'fast')?.latency).toBe('fixed:200');
    expect(tally.partnerOf(at('reflex', 'zero'), 'dual')?.latency).toBe('fixed:200');
    expect(tally.partnerOf(at('fast', 'fixed:200'), 'fast')).toBeNull();
    const both = tallyOf([planned('fixed:200'), planned('fixed:800'), { ...planned('zero'), arm: 'always' }]);
    expect(both.partnerOf(at('always', 'zero'), 'dual')).toBeNull();
  });

  it('lists what ended differently as the report does: worse first, then by harm', () => {
    const make = (arm: string, ends: readonly string[]) =>
      ends.map((end, seed) => episodeOf({ arm, latency: 'fixed:200', scenario: 'cut-in/tail', seed, end, calls: 1 }));
    const episodes = [
      ...make('fast', [
        'collision',
        'goal',
        'goal',
        'timeout',
        'goal',
        'error',
        'goal',
        'goal',
        'goal',
        'goal',
        'goal',
      ]),
      ...make('dual', [
        'goal',
        'goal',
        'collision',
        'goal',
        'off-road',
        'goal',
        'goal',
        'goal',
        'goal',
        'goal',
        'collision',
      ]),
    ];
    const found = tallyOf(episodes).differing(
      { arm: 'dual', latency: 'fixed:200' },
      { arm: 'fast', latency: 'fixed:200' },
    );
    expect(found.map(({ a, b, direction }) => [a.seed, a.arm, b.arm, direction])).toEqual([
      [2, 'dual', 'fast', 'worse'],
      [10, 'dual', 'fast', 'worse'],
      [4, 'dual', 'fast', 'worse'],
      [0, 'dual', 'fast', 'better'],
      [3, 'dual', 'fast', 'better'],
    ]);
    const { changed } = compareResults([{ name: 'run', episodes }], null).document;
    const sides = (list: readonly (readonly [number, string])[]): string[] => list.map(String).sort();
    expect(sides(changed.map(({ seed, direction }) => [seed, direction]))).toEqual(
      sides(found.map(({ a, direction }) => [a.seed, direction])),
    );
  });
});

const filters: fc.Arbitrary<EpisodeFilter> = fc.record({
  outcome: fc.constantFrom(null, 'failures', 'drop', ...OUTCOMES),
  arm: fc.constantFrom(null, 'dual'),
  scenario: fc.constantFrom(null, 'merge/tail'),
  text: fc.constantFrom('', 'seed 1', 'CUTTER', 'dropped', 'cut-in  dual', 'no such words'),
});
const sorts = fc.record({ column: fc.constantFrom(...SORTS), descending: fc.boolean() });

describe('the table of episodes', () => {
  it('shows what passes the filter in the order of the sort, however the rows came in', () => {
    fc.assert(
      fc.property(someEpisodes, filters, sorts, fc.nat({ max: 80 }), (episodes, filter, sort, cut) => {
        const rows = episodes.map(rowOf);
        const table = new EpisodeTable();
        const view = new EpisodeView(table, filter, sort);
        table.add(rows.slice(0, cut));
        view.rows();
        table.add(rows.slice(cut));
        const shown = view.rows();
        expect(shown).toEqual(rows.filter((row) => isShown(row, filter)).sort(comparatorOf(sort)));
        expect(view.rows()).toBe(shown);
      }),
    );
  });

  it('has failures first until somebody sorts otherwise', () => {
    const ends = ['goal', 'timeout', 'error', 'lost', 'collision', 'off-road', 'touched'];
    const rows = ends.map((end, seed) =>
      rowOf(episodeOf({ arm: 'fast', latency: 'zero', scenario: 'merge/tail', seed, end, calls: 0 })),
    );
    const table = new EpisodeTable();
    table.add(rows);
    const outcomes = new EpisodeView(table, NO_FILTER, FAILURES_FIRST).rows().map(outcomeOf);
    expect(outcomes).toEqual(['collision', 'collision', 'off-road', 'lost', 'timeout', 'error', 'goal']);
    const fast = new EpisodeView(table, NO_FILTER, { column: 'impact', descending: true }).rows();
    expect(fast[0].impactSpeedMps).toBe(7);
  });

  it('finds words in any order', () => {
    const row = rowOf(crash({ scenario: 'pedestrian/tail', seed: 62 }));
    const finds = (text: string): boolean => isShown(row, { ...NO_FILTER, text });
    expect([finds('62 pedestrian'), finds('seed 62'), finds('collision cutter'), finds('seed 63')]).toEqual([
      ...[true, true, true, false],
    ]);
  });

  it('replaces an episode that was run again', () => {
    const table = tableOf([failure({ seed: 1 }), episode({ seed: 2 })]);
    const view = new EpisodeView(table, { ...NO_FILTER, outcome: 'error' }, FAILURES_FIRST);
    expect(view.rows()).toHaveLength(1);
    table.add([rowOf(episode({ seed: 1 }))]);
    expect(view.rows()).toHaveLength(0);
    expect(table.rows).toHaveLength(2);
  });

  it('becomes CSV that quotes what has to be', () => {
    const row: SuiteRow = { ...rowOf(failure()), error: 'planner: said "no",\nand left' };
    expect(rowsAsCsv([row]).split('\r\n')[1]).toBe(
      'cut-in,cut-in,0,test,fast,fixed:200,error,false,,,10,0,"planner: said ""no"",\nand left"',
    );
  });
});

describe('rows in sight', () => {
  const inputs = fc.record({
    count: fc.nat({ max: 100_000 }),
    rowPx: fc.integer({ min: 1, max: 60 }),
    heightPx: fc.nat({ max: 3000 }),
    scrollPx: fc.integer({ min: -100, max: 7_000_000 }),
    overscan: fc.nat({ max: 20 }),
  });

  it('are all made, and few others', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { count, rowPx, heightPx, scrollPx, overscan } = input;
        const { first, end } = windowOf(input);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - first).toBeGreaterThanOrEqual(0);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(heightPx / rowPx) + 1 + 2 * overscan);
        const top = Math.min(Math.max(0, scrollPx), Math.max(0, count * rowPx - heightPx));
        for (const y of [top, top + heightPx / 2, top + heightPx - 1]) {
          const row = Math.floor(y / rowPx);
          if (heightPx > 0 && row < count) expect(row >= first && row < end).toBe(true);
        }
      }),
    );
  });

  it('are scrolled no further than needed for the active one to be whole', () => {
    fc.assert(
      fc.property(inputs, fc.nat({ max: 99_999 }), ({ rowPx, heightPx, scrollPx }, index) => {
        const seen = Math.max(0, scrollPx);
        const to = scrollToRow(index, { rowPx, heightPx, scrollPx: seen });
        if (heightPx < rowPx) {
          expect(to).toBe(index * rowPx);
          return;
        }
        expect(to).toBeLessThanOrEqual(index * rowPx);
        expect(to + heightPx).toBeGreaterThanOrEqual((index + 1) * rowPx);
        const wasWhole = index * rowPx >= seen && (index + 1) * rowPx <= seen + heightPx;
        if (wasWhole) expect(to).toBe(seen);
      }),
    );
  });

  it('are walked by the keys of a list, never out of it', () => {
    const after = (key: string, at: number, count = 50) => rowAfterKey(key, at, count, 10);
    expect([after('ArrowDown', -1), after('ArrowDown', 49), after('ArrowUp', 0), after('ArrowUp', 7)]).toEqual([
      0, 49, 0, 6,
    ]);
    expect([after('PageDown', 3), after('PageUp', 3), after('Home', 9), after('End', 9)]).toEqual([13, 0, 0, 49]);
    expect([after('x', 3), after('ArrowDown', 0, 0)]).toEqual([null, null]);
  });
});
