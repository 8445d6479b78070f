import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarExact } from '../../../../scenarios/compare/stats/mcnemar.ts';
import { mcnemarPower, pairsNeeded } from '../../../../scenarios/compare/stats/power.ts';

/** P(p <= level) by going through every outcome of every pair count. */
function enumerated(pairs: number, aOnly: number, bOnly: number, level: number): number {
  let power = 0;
  for (let i = 0; i <= pairs; i++) {
    for (let j = 0; i + j <= pairs; j++) {
      if (mcnemarExact(i, j) > level) continue;
      power += ways(pairs, i) * ways(pairs - i, j) * aOnly ** i * bOnly ** j * (1 - aOnly - bOnly) ** (pairs - i - j);
    }
  }
  return power;
}

function ways(n: number, k: number): number {
  let product = 1;
  for (let i = 0; i < k; i++) product *= (n - i) / (k - i);
  return product;
}

describe('power of the exact McNemar test', () => {
  it('is what enumeration gives', () => {
    const rate = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), rate, rate, fc.constantFrom(0.05, 0.01), (pairs, a, b, level) => {
        expect(mcnemarPower(pairs, a - b, a + b, level)).toBeCloseTo(enumerated(pairs, a, b, level), 9);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for both directions, and at most the level without a difference', () => {
    for (const pairs of [10, 100, 3000]) {
      expect(mcnemarPower(pairs, 0.07, 0.2)).toBeCloseTo(mcnemarPower(pairs, -0.07, 0.2), 12);
      expect(mcnemarPower(pairs, 0, 0.3)).toBeLessThan(0.05);
    }
  });

  it('is 0 without discordant pairs', () => {
    expect(mcnemarPower(1000, 0, 0)).toBe(0);
  });

  it('refuses probabilities that cannot be', () => {
    expect(() => mcnemarPower(10, 0.3, 0.2)).toThrow('|difference| <= discordance <= 1');
    expect(() => mcnemarPower(1.5, 0.1, 0.2)).toThrow(RangeError);
    expect(() => pairsNeeded(0.1, 0.2, 1)).toThrow(RangeError);
  });
});

describe('pairs needed', () => {
  it('are enough, and one less is not', () => {
    const cases = fc.tuple(
      fc.double({ min: 0.02, max: 0.3, noNaN: true }),
      fc.double({ min: 0, max: 0.3, noNaN: true }),
    );
    fc.assert(
      fc.property(cases, ([difference, rest]) => {
        const n = pairsNeeded(difference, difference + rest)!;
        expect(mcnemarPower(n, difference, difference + rest)).toBeGreaterThanOrEqual(0.8);
        expect(mcnemarPower(n - 1, difference, difference + rest)).toBeLessThan(0.8);
      }),
      { numRuns: 40 },
    );
  });

  it('are six where every pair differs in one direction: 2 / 2^6 is the first p-value below 0.05', () => {
    expect(pairsNeeded(1, 1)).toBe(6);
    expect(pairsNeeded(-1, 1)).toBe(6);
  });

  it('do not exist without a difference, or beyond what anybody runs', () => {
    expect(pairsNeeded(0, 0.2)).toBeNull();
    expect(pairsNeeded(1e-6, 0.2)).toBeNull();
  });
});
