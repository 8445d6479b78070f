import { McapIndexedReader, type McapTypes } from '@mcap/core';
import * as published from '@foxglove/schemas/jsonschema.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLz4 } from '../../../scenarios/records/lz4-frame.ts';
import { TOPICS, TOPICS_LIVE } from '../../../scenarios/records/messages.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { recordBytes } from '../../../scenarios/runner/record-episode.ts';
import { runEpisode } from '../../../scenarios/runner/episode.ts';
import { setupOf } from '../runner/setups.ts';
import { recordLive } from './live-runs.ts';
import { checkStructure, type Structure } from './mcap-structure.ts';
import { tinyRecord } from './tiny.ts';

const decompress: Parameters<typeof checkStructure>[1] = (_compression, records, size) => readLz4(records, size);

let virtual: Uint8Array;
let live: Uint8Array;
beforeAll(async () => {
  const setup = setupOf('always');
  virtual = await recordBytes(setup, await runEpisode(setup));
  live = (await recordLive(null, { ticks: 150, flushEvery: 70 })).bytes;
});

function indexed(bytes: Uint8Array): Promise<McapIndexedReader> {
  const readable = {
    size: () => Promise.resolve(BigInt(bytes.length)),
    read: (offset: bigint, size: bigint) => Promise.resolve(bytes.subarray(Number(offset), Number(offset + size))),
  };
  return McapIndexedReader.Initialize({
    readable,
    decompressHandlers: { lz4: (data, size) => readLz4(data, Number(size)) },
  });
}

describe('a record, for a reader written from the specification', () => {
  it.each([
    ['in virtual time', () => virtual, TOPICS],
    ['of a live run', () => live, TOPICS_LIVE],
    ['of something else', () => tinyRecord(), ['/gate', '/state']],
  ])('breaks no rule: %s', (_name, bytes, topics) => {
    const found: Structure = checkStructure(bytes(), decompress);
    expect(found).toMatchObject({ profile: 'twotempo', library: expect.stringMatching(/^twotempo \d/) as string });
    for (const topic of found.topics) expect(topics).toContain(topic);
    expect(found.messages).toBe(readRecord(bytes(), 'x').messages.length);
    expect(found.metadata.at(-1)).toBe('twotempo/end');
    for (const { compression, seconds } of found.chunks) {
      expect(compression).toBe('lz4');
      expect(seconds).toBeLessThanOrEqual(2 + 1e-9);
    }
  });

  it('has more than one chunk, and the published schemas byte for byte', () => {
    const { chunks, schemas } = checkStructure(virtual, decompress);
    expect(chunks.length).toBeGreaterThan(1);
    for (const name of ['SceneUpdate', 'FrameTransforms', 'Log'] as const)
      expect(schemas.get(`foxglove.${name}`)).toBe(JSON.stringify(published[name]));
  });

  it('is what that reader refuses with any byte of it changed', () => {
    const bytes = tinyRecord();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const copy = bytes.slice();
        copy[at] ^= mask;
        expect(() => checkStructure(copy, decompress)).toThrow();
      }),
      { numRuns: 150 },
    );
  });
});

describe('a record, for the reader of @mcap/core', () => {
  it('is read by its index: every topic, in both directions and from the middle', async () => {
    const reader = await indexed(virtual);
    const all = readRecord(virtual, 'x').messages;
    const read = async (args: Parameters<McapIndexedReader['readMessages']>[0]): Promise<string[]> => {
      const found: string[] = [];
      for await (const message of reader.readMessages({ ...args, validateCrcs: true }))
        found.push(nameOf(message, reader));
      return found;
    };
    const nameOfRaw = ({ topic, sequence, logTime }: (typeof all)[number]): string => `${topic} ${sequence} ${logTime}`;
    for (const topic of ['/state', '/scene', '/map', '/ledger']) {
      const wanted = all.filter((message) => message.topic === topic);
      expect(await read({ topics: [topic] })).toEqual(wanted.map(nameOfRaw));
      expect(await read({ topics: [topic], reverse: true })).toEqual(wanted.map(nameOfRaw).reverse());
      const from = 2_500_000_000n;
      const later = wanted.filter(({ logTime }) => logTime >= from);
      expect(await read({ topics: [topic], startTime: from })).toEqual(later.map(nameOfRaw));
    }
  });
});

function nameOf(
  { channelId, sequence, logTime }: McapTypes.TypedMcapRecords['Message'],
  reader: McapIndexedReader,
): string {
  return `${reader.channelsById.get(channelId)?.topic} ${sequence} ${logTime}`;
}
