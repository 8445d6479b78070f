import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteList } from '../../../renderer/export/gif/byte-list.ts';
import { LzwPacker } from '../../../renderer/export/gif/lzw.ts';

describe('LZW of GIF', () => {
  it('gives back what was packed, whatever the parts', () => {
    const picture = fc.integer({ min: 2, max: 8 }).chain((minBits) =>
      fc.record({
        minBits: fc.constant(minBits),
        // Both noise, which fills the table, and runs, which make long codes.
        runs: fc.array(
          fc.tuple(fc.integer({ min: 0, max: (1 << minBits) - 1 }), fc.oneof(fc.constant(1), fc.nat(400))),
          { maxLength: 400 },
        ),
        cut: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(picture, ({ minBits, runs, cut }) => {
        const indices = Uint8Array.from(runs.flatMap(([index, length]) => Array<number>(length).fill(index)));
        expect(unpack(pack(indices, minBits, indices.length === 0 ? 0 : cut % indices.length))).toEqual(indices);
      }),
      { numRuns: 150 },
    );
  });

  it('starts its table anew when it is full', () => {
    let state = 1;
    const noise = Uint8Array.from({ length: 40_000 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
    expect(unpack(pack(noise, 8, 17))).toEqual(noise);
  });

  it('ends in the width that a reader expects, at every length', () => {
    const all = Uint8Array.from({ length: 300 }, (_, i) => (i * i + (i >> 3)) & 3);
    for (let length = 0; length <= all.length; length++) {
      const indices = all.subarray(0, length);
      expect(unpack(pack(indices, 2, 0))).toEqual(indices.slice());
    }
  });
});

function pack(indices: Uint8Array, minBits: number, cut: number): Uint8Array {
  const out = new ByteList();
  const packer = new LzwPacker(out, minBits);
  packer.write(indices, 0, cut);
  packer.write(indices, cut, indices.length);
  packer.end();
  return out.join();
}

/** By appendix F of GIF89a, as plainly as can be. @throws where a code makes no sense, or there is no end */
function unpack(data: Uint8Array): Uint8Array {
  const minBits = data[0];
  const packed: number[] = [];
  let at = 1;
  while (data[at] !== 0) {
    packed.push(...data.subarray(at + 1, at + 1 + data[at]));
    at += 1 + data[at];
  }
  expect(at).toBe(data.length - 1);
  const clear = 1 << minBits;
  let bit = 0;
  const read = (width: number): number => {
    let code = 0;
    for (let i = 0; i < width; i++, bit++) {
      if (bit >> 3 >= packed.length) throw new Error('The data end before their end code.');
      code |= ((packed[bit >> 3] >> (bit & 7)) & 1) << i;
    }
    return code;
  };
  const pixels: number[] = [];
  let table: number[][] = [];
  let width = minBits + 1;
  let before: number[] | null = null;
  for (;;) {
    const code = read(width);
    if (code === clear + 1) break;
    if (code === clear) {
      table = Array.from({ length: clear + 2 }, (_, i) => [i]);
      width = minBits + 1;
      before = null;
      continue;
    }
    const known: number[] | undefined = table[code];
    if (known === undefined && (code !== table.length || before === null)) throw new Error(`No code ${code} yet.`);
    const entry: number[] = known ?? [...before!, before![0]];
    pixels.push(...entry);
    if (before !== null && table.length < 4096) table.push([...before, entry[0]]);
    if (table.length === 1 << width && width < 12) width++;
    before = entry;
  }
  // What is left is padding to a whole byte.
  expect(packed.length - Math.ceil(bit / 8)).toBe(0);
  return Uint8Array.from(pixels);
}
