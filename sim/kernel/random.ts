import { Digest } from './digest.ts';
import { cos, ln } from './math.ts';
import type { StateIo, Stateful } from './state-io.ts';

const TWO_TO_26 = 0x4000000;
const TWO_TO_32 = 0x100000000;
const TWO_TO_53 = 0x20000000000000;

/**
 * A named stream of random numbers: xoshiro128** 1.1 (Blackman and Vigna 2018). Streams are seeded by a 128-bit hash of
 * (seed, name), so that streams of different names are independent and adding one changes no other.
 */
export class RandomStream implements Stateful {
  private readonly state = new Uint32Array(4);
  private readonly field: string;

  private constructor(name: string) {
    this.field = `random/${name}`;
  }

  /** @param seed text, or a number taken as its decimal text (1 and '1' are the same seed) */
  static named(seed: number | string, name: string): RandomStream {
    const stream = new RandomStream(name);
    const hash = new Digest();
    hash.text(String(seed));
    hash.text(name);
    hash.finish(stream.state);
    stream.leaveZeroState();
    return stream;
  }

  /** A stream that starts from the generator state (a, b, c, d); all zero is replaced, being a fixed point. */
  static fromWords(a: number, b: number, c: number, d: number, name = 'words'): RandomStream {
    const stream = new RandomStream(name);
    stream.state.set([a, b, c, d]);
    stream.leaveZeroState();
    return stream;
  }

  /** Uniform whole number in [0, 2^32). */
  nextUint32(): number {
    const s = this.state;
    const s1 = s[1];
    const scaled = Math.imul(s1, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const s2 = s[2] ^ s[0];
    const s3 = s[3] ^ s1;
    s[1] = s1 ^ s2;
    s[0] = s[0] ^ s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /** Uniform in [0, 1), a multiple of 2^-53. Takes two words. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * TWO_TO_26 + low) / TWO_TO_53;
  }

  /** Uniform between `low` and `high`. */
  range(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /**
   * Uniform whole number in [0, n), without bias.
   * @throws RangeError unless n is a whole number in [1, 2^32]
   */
  int(n: number): number {
    if (!(n >= 1 && n <= TWO_TO_32 && Math.floor(n) === n)) {
      throw new RangeError(`RandomStream.int needs a whole number from 1 to 2^32, but got ${n}.`);
    }
    const unbiasedEnd = TWO_TO_32 - (TWO_TO_32 % n);
    let word = this.nextUint32();
    while (word >= unbiasedEnd) word = this.nextUint32();
    return word % n;
  }

  /** Normally distributed (Box and Muller 1958). Always takes four words: no value is kept for the next call. */
  normal(mean = 0, standardDeviation = 1): number {
    const radius = Math.sqrt(-2 * ln(1 - this.uniform()));
    return mean + standardDeviation * radius * cos(2 * Math.PI * this.uniform());
  }

  /** @throws RangeError if `values` is empty */
  pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new RangeError('RandomStream.pick needs at least one value, but got none.');
    return values[this.int(values.length)];
  }

  exchange(io: StateIo): void {
    io.words(this.field, this.state);
  }

  private leaveZeroState(): void {
    const s = this.state;
    if ((s[0] | s[1] | s[2] | s[3]) === 0) s[0] = 1;
  }
}
