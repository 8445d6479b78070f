import { cos, ln, sin } from '../../sim/kernel/math.ts';
import { RandomStream } from '../../sim/kernel/random.ts';

const TWO_TO_32 = 0x100000000;
const ROUNDS = 10;
const NUMBERS_PER_BLOCK = 4;

/**
 * Random numbers that depend on seed, name and place alone, so that what draws them needs no state: the counter-based
 * generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
 */
export class CounterNoise {
  private readonly key: readonly [number, number];
  private readonly words = new Uint32Array(NUMBERS_PER_BLOCK);

  /** @param seed of the episode */
  constructor(seed: number | string, name: string) {
    const stream = RandomStream.named(seed, name);
    this.key = [stream.nextUint32(), stream.nextUint32()];
  }

  /** Fills `out[from]` to `out[to - 1]` with standard normal numbers of the page (a, b); whole numbers in [0, 2^32). */
  fill(out: Float32Array, from: number, to: number, a: number, b: number): void {
    const { words } = this;
    for (let i = from; i < to; i += NUMBERS_PER_BLOCK) {
      this.draw((i - from) / NUMBERS_PER_BLOCK, 0, a, b);
      for (let k = 0; k < NUMBERS_PER_BLOCK && i + k < to; k += 2) {
        // Box and Muller 1958; never the logarithm of 0.
        const radius = Math.sqrt(-2 * ln((words[k] + 1) / TWO_TO_32));
        const angle = (2 * Math.PI * words[k + 1]) / TWO_TO_32;
        out[i + k] = radius * cos(angle);
        if (i + k + 1 < to) out[i + k + 1] = radius * sin(angle);
      }
    }
  }

  /** Uniform whole number in [0, n) of the page (a, b), n below 2^16; independent of what `fill` gives. */
  int(n: number, a: number, b: number): number {
    this.draw(0, 1, a, b);
    return Math.floor((this.words[0] / TWO_TO_32) * n);
  }

  private draw(c0: number, c1: number, c2: number, c3: number): void {
    const { words, key } = this;
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
    philox(words, key[0], key[1]);
  }
}

/** Philox4x32-10 of a counter of four words, in place, under a key of two. */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const c0 = words[0];
    const c2 = words[2];
    words[0] = highProduct(0xcd9e8d57, c2) ^ words[1] ^ k0;
    words[1] = Math.imul(0xcd9e8d57, c2);
    words[2] = highProduct(0xd2511f53, c0) ^ words[3] ^ k1;
    words[3] = Math.imul(0xd2511f53, c0);
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
}

/** The upper 32 of the 64 bits of a product of two unsigned words. */
function highProduct(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const middle = ah * bl + ((al * bl) >>> 16);
  return ah * bh + (middle >>> 16) + ((al * bh + (middle & 0xffff)) >>> 16);
}
