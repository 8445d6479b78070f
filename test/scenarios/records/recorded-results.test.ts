import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAndCompare } from '../../../scenarios/compare/compare.ts';
import { renderComparison } from '../../../scenarios/compare/comparison-text.ts';
import { readRecordedResults } from '../../../scenarios/records/recorded-results.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { runEpisode } from '../../../scenarios/runner/episode.ts';
import { recordEpisode } from '../../../scenarios/runner/record-episode.ts';
import { setupOf } from '../runner/setups.ts';
import { recordLive } from './live-runs.ts';

let folder: string;
let result: EpisodeResult;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-live-'));
  const long = await recordLive(null, { ticks: 120 });
  const short = await recordLive(null, { ticks: 60 });
  result = long.result;
  writeFileSync(join(folder, '1-short.mcap'), short.bytes);
  writeFileSync(join(folder, '2-long.mcap'), long.bytes);
  writeFileSync(join(folder, '3-cut.mcap'), long.bytes.subarray(0, Math.floor(0.7 * long.bytes.length)));
  writeFileSync(join(folder, '4-text.mcap'), 'no record');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a folder of recorded live runs', () => {
  it('holds the result of the last recording of each situation, and says what is passed over and why', async () => {
    const found = await readRecordedResults(folder);
    expect(found?.episodes).toEqual([result]);
    expect(result.clock).toBe('live');
    expect(found?.passedOver).toEqual([
      `${join(folder, '1-short.mcap')}: 2-long.mcap is a later recording of the same scenario and seed`,
      `${join(folder, '3-cut.mcap')}: the episode was not driven to its end, and has no result`,
      expect.stringContaining(`${join(folder, '4-text.mcap')}: is not an MCAP file`),
    ]);
  });

  it('is compared as the results of a run are, its latencies called measured', async () => {
    const comparison = await readAndCompare([folder], null);
    expect(comparison.episodes).toEqual([result]);
    expect(comparison.passedOver).toHaveLength(3);
    expect(comparison.document.summary.arms['live'].clock).toBe('live');
    expect(renderComparison(comparison.document)).toMatch(/^live +measured /m);
    const origins = comparison.document.plots.durations.map(({ origin }) => origin);
    expect(origins.length).toBeGreaterThan(0);
    expect(new Set(origins)).toEqual(new Set(['measured']));
  });

  it('passes over records of runs in virtual time, which are no sample', async () => {
    const virtual = join(folder, 'virtual');
    const setup = setupOf('fast');
    await recordEpisode(setup, await runEpisode(setup), virtual);
    expect(await readRecordedResults(virtual)).toEqual({
      episodes: [],
      passedOver: [expect.stringContaining('is of a run in virtual time, which keeps records of some episodes only')],
    });
    await expect(readAndCompare([virtual], null)).rejects.toThrow(
      /no record in it counts as a result\. .*results\.jsonl/,
    );
  });

  it('without any record is none', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await readRecordedResults(join(folder, 'empty'))).toBeNull();
    await expect(readAndCompare([join(folder, 'empty')], null)).rejects.toThrow('should be the output folder of a run');
  });
});
