import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArmName } from '../../../policies/driving/arms.ts';
import { packageRoot } from '../../../scenarios/cli/package-root.ts';
import { divergenceOf } from '../../../scenarios/clips/clip-builder.ts';
import { clipTaskOf } from '../../../scenarios/clips/clip-task.ts';
import { toBase64 } from '../../../scenarios/clips/clip-text.ts';
import { clipOfRun } from '../../../scenarios/clips/clip-recorder.ts';
import { encodeClip } from '../../../scenarios/clips/encode-clip.ts';
import { makeReplays, type ReplayOptions, type Replays } from '../../../scenarios/clips/make-replays.ts';
import type { ChangedPair } from '../../../scenarios/compare/changed.ts';
import type { ChangedSide } from '../../../scenarios/compare/comparison.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { runEpisode, type EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import { recordEpisode } from '../../../scenarios/runner/record-episode.ts';
import { writeManifest, type RunManifest } from '../../../scenarios/runner/run-manifest.ts';

const VERSION = '1.2.3';
const SCENARIO = 'debris/tail';

/** An episode of the rule policy as a run makes it. */
function setupFor(arm: ArmName, scenario = SCENARIO): EpisodeSetup {
  const name = episodeSeed('test', scenario, 1);
  return {
    job: {
      ...{ suite: 'test', split: 'test', scenario, seed: 1, arm, planner: null },
      latency: { kind: 'fixed', ms: 100 },
    },
    spec: resolveScenario(libraryScenario(SCENARIO), name),
    episodeSeed: name,
    model: null,
    engineVersion: VERSION,
  };
}

let folder: string;
let aeb: EpisodeResult;
let fast: EpisodeResult;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-replays-'));
  aeb = await runEpisode(setupFor('aeb'));
  fast = await runEpisode(setupFor('fast'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function pairOf(a: EpisodeResult, b: EpisodeResult, inFolder = folder): ChangedPair {
  const side = ({ arm, latency, outcome, digest }: EpisodeResult): ChangedSide => ({
    ...{ arm: `${arm}@x`, plainArm: arm, latency, folder: inFolder, end: outcome.end, digest },
    ...{ collisionKind: null, atFault: null, impactSpeedMps: null },
  });
  const { scenario, family, seed, split, suite } = a;
  const about = { scenario, family, seed, split, suite, direction: 'worse', severity: 1 } as const;
  return { entry: { ...about, key: `${a.arm} ${a.digest} ${b.arm}`, a: side(a), b: side(b) }, a, b };
}

function replaysOf(pairs: readonly ChangedPair[], changes: Partial<ReplayOptions> = {}): Promise<Replays> {
  return makeReplays(pairs, {
    workers: 1,
    script: join(packageRoot(), 'dist', 'clip-worker.mjs'),
    engine: { version: VERSION, model: null },
    modelFolder: '',
    ...changes,
  });
}

describe('makeReplays', () => {
  it('simulates both episodes again, to the same clips and the first tick that differs', async () => {
    const { replays, missing } = await replaysOf([pairOf(aeb, fast)]);
    const [a, b] = [await clipOfRun(setupFor('aeb')), await clipOfRun(setupFor('fast'))];
    expect(missing).toEqual([]);
    expect(replays).toEqual([
      {
        key: `aeb ${aeb.digest} fast`,
        ...{ a: toBase64(encodeClip(a.clip)), b: toBase64(encodeClip(b.clip)) },
        ...{ nameA: 'aeb@x', nameB: 'fast@x', divergence: divergenceOf(a.hashes, b.hashes, a.clip.controlDt) },
      },
    ]);
    expect(replays[0].divergence?.tick).toBeGreaterThan(0);
  });

  it('lists what has another digest, with the reason, and shows the others', async () => {
    const forged = { ...aeb, digest: 'f00d'.repeat(16) };
    const { replays, missing } = await replaysOf([pairOf(forged, fast), pairOf(aeb, fast)]);
    expect(replays.map(({ key }) => key)).toEqual([`aeb ${aeb.digest} fast`]);
    expect(missing).toEqual([
      {
        key: `aeb ${forged.digest} fast`,
        why: `aeb@x: Simulated again it has the digest ${aeb.digest.slice(0, 12)}…, but its result has f00df00df00d…: another build of the program made it.`,
      },
    ]);
  });

  it('shows what another version ran from its record, if that is of the same run', async () => {
    const recorded = join(folder, 'recorded');
    for (const [arm, result] of [
      ['aeb', aeb],
      ['fast', fast],
    ] as const) {
      await recordEpisode(setupFor(arm), result, join(recorded, 'records'));
    }
    const old = (result: EpisodeResult): EpisodeResult => ({ ...result, engine: { version: '0.0.9', models: {} } });
    const other = { ...old(aeb), digest: 'f00d' };
    const { replays, missing } = await replaysOf([
      ...[pairOf(old(aeb), old(fast), recorded), pairOf(aeb, fast)],
      ...[pairOf(other, old(fast), recorded), pairOf(old(aeb), old(fast), join(folder, 'elsewhere'))],
    ]);
    expect(replays.length).toBe(2);
    expect(replays[0]).toEqual(replays[1]);
    expect(missing[0].why).toMatch(/^aeb@x: .*records\/debris-tail-seed1-aeb-fixed-100\.mcap has the digest /);
    expect(missing[0].why).toMatch(/but the result has f00d…: it records another run\.$/);
    const version = 'It was run with version 0.0.9, and this is version 1.2.3. There is no record of it either.';
    expect(missing[1].why).toBe(`aeb@x: ${version} fast@x: ${version}`);
  });

  it('simulates again where the record is damaged, and says both where neither works', async () => {
    const damaged = join(folder, 'damaged');
    const file = await recordEpisode(setupFor('aeb'), aeb, join(damaged, 'records'));
    writeFileSync(file, readFileSync(file).subarray(0, 5000));
    const { replays, missing } = await replaysOf([
      ...[pairOf(aeb, fast, damaged), pairOf(aeb, fast)],
      pairOf({ ...aeb, digest: 'f00d' }, fast, damaged),
    ]);
    expect(replays.length).toBe(2);
    expect(replays[0]).toEqual(replays[1]);
    expect(missing[0].why).toMatch(/mcap: is truncated: .*again\. Simulated again it has the digest /);
  });

  it('finds scenarios of files in run.json', async () => {
    const [ofFile, broken] = [join(folder, 'of-file'), join(folder, 'broken')];
    for (const each of [ofFile, broken]) mkdirSync(each);
    writeManifest(ofFile, manifestWith({ mine: JSON.parse(JSON.stringify(libraryScenario(SCENARIO))) }));
    writeFileSync(join(broken, 'run.json'), '{');
    const result = await runEpisode(setupFor('aeb', 'mine'));
    const other = await runEpisode(setupFor('fast', 'mine'));
    const { replays, missing } = await replaysOf([
      ...[pairOf(result, other), pairOf(result, other, ofFile), pairOf(result, other, broken)],
    ]);
    expect(replays.length).toBe(1);
    expect(missing[0].why).toContain(
      `Its scenario 'mine' is neither in the library nor in a run.json beside the results.`,
    );
    expect(missing[1].why).toMatch(/^aeb@x: .*run\.json: this is not JSON; remove the file or restore it\. fast@x: /);
  });

  it('makes each episode once and no more pairs than asked for', async () => {
    const script = join(folder, 'worker.mjs');
    const log = join(folder, 'log');
    writeFileSync(script, COUNTING_WORKER);
    const pairs = [pairOf(aeb, fast), pairOf({ ...aeb, arm: 'reflex' }, fast), pairOf({ ...aeb, arm: 'slow' }, fast)];
    const { replays } = await replaysOf(pairs, { script, modelFolder: log, limit: 2 });
    expect(replays.length).toBe(2);
    expect(readFileSync(log, 'utf8').split('\n').sort()).toEqual(['', 'aeb', 'fast', 'reflex']);
  });

  it('goes on when a process dies or hangs', async () => {
    const script = join(folder, 'mortal.mjs');
    writeFileSync(script, MORTAL_WORKER);
    const pairs = [
      pairOf({ ...aeb, digest: 'die' }, fast),
      pairOf({ ...aeb, arm: 'slow', digest: 'hang' }, fast),
      pairOf({ ...aeb, arm: 'reflex' }, fast),
    ];
    const { replays, missing } = await replaysOf(pairs, { script, clipLimitMs: 1500, workers: 1 });
    expect(replays.map(({ key }) => key)).toEqual([`reflex ${aeb.digest} fast`]);
    expect(missing.map(({ why }) => why)).toEqual([
      'aeb@x: The process that should have shown it ended or hung.',
      'slow@x: The process that should have shown it ended or hung.',
    ]);
  });
});

describe('clipTaskOf', () => {
  const engine = { version: VERSION, model: null };
  const reason = (result: EpisodeResult, arm: string = result.arm, manifest: RunManifest | null = null): unknown =>
    clipTaskOf({ folder, manifest, arm, result }, engine);

  it('says why an episode cannot be shown', () => {
    expect(reason(aeb, 'nobody')).toBe(`This version has no arm 'nobody'.`);
    expect(reason({ ...aeb, latency: 'trace:x' })).toBe(
      `Its latencies 'trace:x' are not in a run.json beside the results.`,
    );
    expect(reason({ ...aeb, clock: 'live' })).toMatch(/^A live run cannot be simulated again\. There is no record/);
    const models = { 'fast-driving': 'abcdef0123456789' };
    expect(reason({ ...aeb, engine: { version: VERSION, models } })).toMatch(
      /^It was run with the policy fast-driving \(abcdef012345\), which is not the one of this version\./,
    );
    expect(reason({ ...aeb, split: 'mine' })).toMatch(/^This version has no split 'mine'\./);
    const manifest = { ...manifestWith({}), planner: 'nobody:1' };
    expect(reason(aeb, 'aeb', manifest)).toMatch(/^This version has no planner 'nobody:1'\./);
  });

  it('takes latencies and the planner from run.json', () => {
    const trace = { kind: 'trace', name: 'x', ms: [100, 300] } as const;
    const manifest = { ...manifestWith({}), latencies: [{ ...trace, ms: [...trace.ms] }], planner: 'drill:nan' };
    expect(reason({ ...aeb, latency: 'trace:x' }, 'aeb', manifest)).toMatchObject({
      simulation: { job: { latency: trace, planner: 'drill:nan', arm: 'aeb' }, learned: false },
      record: null,
    });
  });
});

function manifestWith(scenarios: RunManifest['scenarios']): RunManifest {
  return {
    manifestVersion: 1,
    suite: 'test',
    split: 'test',
    seeds: [1, 1],
    arms: ['aeb'],
    latencies: [],
    planner: null,
    engine: { version: VERSION, models: {} },
    scenarios,
  };
}

/** Says in the file that it is told of which episodes it was asked for. */
const COUNTING_WORKER = `
import { appendFileSync } from 'node:fs';
let log = '';
process.on('disconnect', () => process.exit(0));
process.on('message', (request) => {
  if (request.type === 'start') return (log = request.modelFolder);
  appendFileSync(log, request.task.simulation.job.arm + '\\n');
  process.send({ type: 'clip', bytes: new Uint8Array(3), hashes: new Uint32Array(1) });
});
`;

const MORTAL_WORKER = `
process.on('disconnect', () => process.exit(0));
process.on('message', (request) => {
  if (request.type === 'start') return;
  if (request.task.digest === 'die') process.exit(7);
  if (request.task.digest === 'hang') for (;;);
  process.send({ type: 'clip', bytes: new Uint8Array(3), hashes: new Uint32Array(1) });
});
`;
