import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';

/**
 * A reader of MCAP files written from the specification alone (https://mcap.dev/spec), which shares no code with our
 * writer: it reads everything and checks every rule that a file of messages and metadata can break.
 */

const OPCODE = {
  ...{ header: 0x01, footer: 0x02, schema: 0x03, channel: 0x04, message: 0x05, chunk: 0x06, messageIndex: 0x07 },
  ...{ chunkIndex: 0x08, statistics: 0x0b, metadata: 0x0c, metadataIndex: 0x0d, summaryOffset: 0x0e, dataEnd: 0x0f },
} as const;
const MAGIC = [0x89, ...new TextEncoder().encode('MCAP0\r\n')];

interface Piece {
  readonly opcode: number;
  /** Where it begins and how long it is, with its opcode and its length. */
  readonly at: number;
  readonly length: number;
  readonly content: Uint8Array;
}

interface Schema {
  readonly id: number;
  readonly name: string;
  readonly encoding: string;
  readonly data: string;
}

interface Channel {
  readonly id: number;
  readonly schemaId: number;
  readonly topic: string;
  readonly encoding: string;
  readonly metadata: readonly (readonly [string, string])[];
}

interface Message {
  readonly channelId: number;
  readonly time: bigint;
  /** Where its record begins in its uncompressed chunk. */
  readonly at: number;
}

interface Chunk {
  readonly piece: Piece;
  readonly compression: string;
  readonly compressedSize: bigint;
  readonly uncompressedSize: bigint;
  readonly start: bigint;
  readonly end: bigint;
  readonly messages: readonly Message[];
  readonly indexes: { readonly piece: Piece; readonly channelId: number }[];
}

export interface Structure {
  readonly profile: string;
  readonly library: string;
  readonly topics: readonly string[];
  readonly schemas: ReadonlyMap<string, string>;
  readonly metadata: readonly string[];
  readonly chunks: readonly { readonly compression: string; readonly seconds: number }[];
  readonly messages: number;
}

/** @throws Error at the first rule that the file breaks */
export function checkStructure(
  file: Uint8Array,
  decompress: (compression: string, records: Uint8Array, size: number) => Uint8Array,
): Structure {
  require(MAGIC.every((byte, i) => file[i] === byte), 'magic at the start');
  require(MAGIC.every((byte, i) => file[file.length - MAGIC.length + i] === byte), 'magic at the end');
  const pieces = piecesOf(file, MAGIC.length, file.length - MAGIC.length);
  require(pieces[0].opcode === OPCODE.header, 'the header comes first');
  const last = pieces[pieces.length - 1];
  require(last.opcode === OPCODE.footer && last.content.length === 20, 'the footer comes last');
  const dataEnd = pieces.findIndex(({ opcode }) => opcode === OPCODE.dataEnd);
  require(dataEnd > 0, 'the data section has an end');
  const data = readData(pieces.slice(1, dataEnd), decompress);
  const end = new Reader(pieces[dataEnd].content);
  const dataCrc = end.u32();
  require(dataCrc !== 0 && dataCrc === crc32(file.subarray(0, pieces[dataEnd].at)), 'CRC of the data section');
  checkSummary(file, pieces.slice(dataEnd + 1, -1), last, data);
  const header = new Reader(pieces[0].content);
  return {
    profile: header.text(),
    library: header.text(),
    topics: [...data.channels.values()].map(({ topic }) => topic),
    schemas: new Map([...data.schemas.values()].map(({ name, data: text }) => [name, text])),
    metadata: data.metadata.map(({ name }) => name),
    chunks: data.chunks.map(({ compression, start, end: to }) => ({ compression, seconds: Number(to - start) / 1e9 })),
    messages: data.chunks.reduce((sum, { messages }) => sum + messages.length, 0),
  };
}

interface Data {
  readonly schemas: Map<number, Schema>;
  readonly channels: Map<number, Channel>;
  readonly chunks: Chunk[];
  readonly metadata: { readonly piece: Piece; readonly name: string }[];
}

function readData(pieces: readonly Piece[], decompress: Parameters<typeof checkStructure>[1]): Data {
  const data: Data = { schemas: new Map(), channels: new Map(), chunks: [], metadata: [] };
  let before: number | null = null;
  for (const piece of pieces) {
    const reader = new Reader(piece.content);
    if (piece.opcode === OPCODE.chunk) data.chunks.push(readChunk(piece, data, decompress));
    else if (piece.opcode === OPCODE.messageIndex) {
      require(before === OPCODE.chunk || before === OPCODE.messageIndex, 'message indexes follow their chunk at once');
      const chunk = data.chunks[data.chunks.length - 1];
      const channelId = reader.u16();
      checkMessageIndex(reader, chunk, channelId);
      chunk.indexes.push({ piece, channelId });
    } else if (piece.opcode === OPCODE.metadata) {
      data.metadata.push({ piece, name: reader.text() });
      const keys = reader
        .pairs(
          () => reader.text(),
          () => reader.text(),
        )
        .map(([key]) => key);
      require(new Set(keys).size === keys.length, 'keys of metadata are unique');
    } else throw new Error(`opcode ${piece.opcode} in the data section, at ${piece.at}`);
    if (piece.opcode !== OPCODE.chunk) reader.end();
    before = piece.opcode;
  }
  for (const { messages, indexes } of data.chunks) {
    const channels = new Set(messages.map(({ channelId }) => channelId));
    require(indexes.length === channels.size, 'exactly one message index for each channel of a chunk');
    require(new Set(indexes.map(({ channelId }) => channelId)).size === channels.size, 'no two for one channel');
  }
  return data;
}

function readChunk(piece: Piece, { schemas, channels }: Data, decompress: Parameters<typeof checkStructure>[1]): Chunk {
  const reader = new Reader(piece.content);
  const [start, end, uncompressedSize] = [reader.u64(), reader.u64(), reader.u64()];
  const crc = reader.u32();
  const compression = reader.text();
  const records = reader.bytes(Number(reader.u64()));
  reader.end();
  const plain = compression === '' ? records : decompress(compression, records, Number(uncompressedSize));
  require(BigInt(plain.length) === uncompressedSize, 'uncompressed size of a chunk');
  require(crc !== 0 && crc === crc32(plain), 'CRC of a chunk');
  const messages: Message[] = [];
  for (const inner of piecesOf(plain, 0, plain.length)) {
    if (inner.opcode === OPCODE.schema) {
      const schema = readSchema(inner.content);
      require(isDeepStrictEqual(schemas.get(schema.id) ?? schema, schema), 'schemas of one id are identical');
      schemas.set(schema.id, schema);
    } else if (inner.opcode === OPCODE.channel) {
      const channel = readChannel(inner.content);
      require(channel.schemaId === 0 || schemas.has(channel.schemaId), 'a schema comes before its channels');
      require(isDeepStrictEqual(channels.get(channel.id) ?? channel, channel), 'channels of one id are identical');
      channels.set(channel.id, channel);
    } else if (inner.opcode === OPCODE.message) {
      const message = new Reader(inner.content);
      const channelId = message.u16();
      message.u32();
      const time = message.u64();
      message.u64();
      require(channels.has(channelId), 'a channel comes before its messages');
      messages.push({ channelId, time, at: inner.at });
    } else throw new Error(`opcode ${inner.opcode} in a chunk`);
  }
  const times = messages.map(({ time }) => time);
  require(start === least(times) && end === most(times), 'first and last time of a chunk');
  const compressedSize = BigInt(records.length);
  return { piece, compression, compressedSize, uncompressedSize, start, end, messages, indexes: [] };
}

function checkMessageIndex(reader: Reader, chunk: Chunk, channelId: number): void {
  const entries = reader.pairs(
    () => reader.u64(),
    () => reader.u64(),
  );
  const there = chunk.messages.filter((message) => message.channelId === channelId);
  require(there.length > 0, 'no message index for a channel without messages');
  const wanted = there.map(({ time, at }) => [time, BigInt(at)]);
  require(isDeepStrictEqual(entries, wanted), 'a message index gives time and place of each message');
}

function checkSummary(file: Uint8Array, pieces: readonly Piece[], footer: Piece, data: Data): void {
  const end = new Reader(footer.content);
  const [summaryStart, offsetStart, crc] = [Number(end.u64()), Number(end.u64()), end.u32()];
  const offsets = pieces.filter(({ opcode }) => opcode === OPCODE.summaryOffset);
  const summary = pieces.slice(0, pieces.length - offsets.length);
  require(summary.every(({ opcode }) => opcode !== OPCODE.summaryOffset), 'summary offsets come last');
  require(summary.length > 0 && summaryStart === summary[0].at, 'start of the summary');
  require(offsets.length > 0 && offsetStart === offsets[0].at, 'start of the summary offsets');
  require(crc !== 0 && crc === crc32(file.subarray(summaryStart, footer.at + 9 + 16)), 'CRC of the summary');

  const groups: Piece[][] = [];
  for (const piece of summary) {
    if (groups.at(-1)?.[0].opcode === piece.opcode) groups[groups.length - 1].push(piece);
    else groups.push([piece]);
  }
  const opcodes = groups.map(([{ opcode }]) => opcode);
  require(new Set(opcodes).size === opcodes.length, 'records of the summary are grouped by opcode');
  const offsetsWanted = groups.map((group) => {
    const [first, final] = [group[0], group[group.length - 1]];
    return [first.opcode, BigInt(first.at), BigInt(final.at + final.length - first.at)];
  });
  const offsetsFound = offsets.map(({ content }) => {
    const reader = new Reader(content);
    return [reader.u8(), reader.u64(), reader.u64()];
  });
  require(isDeepStrictEqual(offsetsFound, offsetsWanted), 'a summary offset for each group');

  const of = (opcode: number): Piece[] => summary.filter((piece) => piece.opcode === opcode);
  const schemas = of(OPCODE.schema).map(({ content }) => readSchema(content));
  for (const schema of schemas)
    require(isDeepStrictEqual(data.schemas.get(schema.id) ?? schema, schema), 'schemas are duplicates');
  const channels = new Map(of(OPCODE.channel).map(({ content }) => [readChannel(content).id, readChannel(content)]));
  for (const [id, channel] of data.channels)
    require(isDeepStrictEqual(channels.get(id), channel), 'every channel is in the summary');
  const ids = new Set(schemas.map(({ id }) => id));
  for (const { schemaId } of channels.values()) require(schemaId === 0 || ids.has(schemaId), 'with its schema');

  require(isDeepStrictEqual(of(OPCODE.chunkIndex).map(readChunkIndex), data.chunks.map(chunkIndexOf)), 'chunk indexes');
  const metadata = of(OPCODE.metadataIndex).map(({ content }) => {
    const reader = new Reader(content);
    return [Number(reader.u64()), Number(reader.u64()), reader.text()];
  });
  const metadataWanted = data.metadata.map(({ piece, name }) => [piece.at, piece.length, name]);
  require(isDeepStrictEqual(metadata, metadataWanted), 'metadata indexes');

  const [statistics, ...more] = of(OPCODE.statistics);
  require(more.length === 0, 'one statistics record at most');
  require(opcodes.indexOf(OPCODE.channel) < opcodes.indexOf(OPCODE.statistics), 'channels come before the statistics');
  checkStatistics(statistics, data, ids.size, channels.size);
}

function readChunkIndex({ content }: Piece): unknown {
  const reader = new Reader(content);
  const fixed = [reader.u64(), reader.u64(), reader.u64(), reader.u64()];
  const indexes = reader.pairs(
    () => reader.u16(),
    () => reader.u64(),
  );
  return [fixed, indexes, reader.u64(), reader.text(), reader.u64(), reader.u64()];
}

/** What the chunk's index must say. */
function chunkIndexOf(chunk: Chunk): unknown {
  const { piece, indexes, start, end } = chunk;
  const length = indexes.reduce((sum, index) => sum + index.piece.length, 0);
  return [
    [start, end, BigInt(piece.at), BigInt(piece.length)],
    indexes.map((index) => [index.channelId, BigInt(index.piece.at)]),
    BigInt(length),
    chunk.compression,
    chunk.compressedSize,
    chunk.uncompressedSize,
  ];
}

function checkStatistics({ content }: Piece, data: Data, schemas: number, channels: number): void {
  const reader = new Reader(content);
  const messages = data.chunks.flatMap((chunk) => chunk.messages);
  require(reader.u64() === BigInt(messages.length), 'count of messages');
  require(reader.u16() === schemas && reader.u32() === channels, 'counts of schemas and channels');
  require(reader.u32() === 0 && reader.u32() === data.metadata.length, 'counts of attachments and metadata');
  require(reader.u32() === data.chunks.length, 'count of chunks');
  const times = messages.map(({ time }) => time);
  require(reader.u64() === least(times) && reader.u64() === most(times), 'first and last time');
  const counts = new Map<number, bigint>();
  for (const { channelId } of messages) counts.set(channelId, (counts.get(channelId) ?? 0n) + 1n);
  require(isDeepStrictEqual(
    new Map(
      reader.pairs(
        () => reader.u16(),
        () => reader.u64(),
      ),
    ),
    counts,
  ), 'messages by channel');
  reader.end();
}

function readSchema(content: Uint8Array): Schema {
  const reader = new Reader(content);
  const schema = { id: reader.u16(), name: reader.text(), encoding: reader.text(), data: reader.text() };
  reader.end();
  require(schema.id !== 0, 'no schema has the id 0');
  return schema;
}

function readChannel(content: Uint8Array): Channel {
  const reader = new Reader(content);
  const [id, schemaId, topic, encoding] = [reader.u16(), reader.u16(), reader.text(), reader.text()];
  const metadata = reader.pairs(
    () => reader.text(),
    () => reader.text(),
  );
  reader.end();
  return { id, schemaId, topic, encoding, metadata };
}

function piecesOf(bytes: Uint8Array, from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = from; at < to;) {
    require(at + 9 <= to, `a whole opcode and length at ${at}`);
    const opcode = bytes[at];
    const content = Number(view.getBigUint64(at + 1, true));
    require(opcode > 0 && at + 9 + content <= to, `a record within its section at ${at}`);
    pieces.push({ opcode, at, length: 9 + content, content: bytes.subarray(at + 9, at + 9 + content) });
    at += 9 + content;
  }
  return pieces;
}

class Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly content: Uint8Array) {
    this.view = new DataView(content.buffer, content.byteOffset, content.length);
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  u64(): bigint {
    this.at += 8;
    return this.view.getBigUint64(this.at - 8, true);
  }

  bytes(length: number): Uint8Array {
    require(this.at + length <= this.content.length, 'bytes within their record');
    this.at += length;
    return this.content.subarray(this.at - length, this.at);
  }

  text(): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.bytes(this.u32()));
  }

  /** An array or a map, whose length is in bytes. */
  pairs<K, V>(key: () => K, value: () => V): [K, V][] {
    const end = this.u32() + this.at;
    const found: [K, V][] = [];
    while (this.at < end) found.push([key(), value()]);
    require(this.at === end, 'entries fill their array');
    return found;
  }

  end(): void {
    require(this.at === this.content.length, 'nothing follows the known fields');
  }
}

function least(times: readonly bigint[]): bigint {
  return times.reduce((a, b) => (b < a ? b : a), times[0] ?? 0n);
}

function most(times: readonly bigint[]): bigint {
  return times.reduce((a, b) => (b > a ? b : a), times[0] ?? 0n);
}

function require(holds: boolean, rule: string): void {
  if (!holds) throw new Error(`MCAP: the file breaks the rule '${rule}'.`);
}
