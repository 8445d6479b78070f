import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lz4Error } from '../../../scenarios/records/lz4-block.ts';
import { Lz4Writer, readLz4 } from '../../../scenarios/records/lz4-frame.ts';
import { xxh32 } from '../../../scenarios/records/xxh32.ts';

const utf8 = new TextEncoder();

/** Text that repeats itself, noise, nothing but zeros, and the text again from farther than a match reaches. */
function source(): Uint8Array {
  let x = 4;
  const random = (): number => {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    return (x >> 16) & 0xff;
  };
  let lines = '';
  for (let i = 0; i < 2500; i++) lines += `tick ${i} speed ${random() % 40}\n`;
  const text = utf8.encode(lines);
  const noise = Uint8Array.from({ length: 1500 }, random);
  return Uint8Array.from([...text, ...noise, ...new Uint8Array(70_000), ...text.subarray(0, 2000)]);
}

const bytes = source();
const frame = new Lz4Writer().write(bytes);

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Where the last match of a block starts, null without any, and how many literals end it. */
function sequencesOf(block: Uint8Array): { readonly lastMatch: number | null; readonly lastLiterals: number } {
  let at = 0;
  let position = 0;
  let lastMatch: number | null = null;
  const length = (bits: number): number => {
    let total = bits;
    for (let more = 255; bits === 15 && more === 255; total += more) more = block[at++];
    return total;
  };
  for (;;) {
    const token = block[at++];
    const literals = length(token >> 4);
    at += literals;
    position += literals;
    if (at >= block.length) return { lastMatch, lastLiterals: literals };
    at += 2;
    lastMatch = position;
    position += 4 + length(token & 15);
  }
}

describe('an LZ4 frame', () => {
  it('is the one that the lz4 tool was seen to decompress', () => {
    expect(sha256(bytes)).toBe('872952ca2d4344089b9f61a8e26f9668ed81a734afe5d4f71213b9526596da82');
    expect(sha256(frame)).toBe('6142453c74e8997b2bdd86201101fcf14e117b6bab29ed3d5e617b32ae6650b5');
  });

  it.each(['linked', 'block-checksums', 'content-size'])('of the lz4 tool is read: %s', (name) => {
    const theirs = readFileSync(new URL(`../../fixtures/lz4/${name}.lz4`, import.meta.url));
    expect(Buffer.from(readLz4(theirs, bytes.length)).equals(bytes)).toBe(true);
  });

  it('gives back every byte, whatever they are, and the same frame again', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(255), fc.nat(600)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
    );
    const writer = new Lz4Writer();
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(3), (pieces, times) => {
        const once = Uint8Array.from(pieces.flatMap((part) => [...part]));
        const all = Uint8Array.from(Array.from({ length: times }, () => [...once]).flat());
        const written = writer.write(all);
        expect(Buffer.from(readLz4(written, all.length)).equals(all)).toBe(true);
        expect(Buffer.from(new Lz4Writer().write(all)).equals(written)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('ends its blocks as the format demands', () => {
    const runs = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(runs, fc.nat(20), (all, more) => {
        const given = Uint8Array.from([
          ...all.flatMap(([byte, count]) => Array<number>(count).fill(byte)),
          ...Array<number>(more).fill(9),
        ]);
        const written = new Lz4Writer().write(given);
        const size = new DataView(written.buffer).getUint32(15, true);
        if (size >= 0x80000000) return;
        const { lastMatch, lastLiterals } = sequencesOf(written.subarray(19, 19 + size));
        if (lastMatch === null) return;
        expect(lastLiterals).toBeGreaterThanOrEqual(5);
        expect(lastMatch).toBeLessThanOrEqual(given.length - 12);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where an independent block refers to the one before', () => {
    // Eight bytes as they are, then a match of four of them and five more.
    const frameOf = (flags: number): Uint8Array => {
      const header = Uint8Array.of(flags, 0x40);
      const blocks = [8, 0, 0, 0x80, ...utf8.encode('abcdefgh'), 9, 0, 0, 0, 0x00, 8, 0, 0x50, ...utf8.encode('ijklm')];
      return Uint8Array.of(4, 0x22, 0x4d, 0x18, ...header, (xxh32(header) >>> 8) & 0xff, ...blocks, 0, 0, 0, 0);
    };
    expect(new TextDecoder().decode(readLz4(frameOf(0x40), 17))).toBe('abcdefghabcdijklm');
    expect(() => readLz4(frameOf(0x60), 17)).toThrow('refers to bytes before its start');
  });

  it('stores what does not compress, in blocks of 4 MiB at most', () => {
    const noise = new Uint32Array(1_100_000);
    for (let i = 0, x = 1; i < noise.length; i++) noise[i] = x = (Math.imul(x, 1664525) + 1013904223) | 0;
    const large = new Uint8Array(noise.buffer);
    const written = new Lz4Writer().write(large);
    expect(written.length).toBeLessThanOrEqual(large.length + 15 + 2 * 4 + 4);
    expect(Buffer.from(readLz4(written, large.length)).equals(large)).toBe(true);
  });

  it('is refused where it ends early, goes on, or holds more or less than it should', () => {
    const most = frame.length;
    for (const length of [0, 3, 4, 6, 14, 15, 18, 19, 100, most - 5, most - 4, most - 1])
      expect(() => readLz4(frame.subarray(0, length), bytes.length), String(length)).toThrow(Lz4Error);
    expect(() => readLz4(Uint8Array.of(...frame, 0), bytes.length)).toThrow('is followed by other bytes');
    for (const size of [0, bytes.length - 1, bytes.length + 1, 2 ** 50])
      expect(() => readLz4(frame, size), String(size)).toThrow(Lz4Error);
  });

  it('is refused where a header or a checksum does not fit', () => {
    const theirs = readFileSync(new URL('../../fixtures/lz4/block-checksums.lz4', import.meta.url));
    for (let at = 0; at < 40; at++) {
      const copy = Uint8Array.from(theirs);
      copy[at] ^= 1;
      expect(() => readLz4(copy, bytes.length), String(at)).toThrow(Lz4Error);
    }
    const last = Uint8Array.from(theirs);
    last[last.length - 1] ^= 1;
    expect(() => readLz4(last, bytes.length)).toThrow('holds the content whose checksum does not fit');
  });

  it('never does anything else, whatever is flipped', () => {
    const flips = fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 5 });
    const small = new Lz4Writer().write(bytes.subarray(0, 2000));
    fc.assert(
      fc.property(flips, (all) => {
        const copy = small.slice();
        for (const [at, mask] of all) copy[at % copy.length] ^= mask;
        try {
          expect(readLz4(copy, 2000)).toHaveLength(2000);
        } catch (error) {
          if (!(error instanceof Lz4Error)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('xxh32', () => {
  it('is that of published examples', () => {
    // https://github.com/Cyan4973/xxHash: of nothing; the others are those of the python-xxhash and the Go xxHash32 tests.
    expect(xxh32(new Uint8Array(0))).toBe(0x02cc5d05);
    expect(xxh32(utf8.encode('abc'))).toBe(0x32d153ff);
    expect(xxh32(utf8.encode('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f);
  });
});
