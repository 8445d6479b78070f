import { crc32 } from './crc32.ts';

/** A file that is not a whole, undamaged MCAP file; the message goes on from its name. */
export class McapDamage extends Error {
  /** @param isCut whether it may be the beginning of a whole file */
  constructor(
    message: string,
    readonly isCut = false,
  ) {
    super(message);
  }
}

/** First and last bytes of every MCAP file. */
export const MCAP_MAGIC = Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a);
const FOOTER = 0x02;
const DATA_END = 0x0f;
/** Opcode (u8) and length (u64) before every record. */
const PREFIX_BYTES = 9;
const DATA_END_BYTES = PREFIX_BYTES + 4;
const FOOTER_BYTES = PREFIX_BYTES + 20;

/**
 * Checks the frame of an MCAP file (https://mcap.dev/spec): magic, lengths of all records, CRC of the data section and of
 * the summary. After it, every byte of the file is covered by a check.
 * @throws McapDamage
 */
export function checkMcap(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new McapDamage('is empty');
  if (!startsWith(bytes, 0, MCAP_MAGIC)) throw new McapDamage('is not an MCAP file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footer = bytes.length - MCAP_MAGIC.length - FOOTER_BYTES;
  if (!startsWith(bytes, bytes.length - MCAP_MAGIC.length, MCAP_MAGIC) || footer < MCAP_MAGIC.length)
    throw new McapDamage(`is truncated: it ends after ${bytes.length} bytes without the end mark of MCAP`, true);

  const dataEnd = findRecord(view, MCAP_MAGIC.length, footer, DATA_END);
  if (dataEnd < 0 || view.getBigUint64(dataEnd + 1, true) !== 4n)
    throw new McapDamage('is damaged: its data section has no end');
  const summary = dataEnd + DATA_END_BYTES;
  if (bytes[footer] !== FOOTER || view.getBigUint64(footer + 1, true) !== 20n)
    throw new McapDamage('is damaged: its footer is missing');
  if (view.getBigUint64(footer + PREFIX_BYTES, true) !== BigInt(summary))
    throw new McapDamage('is damaged: its footer does not point to its summary');
  if (findRecord(view, summary, footer, -1) !== footer) throw new McapDamage('is damaged: its summary does not add up');
  compareCrc('data section', view.getUint32(dataEnd + PREFIX_BYTES, true), bytes.subarray(0, dataEnd));
  const crcAt = footer + FOOTER_BYTES - 4;
  compareCrc('summary', view.getUint32(crcAt, true), bytes.subarray(summary, crcAt));
}

/** Whether `checkMcap` finds nothing. */
export function isWhole(bytes: Uint8Array): boolean {
  try {
    checkMcap(bytes);
    return true;
  } catch (error) {
    if (error instanceof McapDamage) return false;
    throw error;
  }
}

/** Offset of the first record with this opcode, `end` when there is none, or -1 when a length leads astray. */
function findRecord(view: DataView, start: number, end: number, opcode: number): number {
  let at = start;
  while (at < end) {
    if (at + PREFIX_BYTES > end) return -1;
    if (view.getUint8(at) === opcode) return at;
    const length = view.getBigUint64(at + 1, true);
    if (length > BigInt(end - at - PREFIX_BYTES)) return -1;
    at += PREFIX_BYTES + Number(length);
  }
  return at;
}

function compareCrc(part: string, written: number, bytes: Uint8Array): void {
  if (written === 0) throw new McapDamage(`carries no CRC of its ${part}`);
  const found = crc32(bytes);
  if (found !== written)
    throw new McapDamage(`is damaged: the CRC of its ${part} is ${hex(found)}, but should be ${hex(written)}`);
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}

function startsWith(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  return at >= 0 && wanted.every((byte, i) => bytes[at + i] === byte);
}
