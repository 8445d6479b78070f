import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveScenario } from '../../scenarios/language/resolve.ts';
import { libraryScenario } from '../../scenarios/library/registry.ts';
import { readRecord } from '../../scenarios/records/record-reader.ts';
import { rewriteRecord } from '../../scenarios/records/rewrite-record.ts';
import { runEpisode, type EpisodeSetup } from '../../scenarios/runner/episode.ts';
import { recordEpisode } from '../../scenarios/runner/record-episode.ts';
import { replay } from './replay-command.ts';

let folder: string;
let file: string;
let digest: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twotempo-replay-'));
  const spec = { ...resolveScenario(libraryScenario('cut-in/tail'), 'replay'), timeLimitS: 1 };
  const setup: EpisodeSetup = {
    job: {
      suite: 'e2e',
      split: 'test',
      scenario: 'cut-in/tail',
      seed: 0,
      arm: 'always',
      latency: { kind: 'fixed', ms: 100 },
      planner: null,
    },
    spec,
    episodeSeed: 'replay',
    model: null,
    engineVersion: '0.0.1',
  };
  const result = await runEpisode(setup);
  digest = result.digest;
  file = await recordEpisode(setup, result, folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('twotempo replay', () => {
  it('says what a record holds', async () => {
    const { code, out } = await replay(file);
    expect(code).toBe(0);
    expect(out).toContain('cut-in/tail, split test, seed 0, arm always, latency fixed:100');
    expect(out).toContain(`timeout after 60 ticks (1.00 s), digest ${digest}`);
  });

  it('verifies a record made by another build of the same sources', async () => {
    expect(await replay(file, '--verify')).toEqual({
      code: 0,
      out: `${file}: identical: 60 ticks, digest ${digest}\n`,
      err: '',
    });
  });

  it('ends with 1 at a divergence, named, and says which version made the record', async () => {
    const forged = join(folder, 'forged.mcap');
    const record = readRecord(await readFile(file), file);
    const bytes = rewriteRecord(record, {
      state: (tick, values) => (tick === 42 ? values.map((x, i) => (i === 3 ? 1 : x)) : values),
    });
    await writeFile(forged, bytes);
    const { code, out } = await replay(forged, '--verify');
    expect(code).toBe(1);
    expect(out).toMatch(/forged\.mcap: diverges at tick 42: world\.end is 1 in the record, 0 when simulated again\n/);
    expect(out).toMatch(/recorded with Twotempo 0\.0\.1; this is /);
  });

  it('ends with 2 and one line for what is no whole record', async () => {
    const cut = join(folder, 'cut.mcap');
    await writeFile(cut, (await readFile(file)).subarray(0, 5000));
    const text = join(folder, 'text.mcap');
    await writeFile(text, 'hello');
    const missing = join(folder, 'missing.mcap');
    for (const [bad, what] of [
      [cut, 'is truncated'],
      [text, 'is not an MCAP file'],
      [missing, 'cannot be read (ENOENT)'],
    ]) {
      const { code, out, err } = await replay(bad, '--verify');
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`${bad}: ${what}`);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    expect(await replay(file, '--export', 'pdf')).toMatchObject({ code: 2, out: '' });
  });

  it('exports the table on standard output, whatever else is asked', async () => {
    const { code, out, err } = await replay(file, '--export', 'csv', '--verify');
    expect(code).toBe(0);
    const lines = out.trim().split('\n');
    expect(lines[0]).toMatch(/^tick,time_s,entity,kind,x_m,/);
    expect(lines.at(-1)).toMatch(/^60,1,actor\//);
    expect(err).toContain('identical: 60 ticks');
  });
});
