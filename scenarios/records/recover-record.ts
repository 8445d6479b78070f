import { crc32 } from './crc32.ts';
import { concatenate } from './mcap-file.ts';
import { STATE_TOPIC } from './messages.ts';
import { HEADER_METADATA } from './record-header.ts';
import { EpisodeRecord, parseContent, readHeaders, type Content } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { rewriteRecord } from './rewrite-record.ts';
import { verifyRecord, type Resimulation, type Verification } from './verify.ts';
import { MCAP_MAGIC } from './mcap-checks.ts';

/** Opcodes of https://mcap.dev/spec. */
const OP = { header: 0x01, chunk: 0x06, metadata: 0x0c, dataEnd: 0x0f } as const;
/** Opcode (u8) and length (u64) before every record. */
const PREFIX_BYTES = 9;
/** Of a chunk: times of its first and last message (u64 each), size (u64), CRC (u32), length of a text (u32). */
const CHUNK = { endTime: 8, crc: 24, text: 28, least: 40 } as const;

const HOPELESS = 'there is nothing to recover in it';

/** What a file still holds whose writing was cut off. */
export interface CutRecord {
  /** Up to the last whole tick; its digest is not known yet, its outcome is `cut`. */
  readonly record: EpisodeRecord;
  /** Ticks that the file shows to have been run, and does not hold. */
  readonly lostTicks: number;
  /** Bytes after the last whole chunk. */
  readonly lostBytes: number;
}

/**
 * Reads the whole chunks of a live run's record, wherever its file was cut off.
 * @param file name for messages to the user
 * @throws RecordProblem when it is no record of a live run, or one without a whole state
 */
export function readCutRecord(bytes: Uint8Array, file: string): CutRecord {
  const found = scan(bytes, file);
  const content = parse(found.whole, file);
  if (!content.metadata.has(HEADER_METADATA))
    throw new RecordProblem(file, 'was cut off in its header, or is no record of Twotempo', HOPELESS);
  const { header, live } = readHeaders(content.metadata, file);
  if (live === null) {
    const wrong = 'was not made by a live run, and others are written whole or not at all';
    throw new RecordProblem(file, wrong, 'run the episode again with --record all');
  }
  const last = content.messages.findLastIndex(({ topic }) => topic === STATE_TOPIC);
  if (last < 0) throw new RecordProblem(file, 'was cut off before its first state', HOPELESS);
  const messages = content.messages.slice(0, last + 1);
  const ticks = messages.filter(({ topic }) => topic === STATE_TOPIC).length - 1;
  const end = { digest: '', ticks, outcome: 'cut', result: null };
  const record = new EpisodeRecord(file, header, live, end, messages, content.schemas);
  const shownTicks = Math.round(Number(found.lastTime) / 1e9 / header.controlDt);
  return { record, lostTicks: Math.max(0, shownTicks - ticks), lostBytes: found.lostBytes };
}

export type Recovery =
  | { readonly kind: 'recovered'; readonly bytes: Uint8Array<ArrayBuffer>; readonly outcome: string }
  /** What is left does not repeat, so it cannot be vouched for. */
  | { readonly kind: 'diverged'; readonly found: Verification };

/**
 * Makes a complete record of what was left of one, after simulating it again and comparing every state.
 * @throws RecordProblem when it cannot be simulated
 */
export async function recoverRecord({ record }: CutRecord, again: Resimulation): Promise<Recovery> {
  const found = await verifyRecord(record, again);
  // Only the digest, which stands at the end of a record, is missing where all else is equal.
  if (found.kind !== 'digest') return { kind: 'diverged', found };
  const end = again.outcome?.() ?? 'running';
  const outcome = end === 'running' ? record.end.outcome : end;
  return { kind: 'recovered', bytes: rewriteRecord(record, { end: { digest: found.simulated, outcome } }), outcome };
}

interface Scan {
  /** The file with nothing but header, metadata and whole chunks. */
  readonly whole: Uint8Array;
  /** Of the last message that the file knows of, ns. */
  readonly lastTime: bigint;
  readonly lostBytes: number;
}

function scan(bytes: Uint8Array, file: string): Scan {
  if (!MCAP_MAGIC.every((byte, i) => bytes[i] === byte))
    throw new RecordProblem(file, 'is not an MCAP file', 'give a record of a live run');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, MCAP_MAGIC.length)];
  let lastTime = 0n;
  let at = MCAP_MAGIC.length;
  let used = at;
  while (at + PREFIX_BYTES <= bytes.length) {
    const opcode = view.getUint8(at);
    if (opcode === OP.dataEnd) break;
    const content = at + PREFIX_BYTES;
    const length = view.getBigUint64(at + 1, true);
    const isWhole = length <= BigInt(bytes.length - content);
    if (opcode === OP.chunk) {
      if (content + CHUNK.endTime + 8 <= bytes.length) lastTime = view.getBigUint64(content + CHUNK.endTime, true);
      if (!isWhole || !isSound(bytes.subarray(content, content + Number(length)))) break;
    }
    if (!isWhole) break;
    const next = content + Number(length);
    if (opcode === OP.header || opcode === OP.metadata || opcode === OP.chunk) parts.push(bytes.subarray(at, next));
    at = next;
    used = at;
  }
  return { whole: concatenate(parts), lastTime, lostBytes: bytes.length - used };
}

/** Whether a chunk's CRC is that of its messages. */
function isSound(chunk: Uint8Array): boolean {
  if (chunk.length < CHUNK.least) return false;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const records = CHUNK.least + view.getUint32(CHUNK.text, true);
  return records <= chunk.length && crc32(chunk.subarray(records)) === view.getUint32(CHUNK.crc, true);
}

function parse(whole: Uint8Array, file: string): Content {
  try {
    return parseContent(whole, false);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(file, `does not read as MCAP (${why})`, HOPELESS);
  }
}
