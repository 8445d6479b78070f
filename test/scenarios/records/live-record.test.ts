import { beforeAll, describe, expect, it } from 'vitest';
import { saveState } from '../../../sim/kernel/state-codec.ts';
import { csvOf } from '../../../scenarios/records/export-csv.ts';
import { liveInputsOf } from '../../../scenarios/records/live-inputs.ts';
import { concatenate } from '../../../scenarios/records/mcap-file.ts';
import { TOPICS_LIVE } from '../../../scenarios/records/messages.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { resimulateLive } from '../../../scenarios/records/replay-live-record.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { verifyRecord, type Verification } from '../../../scenarios/records/verify.ts';
import type { LoadedModel } from '../../../scenarios/runner/driving-system.ts';
import { misfit } from './json-schema.ts';
import { ENGINE, MEDDLING, recordLive, shippedModel, type RecordedRun } from './live-runs.ts';

const TICKS = 130;

let model: LoadedModel;
let run: RecordedRun;
let record: EpisodeRecord;
beforeAll(async () => {
  model = await shippedModel();
  run = await recordLive(model, { ticks: TICKS, saveIn: [0, 47], saveAfter: [33, 60, 130] });
  record = readRecord(run.bytes, 'live.mcap');
});

function verify(of: EpisodeRecord): Promise<Verification> {
  return verifyRecord(of, resimulateLive(of, of.live!, model, ENGINE));
}

describe('the record of a live run', () => {
  it('says how it began and how it ended', () => {
    expect(record.header).toMatchObject({
      formatVersion: 3,
      clock: 'live',
      arm: 'live',
      planner: 'value',
      latencyName: 'measured',
    });
    expect(record.header.models).toEqual({ [model.facts.name]: model.facts.sha256 });
    expect(record.live).toMatchObject({
      backend: 'webgpu',
      expectedMs: 100,
      components: { gate: 'always', brake: true },
    });
    expect(record.end).toMatchObject({ ticks: TICKS, outcome: 'running', digest: run.episode.digest });
    expect(record.end.result).toMatchObject({ ticks: TICKS, arm: 'live' });
    // What a clock measured, no replay could measure again.
    expect(record.end.result).toHaveProperty('timing');
  });

  it('holds all that came from outside: interventions, arrivals of every kind, misses, outputs of the GPU', () => {
    const { trace, interventions, outputs } = liveInputsOf(record, record.live!);
    expect(interventions).toEqual(MEDDLING.map(([tick, intervention]) => ({ tick, intervention })));
    expect(interventions).toEqual(run.episode.interventions);
    expect(trace).toEqual(run.trace);
    expect(new Set(trace.arrivals.map(({ kind }) => kind))).toEqual(new Set(['plan', 'fault', 'timed-out']));
    expect(trace.missedTicks).toEqual([12, 40, 41, 42, 43, 44, 100, 101]);
    expect(outputs.size).toBe(90 - 6);
    expect(outputs).toEqual(run.outputs);
  });

  it('holds of every tick what had happened, without what was on its way', () => {
    const states = [...record.states()];
    expect(states).toHaveLength(TICKS + 1);
    // The tag of the world comes first.
    const world = saveState(run.episode.world);
    expect([...states[TICKS].values.subarray(1, 1 + world.length)]).toEqual([...world]);
    expect([...csvOf(record)].join('').trim().split('\n').at(-1)).toMatch(/^130,/);
  });

  it('has messages that fit the schemas in the file, on all topics but none else', () => {
    const seen = new Set<string>();
    for (const { topic, data } of record.messages) {
      seen.add(topic);
      const schema = record.schemas.get(topic)?.text;
      if (schema === undefined) continue;
      const message: unknown = JSON.parse(new TextDecoder().decode(data));
      expect(misfit(JSON.parse(schema) as Record<string, unknown>, message), topic).toBeNull();
    }
    expect([...seen].sort()).toEqual([...TOPICS_LIVE].sort());
  });

  it('repeats headless, bit for bit', async () => {
    expect(await verify(record)).toEqual({ kind: 'identical', ticks: TICKS, digest: run.episode.digest });
  });

  it('needs the outputs of the GPU for that', async () => {
    const without = readRecord(rewriteRecord(record, { without: ['/outputs'] }), 'x.mcap');
    expect(await verify(without)).toMatchObject({ kind: 'value', tick: 1 });
  });

  it('is the same of the rule policy and of a run to its end', async () => {
    const whole = await recordLive(null, { ticks: 1000, meddling: [] });
    const read = readRecord(whole.bytes, 'whole.mcap');
    expect(read.end.outcome).toBe(whole.episode.world.end);
    expect(read.end.outcome).not.toBe('running');
    const again = (of: EpisodeRecord) => verifyRecord(of, resimulateLive(of, of.live!, null, ENGINE));
    expect(await again(read)).toMatchObject({ kind: 'identical', ticks: whole.episode.world.tick });
    const claimed = readRecord(rewriteRecord(read, { end: { outcome: 'elsewhere' } }), 'claimed.mcap');
    expect(await again(claimed)).toEqual({ kind: 'outcome', recorded: 'elsewhere', simulated: read.end.outcome });
  });
});

describe('LiveRecorder', () => {
  it('hands out the file piece by piece, each flush one more chunk', () => {
    expect(Buffer.from(concatenate(run.pieces)).equals(run.bytes)).toBe(true);
    // Magic and header, two of metadata, a chunk for each ten ticks, the metadata at the end, the summary.
    expect(run.pieces.length).toBeGreaterThanOrEqual(3 + TICKS / 10 + 1);
    expect(run.pieces.every(({ length }) => length > 0)).toBe(true);
  });

  it('saves whole records on the way, in the middle of a tick too, that repeat', async () => {
    expect([...run.saved.keys()]).toEqual([0, 33, 47, 60, 130]);
    for (const [ticks, bytes] of run.saved) {
      const saved = readRecord(bytes, `${ticks}.mcap`);
      expect(saved.end).toMatchObject({ ticks, outcome: 'running', result: null });
      expect(await verify(saved)).toMatchObject({ kind: 'identical', ticks });
    }
  });

  it('leaves a whole record when a tick fails that was decided already', async () => {
    const broken = await recordLive(model, { ticks: TICKS, breakIn: 50 });
    const read = readRecord(broken.bytes, 'broken.mcap');
    expect(read.end.ticks).toBe(50);
    expect(broken.outputs.has(50)).toBe(true);
    expect(await verify(read)).toMatchObject({ kind: 'identical', ticks: 50 });
  });

  it('goes on undisturbed by flushing and saving', async () => {
    const plain = await recordLive(model, { ticks: TICKS, flushEvery: 1000 });
    const other = readRecord(plain.bytes, 'plain.mcap');
    expect(other.end).toEqual(record.end);
    expect(other.messages.length).toBe(record.messages.length);
    const differing = other.messages.findIndex(({ topic, sequence, logTime, data }, i) => {
      const same = record.messages[i];
      return (
        topic !== same.topic ||
        sequence !== same.sequence ||
        logTime !== same.logTime ||
        !Buffer.from(data).equals(same.data)
      );
    });
    expect(differing).toBe(-1);
  });
});
