import { crc32 } from './crc32.ts';
import { LZ4, readLz4 } from './lz4-frame.ts';
import { Lz4Error } from './lz4-block.ts';
import { checkMcap, McapDamage, MCAP_MAGIC } from './mcap-checks.ts';
import { concatenate } from './mcap-file.ts';
import { STATE_TOPIC } from './messages.ts';
import { END_METADATA, HEADER_METADATA } from './record-header.ts';
import { EpisodeRecord, parseContent, readEnd, readHeaders, readRecord, type Content } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';

/** Opcodes of https://mcap.dev/spec. */
const OP = { header: 0x01, chunk: 0x06, metadata: 0x0c, dataEnd: 0x0f } as const;
/** Opcode (u8) and length (u64) before every record. */
const PREFIX_BYTES = 9;
/** Of a chunk: time of its last message (u64), sizes (u64), CRC (u32), length of the compression's name (u32). */
const CHUNK = { endTime: 8, size: 16, crc: 24, text: 28, least: 40 } as const;

const HOPELESS = 'there is nothing to recover in it';

/**
 * Reads a record, whole or up to where its file was cut off.
 * @param file name for messages to the user
 * @throws RecordProblem when it is no record, a damaged or newer one, or cut off before its first tick
 */
export function openRecord(bytes: Uint8Array, file: string): EpisodeRecord {
  try {
    checkMcap(bytes);
  } catch (error) {
    if (error instanceof McapDamage && error.isCut) return readCutRecord(bytes, file, 'damage');
  }
  return readRecord(bytes, file);
}

/**
 * Reads the whole chunks of a record, wherever its file was cut off.
 * @param file name for messages to the user
 * @param after what a chunk is that is complete, but does not fit its checksum: damage, or where to stop
 * @throws RecordProblem when it is no record, or one without a whole state
 */
export function readCutRecord(bytes: Uint8Array, file: string, after: 'damage' | 'stop'): EpisodeRecord {
  const found = scan(bytes, file);
  if (after === 'damage' && found.damagedAt !== null) {
    const wrong = `is truncated, and damaged before that: the chunk at byte ${found.damagedAt} does not fit its checksum`;
    throw new RecordProblem(file, wrong, 'save what precedes it with --recover, or fetch the file again');
  }
  const content = parse(found.whole, file);
  if (!content.metadata.has(HEADER_METADATA))
    throw new RecordProblem(file, 'was cut off in its header, or is no record of Twotempo', HOPELESS);
  const { header, live, fork } = readHeaders(content.metadata, file);
  const last = content.messages.findLastIndex(({ topic }) => topic === STATE_TOPIC);
  if (last < 0) throw new RecordProblem(file, 'was cut off before its first state', HOPELESS);
  const ticks = content.messages.filter(({ topic }) => topic === STATE_TOPIC).length - 1;
  const end = content.metadata.has(END_METADATA) ? readEnd(content.metadata, file) : null;
  // Format 1 and 2 have their end before their last messages.
  const lostEnd = end?.ticks !== ticks;
  // What follows the last state belongs to a tick that is lost, unless the episode was being closed.
  const messages = lostEnd ? content.messages.slice(0, last + 1) : content.messages;
  const shownTicks = end?.ticks ?? Math.round(Number(found.lastTime) / 1e9 / header.controlDt);
  const cut = {
    bytes: bytes.length,
    lostTicks: Math.max(0, shownTicks - ticks),
    lostBytes: found.lostBytes,
    lostEnd,
  };
  const known = end === null || lostEnd ? { digest: '', ticks, outcome: 'cut', result: null } : end;
  return new EpisodeRecord(file, header, live, known, messages, content.schemas, cut, fork);
}

interface Scan {
  /** The file with nothing but header, metadata and whole chunks. */
  readonly whole: Uint8Array;
  /** Of the last message that the file knows of, ns. */
  readonly lastTime: bigint;
  readonly lostBytes: number;
  /** Where a chunk is complete but damaged; null: nowhere. */
  readonly damagedAt: number | null;
}

function scan(bytes: Uint8Array, file: string): Scan {
  if (!MCAP_MAGIC.every((byte, i) => bytes[i] === byte))
    throw new RecordProblem(file, 'is not an MCAP file', "give a record that 'twotempo run --record' wrote");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, MCAP_MAGIC.length)];
  let lastTime = 0n;
  let damagedAt: number | null = null;
  let at = MCAP_MAGIC.length;
  while (at + PREFIX_BYTES <= bytes.length) {
    const opcode = view.getUint8(at);
    if (opcode === OP.dataEnd) break;
    const content = at + PREFIX_BYTES;
    const length = view.getBigUint64(at + 1, true);
    const isWhole = length <= BigInt(bytes.length - content);
    if (opcode === OP.chunk && content + CHUNK.size <= bytes.length)
      lastTime = view.getBigUint64(content + CHUNK.endTime, true);
    if (!isWhole) break;
    const next = content + Number(length);
    if (opcode === OP.chunk && !isSound(bytes.subarray(content, next))) {
      damagedAt = at;
      break;
    }
    if (opcode === OP.header || opcode === OP.metadata || opcode === OP.chunk) parts.push(bytes.subarray(at, next));
    at = next;
  }
  return { whole: concatenate(parts), lastTime, lostBytes: bytes.length - at, damagedAt };
}

/** Whether a chunk's CRC is that of its messages. */
function isSound(chunk: Uint8Array): boolean {
  if (chunk.length < CHUNK.least) return false;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const records = CHUNK.least + view.getUint32(CHUNK.text, true);
  if (records > chunk.length) return false;
  const compression = new TextDecoder().decode(chunk.subarray(CHUNK.text + 4, records - 8));
  const size = Number(view.getBigUint64(CHUNK.size, true));
  const messages = decompress(compression, chunk.subarray(records), size);
  return messages !== null && crc32(messages) === view.getUint32(CHUNK.crc, true);
}

/** Null where it cannot be done. */
function decompress(compression: string, records: Uint8Array, size: number): Uint8Array | null {
  if (compression === '') return records;
  if (compression !== LZ4) return null;
  try {
    return readLz4(records, size);
  } catch (error) {
    if (error instanceof Lz4Error) return null;
    throw error;
  }
}

function parse(whole: Uint8Array, file: string): Content {
  try {
    return parseContent(whole, false);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(file, `does not read as MCAP (${why})`, HOPELESS);
  }
}
