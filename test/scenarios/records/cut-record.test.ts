import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRecord, readCutRecord } from '../../../scenarios/records/cut-record.ts';
import { csvOf } from '../../../scenarios/records/export-csv.ts';
import { logOfRecord } from '../../../scenarios/records/log-of-record.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { recoverRecord } from '../../../scenarios/records/recover-record.ts';
import { resimulate, setupOf as setupOfRecord } from '../../../scenarios/records/replay-episode.ts';
import { tracksOfRecord } from '../../../scenarios/records/tracks.ts';
import { describeVerification, verifyRecord, type Resimulation } from '../../../scenarios/records/verify.ts';
import { runEpisode } from '../../../scenarios/runner/episode.ts';
import { recordBytes } from '../../../scenarios/runner/record-episode.ts';
import { setupOf } from '../runner/setups.ts';
import { recordLive } from './live-runs.ts';
import { tinyRecord } from './tiny.ts';

/** Records in virtual and in live time, and of no episode, each with all of its states. */
interface Whole {
  readonly bytes: Uint8Array;
  readonly record: EpisodeRecord;
  readonly states: readonly Float64Array[];
}

function whole(bytes: Uint8Array): Whole {
  const record = readRecord(bytes, 'whole.mcap');
  return { bytes, record, states: [...record.states()].map(({ values }) => values) };
}

let virtual: Whole;
let records: readonly Whole[];
beforeAll(async () => {
  const setup = setupOf('always');
  virtual = whole(await recordBytes(setup, await runEpisode(setup)));
  const live = whole((await recordLive(null, { ticks: 100, flushEvery: 25 })).bytes);
  records = [virtual, live, whole(tinyRecord(400))];
});

function open(bytes: Uint8Array): EpisodeRecord | RecordProblem {
  try {
    return openRecord(bytes, 'cut.mcap');
  } catch (error) {
    if (error instanceof RecordProblem) return error;
    throw error;
  }
}

function again(record: EpisodeRecord): Resimulation {
  return resimulate(record, setupOfRecord(record, null, '0.1.0'));
}

/** Of the virtual record, so that it ends in the middle of its third chunk. */
function middle(): Uint8Array {
  const share = (2.3 * 120) / virtual.record.end.ticks;
  return virtual.bytes.subarray(0, Math.round(virtual.bytes.length * share));
}

describe('a record that was cut off', () => {
  it('is a beginning of the ticks, or says what is wrong, wherever the cut is', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (which, share) => {
        const { bytes, record, states } = records[which];
        const found = open(bytes.subarray(0, Math.floor(bytes.length * share)));
        if (found instanceof RecordProblem) {
          expect(found.message).toMatch(
            /^cut\.mcap: (is empty|is not an MCAP file|was cut off (in its header|before its first))/,
          );
          return;
        }
        const left = [...found.states()];
        expect(left).toHaveLength(found.end.ticks + 1);
        expect(
          left.every(({ tick, values }) => Buffer.from(values.buffer).equals(Buffer.from(states[tick].buffer))),
        ).toBe(true);
        const count = found.messages.length;
        expect(found.messages.map(({ topic, sequence }) => `${topic} ${sequence}`)).toEqual(
          record.messages.slice(0, count).map(({ topic, sequence }) => `${topic} ${sequence}`),
        );
        const { cut } = found;
        expect(cut?.lostTicks).toBeLessThanOrEqual(record.end.ticks - found.end.ticks);
        expect(found.end).toEqual(
          cut?.lostEnd === false ? record.end : { digest: '', ticks: left.length - 1, outcome: 'cut', result: null },
        );
      }),
      { numRuns: 150 },
    );
  });

  it('loses 2 s at most, and only its index where the cut is behind its end', () => {
    const { record, bytes } = virtual;
    const found = openRecord(middle(), 'cut.mcap');
    expect(found.cut).toMatchObject({ bytes: middle().length, lostEnd: true });
    expect(found.end.ticks % 120).toBe(0);
    const last = openRecord(bytes.subarray(0, -1), 'cut.mcap');
    expect(last.end).toEqual(record.end);
    expect(last.cut).toMatchObject({ lostTicks: 0, lostEnd: false });
    expect(openRecord(bytes, 'whole.mcap').cut).toBeNull();
  });

  it('can be shown, scored and verified up to the cut', async () => {
    const found = openRecord(middle(), 'cut.mcap');
    const { ticks } = found.end;
    expect(ticks).toBeGreaterThan(0);
    const table = [...csvOf(found)];
    expect(table).toEqual([...csvOf(virtual.record)].slice(0, ticks + 2));
    expect(tracksOfRecord(found)).toMatchObject({ count: ticks + 1, end: 'running', collision: null });
    const log = logOfRecord(found);
    expect(log.end).toBe('running');
    expect(log.tick[log.count - 1]).toBeLessThanOrEqual(ticks);
    const verified = await verifyRecord(found, again(found));
    expect(verified).toMatchObject({ kind: 'identical-to-cut', ticks });
    expect(describeVerification(verified)).toMatch(
      new RegExp(`^identical up to where it was cut off: ${ticks} ticks, digest [0-9a-f]{64} up to there$`),
    );
  });

  it('is recovered, and then verifies as a whole record', async () => {
    const cut = readCutRecord(middle(), 'cut.mcap', 'stop');
    const recovery = await recoverRecord(cut, again(cut));
    if (recovery.kind !== 'recovered') throw new Error(recovery.kind);
    expect(recovery.outcome).toBe('cut');
    const record = readRecord(recovery.bytes, 'recovered.mcap');
    expect(record.end).toMatchObject({ ticks: cut.end.ticks, outcome: 'cut', result: null });
    expect(await verifyRecord(record, again(record))).toMatchObject({ kind: 'identical', ticks: cut.end.ticks });

    const index = readCutRecord(virtual.bytes.subarray(0, -40), 'cut.mcap', 'stop');
    const complete = await recoverRecord(index, again(index));
    expect(complete).toMatchObject({ kind: 'recovered', outcome: virtual.record.end.outcome });
    expect(complete.kind === 'recovered' && Buffer.from(complete.bytes).equals(virtual.bytes)).toBe(true);
  });

  it('is damaged where a byte of a whole chunk is changed', () => {
    const bytes = middle().slice();
    // Within the second chunk, where its messages are.
    bytes[Math.round(bytes.length * 0.6)] ^= 1;
    expect(() => openRecord(bytes, 'cut.mcap')).toThrow(
      /^cut\.mcap: is truncated, and damaged before that: the chunk at byte \d+ does not fit its checksum; save what/,
    );
    expect(readCutRecord(bytes, 'cut.mcap', 'stop').end.ticks).toBe(120);
    const flipped = virtual.bytes.slice();
    flipped[Math.round(flipped.length * 0.6)] ^= 1;
    expect(() => openRecord(flipped, 'whole.mcap')).toThrow(/^whole\.mcap: is damaged: the CRC of its data section/);
  });
});
