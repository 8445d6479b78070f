import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as published from '@foxglove/schemas/jsonschema.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveState } from '../../../sim/kernel/state-codec.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { CSV_COLUMNS, csvOf } from '../../../scenarios/records/export-csv.ts';
import { OWN_TOPICS, type OwnTopic } from '../../../scenarios/records/messages.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { resimulate, setupOf } from '../../../scenarios/records/replay-episode.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { verifyRecord, type Verification } from '../../../scenarios/records/verify.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { Episode, runEpisode, type EpisodeSetup, type LoadedModel } from '../../../scenarios/runner/episode.ts';
import { recordBytes, recordEpisode, recordFileName } from '../../../scenarios/runner/record-episode.ts';
import { misfit } from './json-schema.ts';

const SCENARIO = 'pedestrian/tail';
const SEED = 'records';

function setupFor(timeLimitS: number): EpisodeSetup {
  const spec = { ...resolveScenario(libraryScenario(SCENARIO), SEED), timeLimitS };
  const job = {
    suite: 'test',
    split: 'test',
    scenario: SCENARIO,
    seed: 4,
    arm: 'periodic',
    latency: { kind: 'fixed', ms: 100 },
    planner: null,
  } as const;
  return { job, spec, episodeSeed: SEED, model: null, engineVersion: '0.1.0' };
}

const setup = setupFor(3);
let folder: string;
let file: string;
let result: EpisodeResult;
let record: EpisodeRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twotempo-records-'));
  result = await runEpisode(setup);
  file = await recordEpisode(setup, result, join(folder, 'new'));
  record = readRecord(await readFile(file), file);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function verify(of: EpisodeRecord): Promise<Verification> {
  return verifyRecord(of, resimulate(of, setupOf(of, null, '0.1.0')));
}

describe('recordEpisode', () => {
  it('writes one whole file under the name of the episode', async () => {
    expect(file).toBe(join(folder, 'new', 'pedestrian-tail-seed4-periodic-fixed-100.mcap'));
    expect(await readdir(join(folder, 'new'))).toEqual(['pedestrian-tail-seed4-periodic-fixed-100.mcap']);
    expect(record.end).toMatchObject({ digest: result.digest, ticks: result.ticks, outcome: result.outcome.end });
    const { timing, ...untimed } = JSON.parse(JSON.stringify(result)) as EpisodeResult;
    expect(timing.wallMs).toBeGreaterThan(0);
    expect(record.end.result).toEqual(untimed);
    expect(record.header).toMatchObject({ scenario: SCENARIO, seed: 4, episodeSeed: SEED, latencyName: 'fixed:100' });
  });

  it('refuses a result with another digest, names both and leaves no file', async () => {
    const forged = { ...result, digest: 'f00d' };
    const again = recordEpisode(setup, forged, join(folder, 'forged'));
    await expect(again).rejects.toThrow(new RegExp(`digest ${result.digest}, but its result has f00d`));
    await expect(readdir(join(folder, 'forged'))).rejects.toThrow(/ENOENT/);
  });

  it('keeps the scenario where the episode was drawn from it, and only there', async () => {
    expect(record.header.scenarioValue).toBeNull();
    const drawn = { ...setup, spec: { ...setup.spec, timeLimitS: libraryScenario(SCENARIO).timeLimitS } };
    const whole = readRecord(await recordBytes(drawn, await runEpisode(drawn)), 'whole');
    expect(whole.header.scenarioValue).toEqual(JSON.parse(JSON.stringify(libraryScenario(SCENARIO))));
  });

  it('gives every episode a name of its own that any file system takes', () => {
    const { job } = setup;
    const names = [
      job,
      { ...job, scenario: 'a b' },
      { ...job, scenario: 'a:b' },
      { ...job, scenario: '../../up' },
      { ...job, scenario: `${'x'.repeat(300)}1` },
      { ...job, scenario: `${'x'.repeat(300)}2` },
      { ...job, latency: { kind: 'zero' } as const },
      { ...job, planner: 'drill:throw' },
      { ...job, split: 'sealed' },
    ].map(recordFileName);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._-]{1,150}\.mcap$/);
  });
});

describe('the record of an episode', () => {
  it('holds the complete state of every tick', async () => {
    const episode = new Episode(setup);
    expect([...record.stateAt(0)]).toEqual([...saveState(episode.system)]);
    for (let tick = 1; tick <= 100; tick++) await episode.tick();
    expect([...record.stateAt(100)]).toEqual([...saveState(episode.system)]);
  });

  it('has the schemas that Foxglove publishes, and messages that fit the schemas in the file', () => {
    const schemaOf = (topic: string): object => JSON.parse(record.schemas.get(topic)?.text ?? '{}') as object;
    expect(schemaOf('/scene')).toEqual(published.SceneUpdate);
    expect(schemaOf('/map')).toEqual(published.SceneUpdate);
    expect(schemaOf('/tf')).toEqual(published.FrameTransforms);
    expect(schemaOf('/log')).toEqual(published.Log);
    expect(record.schemas.get('/scene')?.name).toBe('foxglove.SceneUpdate');
    const seen = new Set<string>();
    for (const { topic, data } of record.messages) {
      if (topic === '/state') continue;
      seen.add(topic);
      const message: unknown = JSON.parse(new TextDecoder().decode(data));
      expect(misfit(schemaOf(topic) as Record<string, unknown>, message), topic).toBeNull();
    }
    expect([...seen].sort()).toEqual([
      '/action',
      '/events',
      '/gate',
      '/ledger',
      '/log',
      '/map',
      '/metrics',
      '/policy',
      '/scene',
      '/tf',
    ]);
  });

  it('tells what happened, tick by tick', () => {
    const per = (topic: OwnTopic): number => record.of(topic).length;
    expect(Object.keys(OWN_TOPICS)).toHaveLength(6);
    for (const topic of ['/policy', '/gate', '/action'] as const) expect(per(topic)).toBe(result.ticks);
    expect(per('/metrics')).toBe(Math.floor(result.ticks / 6) + 1);
    const dispatched = [...record.own('/ledger')].filter(({ state }) => state === 'dispatched');
    expect(dispatched).toHaveLength(result.planner.calls);
    const delivered = [...record.own('/ledger')].filter(({ plan }) => plan !== undefined);
    expect(delivered).toHaveLength(result.planner.accepted);
    for (const { tick, dispatchTick, plan } of delivered) {
      expect(tick - dispatchTick).toBe(6);
      expect(plan?.explanation).not.toBe('');
    }
    const kinds = [...record.own('/events')].map(({ kind }) => kind);
    expect(kinds[0]).toBe('start');
    expect(kinds.filter((kind) => kind === 'plan')).toHaveLength(result.planner.accepted);
    expect(kinds.at(-1)).toBe(result.outcome.end);
  });

  it('draws the boxes where the states have them', () => {
    const scene = JSON.parse(new TextDecoder().decode(record.of('/scene')[5].data)) as {
      entities: { id: string; cubes: { pose: { position: { x: number } } }[] }[];
    };
    const rows = [...csvOf(record)][1 + 30]
      .trim()
      .split('\n')
      .map((row) => row.split(','));
    const boxes = scene.entities.filter(({ cubes }) => cubes.length === 1);
    expect(boxes.map(({ id }) => id)).toEqual(rows.map((row) => row[2]));
    boxes.forEach(({ cubes }, i) => {
      expect(cubes[0].pose.position.x).toBeCloseTo(Number(rows[i][4]), 2);
    });
  });

  it('stays small', async () => {
    const longer = setupFor(12);
    const whole = readRecord(await recordBytes(longer, await runEpisode(longer)), 'long');
    const stateBytes = whole.of('/state').reduce((sum, { data }) => sum + data.length, 0);
    const perTick = stateBytes / whole.of('/state').length;
    expect(perTick).toBeLessThan(600_000 / 720);
  });
});

describe('replaying a record', () => {
  it('finds the same states and digest again', async () => {
    expect(await verify(record)).toEqual({ kind: 'identical', ticks: result.ticks, digest: result.digest });
  });

  it('names the actor and the field of a number that was changed', async () => {
    const changed = 77;
    const speed = Number([...csvOf(record)][1 + changed].split('\n')[0].split(',')[7]);
    const forged = rewriteRecord(record, {
      state: (tick, values) => (tick === changed ? values.map((x) => (x === speed ? x + 0.25 : x)) : values),
    });
    expect(await verify(readRecord(forged, 'forged'))).toEqual({
      kind: 'value',
      tick: changed,
      entity: 'ego',
      field: 'speed',
      recorded: speed + 0.25,
      simulated: speed,
    });
  });

  it('names what another seed, latency or setting changes', async () => {
    const of = async (header: Parameters<typeof rewriteRecord>[1]['header']): Promise<Verification> =>
      verify(readRecord(rewriteRecord(record, { header: header ?? {} }), 'other'));
    expect(await of({ episodeSeed: 'other' })).toMatchObject({ kind: 'value', tick: 0 });
    const late = await of({ latency: { kind: 'fixed', ms: 300 } });
    expect(late.kind).toBe('value');
    if (late.kind === 'value') expect(late.tick).toBeGreaterThan(0);
    const settings = record.header.settings as Record<string, unknown>;
    const fewer = await of({ settings: { ...settings, evaluations: 3 } as typeof record.header.settings });
    expect(fewer.kind).toBe('value');
  });

  it('asks for the model that the record was made with', async () => {
    const models = { 'fast-driving': 'a'.repeat(64) };
    const learned = readRecord(rewriteRecord(record, { header: { models } }), 'learned.mcap');
    expect(() => setupOf(learned, null, '0.1.0')).toThrow(
      /^learned\.mcap: was made with the model fast-driving \(SHA-256 a{64}\), and there is no model here; replay it with Twotempo 0\.1\.0/,
    );
    const shipped = (sha256: string): LoadedModel => ({
      facts: {
        name: 'fast-driving',
        sha256,
        featureVersion: 1,
        members: 1,
        calibration: { quantiles: [], aleatoric: [], epistemic: [] },
      },
      inference: { input: new Float32Array(0), output: new Float32Array(0), run: () => Promise.resolve() },
    });
    expect(() => setupOf(learned, shipped('b'.repeat(64)), '0.2.0')).toThrow(
      /this version ships fast-driving \(SHA-256 b/,
    );
    expect(setupOf(learned, shipped('a'.repeat(64)), '0.1.0').model?.facts.sha256).toBe('a'.repeat(64));
    expect(setupOf(record, shipped('b'.repeat(64)), '0.1.0').model).toBeNull();
  });

  it('refuses what this version does not know or cannot build', async () => {
    const problem = async (header: Parameters<typeof rewriteRecord>[1]['header']): Promise<unknown> => {
      const other = readRecord(rewriteRecord(record, { header: header ?? {} }), 'x');
      return verify(other).catch((error: unknown) => error);
    };
    const spec = setup.spec as unknown as Record<string, unknown>;
    const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as typeof record.header.spec;
    const messages = await Promise.all([
      problem({ arm: 'triple' }),
      problem({ planner: 'oracle' }),
      problem({ settings: { gate: 1 } }),
      problem({ spec: { family: 'none' } }),
      problem({ spec: json({ ...spec, timeLimitS: 1e5 }) }),
      problem({ spec: json({ ...spec, map: { ...setup.spec.map, lanes: 0 } }) }),
      problem({ controlDt: 1 / 50 }),
    ]);
    expect(messages.map(String)).toEqual([
      expect.stringContaining("x: was made with the arm 'triple', which this version does not know"),
      expect.stringContaining("the planner 'oracle'"),
      expect.stringContaining('settings of the arms'),
      expect.stringContaining('spec.map'),
      expect.stringContaining('spec.timeLimitS'),
      expect.stringContaining('map.lanes: expected a whole number from 1 to 8'),
      expect.stringContaining('spec.controlDt: differs from the header'),
    ]);
  });
});

describe('the table of a record', () => {
  it('has a row per tick and entity, with the numbers of the states', async () => {
    const lines = [...csvOf(record)].join('').trim().split('\n');
    const entities = setup.spec.actors.length + 1;
    expect(lines[0]).toBe(CSV_COLUMNS.join(','));
    expect(lines).toHaveLength(1 + (result.ticks + 1) * entities);
    const episode = new Episode(setup);
    for (let tick = 1; tick <= 90; tick++) await episode.tick();
    const { actors } = episode.world;
    const row = lines[1 + 90 * entities + 1].split(',');
    expect(row.slice(0, 3)).toEqual(['90', '1.5', actors.entities[1]]);
    expect(row.slice(4, 8).map(Number)).toEqual([actors.x[1], actors.y[1], actors.heading[1], actors.speed[1]]);
    expect(Number(row[13])).toBe(actors.s[1]);
  });
});
