import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineVersion } from '../../scenarios/cli/package-root.ts';
import { resolveManipulation } from '../../scenarios/language/manipulation/resolve.ts';
import { MANIPULATION_LIBRARY } from '../../scenarios/library/manipulation/registry.ts';
import { readRecord } from '../../scenarios/records/record-reader.ts';
import { rewriteRecord } from '../../scenarios/records/rewrite-record.ts';
import { runManipulationEpisode } from '../../scenarios/runner/manipulation-episode.ts';
import { setupOfArm } from '../../scenarios/runner/manipulation-setup.ts';
import { recordArmBytes } from '../../scenarios/runner/record-episode.ts';
import { replay } from './replay-command.ts';

const { id, scenario } = MANIPULATION_LIBRARY[0];
let folder: string;
let file: string;
let bytes: Uint8Array;
let digest: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twotempo-arm-replay-'));
  const setup = setupOfArm({
    job: { suite: 'e2e', split: 'test', scenario: id, seed: 0, arm: 'oracle', latency: { kind: 'zero' } },
    spec: { ...resolveManipulation(scenario, 'replay'), timeLimitS: 0.5 },
    episodeSeed: 'replay',
    hume: null,
    engineVersion: engineVersion(),
  });
  const result = await runManipulationEpisode(setup);
  ({ digest } = result);
  bytes = await recordArmBytes(setup, result);
  file = join(folder, 'arm.mcap');
  await writeFile(file, bytes);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("twotempo replay, of the arm's records", () => {
  it('says what it holds, its scores, its table, and that it repeats', async () => {
    const held = await replay(file);
    const scores = await replay(file, '--scores', '--json', '--verify');
    const table = await replay(file, '--export', 'csv');
    expect(held.out).toContain(`${id}, split test, seed 0, arm oracle, latency zero`);
    expect(held.out).toContain(`after 30 ticks (0.50 s), digest ${digest}`);
    expect(scores).toMatchObject({ code: 0, err: `${file}: identical: 30 ticks, digest ${digest}\n` });
    expect(JSON.parse(scores.out)).toMatchObject({ differing: [], scores: { 'arm-success': { value: 0 } } });
    expect(table.out).toMatch(/^tick,time_s,entity,kind,x_m,y_m,z_m,qx,/);
    expect(table.out).toContain('\n30,0.5,tcp,tcp,');
  });

  it('names what was changed, and needs models only where an arm does', async () => {
    const at = 60;
    const state = (tick: number, values: Float64Array): Float64Array =>
      tick === 7 ? values.map((x, i) => (i === at ? x + 1 : x)) : values;
    const forged = join(folder, 'forged.mcap');
    await writeFile(forged, rewriteRecord(readRecord(bytes, file), { state }));
    const models = join(folder, 'models.mcap');
    const header = { arm: 'dual', models: { hume: 'a'.repeat(64) } };
    await writeFile(models, rewriteRecord(readRecord(bytes, file), { header }));
    const diverges = await replay(forged, '--verify');
    const needs = await replay(models, '--verify');
    expect(diverges.code).toBe(1);
    expect(diverges.out).toMatch(/diverges at tick 7: [a-z0-9/-]+\.[A-Za-z0-9[\]]+ is /);
    expect(needs.code).toBe(2);
    expect(needs.out).toContain('given the recorded commands, its world is identical: 30 ticks');
    expect(needs.err).toMatch(
      /hume\.json is missing; train the arm's models|was made with the model hume \(SHA-256 a{64}\)/,
    );
  });

  it('forks to another arm, and the fork repeats', async () => {
    const out = join(folder, 'fork.mcap');
    const wrong = await replay(file, '--fork', '3', '--arm', 'aeb');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/--arm: unknown arm 'aeb'; there are fast, reflex, dual/);
    const forked = await replay(file, '--fork', '12', '--arm', 'oracle', '--latency', '200', '--out', out);
    expect(forked.out).toContain('from tick 12 (0.20 s)  oracle, fixed:200');
    expect(await replay(out, '--verify')).toMatchObject({ code: 0 });
  });
});
