import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../sim/kernel/random.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';

const take = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the generator', () => {
  it('gives the outputs of the reference xoshiro128starstar.c 1.1', () => {
    // As in the tests of the crate rand_xoshiro.
    const expected = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    const stream = RandomStream.fromWords(1, 2, 3, 4);
    expect(take(10, () => stream.nextUint32())).toEqual(expected);
  });

  it('leaves the all-zero state, which would stay zero', () => {
    const stream = RandomStream.fromWords(0, 0, 0, 0);
    expect(new Set(take(50, () => stream.nextUint32())).size).toBeGreaterThan(40);
  });
});

describe('named streams', () => {
  it('depend on seed and name alone, as recorded', () => {
    const first = (seed: number | string, name: string): number => RandomStream.named(seed, name).nextUint32();
    expect(first(1, 'noise')).toBe(first('1', 'noise'));
    expect([first(1, 'noise'), first(2, 'noise'), first(1, 'traffic'), first('test/7', '')]).toEqual([
      1518482207, 1987508548, 2781295126, 1599533436,
    ]);
  });

  it('do not confuse where the seed ends and the name begins', () => {
    expect(RandomStream.named('ab', 'c').nextUint32()).not.toBe(RandomStream.named('a', 'bc').nextUint32());
  });

  it('are independent: neighbours in seed or name do not correlate', () => {
    const n = 4000;
    const draws = [RandomStream.named(1, 'a'), RandomStream.named(2, 'a'), RandomStream.named(1, 'b')].map((stream) =>
      take(n, () => stream.uniform() - 0.5),
    );
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const correlation = 12 * meanOf(draws[i].map((value, k) => value * draws[j][k]));
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(n));
    }
  });

  it('spread their first values evenly over seeds', () => {
    const counts = new Array<number>(16).fill(0);
    for (let seed = 0; seed < 8000; seed++) counts[RandomStream.named(seed, 'first').int(16)]++;
    expect(chiSquare(counts)).toBeLessThan(37.7);
  });
});

describe('uniform', () => {
  it('has 53 bits in [0, 1), built from two words', () => {
    const words = RandomStream.named(3, 'bits');
    const stream = RandomStream.named(3, 'bits');
    for (let i = 0; i < 1000; i++) {
      const high = words.nextUint32() >>> 5;
      const low = words.nextUint32() >>> 6;
      const value = stream.uniform();
      expect(value * 2 ** 53).toBe(high * 2 ** 26 + low);
      expect(value).toBeLessThan(1);
    }
  });

  it('has the moments of the uniform distribution and even bins', () => {
    const stream = RandomStream.named(4, 'moments');
    const values = take(40_000, () => stream.uniform());
    expect(Math.abs(meanOf(values) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
    const counts = new Array<number>(16).fill(0);
    for (const value of values) counts[Math.floor(value * 16)]++;
    expect(chiSquare(counts)).toBeLessThan(37.7);
  });

  it('scales to a range', () => {
    const stream = RandomStream.named(5, 'range');
    const values = take(2000, () => stream.range(-3, 5));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-3);
    expect(Math.min(...values)).toBeLessThan(-2.9);
    expect(Math.max(...values)).toBeLessThan(5);
    expect(Math.max(...values)).toBeGreaterThan(4.9);
  });
});

describe('int', () => {
  it('is even over a range that does not divide 2^32', () => {
    const stream = RandomStream.named(6, 'int');
    const counts = new Array<number>(13).fill(0);
    for (let i = 0; i < 26_000; i++) counts[stream.int(13)]++;
    expect(chiSquare(counts)).toBeLessThan(32.9);
  });

  it('rejects words that would bias it', () => {
    // n = 3 * 2^30: a quarter of all words would make the lowest third twice as likely.
    const stream = RandomStream.named(7, 'int');
    const n = 3 * 2 ** 30;
    const low = take(6000, () => stream.int(n)).filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low / 6000 - 1 / 3)).toBeLessThan(0.025);
  });

  it('stays in its range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer(), (n, seed) => {
        const value = RandomStream.named(seed, 'range').int(n);
        expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
      }),
    );
  });

  it.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('refuses %d', (n) => {
    expect(() => RandomStream.named(1, 'x').int(n)).toThrow(`whole number from 1 to 2^32, but got ${n}.`);
  });
});

describe('normal', () => {
  it('has mean, deviation and tails of the normal distribution', () => {
    const stream = RandomStream.named(8, 'normal');
    const values = take(60_000, () => stream.normal(2, 3)).map((value) => (value - 2) / 3);
    expect(Math.abs(meanOf(values))).toBeLessThan(4 / Math.sqrt(values.length));
    expect(Math.abs(meanOf(values.map((value) => value * value)) - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
    const beyond = (z: number): number => values.filter((value) => Math.abs(value) > z).length / values.length;
    expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(0.008);
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.0035);
  });

  it('takes four words, always', () => {
    const a = RandomStream.named(9, 'normal');
    const b = RandomStream.named(9, 'normal');
    for (let i = 0; i < 100; i++) {
      a.normal();
      take(4, () => b.nextUint32());
    }
    expect(a.nextUint32()).toBe(b.nextUint32());
  });
});

describe('pick', () => {
  it('reaches every value', () => {
    const stream = RandomStream.named(10, 'pick');
    expect(new Set(take(200, () => stream.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('refuses an empty list', () => {
    expect(() => RandomStream.named(1, 'x').pick([])).toThrow('needs at least one value');
  });
});

describe('state', () => {
  it('goes on where it was saved', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 20 }), (seed, before) => {
        const stream = RandomStream.named(seed, 'state');
        take(before, () => stream.normal());
        const saved = saveState(stream);
        const expected = take(5, () => stream.uniform());
        const other = RandomStream.named('other', 'state');
        restoreState(other, saved);
        expect(take(5, () => other.uniform())).toEqual(expected);
      }),
    );
  });
});

/** Critical values in the tests above are the 99.9 % quantiles, for 15 and 12 degrees of freedom. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
