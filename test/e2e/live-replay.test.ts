import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../scenarios/records/record-reader.ts';
import { rewriteRecord } from '../../scenarios/records/rewrite-record.ts';
import { MEDDLING, recordLive, shippedModel, type RecordedRun } from '../scenarios/records/live-runs.ts';
import { replay } from './replay-command.ts';

let folder: string;
let file: string;
let run: RecordedRun;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twotempo-live-'));
  file = at('live.mcap');
  run = await recordLive(await shippedModel(), { ticks: 90 });
  await writeFile(file, run.bytes);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('twotempo replay of a live run', () => {
  it('says what came from outside', async () => {
    const { code, out } = await replay(file);
    expect(code).toBe(0);
    expect(out).toContain('closing-in, split test, seed 0, arm live, latency measured');
    const { arrivals, missedTicks } = run.trace;
    expect(out).toContain(
      `live run on webgpu: ${MEDDLING.length} interventions, ${arrivals.length} arrivals, ` +
        `${missedTicks.length} missed ticks, ${run.outputs.size} ticks with outputs from WebGPU`,
    );
  });

  it('verifies it, and names the first divergence of a forged one', async () => {
    expect(await replay(file, '--verify')).toEqual({
      code: 0,
      out: `${file}: identical: 90 ticks, digest ${run.episode.digest}\n`,
      err: '',
    });
    const record = readRecord(await readFile(file), file);
    const push = (text: string): string => text.replace('"leftMps":-0.25', '"leftMps":0.25');
    const bytes = rewriteRecord(record, {
      data: ({ topic, data }) =>
        topic === '/interventions' ? new TextEncoder().encode(push(new TextDecoder().decode(data))) : data,
    });
    await writeFile(at('forged.mcap'), bytes);
    const { code, out } = await replay(at('forged.mcap'), '--verify');
    expect(code).toBe(1);
    expect(out).toMatch(/diverges at tick 61: actor\/left\.\w+ is \S+ in the record, \S+ when simulated again/);
  });

  it('exports it', async () => {
    const { code, out } = await replay(file, '--export', 'csv');
    expect(code).toBe(0);
    expect(out.trim().split('\n').at(-1)).toMatch(/^90,1\.5,/);
  });

  it('recovers one that was cut off, and the recovered one verifies', async () => {
    const cut = at('cut.mcap');
    await writeFile(cut, run.bytes.subarray(0, Math.round(run.bytes.length * 0.6)));
    const shown = await replay(cut, '--verify');
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringMatching(/: identical up to where it was cut off: \d0 ticks/) as string,
    });
    expect(shown.err).toMatch(
      /cut\.mcap: was cut off after \d+ bytes, and holds \d0 ticks \(\d\.\d\d s\); lost: 10 ticks/,
    );
    expect((await replay(cut)).out).toMatch(/cut after \d0 ticks/);
    const out = at('recovered.mcap');
    const done = await replay(cut, '--recover', out);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(/recovered\.mcap: \d0 ticks \(\d\.\d\d s\), every state simulated again; cut\n/);
    expect(done.out).toMatch(/cut\.mcap: was cut off after .*; lost: 10 ticks, \d+ bytes, digest and result\n/);
    expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
    const verified = await replay(out, '--verify');
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/identical: \d0 ticks/);
  });

  it('ends with 2 and one line where there is nothing to recover, or no place for it', async () => {
    const hopeless = at('hopeless.mcap');
    await writeFile(hopeless, run.bytes.subarray(0, 3000));
    for (const [args, what] of [
      [[hopeless, '--recover', at('new.mcap')], 'there is nothing to recover'],
      [[file, '--recover', at('new.mcap')], 'is a whole record'],
      [[hopeless, '--recover', file], 'exists already'],
      [[file, '--recover', at('new.mcap'), '--verify'], 'without --verify'],
      [[at('cut.mcap'), '--recover', at('no/where.mcap')], 'cannot be written (ENOENT)'],
    ] as const) {
      const { code, out, err } = await replay(...args);
      expect([code, out], err).toEqual([2, '']);
      expect(err).toContain(what);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });
});
