import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { macroAverage } from '../../../../scenarios/compare/stats/macro-average.ts';
import { newcombeDifference, newcombePairedDifference } from '../../../../scenarios/compare/stats/newcombe.ts';
import { normalQuantile } from '../../../../scenarios/compare/stats/normal-quantile.ts';
import { countPairs } from '../../../../scenarios/compare/stats/paired-counts.ts';
import { relativeReduction } from '../../../../scenarios/compare/stats/relative-reduction.ts';
import { wilson } from '../../../../scenarios/compare/stats/wilson.ts';

const Z = 1.959963984540054;

/** A count and its n. */
const counted = fc
  .integer({ min: 1, max: 5000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

function expectInterval(actual: readonly [number, number], low: number, high: number, digits: number): void {
  expect(actual[0]).toBeCloseTo(low, digits);
  expect(actual[1]).toBeCloseTo(high, digits);
}

describe('normalQuantile', () => {
  it.each([
    [0.975, 1.9599639845400543],
    [0.25, -0.6744897501960817],
    [0.001, -3.0902323061678136],
    [0.6, 0.2533471031357998],
    [0.995, 2.575829303548901],
    [1e-20, -9.262340089798407],
  ])('inverts the normal distribution at %d', (p, x) => {
    expect(normalQuantile(p)).toBeCloseTo(x, 13);
  });

  it('is infinite at the ends and undefined outside', () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(-0.1), normalQuantile(NaN)]).toEqual([
      -Infinity,
      Infinity,
      NaN,
      NaN,
    ]);
  });
});

describe('wilson', () => {
  // Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('reproduces the published %d/%d', (count, n, low, high) => {
    expectInterval(wilson(count, n), low, high, 4);
  });

  it('has its limits where the score statistic is z', () => {
    fc.assert(
      fc.property(counted, ([count, n]) => {
        for (const limit of wilson(count, n)) {
          const deviation = Math.abs(count / n - limit);
          expect(deviation).toBeCloseTo(Z * Math.sqrt((limit * (1 - limit)) / n), 9);
        }
      }),
    );
  });

  it('is closed-form at no and at all events', () => {
    const z2 = Z * Z;
    expect(wilson(0, 50)[0]).toBe(0);
    expect(wilson(0, 50)[1]).toBeCloseTo(z2 / (50 + z2), 12);
    expect(wilson(50, 50)[0]).toBeCloseTo(50 / (50 + z2), 12);
    expect(wilson(50, 50)[1]).toBe(1);
    expectInterval(wilson(0, 1), 0, z2 / (1 + z2), 12);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });

  it('refuses what is no count', () => {
    expect(() => wilson(3, 2)).toThrow('The count must be a whole number from 0 to n = 2, but is 3.');
    expect(() => wilson(1, 2.5)).toThrow('n must be a whole number >= 0, but is 2.5.');
    expect(() => wilson(1, 2, 1)).toThrow('between 0 and 1');
  });
});

describe('newcombeDifference', () => {
  // Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('reproduces the published %d/%d - %d/%d', (a, nA, b, nB, low, high) => {
    expectInterval(newcombeDifference(a, nA, b, nB), low, high, 4);
  });

  it('changes sign when the sides are swapped', () => {
    fc.assert(
      fc.property(counted, counted, ([a, nA], [b, nB]) => {
        const [low, high] = newcombeDifference(a, nA, b, nB);
        expectInterval(newcombeDifference(b, nB, a, nA), -high, -low, 12);
      }),
    );
  });
});

describe('newcombePairedDifference', () => {
  it('reproduces the published interval of Cavo et al. 2012 (Fagerland, Lydersen and Laake 2014)', () => {
    expectInterval(newcombePairedDifference({ both: 59, aOnly: 6, bOnly: 16, neither: 80 }), -0.1186, -0.0046, 4);
  });

  it('is the unpaired interval where the pairs are uncorrelated', () => {
    const pairs = { both: 10, aOnly: 10, bOnly: 10, neither: 10 };
    expect(newcombePairedDifference(pairs)).toEqual(newcombeDifference(20, 40, 20, 40));
  });

  it('contains 0 and has a width when nobody ever had the event', () => {
    const [low, high] = newcombePairedDifference({ both: 0, aOnly: 0, bOnly: 0, neither: 30 });
    expect(high).toBeCloseTo((Math.sqrt(1) * Z * Z) / (30 + Z * Z), 12);
    expect(low).toBeCloseTo(-high, 12);
  });

  it('is narrower than the unpaired one for strongly correlated pairs', () => {
    const [low, high] = newcombePairedDifference({ both: 40, aOnly: 2, bOnly: 5, neither: 40 });
    const [looseLow, looseHigh] = newcombeDifference(42, 87, 45, 87);
    expect(high - low).toBeLessThan(0.6 * (looseHigh - looseLow));
  });
});

describe('relativeReduction', () => {
  // The ratio's interval is [0.7476, 0.9876] in Fagerland, Lydersen and Laake 2017, and [0.065, 0.907] for the second.
  it.each([
    [59, 6, 16, 80, 0.7475790590227099, 0.9876149285967334],
    [1, 1, 7, 12, 0.06527922396859533, 0.9068805565791811],
    [10, 3, 5, 40, 0.5501208191813399, 1.3327127449814198],
  ])('reproduces the score interval of (%d, %d, %d, %d)', (both, aOnly, bOnly, neither, low, high) => {
    const reduction = relativeReduction({ both, aOnly, bOnly, neither })!;
    expect(reduction.value).toBeCloseTo(1 - (both + aOnly) / (both + bOnly), 12);
    expectInterval(reduction.interval, 1 - high, 1 - low, 9);
  });

  it('is 1 - z^2 / b at least when a never had the event', () => {
    const reduction = relativeReduction({ both: 0, aOnly: 0, bOnly: 12, neither: 88 })!;
    expect(reduction.value).toBe(1);
    expectInterval(reduction.interval, 1 - (Z * Z) / 12, 1, 9);
  });

  it('is undefined when b never had the event', () => {
    expect(relativeReduction({ both: 0, aOnly: 3, bOnly: 0, neither: 5 })).toBeNull();
  });

  it('contains its estimate, and 0 exactly when the plain score test cannot tell the rates apart', () => {
    const cell = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(cell, cell, cell, (both, aOnly, bOnly) => {
        const reduction = relativeReduction({ both, aOnly, bOnly, neither: 10 });
        if (reduction === null) return;
        const [low, high] = reduction.interval;
        expect(low).toBeLessThanOrEqual(reduction.value);
        expect(high).toBeGreaterThanOrEqual(reduction.value);
        // At ratio 1 the statistic is McNemar's without correction.
        const chi2 = aOnly === bOnly ? 0 : (aOnly - bOnly) ** 2 / (aOnly + bOnly);
        if (Math.abs(chi2 - Z * Z) > 1e-6) expect(low <= 0 && high >= 0).toBe(chi2 < Z * Z);
      }),
    );
  });
});

describe('countPairs', () => {
  it('counts who had the event', () => {
    const pairs = countPairs([true, true, false, false, true], [true, false, true, false, false]);
    expect(pairs).toEqual({ both: 1, aOnly: 2, bOnly: 1, neither: 1 });
  });
});

describe('macroAverage', () => {
  it('is the Wilson interval for one stratum, also when others are empty', () => {
    const { rate, interval } = macroAverage([
      { count: 7, n: 40 },
      { count: 0, n: 0 },
    ])!;
    expect(rate).toBe(7 / 40);
    expectInterval(interval, ...wilson(7, 40), 12);
  });

  it('weighs families equally, whatever their size', () => {
    expect(
      macroAverage([
        { count: 5, n: 10 },
        { count: 0, n: 1000 },
      ])!.rate,
    ).toBe(0.25);
  });

  it('is closed-form for equal strata without events', () => {
    const families = Array.from({ length: 4 }, () => ({ count: 0, n: 25 }));
    expectInterval(macroAverage(families)!.interval, 0, (Z * Z) / (25 + Z * Z) / 2, 12);
  });

  it('is null without any episode', () => {
    expect(macroAverage([{ count: 0, n: 0 }])).toBeNull();
  });

  it('lies between the means of the lower and of the upper limits', () => {
    fc.assert(
      fc.property(fc.array(counted, { minLength: 1, maxLength: 8 }), (strata) => {
        const { rate, interval } = macroAverage(strata.map(([count, n]) => ({ count, n })))!;
        const limits = strata.map(([count, n]) => wilson(count, n));
        const meanLow = limits.reduce((sum, [low]) => sum + low, 0) / strata.length;
        const meanHigh = limits.reduce((sum, [, high]) => sum + high, 0) / strata.length;
        expect(interval[0]).toBeGreaterThanOrEqual(meanLow - 1e-12);
        expect(interval[1]).toBeLessThanOrEqual(meanHigh + 1e-12);
        expect(rate >= interval[0] - 1e-12 && rate <= interval[1] + 1e-12).toBe(true);
      }),
    );
  });
});
