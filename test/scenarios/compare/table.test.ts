import { describe, expect, it } from 'vitest';
import { renderTables } from '../../../scenarios/compare/table.ts';
import { markdownTable, plainTable } from '../../../scenarios/compare/text-table.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { episode, failure, series } from '../results/episodes.ts';

const planner = { ...episode().planner, calls: 4, accepted: 4, inFlightTicks: 48 };
const results: EpisodeResult[] = [
  ...series(40, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { arm: 'fast' }),
  ...series(40, [0, 1, 2, 3], { arm: 'aeb' }),
  ...series(40, [0, 1], { arm: 'reflex' }),
  ...series(40, [0], { arm: 'dual', planner }),
  ...series(5, [2], { arm: 'dual', family: 'rare', scenario: 'rare', planner }),
];

describe('the tables of a run', () => {
  it('read well in a terminal', () => {
    expect(`\n${renderTables(summarise(results))}`).toMatchInlineSnapshot(`
      "
      longtail, split test, seeds 0..39, engine 0.1.0

      arm     episodes  collisions % [95 %]     macro % [95 %]  at fault % [95 %]   success % [95 %]  speed m/s  hard braking   duty  calls/min  p vs fast  p vs reflex
      ------  --------  -------------------  -----------------  -----------------  -----------------  ---------  ------------  -----  ---------  ---------  -----------
      fast          40    25.0 [14.2, 40.2]  25.0 [14.2, 40.2]  25.0 [14.2, 40.2]  75.0 [59.8, 85.8]       20.0         2.0 %      -          -          -            -
      aeb           40     10.0 [4.0, 23.1]   10.0 [4.0, 23.1]   10.0 [4.0, 23.1]  90.0 [76.9, 96.0]       20.0         2.0 %      -          -      0.031            -
      reflex        40      5.0 [1.4, 16.5]    5.0 [1.4, 16.5]    5.0 [1.4, 16.5]  95.0 [83.5, 98.6]       20.0         2.0 %      -          -      0.008            -
      dual          45      4.4 [1.2, 14.8]   11.3 [3.0, 33.1]    4.4 [1.2, 14.8]  95.6 [85.2, 98.8]       20.0         2.0 %  8.0 %       24.0      0.004        1.000

      Rates of the episodes without error, with Wilson 95 % intervals; macro is the mean over families.
      p: exact McNemar test of collisions on the same scenarios and seeds.
      reflex has the fewest collisions among aeb and reflex.

      Collisions per family, % [95 %]

      family               fast               aeb           reflex                              dual
      ------  -----------------  ----------------  ---------------  --------------------------------
      cut-in  25.0 [14.2, 40.2]  10.0 [4.0, 23.1]  5.0 [1.4, 16.5]                   2.5 [0.4, 12.9]
      rare                    -                 -                -  not enough runs (1/5, 20 needed)
      "
    `);
  });

  it('read well in Markdown', () => {
    expect(`\n${renderTables(summarise(results), { markdown: true })}`).toMatchInlineSnapshot(`
      "
      longtail, split test, seeds 0..39, engine 0.1.0

      | arm | episodes | collisions % [95 %] | macro % [95 %] | at fault % [95 %] | success % [95 %] | speed m/s | hard braking | duty | calls/min | p vs fast | p vs reflex |
      | :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
      | fast | 40 | 25.0 [14.2, 40.2] | 25.0 [14.2, 40.2] | 25.0 [14.2, 40.2] | 75.0 [59.8, 85.8] | 20.0 | 2.0 % | - | - | - | - |
      | aeb | 40 | 10.0 [4.0, 23.1] | 10.0 [4.0, 23.1] | 10.0 [4.0, 23.1] | 90.0 [76.9, 96.0] | 20.0 | 2.0 % | - | - | 0.031 | - |
      | reflex | 40 | 5.0 [1.4, 16.5] | 5.0 [1.4, 16.5] | 5.0 [1.4, 16.5] | 95.0 [83.5, 98.6] | 20.0 | 2.0 % | - | - | 0.008 | - |
      | dual | 45 | 4.4 [1.2, 14.8] | 11.3 [3.0, 33.1] | 4.4 [1.2, 14.8] | 95.6 [85.2, 98.8] | 20.0 | 2.0 % | 8.0 % | 24.0 | 0.004 | 1.000 |

      Rates of the episodes without error, with Wilson 95 % intervals; macro is the mean over families.
      p: exact McNemar test of collisions on the same scenarios and seeds.
      reflex has the fewest collisions among aeb and reflex.

      Collisions per family, % [95 %]

      | family | fast | aeb | reflex | dual |
      | :-- | --: | --: | --: | --: |
      | cut-in | 25.0 [14.2, 40.2] | 10.0 [4.0, 23.1] | 5.0 [1.4, 16.5] | 2.5 [0.4, 12.9] |
      | rare | - | - | - | not enough runs (1/5, 20 needed) |
      "
    `);
  });

  it('show a sweep, its crossover and the errors', () => {
    const swept = [
      ...results,
      ...series(40, [0, 1, 2, 3, 4], { arm: 'dual', latency: 'fixed:400', planner }),
      failure({ arm: 'dual', seed: 99 }),
    ];
    const text = renderTables(summarise(swept));
    expect(`\n${text.slice(text.indexOf('Collisions per planner'))}`).toMatchInlineSnapshot(`
      "
      Collisions per planner latency, % [95 %]

      latency                 fast               aeb           reflex              dual
      ---------  -----------------  ----------------  ---------------  ----------------
      fixed:200                  -                 -                -   4.4 [1.2, 14.8]
      fixed:400                  -                 -                -  12.5 [5.5, 26.1]
      any        25.0 [14.2, 40.2]  10.0 [4.0, 23.1]  5.0 [1.4, 16.5]                 -

      dual stops beating reflex at 214 ms.

      Episodes that ended in an internal error and are in no rate: 1
      - dual, fixed:200, cut-in, seed 99: planner: no plan within 10 s
      "
    `);
  });

  it('compare aeb and reflex only where both ran', () => {
    const alone = results.filter(({ arm }) => arm !== 'aeb');
    expect(renderTables(summarise(results))).toContain('fewest collisions');
    expect(renderTables(summarise(alone))).not.toContain('fewest collisions');
  });

  it('place no crossover by few runs', () => {
    const dual = (n: number, latency: string, crashes: number[]): EpisodeResult[] =>
      series(n, crashes, { arm: 'dual', latency, planner });
    const reflex = series(40, [0, 1], { arm: 'reflex' });
    const text = renderTables(summarise([...reflex, ...dual(40, 'zero', []), ...dual(19, 'fixed:50', [0, 1])]));
    expect(text).toContain('dual: not enough runs to say where it stops beating reflex.');
    expect(text).not.toContain('stops beating reflex at');
  });

  it('say that an arm never beat the reflex, or still does', () => {
    const dual = (latency: string, crashes: number[]): EpisodeResult[] =>
      series(40, crashes, { arm: 'dual', latency, planner });
    const reflex = series(40, [0, 1], { arm: 'reflex' });
    const text = (...parts: EpisodeResult[][]): string => renderTables(summarise(parts.flat()));
    expect(text(reflex, dual('zero', [1]), dual('fixed:50', [0]))).toContain(
      'dual still beats reflex at the longest swept latency.',
    );
    expect(text(reflex, dual('zero', [1, 2]), dual('fixed:50', [0, 1, 2]))).toContain(
      'dual beats reflex at no swept latency.',
    );
    expect(text(dual('zero', [1, 2]), dual('fixed:50', [0, 1, 2]))).toContain(
      'dual has no reflex arm to compare with.',
    );
  });

  it('refuse a percentage up to 19 runs and give it from 20 on', () => {
    expect(renderTables(summarise(series(19, [0])))).toContain('not enough runs (1/19, 20 needed)');
    expect(renderTables(summarise(series(20, [0])))).toContain('5.0 [0.9, 23.6]');
    expect(renderTables(summarise([failure()]))).toContain('not enough runs (0/0, 20 needed)');
  });
});

describe('text tables', () => {
  it('align by characters, not by code units', () => {
    expect(
      plainTable([
        ['a', 'n'],
        ['\u{1f697}', '10'],
        ['bb', '5'],
      ]),
    ).toBe('a    n\n--  --\n\u{1f697}   10\nbb   5\n');
  });

  it('escape what Markdown would take as markup', () => {
    expect(
      markdownTable([
        ['a|b', 'c_d'],
        ['<x>', '1'],
      ]),
    ).toBe('| a\\|b | c\\_d |\n| :-- | --: |\n| \\<x> | 1 |\n');
  });
});
