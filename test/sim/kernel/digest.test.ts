import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest } from '../../../sim/kernel/digest.ts';

/** MurmurHash3_x86_128 byte by byte with BigInt, after Appleby's description; slow and independent of the code under test. */
function murmur3(bytes: Uint8Array, seed: number): Uint32Array {
  const mask = 0xffffffffn;
  const constants = [0x239b961bn, 0xab0e9789n, 0x38b34ae5n, 0xa1e38b93n];
  const additions = [0x561ccd1bn, 0x0bcaa747n, 0x96cd1c35n, 0x32ac3b17n];
  const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (32n - by))) & mask;
  const lanes = new Array<bigint>(4).fill(BigInt(seed));
  const scrambled = (lane: number, k: bigint): bigint => {
    const turned = rotate((k * constants[lane]) & mask, 15n + BigInt(lane));
    return (turned * constants[(lane + 1) % 4]) & mask;
  };
  const wholeEnd = bytes.length - (bytes.length % 16);
  const word = (from: number): bigint => {
    let value = 0n;
    for (let i = 3; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i] ?? 0);
    return value;
  };
  for (let at = 0; at < wholeEnd; at += 16) {
    for (let lane = 0; lane < 4; lane++) {
      const mixed = rotate(lanes[lane] ^ scrambled(lane, word(at + 4 * lane)), [19n, 17n, 15n, 13n][lane]);
      lanes[lane] = ((mixed + lanes[(lane + 1) % 4]) * 5n + additions[lane]) & mask;
    }
  }
  for (let lane = 0; lane < 4; lane++) lanes[lane] ^= scrambled(lane, word(wholeEnd + 4 * lane)) ^ BigInt(bytes.length);
  const spread = (): void => {
    for (let lane = 1; lane < 4; lane++) lanes[0] += lanes[lane];
    lanes[0] &= mask;
    for (let lane = 1; lane < 4; lane++) lanes[lane] = (lanes[lane] + lanes[0]) & mask;
  };
  spread();
  for (let lane = 0; lane < 4; lane++) {
    let h = lanes[lane];
    h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask;
    h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
    lanes[lane] = h ^ (h >> 16n);
  }
  spread();
  return Uint32Array.from(lanes, Number);
}

function float64Bytes(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => {
    if (Number.isNaN(value)) view.setBigUint64(i * 8, 0x7ff8000000000000n, true);
    else view.setFloat64(i * 8, value, true);
  });
  return new Uint8Array(view.buffer);
}

function digestOf(values: readonly number[]): string {
  const digest = new Digest();
  for (const value of values) digest.number(value);
  return digest.hex();
}

const hexOf = (words: Uint32Array): string => [...words].map((word) => word.toString(16).padStart(8, '0')).join('');

describe('the reference in this test', () => {
  it('has the verification value of SMHasher for MurmurHash3_x86_128', () => {
    const hashes = new Uint8Array(256 * 16);
    for (let length = 0; length < 256; length++) {
      const key = Uint8Array.from({ length }, (_, i) => i);
      const words = murmur3(key, 256 - length);
      const view = new DataView(hashes.buffer, length * 16);
      words.forEach((word, lane) => view.setUint32(lane * 4, word, true));
    }
    expect(murmur3(hashes, 0)[0]).toBe(0xb3ece62a);
  });
});

describe('Digest', () => {
  it('is MurmurHash3_x86_128 over the float64 bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 40 }), (values) => {
        expect(digestOf(values)).toBe(hexOf(murmur3(float64Bytes(values), 0)));
      }),
    );
  });

  it.each([511, 512, 513, 1024, 1025, 1537])('mixes %i numbers across its buffer', (length) => {
    const values = Array.from({ length }, (_, i) => i / 7);
    expect(digestOf(values)).toBe(hexOf(murmur3(float64Bytes(values), 0)));
  });

  it('can be read in between and goes on', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double(), fc.boolean()), { maxLength: 30 }), (steps) => {
        const digest = new Digest();
        for (const [value, read] of steps) {
          digest.number(value);
          if (read) digest.hex();
        }
        expect(digest.hex()).toBe(digestOf(steps.map(([value]) => value)));
      }),
    );
  });

  it('tells -0 from 0, and takes every NaN for the same', () => {
    expect(digestOf([-0])).not.toBe(digestOf([0]));
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n, 0x7ff0000000000001n]).buffer);
    const digest = new Digest();
    digest.numbers(odd);
    expect(digest.hex()).toBe(digestOf([NaN, NaN]));
  });

  it('takes many numbers at once as it takes them one by one, NaN and buffer ends included', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 1300 }), (before, count) => {
        const values = Float64Array.from({ length: 1400 }, (_, i) => (i % 5 === 3 ? NaN : i / 7));
        const digest = new Digest();
        for (let i = 0; i < before; i++) digest.number(i);
        digest.numbers(values, count);
        expect(digest.hex()).toBe(digestOf([...Array(before).keys(), ...values.subarray(0, count)]));
      }),
      { numRuns: 60 },
    );
  });

  it('takes words and texts apart into numbers', () => {
    const digest = new Digest();
    digest.word(-1);
    digest.text('aß😀');
    expect(digest.hex()).toBe(digestOf([0xffffffff, 4, 0x61, 0xdf, 0xd83d, 0xde00]));
  });

  it('starts anew after reset', () => {
    const digest = new Digest();
    for (let i = 0; i < 777; i++) digest.number(i);
    digest.reset();
    digest.number(5);
    expect(digest.hex()).toBe(digestOf([5]));
  });

  it('gives the words of its hexadecimal form', () => {
    const digest = new Digest();
    digest.text('twotempo');
    const words = new Uint32Array(4);
    digest.finish(words);
    expect(hexOf(words)).toBe(digest.hex());
  });
});
