import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarExact, mcnemarMidP } from '../../../../scenarios/compare/stats/mcnemar.ts';

const discordant = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));

describe('McNemar', () => {
  // Fagerland, Lydersen and Laake 2013: 1 against 7 (airway hyper-responsiveness), 6 against 16 (complete response:
  // exact 0.0525, mid-p 0.0347); the rest from the binomial sums in 30 digits.
  it.each([
    [1, 7, 0.0703125, 0.0390625],
    [6, 16, 0.052478790283203125, 0.03468966484069824],
    [15, 5, 0.04138946533203125, 0.02660369873046875],
    [25, 2, 0.000005647540092468262, 0.000003032386302947998],
    [59, 121, 0.000004434449263755176, 0.0000032666467957745924],
    [900, 1000, 0.02310884510890107, 0.021791499253713424],
    [20000, 20300, 0.13637447838816746, 0.13507326600338546],
  ])('gives the published p-values of %d against %d', (aOnly, bOnly, exact, midP) => {
    expect(mcnemarExact(aOnly, bOnly) / exact).toBeCloseTo(1, 8);
    expect(mcnemarMidP(aOnly, bOnly) / midP).toBeCloseTo(1, 8);
  });

  it('finds nothing without discordant pairs or in a tie', () => {
    expect([mcnemarExact(0, 0), mcnemarMidP(0, 0), mcnemarExact(4, 4)]).toEqual([1, 1, 1]);
    expect(mcnemarMidP(4, 4)).toBeCloseTo(0.86328125, 12);
  });

  it('is 2^(1-n) when all discordant pairs point one way', () => {
    for (const n of [1, 2, 10, 50]) expect(mcnemarExact(0, n)).toBeCloseTo(2 ** (1 - n), 15);
  });

  it('is symmetric and mid-p is below exact', () => {
    fc.assert(
      fc.property(discordant, ([a, b]) => {
        expect(mcnemarExact(a, b)).toBe(mcnemarExact(b, a));
        expect(mcnemarMidP(a, b)).toBe(mcnemarMidP(b, a));
        if (a + b > 0) expect(mcnemarMidP(a, b)).toBeLessThan(mcnemarExact(a, b));
      }),
    );
  });

  it('refuses what is no count', () => {
    expect(() => mcnemarExact(-1, 3)).toThrow(RangeError);
    expect(() => mcnemarMidP(1.5, 3)).toThrow(RangeError);
  });
});
