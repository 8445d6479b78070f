/**
 * Blocks of LZ4 (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md): sequences of literals and of matches, that
 * is, of bytes that came at most 64 KiB before.
 */

/** Bytes that are no LZ4; the message goes on from what they are part of. */
export class Lz4Error extends Error {}

const LEAST_MATCH = 4;
const FARTHEST = 65535;
/** So many bytes at the end are literals, and no match starts in the last so many. */
const LAST_LITERALS = 5;
const LAST_START = 12;
const HASH_BITS = 14;
/** After every so many misses, as a power of two, the search steps one byte wider. */
const SKIP_SHIFT = 6;

/** Compresses blocks, each for itself; the same bytes give the same block. */
export class Lz4BlockWriter {
  /** Last position of each hash, plus one; 0: none. */
  private readonly table = new Int32Array(1 << HASH_BITS);

  /**
   * @param from at least `mostOf(source.length)` bytes must follow there in `out`
   * @returns where the block ends in `out`
   */
  write(source: Uint8Array, out: Uint8Array, from: number): number {
    const { table } = this;
    table.fill(0);
    const lastStart = source.length - LAST_START;
    const matchEnd = source.length - LAST_LITERALS;
    let to = from;
    let literals = 0;
    let at = 0;
    let misses = 1 << SKIP_SHIFT;
    while (at <= lastStart) {
      const word = wordAt(source, at);
      const slot = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
      let match = table[slot] - 1;
      table[slot] = at + 1;
      if (match < 0 || at - match > FARTHEST || wordAt(source, match) !== word) {
        at += misses++ >> SKIP_SHIFT;
        continue;
      }
      misses = 1 << SKIP_SHIFT;
      while (at > literals && match > 0 && source[at - 1] === source[match - 1]) {
        at--;
        match--;
      }
      let end = at + LEAST_MATCH;
      const distance = at - match;
      while (end < matchEnd && source[end] === source[end - distance]) end++;
      to = writeLiterals(source, literals, at, out, to, end - at - LEAST_MATCH);
      out[to++] = distance & 0xff;
      out[to++] = distance >> 8;
      to = writeLength(end - at - LEAST_MATCH, out, to);
      at = literals = end;
    }
    return writeLiterals(source, literals, source.length, out, to, 0);
  }
}

/** Bytes that a block of so many bytes takes at most. */
export function mostOf(length: number): number {
  return length + Math.floor(length / 255) + 16;
}

/**
 * Decompresses a block into `out` from `from` on.
 * @param first position in `out` before which no match may reach
 * @returns where the bytes end in `out`
 * @throws Lz4Error
 */
export function readLz4Block(block: Uint8Array, out: Uint8Array, from: number, first: number): number {
  let at = 0;
  let to = from;
  for (;;) {
    if (at >= block.length) throw new Lz4Error('ends in the middle of a block');
    const token = block[at++];
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (at >= block.length) throw new Lz4Error('ends in the middle of a length');
        literals += more = block[at++];
      } while (more === 255);
    }
    if (literals > block.length - at) throw new Lz4Error('ends in the middle of its literals');
    if (literals > out.length - to) throw new Lz4Error('holds more than it should');
    for (let i = 0; i < literals; i++) out[to++] = block[at++];
    // A block ends after literals.
    if (at === block.length) return to;
    if (at + 2 > block.length) throw new Lz4Error('ends in the middle of a match');
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    let length = (token & 15) + LEAST_MATCH;
    if ((token & 15) === 15) {
      let more: number;
      do {
        if (at >= block.length) throw new Lz4Error('ends in the middle of a length');
        length += more = block[at++];
      } while (more === 255);
    }
    if (distance === 0 || distance > to - first) throw new Lz4Error('refers to bytes before its start');
    if (length > out.length - to) throw new Lz4Error('holds more than it should');
    // Byte by byte: a match may overlap what it writes.
    for (let i = 0; i < length; i++, to++) out[to] = out[to - distance];
  }
}

/** The token with the literals before a match of `match` more bytes than the least. */
function writeLiterals(
  source: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  from: number,
  match: number,
): number {
  const count = end - start;
  out[from] = (Math.min(count, 15) << 4) | Math.min(match, 15);
  const to = writeLength(count, out, from + 1);
  for (let i = start, k = to; i < end; i++, k++) out[k] = source[i];
  return to + count;
}

/** What of a length does not fit into its four bits of the token. */
function writeLength(length: number, out: Uint8Array, from: number): number {
  if (length < 15) return from;
  let rest = length - 15;
  let to = from;
  for (; rest >= 255; rest -= 255) out[to++] = 255;
  out[to++] = rest;
  return to;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
