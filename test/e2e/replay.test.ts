import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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
    const cut = join(folder, 'hopeless.mcap');
    await writeFile(cut, (await readFile(file)).subarray(0, 5000));
    const damaged = join(folder, 'damaged.mcap');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(damaged, bytes);
    const text = join(folder, 'text.mcap');
    await writeFile(text, 'hello');
    const missing = join(folder, 'missing.mcap');
    for (const [bad, what] of [
      [cut, 'was cut off'],
      [damaged, 'is damaged'],
      [text, 'is not an MCAP file'],
      [missing, 'cannot be read (ENOENT)'],
    ]) {
      const { code, out, err } = await replay(bad, '--verify');
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`${bad}: ${what}`);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    for (const wrong of [['--export', 'pdf'], ['--json'], ['--scores', '--export', 'csv']])
      expect(await replay(file, ...wrong)).toMatchObject({ code: 2, out: '' });
  });

  it('exports the table on standard output, whatever else is asked', async () => {
    const { code, out, err } = await replay(file, '--export', 'csv', '--verify');
    expect(code).toBe(0);
    const lines = out.trim().split('\n');
    expect(lines[0]).toMatch(/^tick,time_s,entity,kind,x_m,/);
    expect(lines.at(-1)).toMatch(/^60,1,actor\//);
    expect(err).toContain('identical: 60 ticks');
  });

  it('prints the scores, and whether they are those of the result', async () => {
    const { code, out } = await replay(file, '--scores');
    expect(code).toBe(0);
    expect(out).toMatch(/^routeCompletion +\S+ {2}n=\d+/m);
    expect(out).toContain(`${file}: equal to the scores in its result`);
    const json = await replay(file, '--scores', '--json', '--verify');
    expect(json).toMatchObject({ code: 0, err: expect.stringContaining('identical: 60 ticks') as string });
    expect(JSON.parse(json.out)).toMatchObject({ file, differing: [], scores: { routeCompletion: { valid: true } } });

    const other = join(folder, 'other.mcap');
    const record = readRecord(await readFile(file), file);
    const result = { ...(record.end.result as object), scores: { routeCompletion: { value: 3, n: 1, valid: true } } };
    await writeFile(other, rewriteRecord(record, { end: { result } }));
    const differing = await replay(other, '--scores');
    expect(differing.code).toBe(1);
    expect(differing.out).toMatch(/other scores in its result: .*routeCompletion/);
  });

  it('reads a record up to where it was cut off, and says so', async () => {
    const cut = join(folder, 'cut.mcap');
    await writeFile(cut, (await readFile(file)).subarray(0, -10));
    const index = 'holds 60 ticks (1.00 s); lost: only its index\n';
    expect(await replay(cut, '--verify')).toMatchObject({
      code: 0,
      out: `${cut}: identical: 60 ticks, digest ${digest}\n`,
      err: expect.stringContaining(index) as string,
    });
    const whole = join(folder, 'whole.mcap');
    expect(await replay(cut, '--recover', whole)).toMatchObject({ code: 0, err: '' });
    expect((await readFile(whole)).equals(await readFile(file))).toBe(true);
  });

  it('shows the record of a newer engine, and says which version verifies it', async () => {
    const record = readRecord(await readFile(file), file);
    const newer = join(folder, 'newer.mcap');
    const state = (_tick: number, values: Float64Array): Float64Array => Float64Array.of(...values, 1, 2);
    await writeFile(newer, rewriteRecord(record, { header: { engineVersion: '9.2.0' }, state }));
    expect(await replay(newer)).toMatchObject({ code: 0, out: expect.stringContaining('Twotempo 9.2.0') as string });
    const table = await replay(newer, '--export', 'csv');
    const known = await replay(file, '--export', 'csv');
    expect(table).toMatchObject({ code: 0, out: known.out });
    const { code, out, err } = await replay(newer, '--verify');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /newer\.mcap: cannot be verified here: its states have (\d+) numbers, .* only 9\.2\.0 simulates it again;/,
    );
    expect(err).toContain('replay it with Twotempo 9.2.0, which made it');
  });

  it('reads older formats', async () => {
    for (const version of [1, 2]) {
      const old = join(folder, `format-${version}.mcap`);
      const packed = await readFile(new URL(`../fixtures/records/format-${version}.mcap.gz`, import.meta.url));
      await writeFile(old, gunzipSync(packed));
      expect(await replay(old, '--verify')).toMatchObject({
        code: 0,
        out: expect.stringContaining('identical: 90') as string,
      });
      expect(await replay(old)).toMatchObject({ code: 0, err: '' });
      expect((await replay(old, '--scores')).out).toContain('its result holds no scores to compare with');
    }
  });
});
