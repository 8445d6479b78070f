import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterNoise, philox } from '../../../policies/manipulation/noise.ts';

describe('philox', () => {
  // Known answers of Random123 1.14 (kat_vectors, philox4x32 10).
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [new Array<number>(4).fill(0xffffffff), [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('gives the known answer for counter %j', (counter, [key0, key1], answer) => {
    const words = Uint32Array.from(counter);
    philox(words, key0, key1);
    expect([...words].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(answer);
  });
});

describe('CounterNoise', () => {
  const draw = (count: number, a: number, b: number, seed = 'seed', name = 'name'): Float32Array => {
    const out = new Float32Array(count);
    new CounterNoise(seed, name).fill(out, 0, count, a, b);
    return out;
  };

  it('depends on seed, name and page alone, and not on how much is drawn', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.integer({ min: 1, max: 20 }), (a, b, count) => {
        expect([...draw(count, a, b)]).toEqual([...draw(40, a, b).subarray(0, count)]);
        for (const other of [draw(8, a + 1, b), draw(8, a, b + 1), draw(8, a, b, 'other'), draw(8, a, b, 'seed', 'x')])
          expect([...other]).not.toEqual([...draw(8, a, b)]);
      }),
      { numRuns: 25 },
    );
  });

  it('is standard normal', () => {
    const n = 10_000;
    const values = draw(n, 3, 4);
    const moment = (power: number): number => values.reduce((sum, v) => sum + Math.pow(v, power), 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    // Neighbours are independent.
    let product = 0;
    for (let i = 1; i < n; i++) product += (values[i] * values[i - 1]) / n;
    expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(n));
  });

  it('writes nothing outside of what it was asked for', () => {
    const out = new Float32Array(9).fill(7);
    new CounterNoise(1, 'name').fill(out, 2, 7, 0, 0);
    expect([out[0], out[1], out[7], out[8]]).toEqual([7, 7, 7, 7]);
    expect(out.subarray(2, 7)).toEqual(draw(5, 0, 0, '1'));
  });

  it('gives whole numbers evenly', () => {
    const noise = new CounterNoise('seed', 'name');
    const counts = new Array<number>(5).fill(0);
    for (let a = 0; a < 2000; a++) counts[noise.int(5, a, 1)]++;
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(4 * Math.sqrt(320));
  });
});
