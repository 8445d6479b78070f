import type { ByteList } from './byte-list.ts';

/** GIF89a, appendix F. */
const MOST_CODES = 4096;
/** Prime, and large enough that a full table of codes is two thirds empty. */
const SLOTS = 12_289;

/**
 * Packs a picture's indices as GIF has them: variable-length codes of LZW in blocks of at most 255 bytes. Pixels come in
 * any number of parts; `end` closes the picture.
 */
export class LzwPacker {
  private readonly keys = new Int32Array(SLOTS);
  private readonly codes = new Uint16Array(SLOTS);
  private readonly clearCode: number;
  private next = 0;
  private codeBits = 0;
  /** Code of what was read and not yet written; -1: nothing. */
  private prefix = -1;
  private bits = 0;
  private bitCount = 0;
  private readonly block = new Uint8Array(255);
  private blockLength = 0;

  /** @param minBits of an index, 2 to 8 */
  constructor(
    private readonly out: ByteList,
    private readonly minBits: number,
  ) {
    this.clearCode = 1 << minBits;
    out.byte(minBits);
    this.clear();
  }

  /** @param to one behind the last pixel */
  write(indices: Uint8Array, from: number, to: number): void {
    let { prefix } = this;
    for (let i = from; i < to; i++) {
      const index = indices[i];
      if (prefix < 0) {
        prefix = index;
        continue;
      }
      const key = (prefix << 8) | index;
      let slot = (key * 31) % SLOTS;
      while (this.keys[slot] >= 0 && this.keys[slot] !== key) slot = slot + 1 === SLOTS ? 0 : slot + 1;
      if (this.keys[slot] === key) {
        prefix = this.codes[slot];
        continue;
      }
      this.code(prefix);
      prefix = index;
      if (this.next === MOST_CODES) {
        this.clear();
        continue;
      }
      this.keys[slot] = key;
      this.codes[slot] = this.next;
      // The reader is one code behind, hence the width grows one code late.
      if (this.next === 1 << this.codeBits) this.codeBits++;
      this.next++;
    }
    this.prefix = prefix;
  }

  end(): void {
    if (this.prefix >= 0) {
      this.code(this.prefix);
      // With that code the reader has caught up.
      if (this.next === 1 << this.codeBits && this.next < MOST_CODES) this.codeBits++;
    }
    this.code(this.clearCode + 1);
    if (this.bitCount > 0) this.packed(this.bits & 255);
    this.flushBlock();
    this.out.byte(0);
  }

  private clear(): void {
    // The first one goes out in the starting width, the others in that of a full table.
    if (this.codeBits === 0) this.codeBits = this.minBits + 1;
    this.code(this.clearCode);
    this.keys.fill(-1);
    this.next = this.clearCode + 2;
    this.codeBits = this.minBits + 1;
  }

  private code(code: number): void {
    this.bits |= code << this.bitCount;
    this.bitCount += this.codeBits;
    while (this.bitCount >= 8) {
      this.packed(this.bits & 255);
      this.bits >>>= 8;
      this.bitCount -= 8;
    }
  }

  private packed(byte: number): void {
    this.block[this.blockLength++] = byte;
    if (this.blockLength === 255) this.flushBlock();
  }

  private flushBlock(): void {
    if (this.blockLength === 0) return;
    this.out.byte(this.blockLength);
    this.out.bytes(this.block.subarray(0, this.blockLength));
    this.blockLength = 0;
  }
}
