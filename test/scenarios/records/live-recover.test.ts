import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ByteSink } from '../../../scenarios/records/byte-sink.ts';
import { STATE_TOPIC } from '../../../scenarios/records/messages.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordWriter } from '../../../scenarios/records/record-writer.ts';
import { readCutRecord } from '../../../scenarios/records/cut-record.ts';
import { recoverRecord, type Recovery } from '../../../scenarios/records/recover-record.ts';
import { resimulateLive } from '../../../scenarios/records/replay-live-record.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { verifyRecord, type Resimulation } from '../../../scenarios/records/verify.ts';
import type { LoadedModel } from '../../../scenarios/runner/driving-system.ts';
import { ENGINE, recordLive, shippedModel, type RecordedRun } from './live-runs.ts';

const TICKS = 80;
const FLUSH = 8;

let model: LoadedModel;
let run: RecordedRun;
let whole: EpisodeRecord;
beforeAll(async () => {
  model = await shippedModel();
  run = await recordLive(model, { ticks: TICKS, flushEvery: FLUSH });
  whole = readRecord(run.bytes, 'live.mcap');
});

function again(record: EpisodeRecord): Resimulation {
  return resimulateLive(record, record.live!, model, ENGINE);
}

function recovered(bytes: Uint8Array): Promise<Recovery> {
  const cut = readCutRecord(bytes, 'cut.mcap', 'stop');
  return recoverRecord(cut, again(cut));
}

/** Where each piece that was handed out ends, with the ticks that are whole then; the state at the start is one. */
function ends(): { at: number; states: number }[] {
  let at = 0;
  return run.pieces.map((piece, i) => {
    at += piece.length;
    // Three pieces are the header; then chunks, the first with the start; then the end.
    return { at, states: Math.min(Math.max(0, i - 2) * FLUSH + (i > 2 ? 1 : 0), TICKS + 1) };
  });
}

describe('a record that was cut off', () => {
  it('is recovered up to its last whole chunk, wherever it was cut, and then verifies', async () => {
    const places = fc.nat(run.bytes.length - 1);
    await fc.assert(
      fc.asyncProperty(places, async (length) => {
        const bytes = run.bytes.subarray(0, length);
        // What follows a chunk's messages in its piece is an index, which recovery does without.
        const states = ends().findLast(({ at }) => at <= length)?.states ?? 0;
        let recovery: Recovery;
        try {
          recovery = await recovered(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordProblem);
          expect(states).toBe(0);
          return;
        }
        // Behind the metadata at the end only the summary follows.
        const outcome = length >= (ends().at(-2)?.at ?? 0) ? whole.end.outcome : 'cut';
        expect(recovery).toMatchObject({ kind: 'recovered', outcome });
        if (recovery.kind !== 'recovered') return;
        const record = readRecord(recovery.bytes, 'recovered.mcap');
        expect([states - 1, Math.max(states, 1) - 1 + FLUSH]).toContain(record.end.ticks);
        expect(record.end.outcome).toBe(outcome);
        expect(await verifyRecord(record, again(record))).toMatchObject({ kind: 'identical', ticks: record.end.ticks });
        const all = record.messages.length;
        expect(record.messages.map(({ topic, logTime }) => [topic, logTime])).toEqual(
          whole.messages.slice(0, all).map(({ topic, logTime }) => [topic, logTime]),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('says how many ticks were begun to be written after it, and how many bytes are left', () => {
    const [, , , first, second] = ends();
    const cut = readCutRecord(run.bytes.subarray(0, second.at + 60), 'cut.mcap', 'stop');
    expect(cut.end.ticks).toBe(2 * FLUSH);
    expect(cut.cut).toMatchObject({ lostTicks: FLUSH, lostBytes: 60 });
    expect(readCutRecord(run.bytes.subarray(0, first.at), 'cut.mcap', 'stop').cut).toMatchObject({
      lostTicks: 0,
      lostBytes: 0,
    });
  });

  it('leaves out a tick that a full chunk has broken off', async () => {
    const sink = new ByteSink();
    const writer = new RecordWriter(sink, whole.header, whole.live);
    // Up to the last message of tick 20 before its state.
    const states = whole.messages.flatMap(({ topic }, i) => (topic === STATE_TOPIC ? [i] : []));
    const broken = whole.messages.slice(0, states[21]);
    expect(broken.slice(states[20] + 1).map(({ topic }) => topic)).toContain('/interventions');
    const tick = (time: bigint): number => Math.round((Number(time) / 1e9) * 60);
    for (const { topic, logTime, data } of broken) writer.raw(topic, tick(logTime), data);
    writer.commit();
    writer.endChunk();
    const recovery = await recovered(sink.bytes());
    if (recovery.kind !== 'recovered') throw new Error(recovery.kind);
    const record = readRecord(recovery.bytes, 'x');
    expect(record.end.ticks).toBe(20);
    expect(await verifyRecord(record, again(record))).toMatchObject({ kind: 'identical', ticks: 20 });
  });

  it('keeps what precedes a damaged chunk', async () => {
    const damaged = run.bytes.slice();
    const { at } = ends()[5];
    damaged[at - 4000] ^= 1;
    const recovery = await recovered(damaged);
    if (recovery.kind !== 'recovered') throw new Error(recovery.kind);
    expect(readRecord(recovery.bytes, 'x').end.ticks).toBe(2 * FLUSH);
  });

  it('ends as the episode did where only the end of the file is missing', async () => {
    const ended = await recordLive(null, { ticks: 1000, meddling: [], flushEvery: 20 });
    const { end } = readRecord(ended.bytes, 'x');
    const metadata = ended.bytes.length - (ended.pieces.at(-1)?.length ?? 0);
    const cut = readCutRecord(ended.bytes.subarray(0, metadata - 1), 'cut.mcap', 'stop');
    const recovery = await recoverRecord(cut, resimulateLive(cut, cut.live!, null, ENGINE));
    expect(recovery).toMatchObject({ kind: 'recovered', outcome: end.outcome });
    if (recovery.kind !== 'recovered') return;
    expect(readRecord(recovery.bytes, 'x').end).toEqual({ ...end, result: null });

    const withEnd = readCutRecord(ended.bytes.subarray(0, metadata), 'cut.mcap', 'stop');
    expect(withEnd.cut).toMatchObject({ lostTicks: 0, lostEnd: false });
    const complete = await recoverRecord(withEnd, resimulateLive(withEnd, withEnd.live!, null, ENGINE));
    expect(complete.kind === 'recovered' && Buffer.from(complete.bytes).equals(rewriteRecord(withEnd, {}))).toBe(true);
    expect(withEnd.end).toEqual(end);
  });

  it('is not vouched for where it does not repeat', async () => {
    const forged = rewriteRecord(whole, {
      state: (tick, x) => (tick === 9 ? x.map((v, i) => (i === 2 ? v + 1 : v)) : x),
    });
    expect(await recovered(forged.subarray(0, -1))).toMatchObject({
      kind: 'diverged',
      found: { kind: 'value', tick: 9 },
    });
  });
});

describe('what cannot be recovered', () => {
  const problemOf = (bytes: Uint8Array): string => {
    try {
      readCutRecord(bytes, 'x.mcap', 'stop');
    } catch (error) {
      expect(error).toBeInstanceOf(RecordProblem);
      return (error as RecordProblem).message;
    }
    return '';
  };

  it('is named', () => {
    expect(problemOf(new Uint8Array(0))).toMatch(/is not an MCAP file/);
    expect(problemOf(run.bytes.subarray(0, 60))).toMatch(
      /was cut off in its header, or is no record of Twotempo; there is nothing to recover in it/,
    );
    expect(problemOf(run.bytes.subarray(0, ends()[2].at))).toMatch(/was cut off before its first state/);
  });

  it('never ends in anything but a sentence, wherever bits are flipped', async () => {
    const flip = fc.tuple(fc.nat(run.bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    // Half of the flips hit the header and the lengths, which no chunk's CRC covers.
    const early = fc.tuple(fc.nat(ends()[2].at + 60), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(flip, early), fc.nat(run.bytes.length), async ([at, mask], length) => {
        const bytes = run.bytes.slice(0, Math.max(length, at + 1));
        bytes[at] ^= mask;
        try {
          const recovery = await recovered(bytes);
          if (recovery.kind !== 'recovered') return;
          const record = readRecord(recovery.bytes, 'recovered.mcap');
          expect(await verifyRecord(record, again(record))).toMatchObject({ kind: 'identical' });
        } catch (error) {
          expect(error).toBeInstanceOf(RecordProblem);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is read as truncated by those that do not recover', () => {
    expect(() => readRecord(run.bytes.subarray(0, -1), 'x.mcap')).toThrow(/is truncated/);
    expect(whole.of(STATE_TOPIC)).toHaveLength(TICKS + 1);
  });
});
