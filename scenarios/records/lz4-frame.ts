import { Lz4BlockWriter, Lz4Error, mostOf, readLz4Block } from './lz4-block.ts';
import { xxh32 } from './xxh32.ts';

/**
 * Frames of LZ4 (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), which is what MCAP means by `lz4`. Written
 * here rather than taken from a package because a record is written by synchronous code in Node and in a browser's worker
 * alike, and read from files that may be forged.
 */

/** Its name in https://mcap.dev/spec/registry. */
export const LZ4 = 'lz4';

const MAGIC = 0x184d2204;
/** Of the byte FLG. */
const FLAG = { version: 0x40, versionMask: 0xc0, independent: 0x20, blockChecksum: 0x10, size: 0x08, checksum: 0x04 };
const FLAGS_UNKNOWN = 0x03;
/** Of the byte BD, and the largest block that it allows, by its code. */
const BLOCK_CODE = 7;
const BLOCK_BYTES = [0, 0, 0, 0, 1 << 16, 1 << 18, 1 << 20, 1 << 22];
/** Bit of a block's size that says that the block is not compressed. */
const STORED = 0x80000000;

/** Compresses into frames with independent blocks, the size and no checksum: a chunk of MCAP carries its own. */
export class Lz4Writer {
  readonly name = LZ4;
  private readonly blocks = new Lz4BlockWriter();

  /** @returns bytes of their own */
  write(source: Uint8Array): Uint8Array {
    const most = BLOCK_BYTES[BLOCK_CODE];
    const out = new Uint8Array(23 + mostOf(source.length) + 4 * Math.ceil(source.length / most));
    const view = new DataView(out.buffer);
    view.setUint32(0, MAGIC, true);
    out[4] = FLAG.version | FLAG.independent | FLAG.size;
    out[5] = BLOCK_CODE << 4;
    view.setBigUint64(6, BigInt(source.length), true);
    out[14] = headerChecksum(out.subarray(4, 14));
    let to = 15;
    for (let at = 0; at < source.length; at += most) {
      const block = source.subarray(at, at + most);
      const start = to + 4;
      to = this.blocks.write(block, out, start);
      if (to - start >= block.length) {
        out.set(block, start);
        to = start + block.length;
        view.setUint32(start - 4, (block.length | STORED) >>> 0, true);
      } else {
        view.setUint32(start - 4, to - start, true);
      }
    }
    // The end mark; a block that was stored after all may have left bytes there.
    view.setUint32(to, 0, true);
    return out.slice(0, to + 4);
  }
}

/**
 * Decompresses one frame, of any options but dictionaries.
 * @param size bytes that it must hold
 * @throws Lz4Error
 */
export function readLz4(frame: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const reader = new FrameReader(frame);
  const { flags, blockBytes } = reader.header(size);
  // Every compressed byte gives 255 at most: a forged size cannot exhaust memory.
  if (size > 255 * frame.length) throw new Lz4Error(`cannot hold ${size} bytes`);
  const out = new Uint8Array(size);
  let to = 0;
  for (;;) {
    const word = reader.word();
    if (word === 0) break;
    const bytes = reader.take((word & ~STORED) >>> 0);
    if ((flags & FLAG.blockChecksum) !== 0) reader.compare('a block', bytes);
    const start = to;
    if ((word & STORED) === 0) to = readLz4Block(bytes, out, to, (flags & FLAG.independent) === 0 ? 0 : to);
    else if (bytes.length > size - to) throw new Lz4Error('holds more than it should');
    else {
      out.set(bytes, to);
      to += bytes.length;
    }
    if (to - start > blockBytes) throw new Lz4Error('holds a block that is larger than it says');
  }
  if (to !== size) throw new Lz4Error(`holds ${to} bytes where ${size} should be`);
  if ((flags & FLAG.checksum) !== 0) reader.compare('the content', out);
  reader.end();
  return out;
}

class FrameReader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  header(size: number): { readonly flags: number; readonly blockBytes: number } {
    if (this.word() !== MAGIC) throw new Lz4Error('is no LZ4 frame');
    const from = this.at;
    const [flags, block] = this.take(2);
    if ((flags & FLAG.versionMask) !== FLAG.version || (flags & FLAGS_UNKNOWN) !== 0)
      throw new Lz4Error('is an LZ4 frame of an unknown kind');
    const blockBytes = BLOCK_BYTES[(block >> 4) & 7];
    if (blockBytes === 0 || (block & 0x8f) !== 0) throw new Lz4Error('is an LZ4 frame of an unknown kind');
    if ((flags & FLAG.size) !== 0) {
      const bytes = this.take(8);
      const said = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
      if (said !== BigInt(size)) throw new Lz4Error(`says to hold ${said} bytes where ${size} should be`);
    }
    const found = headerChecksum(this.bytes.subarray(from, this.at));
    if (this.take(1)[0] !== found) throw new Lz4Error('has a header whose checksum does not fit');
    return { flags, blockBytes };
  }

  word(): number {
    this.require(4);
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  take(length: number): Uint8Array {
    this.require(length);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** @throws Lz4Error unless the checksum of `bytes` comes next */
  compare(what: string, bytes: Uint8Array): void {
    if (this.word() !== xxh32(bytes)) throw new Lz4Error(`holds ${what} whose checksum does not fit`);
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new Lz4Error('is followed by other bytes');
  }

  private require(length: number): void {
    if (length > this.bytes.length - this.at) throw new Lz4Error('ends in the middle of its frame');
  }
}

/** Second byte of the hash of a frame's header after its magic number. */
function headerChecksum(header: Uint8Array): number {
  return (xxh32(header) >>> 8) & 0xff;
}
