/** Numbers collected before they are mixed in one tight loop; even, because a block of the hash is two numbers. */
const BUFFERED_NUMBERS = 512;

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

/** The bits of the one NaN that stands for all. */
const NAN_HIGH_WORD = 0x7ff80000;

/**
 * Fast 128-bit hash of a sequence of numbers, for state comparison; not cryptographic. It is MurmurHash3_x86_128
 * (Austin Appleby, public domain, seed 0) over the little-endian float64 bytes of the sequence: -0 differs from 0, every
 * NaN is the same. Text counts as its length and its UTF-16 code units.
 */
export class Digest {
  private readonly values = new Float64Array(BUFFERED_NUMBERS);
  private readonly words = new Int32Array(this.values.buffer);
  private buffered = 0;
  private mixedNumbers = 0;
  private h1 = 0;
  private h2 = 0;
  private h3 = 0;
  private h4 = 0;

  /** Forgets everything; the object is meant to be reused. */
  reset(): void {
    this.buffered = 0;
    this.mixedNumbers = 0;
    this.h1 = 0;
    this.h2 = 0;
    this.h3 = 0;
    this.h4 = 0;
  }

  number(value: number): void {
    if (this.buffered === BUFFERED_NUMBERS) this.mixBuffered();
    const at = this.buffered++;
    if (value === value) {
      this.values[at] = value;
    } else {
      this.words[2 * at] = 0;
      this.words[2 * at + 1] = NAN_HIGH_WORD;
    }
  }

  /** The first `count` of `values`, as if one after the other. */
  numbers(values: Float64Array, count = values.length): void {
    const kept = this.values;
    let i = 0;
    while (i < count) {
      if (this.buffered === BUFFERED_NUMBERS) this.mixBuffered();
      let at = this.buffered;
      const end = Math.min(count, i + BUFFERED_NUMBERS - at);
      for (; i < end; i++, at++) {
        const value = values[i];
        if (value === value) {
          kept[at] = value;
        } else {
          this.words[2 * at] = 0;
          this.words[2 * at + 1] = NAN_HIGH_WORD;
        }
      }
      this.buffered = at;
    }
  }

  /** @param value taken modulo 2^32 */
  word(value: number): void {
    this.number(value >>> 0);
  }

  text(value: string): void {
    this.number(value.length);
    for (let i = 0; i < value.length; i++) this.number(value.charCodeAt(i));
  }

  /** The hash of all numbers so far as 32 hexadecimal digits. More can be added afterwards. */
  hex(): string {
    this.finish(SCRATCH);
    let text = '';
    for (const word of SCRATCH) text += word.toString(16).padStart(8, '0');
    return text;
  }

  /** The hash of all numbers so far as four 32-bit words in `out`. More can be added afterwards. */
  finish(out: Uint32Array): void {
    this.mixBuffered();
    const leftOver = this.buffered === 1;
    let h1 = this.h1;
    let h2 = this.h2;
    if (leftOver) {
      h1 ^= scramble1(this.words[0]);
      h2 ^= scramble2(this.words[1]);
    }
    const bytes = (this.mixedNumbers + this.buffered) * 8;
    h1 ^= bytes;
    h2 ^= bytes;
    let h3 = this.h3 ^ bytes;
    let h4 = this.h4 ^ bytes;
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = (h2 + h1) | 0;
    h3 = (h3 + h1) | 0;
    h4 = (h4 + h1) | 0;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h3 = avalanche(h3);
    h4 = avalanche(h4);
    h1 = (h1 + h2 + h3 + h4) | 0;
    out[0] = h1;
    out[1] = h2 + h1;
    out[2] = h3 + h1;
    out[3] = h4 + h1;
  }

  /** Mixes all whole blocks; a single left-over number moves to the front of the buffer. */
  private mixBuffered(): void {
    const words = this.words;
    const end = (this.buffered & ~1) * 2;
    let h1 = this.h1;
    let h2 = this.h2;
    let h3 = this.h3;
    let h4 = this.h4;
    for (let i = 0; i < end; i += 4) {
      h1 ^= scramble1(words[i]);
      h1 = (h1 << 19) | (h1 >>> 13);
      h1 = (Math.imul((h1 + h2) | 0, 5) + 0x561ccd1b) | 0;
      h2 ^= scramble2(words[i + 1]);
      h2 = (h2 << 17) | (h2 >>> 15);
      h2 = (Math.imul((h2 + h3) | 0, 5) + 0x0bcaa747) | 0;
      h3 ^= scramble3(words[i + 2]);
      h3 = (h3 << 15) | (h3 >>> 17);
      h3 = (Math.imul((h3 + h4) | 0, 5) + 0x96cd1c35) | 0;
      h4 ^= scramble4(words[i + 3]);
      h4 = (h4 << 13) | (h4 >>> 19);
      h4 = (Math.imul((h4 + h1) | 0, 5) + 0x32ac3b17) | 0;
    }
    this.h1 = h1;
    this.h2 = h2;
    this.h3 = h3;
    this.h4 = h4;
    const leftOver = this.buffered & 1;
    this.mixedNumbers += this.buffered - leftOver;
    if (leftOver === 1) {
      words[0] = words[end]!;
      words[1] = words[end + 1]!;
    }
    this.buffered = leftOver;
  }
}

const SCRATCH = new Uint32Array(4);

function scramble1(word: number): number {
  const k = Math.imul(word, C1);
  return Math.imul((k << 15) | (k >>> 17), C2);
}

function scramble2(word: number): number {
  const k = Math.imul(word, C2);
  return Math.imul((k << 16) | (k >>> 16), C3);
}

function scramble3(word: number): number {
  const k = Math.imul(word, C3);
  return Math.imul((k << 17) | (k >>> 15), C4);
}

function scramble4(word: number): number {
  const k = Math.imul(word, C4);
  return Math.imul((k << 18) | (k >>> 14), C1);
}

function avalanche(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
