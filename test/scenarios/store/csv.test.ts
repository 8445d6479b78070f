import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tickDistribution } from '../../../scenarios/results/tick-distribution.ts';
import { CALL_COLUMNS, DISTRIBUTION_COLUMNS, EPISODE_COLUMNS } from '../../../scenarios/store/columns.ts';
import { QUANTITIES } from '../../../scenarios/store/distributions.ts';
import { tablesReference } from '../../../scenarios/store/tables-reference.ts';
import { csv, CSV_FILES, writeCsv } from '../../../scenarios/store/write-csv.ts';
import { crash, episode } from '../results/episodes.ts';
import { parseCsv } from './parse-csv.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'twotempo-csv-'));

const planned = episode({
  arm: 'dual',
  scenario: 'cut-in, "steep"',
  calls: [
    [0, 6, 18, 200, 0, 18, 40, 23],
    [1, 60, 72, null, 5, null, null, 0],
  ],
  stalenessMs: tickDistribution([200, 200, 400], 1 / 60),
  scores: { pdms: { value: 0.5, n: 4, valid: true }, comfort: { value: 1, n: 2, valid: false } },
});

function tables(): Record<keyof typeof CSV_FILES, Record<string, string>[]> {
  writeCsv([planned, crash({ seed: 1 })], FOLDER);
  const of = (name: string) => parseCsv(readFileSync(join(FOLDER, name), 'utf8'));
  return {
    episodes: of(CSV_FILES.episodes),
    calls: of(CSV_FILES.calls),
    distributions: of(CSV_FILES.distributions),
  };
}

describe('tables of results', () => {
  it('have a row per episode, in the order of situations, with empty cells for what is not defined', () => {
    const { episodes } = tables();
    expect(episodes).toHaveLength(2);
    const dual = episodes.find(({ arm }) => arm === 'dual');
    expect(dual).toMatchObject({ scenario: 'cut-in, "steep"', collision: 'false', impactSpeedMps: '', end: 'goal' });
    expect(dual).toMatchObject({ 'score.pdms': '0.5', 'score.comfort': '', stalenessAtUseMs_p50: '200' });
    const other = episodes.find(({ arm }) => arm !== 'dual');
    expect(other).toMatchObject({ seed: '1', collision: 'true', impactSpeedMps: '7', 'score.pdms': '' });
  });

  it('have a row per planner call, in simulated time', () => {
    const { calls } = tables();
    expect(
      calls.map(({ call, dispatchMs, endMs, latencyMs, state, firstUseMs, lastUseMs, uses }) => [
        ...[call, dispatchMs, endMs, latencyMs, state, firstUseMs, lastUseMs, uses],
      ]),
    ).toEqual([
      ['0', '100', '300', '200', 'accepted', '300', '666.666667', '23'],
      ['1', '1000', '1200', '', 'failed', '', '', '0'],
    ]);
  });

  it('have a row per value of a distribution', () => {
    const { distributions } = tables();
    expect(distributions.map(({ quantity, value, count }) => [quantity, value, count])).toEqual([
      ['stalenessAtUseMs', '200', '2'],
      ['stalenessAtUseMs', '400', '1'],
    ]);
  });

  it('name every column once', () => {
    for (const columns of [EPISODE_COLUMNS, CALL_COLUMNS, DISTRIBUTION_COLUMNS, QUANTITIES]) {
      const names = columns.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('survive every text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const columns = [{ name: 'a "b"', unit: '', meaning: '', of: (text: string) => text }];
        // A row of one empty cell is an empty line, which no reader can tell from none.
        const rows = texts.map((text) => `${text}x`);
        expect(parseCsv(csv(columns, rows)).map((row) => row['a "b"'])).toEqual(rows);
      }),
    );
  });

  it('are documented as they are written', () => {
    expect(readFileSync(new URL('../../../docs/tables.md', import.meta.url), 'utf8')).toBe(tablesReference());
  });
});
