import * as published from '@foxglove/schemas/jsonschema.js';
import fc from 'fast-check';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveManipulation } from '../../../scenarios/language/manipulation/resolve.ts';
import { MANIPULATION_LIBRARY } from '../../../scenarios/library/manipulation/registry.ts';
import { ARM_TOPICS } from '../../../scenarios/records/arm-messages.ts';
import { openRecord, readCutRecord } from '../../../scenarios/records/cut-record.ts';
import { ARM_CSV_COLUMNS } from '../../../scenarios/records/export-arm-csv.ts';
import { csvOf } from '../../../scenarios/records/export-csv.ts';
import { logOfRecord } from '../../../scenarios/records/log-of-record.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { recordedRunOf } from '../../../scenarios/records/recorded-run.ts';
import { recoverRecord } from '../../../scenarios/records/recover-record.ts';
import { armSetupOf, resimulateArm } from '../../../scenarios/records/replay-arm.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { scoresOfRecord } from '../../../scenarios/records/scores-of-record.ts';
import { tracksOfRecord } from '../../../scenarios/records/tracks.ts';
import { verifyArmWorld } from '../../../scenarios/records/verify-arm-world.ts';
import { verifyRecord, type Verification } from '../../../scenarios/records/verify.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { ManipulationEpisode, runManipulationEpisode } from '../../../scenarios/runner/manipulation-episode.ts';
import { recordArmBytes, recordArmEpisode } from '../../../scenarios/runner/record-episode.ts';
import { nameState, saveState } from '../../../sim/kernel/state-codec.ts';
import { linearHume } from '../../policies/manipulation/linear-networks.ts';
import { armRecord, armSetup, ENGINE, SCENE } from './arm-runs.ts';
import { misfit } from './json-schema.ts';
import { tinyRecord } from './tiny.ts';

type Changes = NonNullable<Parameters<typeof rewriteRecord>[1]['header']>;

const setup = armSetup('periodic');
/** Six ticks. */
const shortSetup = armSetup('periodic', { ...SCENE, timeLimitS: 0.1 });
let short: EpisodeRecord;
let result: EpisodeResult;
let record: EpisodeRecord;
beforeAll(async () => {
  ({ result, record } = await armRecord(setup));
  ({ record: short } = await armRecord(shortSetup));
});

async function verify(of: EpisodeRecord, hume = linearHume()): Promise<Verification> {
  return verifyRecord(of, resimulateArm(of, armSetupOf(of, hume, ENGINE)));
}

const other = (header: Changes): EpisodeRecord => readRecord(rewriteRecord(short, { header }), 'x');

describe('the record of an episode of the arm', () => {
  it('says what it is of, in a format that programs without the arm refuse as newer', () => {
    expect(record.header).toMatchObject({
      formatVersion: 4,
      domain: 'manipulation',
      arm: 'periodic',
      controlDt: 1 / 60,
    });
    expect(record.header.spec).toEqual(JSON.parse(JSON.stringify(SCENE)));
    expect(Object.keys(record.header.models)).toEqual(['linear']);
    expect(record.end).toMatchObject({ digest: result.digest, ticks: 30, outcome: 'timeout' });
    const { timing, ...untimed } = JSON.parse(JSON.stringify(result)) as EpisodeResult;
    expect(timing.wallMs).toBeGreaterThan(0);
    expect(record.end.result).toEqual(untimed);
  });

  it('holds the complete state of every tick', async () => {
    const episode = new ManipulationEpisode(setup);
    expect([...record.stateAt(0)]).toEqual([...saveState(episode.system)]);
    for (let tick = 1; tick <= 20; tick++) await episode.tick();
    expect([...record.stateAt(20)]).toEqual([...saveState(episode.system)]);
  });

  it('has the schemas that Foxglove publishes, and messages that fit the schemas in the file', () => {
    const schemaOf = (topic: string) => JSON.parse(record.schemas.get(topic)?.text ?? '{}') as Record<string, unknown>;
    expect(schemaOf('/scene')).toEqual(published.SceneUpdate);
    expect(schemaOf('/tf')).toEqual(published.FrameTransforms);
    const seen = new Set<string>();
    for (const { topic, data } of record.messages) {
      if (topic === '/state') continue;
      seen.add(topic);
      const message: unknown = JSON.parse(new TextDecoder().decode(data));
      expect(misfit(schemaOf(topic), message), topic).toBeNull();
    }
    const own = Object.keys(ARM_TOPICS);
    expect([...seen].sort()).toEqual([...own, '/log', '/map', '/scene', '/tf'].sort());
    expect(own.map((topic) => record.schemas.get(topic)?.name)).toEqual(
      own.map((topic) => `twotempo.manipulation.${topic.slice(1)}`),
    );
  });

  it('tells what both systems did, tick by tick', () => {
    for (const topic of ['/policy', '/gate', '/action']) expect(record.of(topic).length, topic).toBe(30);
    const delivered = [...record.ownOfArm('/ledger')].filter(({ plan }) => plan !== undefined);
    expect(delivered).toHaveLength(result.planner.accepted);
    expect(delivered.length).toBeGreaterThan(1);
    for (const { tick, dispatchTick, plan } of delivered) {
      expect(tick - dispatchTick).toBe(3);
      expect(plan?.candidateValues).toHaveLength(5);
      expect(plan?.x).toHaveLength(16);
    }
    const policy = [...record.ownOfArm('/policy')];
    expect(policy[0]).toMatchObject({ tick: 0, missed: false, cascaded: false });
    expect(policy[29].cascaded).toBe(true);
    expect(policy[29].chunk.map(({ startS }) => startS)[1]).toBeCloseTo(4 / 60, 4);
    const kinds = [...record.own('/events')].map(({ kind }) => kind);
    expect(kinds[0]).toBe('start');
    expect(kinds.filter((kind) => kind === 'plan')).toHaveLength(result.planner.accepted);
    expect(kinds).toContain('motion');
    expect(kinds.at(-1)).toBe('timeout');
  });

  it('is written under the name of the episode, and not where the second run is another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twotempo-arm-'));
    const found = await runManipulationEpisode(shortSetup);
    await recordArmEpisode(shortSetup, found, folder);
    const forged = recordArmEpisode(shortSetup, { ...found, digest: 'f00d' }, join(folder, 'x'));
    await expect(forged).rejects.toThrow(/f00d/);
    expect(await readdir(folder)).toEqual(['a-scene-seed4-periodic-fixed-50.mcap']);
    await rm(folder, { recursive: true });
  });

  it('keeps the scenario where the episode was drawn from it', async () => {
    const { id, scenario } = MANIPULATION_LIBRARY[1];
    const drawn = armSetup('fast', resolveManipulation(scenario, 'b'), { scenario: id, seed: 'b' });
    const whole = await armRecord(drawn);
    expect(whole.record.header.scenarioValue).toEqual(JSON.parse(JSON.stringify(scenario)));
    expect(short.header.scenarioValue).toBeNull();
    const changed = { ...drawn, spec: { ...drawn.spec, timeLimitS: 0.05 } };
    const shorter = await recordArmBytes(changed, await runManipulationEpisode(changed));
    expect(readRecord(shorter, 'x').header.scenarioValue).toBeNull();
  });
});

describe('replaying it', () => {
  it('finds the same states and digest again', async () => {
    expect(await verify(record)).toEqual({ kind: 'identical', ticks: 30, digest: result.digest });
  });

  it('names the entity and the field of a number that was changed, wherever it is', async () => {
    const names = nameState(new ManipulationEpisode(setup).system);
    for (const name of ['arm.q[2]', 'body/object/box.z', 'gripper.widthM', 'world.tick']) {
      const at = names.indexOf(name);
      const state = (tick: number, values: Float64Array) =>
        tick === 17 ? values.map((x, i) => (i === at ? x + 0.25 : x)) : values;
      const found = await verify(readRecord(rewriteRecord(record, { state }), 'forged'));
      expect(found).toMatchObject({ kind: 'value', tick: 17 });
      if (found.kind === 'value') expect(`${found.entity}.${found.field}`).toBe(name);
    }
  });

  it('names what another seed, latency or setting changes', async () => {
    const settings = record.header.settings as Record<string, object>;
    const systemTwo = { ...settings['systemTwo'], candidates: 2 };
    const changes: Changes[] = [
      { episodeSeed: 'other' },
      { latency: { kind: 'fixed', ms: 34 } },
      { settings: { ...settings, systemTwo } },
    ];
    for (const header of changes) expect((await verify(other(header))).kind).toBe('value');
  });

  it('asks for the models that it was made with, and for none where the arm needs none', async () => {
    expect(() => armSetupOf(record, null, ENGINE)).toThrow(
      /^periodic\.mcap: was made with the model linear \(SHA-256 [0-9a-f]{64}\), and there is no model here; replay it/,
    );
    expect(() => armSetupOf(other({ models: { hume: 'a'.repeat(64) } }), linearHume(), ENGINE)).toThrow(
      /was made with the model hume \(SHA-256 a{64}\), and this version ships linear/,
    );
    const oracle = await armRecord(armSetup('oracle', { ...SCENE, timeLimitS: 0.1 }));
    expect(oracle.record.header.models).toEqual({});
    const again = resimulateArm(oracle.record, armSetupOf(oracle.record, null, ENGINE));
    expect(await verifyRecord(oracle.record, again)).toMatchObject({ kind: 'identical', ticks: 6 });
  });

  it('finds the same world again without the models, or names what differs', async () => {
    expect(verifyArmWorld(record)).toEqual({ kind: 'identical', ticks: 30 });
    const episode = new ManipulationEpisode(setup);
    for (let tick = 1; tick <= 9; tick++) await episode.tick();
    await episode.system.settleAll();
    const names = nameState(episode.system);
    const changed = (name: string, by = 0.25): ReturnType<typeof verifyArmWorld> => {
      const at = names.indexOf(name);
      expect(at, name).toBeGreaterThan(0);
      const state = (tick: number, values: Float64Array): Float64Array =>
        tick === 9 ? values.map((x, i) => (i === at ? x + by : x)) : values;
      return verifyArmWorld(readRecord(rewriteRecord(record, { state }), 'forged'));
    };
    expect(changed('arm.q[1]')).toMatchObject({ kind: 'value', tick: 9, entity: 'arm', field: 'q[1]' });
    expect(changed('gripper.widthM')).toMatchObject({ kind: 'value', tick: 9, entity: 'gripper', field: 'widthM' });
    expect(changed('action.vx'), 'another command leads elsewhere').toMatchObject({ kind: 'value', tick: 9 });
    expect(changed('decision.value'), 'what the world does not know').toEqual({ kind: 'identical', ticks: 30 });
    expect(() => changed('action.vx', NaN)).toThrow(
      /^forged: holds a command that cannot be simulated: action\.vx: expected/,
    );
    const longer = { ...SCENE, timeLimitS: 0.4 } as unknown as Changes['spec'] & object;
    expect(verifyArmWorld(readRecord(rewriteRecord(record, { header: { spec: longer } }), 'x'))).toEqual(
      expect.objectContaining({ kind: 'value', tick: 24 }),
    );
    const oracle = await armRecord(armSetup('oracle', { ...SCENE, timeLimitS: 0.1 }));
    expect(verifyArmWorld(oracle.record)).toEqual({ kind: 'identical', ticks: 6 });
  });

  it('refuses what this version does not know or cannot build', () => {
    const spec = JSON.parse(JSON.stringify(SCENE)) as Record<string, unknown>;
    const problem = (header: Changes): string => {
      try {
        resimulateArm(other(header), armSetupOf(other(header), linearHume(), ENGINE));
        return 'none';
      } catch (error) {
        return error instanceof RecordProblem ? error.message : `no RecordProblem: ${String(error)}`;
      }
    };
    const withSpec = (changes: Record<string, unknown>): string =>
      problem({ spec: { ...spec, ...changes } as Changes['spec'] & object });
    expect([
      problem({ arm: 'triple' }),
      problem({ arm: 'oracle', models: {} }),
      problem({ arm: 'dual', models: {} }),
      problem({ settings: { gate: 1 } }),
      problem({ controlDt: 1 / 50 }),
      withSpec({ timeLimitS: 1e5 }),
      withSpec({ task: { kind: 'lift', object: 'nobody', liftM: 1, holdS: 0 } }),
      withSpec({ arm: { ...SCENE.arm, start: [0] } }),
      withSpec({ objects: Array.from({ length: 101 }, (_, i) => ({ ...SCENE.objects[0], id: `${i}` })) }),
    ]).toEqual([
      expect.stringContaining("x: was made with the arm 'triple', which this version does not know"),
      'none',
      expect.stringContaining("arm dual: expected Hume's models, found none"),
      expect.stringContaining('settings of the arms'),
      expect.stringContaining('spec.controlDt: differs from the header'),
      expect.stringContaining('spec.timeLimitS'),
      expect.stringContaining("found 'nobody'"),
      expect.stringContaining('spec.arm: expected an angle for each joint'),
      expect.stringContaining('spec.objects'),
    ]);
  });

  it('is refused as of an unknown domain where a later program simulates more', () => {
    const later = rewriteRecord(record, { header: { domain: 'drone' as 'manipulation', engineVersion: '3.0.0' } });
    expect(() => readRecord(later, 'x')).toThrow(
      "x: holds an episode of the domain 'drone', which this version does not know; use Twotempo 3.0.0 or later.",
    );
  });

  it.each([
    ['tracks', tracksOfRecord],
    ['logs', logOfRecord],
    ['runs', (of: EpisodeRecord) => recordedRunOf(of, ENGINE)],
  ])('is a sentence for what knows driving only: %s', (_, read) => {
    expect(() => read(record)).toThrow(
      /^periodic\.mcap: is a record of the arm, and this view shows driving only; see/,
    );
  });
});

describe('its scores and its table', () => {
  it('are those of its result', () => {
    const { scores, differing } = scoresOfRecord(record);
    expect(differing).toEqual([]);
    expect(scores['arm-hand-path'].value).toBeGreaterThan(0.01);
    const forged = JSON.parse(JSON.stringify(record.end.result)) as { scores: Record<string, { value: number }> };
    forged.scores['arm-hand-path'].value += 1;
    const lied = readRecord(rewriteRecord(record, { end: { result: forged } }), 'x');
    expect(scoresOfRecord(lied).differing).toEqual(['arm-hand-path']);
  });

  it('has a row per tick and entity, with the numbers of the states', async () => {
    const lines = [...csvOf(record)].join('').trim().split('\n');
    const entities = 7 + 1 + 2 + 1 + 3;
    expect(lines[0]).toBe(ARM_CSV_COLUMNS.join(','));
    expect(lines).toHaveLength(1 + 31 * entities);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([ARM_CSV_COLUMNS.length]));
    const episode = new ManipulationEpisode(setup);
    for (let tick = 1; tick <= 12; tick++) await episode.tick();
    const { arm, gripper } = episode.world.manipulator;
    const { objects } = episode.world;
    const rows = lines.slice(1 + 12 * entities, 1 + 13 * entities).map((line) => line.split(','));
    const row = (entity: string): string[] => rows.find((cells) => cells[2] === entity) ?? [];
    expect(row(`joint/${SCENE.arm.model.joints[2].name}`).slice(14, 16).map(Number)).toEqual([arm.q[2], arm.qd[2]]);
    expect(row('tcp').slice(0, 7)).toEqual([
      '12',
      '0.2',
      'tcp',
      'tcp',
      ...[arm.kinematics.x, arm.kinematics.y, arm.kinematics.z].map(String),
    ]);
    expect(row('tcp')[16]).toBe(String(gripper.widthM));
    expect(row('object/ball').slice(4, 7).map(Number)).toEqual([objects.x(0), objects.y(0), objects.z(0)]);
    expect(row('obstacle/rod')[5]).not.toBe('');
    expect(row('person/hand').slice(7, 11)).toEqual(['', '', '', '']);
  });
});

describe('a cut or forged record of the arm', () => {
  /** Of more than one chunk, which are what a cut leaves. */
  let long: Uint8Array<ArrayBuffer>;
  let whole: EpisodeRecord;
  /** Within the second of two chunks. */
  const middle = (): number => Math.round(0.85 * long.length);
  beforeAll(async () => {
    ({ bytes: long, record: whole } = await armRecord(armSetup('fast', { ...SCENE, timeLimitS: 2.6 })));
  });

  it('is a beginning of the ticks, or says what is wrong, wherever the cut is', () => {
    const lengths = new Set<number>();
    fc.assert(
      fc.property(fc.nat(long.length - 1), (length) => {
        try {
          const found = openRecord(long.subarray(0, length), 'cut.mcap');
          expect([...found.states()]).toHaveLength(found.end.ticks + 1);
          expect(found.header.domain).toBe('manipulation');
          lengths.add(found.end.ticks);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordProblem);
        }
      }),
      { numRuns: 20, examples: [[long.length - 1], [middle()]] },
    );
    expect([...lengths].sort()).toEqual([120, whole.end.ticks]);
  });

  it('is verified and recovered up to the cut', async () => {
    const cut = readCutRecord(long.subarray(0, middle()), 'cut.mcap', 'stop');
    expect(cut.end.ticks).toBe(120);
    const recovery = await recoverRecord(cut, resimulateArm(cut, armSetupOf(cut, linearHume(), ENGINE)));
    if (recovery.kind !== 'recovered') throw new Error('it was not recovered');
    const recovered = readRecord(recovery.bytes, 'x');
    expect(recovered.end).toMatchObject({ ticks: 120, outcome: 'cut' });
    expect([...recovered.stateAt(120)]).toEqual([...whole.stateAt(120)]);
  });

  it('is read, or refused with a sentence, whatever one number of its spec is', () => {
    const spec = JSON.stringify(SCENE);
    const numbers = [...spec.matchAll(/(?<=[:,[])-?\d+(\.\d+)?(e-?\d+)?/g)];
    fc.assert(
      fc.property(
        fc.nat(numbers.length - 1),
        fc.constantFrom('-1', '0', '1e300', 'null', '"x"', '[]', '1e6'),
        (which, value) => {
          const { index, 0: found } = numbers[which];
          const forged = JSON.parse(
            spec.slice(0, index) + value + spec.slice(index + found.length),
          ) as Changes['spec'] & object;
          try {
            const of = other({ spec: forged });
            resimulateArm(of, armSetupOf(of, linearHume(), ENGINE));
          } catch (error) {
            expect(error).toBeInstanceOf(RecordProblem);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not take a record of driving for one of the arm', () => {
    const tiny = readRecord(tinyRecord(3), 'tiny.mcap');
    expect(() => armSetupOf(tiny, null, ENGINE)).toThrow(RecordProblem);
  });
});
