import { McapWriter, type McapTypes } from '@mcap/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteSink } from '../../../scenarios/records/byte-sink.ts';
import { crc32 } from '../../../scenarios/records/crc32.ts';
import { checkMcap } from '../../../scenarios/records/mcap-checks.ts';
import { concatenate, McapFile } from '../../../scenarios/records/mcap-file.ts';

const HEADER = { profile: 'test', library: 'tests' };
const SCHEMA = { name: 'schema', encoding: 'jsonschema', data: new TextEncoder().encode('{}') };
const metadata = (name: string): McapTypes.Metadata => ({ name, metadata: new Map([['key', 'värde']]) });
/** Two with a schema, one without, one that nothing is said on. */
const channels = (schemaId: number) =>
  [schemaId, schemaId, 0, schemaId].map((id, i) => ({
    topic: `/topic${i}`,
    schemaId: id,
    messageEncoding: 'json',
    metadata: new Map<string, string>(),
  }));

const messages = fc.array(
  fc.record({
    channelId: fc.nat(2),
    time: fc.bigInt({ min: 0n, max: 1n << 60n }),
    data: fc.uint8Array({ maxLength: 60 }),
  }),
  { maxLength: 30 },
);

interface Given {
  readonly channelId: number;
  readonly time: bigint;
  readonly data: Uint8Array;
}

function messageOf({ channelId, time, data }: Given, sequence: number): McapTypes.Message {
  return { channelId, sequence, logTime: time, publishTime: time, data };
}

/** @param chunkSize a chunk ends when it has more bytes */
async function byMcapWriter(all: readonly Given[], chunkSize: number): Promise<Uint8Array> {
  const sink = new ByteSink();
  const writer = new McapWriter({ writable: sink, chunkSize });
  await writer.start(HEADER);
  await writer.addMetadata(metadata('first'));
  const schemaId = await writer.registerSchema(SCHEMA);
  for (const channel of channels(schemaId)) await writer.registerChannel(channel);
  for (const [i, given] of all.entries()) await writer.addMessage(messageOf(given, i));
  await writer.addMetadata(metadata('last'));
  await writer.end();
  return sink.bytes();
}

function started(): { file: McapFile; parts: Uint8Array[] } {
  const parts: Uint8Array[] = [];
  const file = new McapFile((bytes) => parts.push(bytes), HEADER);
  file.addMetadata(metadata('first'));
  const schemaId = file.addSchema(SCHEMA);
  for (const channel of channels(schemaId)) file.addChannel(channel);
  return { file, parts };
}

describe('McapFile', () => {
  it('writes byte for byte what McapWriter writes', async () => {
    await fc.assert(
      fc.asyncProperty(messages, fc.integer({ min: 50, max: 1000 }), async (all, chunkSize) => {
        const { file, parts } = started();
        for (const [i, given] of all.entries()) {
          file.addMessage(messageOf(given, i));
          if (file.chunkBytes > chunkSize) file.endChunk();
        }
        file.addMetadata(metadata('last'));
        parts.push(file.ending());
        expect(Buffer.from(concatenate(parts)).equals(await byMcapWriter(all, chunkSize))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('has an ending at any time, without which it goes on', () => {
    fc.assert(
      fc.property(messages, messages, (before, after) => {
        const { file, parts } = started();
        before.forEach((given, i) => file.addMessage(messageOf(given, i)));
        const ending = file.ending(metadata('saved'));
        checkMcap(concatenate([...parts, ending]));
        after.forEach((given, i) => file.addMessage(messageOf(given, before.length + i)));
        parts.push(file.ending(metadata('last')));

        const plain = started();
        before.forEach((given, i) => plain.file.addMessage(messageOf(given, i)));
        plain.file.endChunk();
        after.forEach((given, i) => plain.file.addMessage(messageOf(given, before.length + i)));
        plain.parts.push(plain.file.ending(metadata('last')));
        expect(Buffer.from(concatenate(parts)).equals(concatenate(plain.parts))).toBe(true);
      }),
    );
  });

  it('refuses a message of a channel that was not added', () => {
    const { file } = started();
    expect(() => file.addMessage(messageOf({ channelId: 4, time: 0n, data: new Uint8Array(0) }, 0))).toThrow(
      'channel: expected one that was added, found 4.',
    );
  });
});

describe('crc32', () => {
  it('is that of the check string, in one go and in parts', () => {
    // https://reveng.sourceforge.io/crc-catalogue/all.htm: CRC-32/ISO-HDLC
    const text = new TextEncoder().encode('123456789');
    expect(crc32(text)).toBe(0xcbf43926);
    for (let cut = 0; cut <= 9; cut++) expect(crc32(text.subarray(cut), crc32(text.subarray(0, cut)))).toBe(0xcbf43926);
  });
});
