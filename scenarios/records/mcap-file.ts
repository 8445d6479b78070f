import { McapChunkBuilder, McapRecordBuilder, type McapTypes } from '@mcap/core';
import { crc32 } from './crc32.ts';

/** Opcodes of https://mcap.dev/spec that the summary names. */
const GROUP = { schema: 0x03, channel: 0x04, chunkIndex: 0x08, statistics: 0x0b, metadataIndex: 0x0d } as const;
const FOOTER = 0x02;
const FOOTER_LENGTH = 20n;

/** How chunks are compressed; the name is one of those of https://mcap.dev/spec/registry. */
export interface ChunkCompression {
  readonly name: string;
  /** Gives bytes that stay valid until the next call. */
  write(bytes: Uint8Array): Uint8Array;
}

/**
 * Writes an MCAP file as `McapWriter` does, but at once instead of asynchronously, with chunks that end when the caller
 * says so, and with an ending that can be had while the file goes on.
 */
export class McapFile {
  private readonly chunk = new McapChunkBuilder({});
  private readonly record = new McapRecordBuilder();
  private readonly schemas = new Map<number, McapTypes.Schema>();
  private readonly channels = new Map<number, McapTypes.Channel>();
  private readonly writtenSchemas = new Set<number>();
  private readonly writtenChannels = new Set<number>();
  private readonly chunks: McapTypes.ChunkIndex[] = [];
  private readonly metadata: McapTypes.MetadataIndex[] = [];
  private readonly messageCounts = new Map<number, bigint>();
  private messages = 0n;
  private start = 0n;
  private end = 0n;
  private position = 0n;
  private crc = 0;

  /** @param emit takes the bytes of the file in order; they are the receiver's own */
  constructor(
    private readonly emit: (bytes: Uint8Array) => void,
    header: McapTypes.Header,
    private readonly compression: ChunkCompression | null = null,
  ) {
    this.record.writeMagic();
    this.record.writeHeader(header);
    this.write();
  }

  /** Bytes in the chunk that has not ended. */
  get chunkBytes(): number {
    return this.chunk.byteLength;
  }

  addSchema(info: Omit<McapTypes.Schema, 'id'>): number {
    const id = this.schemas.size + 1;
    this.schemas.set(id, { ...info, id });
    return id;
  }

  addChannel(info: Omit<McapTypes.Channel, 'id'>): number {
    const id = this.channels.size;
    this.channels.set(id, { ...info, id });
    return id;
  }

  addMetadata(metadata: McapTypes.Metadata): void {
    const length = this.record.writeMetadata(metadata);
    this.metadata.push({ name: metadata.name, offset: this.position, length });
    this.write();
  }

  /** @param message of a channel that was added */
  addMessage(message: McapTypes.Message): void {
    const { channelId, logTime } = message;
    if (this.messages === 0n || logTime < this.start) this.start = logTime;
    if (this.messages === 0n || logTime > this.end) this.end = logTime;
    this.messages++;
    this.messageCounts.set(channelId, (this.messageCounts.get(channelId) ?? 0n) + 1n);
    this.introduce(channelId);
    this.chunk.addMessage(message);
  }

  /** Ends the chunk, so that whatever was added is in the file. */
  endChunk(): void {
    const { chunk } = this;
    if (chunk.numMessages === 0) return;
    const uncompressed = chunk.buffer;
    const records = this.compression?.write(uncompressed) ?? uncompressed;
    const compression = this.compression?.name ?? '';
    const { messageStartTime, messageEndTime } = chunk;
    const uncompressedSize = BigInt(uncompressed.length);
    const chunkStartOffset = this.position;
    const chunkLength = this.record.writeChunk({
      messageStartTime,
      messageEndTime,
      uncompressedSize,
      uncompressedCrc: crc32(uncompressed),
      compression,
      records,
    });
    const messageIndexOffsets = new Map<number, bigint>();
    let messageIndexLength = 0n;
    for (const index of chunk.indices) {
      messageIndexOffsets.set(index.channelId, chunkStartOffset + chunkLength + messageIndexLength);
      messageIndexLength += this.record.writeMessageIndex(index);
    }
    this.chunks.push({
      messageStartTime,
      messageEndTime,
      chunkStartOffset,
      chunkLength,
      messageIndexOffsets,
      messageIndexLength,
      compression,
      compressedSize: BigInt(records.length),
      uncompressedSize,
    });
    chunk.reset();
    this.write();
  }

  /**
   * Ends the chunk, and returns what makes a complete file of all that was emitted; the file may go on without it.
   * @param last metadata to precede it
   */
  ending(last?: McapTypes.Metadata): Uint8Array<ArrayBuffer> {
    this.endChunk();
    const metadata = [...this.metadata];
    const tail = new McapRecordBuilder();
    if (last !== undefined) metadata.push({ name: last.name, offset: this.position, length: tail.writeMetadata(last) });
    tail.writeDataEnd({ dataSectionCrc: crc32(tail.buffer, this.crc) });
    const summary = this.summary(metadata, this.position + BigInt(tail.length));
    return concatenate([tail.buffer, summary]);
  }

  private summary(metadata: readonly McapTypes.MetadataIndex[], at: bigint): Uint8Array {
    const { record } = this;
    const position = (): bigint => at + BigInt(record.length);
    const groups: McapTypes.SummaryOffset[] = [];
    const group = (groupOpcode: number, writeAll: () => void): void => {
      const groupStart = position();
      writeAll();
      const groupLength = position() - groupStart;
      if (groupLength > 0n) groups.push({ groupOpcode, groupStart, groupLength });
    };
    group(GROUP.schema, () => this.schemas.forEach((schema) => record.writeSchema(schema)));
    group(GROUP.channel, () => this.channels.forEach((channel) => record.writeChannel(channel)));
    group(GROUP.statistics, () => record.writeStatistics(this.statistics(metadata.length)));
    group(GROUP.metadataIndex, () => metadata.forEach((index) => record.writeMetadataIndex(index)));
    group(GROUP.chunkIndex, () => this.chunks.forEach((index) => record.writeChunkIndex(index)));
    const summaryOffsetStart = position();
    for (const one of groups) record.writeSummaryOffset(one);
    const footer = { summaryStart: at, summaryOffsetStart, summaryCrc: 0 };
    footer.summaryCrc = crc32(footerStart(footer), crc32(record.buffer));
    record.writeFooter(footer);
    record.writeMagic();
    const bytes = record.buffer;
    record.reset();
    return bytes;
  }

  private statistics(metadataCount: number): McapTypes.Statistics {
    return {
      messageCount: this.messages,
      schemaCount: this.schemas.size,
      channelCount: this.channels.size,
      attachmentCount: 0,
      metadataCount,
      chunkCount: this.chunks.length,
      messageStartTime: this.start,
      messageEndTime: this.end,
      channelMessageCounts: this.messageCounts,
    };
  }

  private introduce(channelId: number): void {
    if (this.writtenChannels.has(channelId)) return;
    const channel = this.channels.get(channelId);
    if (channel === undefined) throw new RangeError(`channel: expected one that was added, found ${channelId}.`);
    const schema = this.schemas.get(channel.schemaId);
    if (schema !== undefined && !this.writtenSchemas.has(schema.id)) {
      this.chunk.addSchema(schema);
      this.writtenSchemas.add(schema.id);
    }
    this.chunk.addChannel(channel);
    this.writtenChannels.add(channelId);
  }

  private write(): void {
    const bytes = this.record.buffer;
    this.record.reset();
    this.crc = crc32(bytes, this.crc);
    this.position += BigInt(bytes.length);
    this.emit(bytes);
  }
}

/** One array of all. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The footer up to its CRC, which covers it. */
function footerStart({ summaryStart, summaryOffsetStart }: McapTypes.Footer): Uint8Array {
  const bytes = new Uint8Array(25);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FOOTER);
  view.setBigUint64(1, FOOTER_LENGTH, true);
  view.setBigUint64(9, summaryStart, true);
  view.setBigUint64(17, summaryOffsetStart, true);
  return bytes;
}
