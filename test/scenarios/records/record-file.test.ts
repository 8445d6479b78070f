import { McapIndexedReader, McapWriter, type McapTypes } from '@mcap/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveState } from '../../../sim/kernel/state-codec.ts';
import { ByteSink } from '../../../scenarios/records/byte-sink.ts';
import { readLz4 } from '../../../scenarios/records/lz4-frame.ts';
import { BINARY_ENCODINGS, TOPICS } from '../../../scenarios/records/messages.ts';
import { toMetadata } from '../../../scenarios/records/record-header.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordWriter, schemaNameOf, topicSchemas } from '../../../scenarios/records/record-writer.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { Tiny, TINY_TICKS, tinyHeader, tinyRecord } from './tiny.ts';

let bytes: Uint8Array<ArrayBuffer>;
let record: EpisodeRecord;
beforeAll(() => {
  bytes = tinyRecord();
  record = readRecord(bytes, 'tiny.mcap');
});

function problemOf(content: Uint8Array): string {
  try {
    readRecord(content, 'x.mcap');
  } catch (error) {
    expect(error).toBeInstanceOf(RecordProblem);
    return (error as RecordProblem).message;
  }
  return '';
}

/** A file of any metadata and topics, with right checksums. */
async function mcapOf(metadata: [string, Map<string, string>][], topics: readonly string[]): Promise<Uint8Array> {
  const sink = new ByteSink();
  const mcap = new McapWriter({ writable: sink });
  await mcap.start({ profile: '', library: 'test' });
  for (const [name, fields] of metadata) await mcap.addMetadata({ name, metadata: fields });
  for (const topic of topics)
    await mcap.registerChannel({ topic, schemaId: 0, messageEncoding: '', metadata: new Map() });
  await mcap.end();
  return sink.bytes();
}

describe('a written record', () => {
  it('reads back: header, end, messages and every state', () => {
    expect(record.header).toStrictEqual(tinyHeader());
    expect(record.end).toMatchObject({ ticks: TINY_TICKS, outcome: 'goal', result: null });
    const gates = [...record.own('/gate')];
    expect(gates).toHaveLength(TINY_TICKS + 1);
    expect(gates[7]).toEqual({ tick: 7, think: false, reason: 'none', dispatched: false });

    const tiny = new Tiny();
    const states = [...record.states()];
    expect(states).toHaveLength(TINY_TICKS + 1);
    for (const { tick, values } of states) {
      while (tiny.tick < tick) tiny.step();
      expect([...values]).toEqual([...saveState(tiny)]);
    }
    for (const tick of [0, 1, 59, 60, 61, 129, 130])
      expect([...record.stateAt(tick)]).toEqual([...states[tick].values]);
    expect(() => record.stateAt(131)).toThrow(/expected a whole number from 0 to 130, found 131/);
  });

  it('is an indexed MCAP file for another reader, with all topics and their schemas', async () => {
    const readable = {
      size: () => Promise.resolve(BigInt(bytes.length)),
      read: (offset: bigint, size: bigint) => Promise.resolve(bytes.subarray(Number(offset), Number(offset + size))),
    };
    const reader = await McapIndexedReader.Initialize({
      readable,
      decompressHandlers: { lz4: (data, size) => readLz4(data, Number(size)) },
    });
    expect(reader.dataSectionCrc).toBeGreaterThan(0);
    expect(reader.footer.summaryCrc).toBeGreaterThan(0);
    const channels = [...reader.channelsById.values()];
    expect(channels.map(({ topic }) => topic).sort()).toEqual([...TOPICS].sort());
    for (const { topic, schemaId, messageEncoding } of channels) {
      const schema = reader.schemasById.get(schemaId);
      expect(schema?.name ?? null).toBe(schemaNameOf(topic));
      expect(messageEncoding).toBe(BINARY_ENCODINGS[topic] ?? 'json');
      expect(schema === undefined).toBe(topic in BINARY_ENCODINGS);
      if (schema === undefined) continue;
      expect(schema.encoding).toBe('jsonschema');
      expect(JSON.parse(new TextDecoder().decode(schema.data))).toEqual(
        JSON.parse(JSON.stringify(topicSchemas().get(schema.name))),
      );
    }
    const messages: McapTypes.TypedMcapRecords['Message'][] = [];
    for await (const message of reader.readMessages({ topics: ['/gate'], validateCrcs: true })) messages.push(message);
    expect(messages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: TINY_TICKS + 1 }, (_, i) => i));
    expect(messages[60].logTime).toBe(1_000_000_000n);
    const metadata: string[] = [];
    for await (const { name } of reader.readMetadata()) metadata.push(name);
    expect(metadata).toEqual(['twotempo', 'twotempo/end']);
  });

  it('is written again byte for byte when nothing is changed', async () => {
    expect(Buffer.from(rewriteRecord(record, {})).equals(bytes)).toBe(true);
  });

  it('takes no message on a topic that it has not', async () => {
    const writer = new RecordWriter(new ByteSink(), tinyHeader());
    expect(() => writer.raw('/sound', 0, new Uint8Array(1))).toThrow(
      /topic: expected one of \/state, .*, found \/sound/,
    );
  });
});

describe('a damaged record', () => {
  it('is refused wherever bits are flipped', () => {
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 4 }), (flips) => {
        const copy = bytes.slice();
        for (const [at, mask] of flips) copy[at] ^= mask;
        if (copy.every((byte, i) => byte === bytes[i])) return;
        expect(problemOf(copy)).toMatch(/^x\.mcap: .+; .+\.$/);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused for every bit of its frame: magic, header, end of data, footer', () => {
    const dataEnd = bytes.length - 37 - Number(new DataView(bytes.buffer, bytes.length - 28).getBigUint64(0, true));
    expect(dataEnd).toBeGreaterThan(0);
    const summary = bytes.length - 37 - dataEnd;
    const places = [...range(0, 40), ...range(summary - 13, summary + 20), ...range(bytes.length - 37, bytes.length)];
    for (const at of places) {
      for (let bit = 0; bit < 8; bit++) {
        const copy = bytes.slice();
        copy[at] ^= 1 << bit;
        expect(problemOf(copy), `byte ${at}, bit ${bit}`).not.toBe('');
      }
    }
  });

  it('is refused wherever it is cut off, and when something follows it', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        const message = problemOf(bytes.subarray(0, length));
        expect(message).toMatch(length === 0 ? /is empty/ : length < 8 ? /not an MCAP file/ : /is truncated/);
      }),
      { numRuns: 100 },
    );
    expect(problemOf(Uint8Array.of(...bytes.subarray(0, 200), 0))).toMatch(/is truncated/);
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(problemOf(longer)).not.toBe('');
  });

  it('names what is wrong and what to do', () => {
    const broken = bytes.slice();
    broken[1000] ^= 1;
    expect(problemOf(broken)).toMatch(
      /^x\.mcap: is damaged: the CRC of its data section is [0-9a-f]{8}, but should be [0-9a-f]{8}; record the episode again/,
    );
    expect(problemOf(new TextEncoder().encode('{"schemaVersion":1}'))).toBe(
      "x.mcap: is not an MCAP file; give a record that 'twotempo run --record' wrote.",
    );
  });

  it('never answers forged messages with anything but a RecordProblem', async () => {
    const frames = record.of('/state').map(({ data }) => data);
    const forged = fc.tuple(fc.nat(3), fc.uint8Array({ maxLength: 80 }), fc.nat(60), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(forged, async ([at, noise, place, mask]) => {
        const changed = frames[at].slice();
        changed[place % changed.length] ^= mask;
        const sink = new ByteSink();
        const writer = new RecordWriter(sink, tinyHeader());
        for (let tick = 0; tick < 4; tick++)
          writer.raw('/state', tick, tick === at ? (mask % 2 === 0 ? noise : changed) : frames[tick]);
        writer.raw('/gate', 0, noise);
        writer.close({ digest: '', ticks: 3, outcome: 'goal', result: null });
        const found = readRecord(sink.bytes(), 'x.mcap');
        for (const read of [() => [...found.states()], () => [...found.own('/gate')], () => found.stateAt(3)]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(RecordProblem);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a file that is no usable record', () => {
  it('has no metadata of ours', async () => {
    expect(problemOf(await mcapOf([], []))).toMatch(/is an MCAP file, but not a record of Twotempo/);
  });

  it('is of a newer format', async () => {
    const header = toMetadata({ ...tinyHeader(), engineVersion: '9.1.0' }).set('formatVersion', '5');
    expect(problemOf(await mcapOf([['twotempo', header]], TOPICS))).toBe(
      'x.mcap: has the record format 5, newer than 4, which this version reads; use Twotempo 9.1.0 or later.',
    );
  });

  it('lacks a topic, named', async () => {
    const topics = TOPICS.filter((topic) => topic !== '/ledger');
    expect(problemOf(await mcapOf([['twotempo', toMetadata(tinyHeader())]], topics))).toMatch(
      /lacks the topic \/ledger/,
    );
  });

  it('lacks its end', async () => {
    expect(problemOf(await mcapOf([['twotempo', toMetadata(tinyHeader())]], TOPICS))).toMatch(
      /lacks the metadata 'twotempo\/end'/,
    );
  });

  it('has a field missing or wrong, named', async () => {
    const missing = toMetadata(tinyHeader());
    missing.delete('arm');
    expect(problemOf(await mcapOf([['twotempo', missing]], TOPICS))).toMatch(/the field arm is missing/);
    const wrong = toMetadata(tinyHeader()).set('latency', '{"kind":"slow"}');
    expect(problemOf(await mcapOf([['twotempo', wrong]], TOPICS))).toMatch(/cannot be used: latency/);
    const garbled = toMetadata(tinyHeader()).set('seed', '3,');
    expect(problemOf(await mcapOf([['twotempo', garbled]], TOPICS))).toMatch(/the field seed is not JSON/);
  });

  it('holds fewer or more states than ticks', async () => {
    expect(problemOf(rewriteRecord(record, { without: ['/state'] }))).toMatch(/holds 0 states, but 130 ticks need 131/);
    expect(problemOf(rewriteRecord(record, { end: { ticks: 129 } }))).toMatch(/holds 131 states/);
  });

  it('has its states out of order', async () => {
    const sink = new ByteSink();
    const writer = new RecordWriter(sink, tinyHeader());
    const state = saveState(new Tiny());
    for (const tick of [0, 2, 1]) writer.state(tick, state);
    writer.close({ digest: '', ticks: 2, outcome: 'goal', result: null });
    const found = readRecord(sink.bytes(), 'x.mcap');
    expect(() => [...found.states()]).toThrow(/goes on with tick 2 where 1 should follow/);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
