import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate, CALIBRATION_QUANTILES } from '../../../policies/driving/calibration.ts';

const zeroTo = (n: number): number[] => Array.from({ length: n + 1 }, (_, i) => i);

describe('calibrate', () => {
  it('gives the quantiles of evenly spread values in closed form', () => {
    const { quantiles, aleatoric, epistemic } = calibrate(
      zeroTo(1000),
      zeroTo(2000).map((i) => 3 + i),
    );
    expect(quantiles).toEqual(CALIBRATION_QUANTILES);
    for (const [i, q] of quantiles.entries()) {
      expect(aleatoric[i]).toBeCloseTo(1000 * q, 9);
      expect(epistemic[i]).toBeCloseTo(3 + 2000 * q, 9);
    }
  });

  it('interpolates between neighbours (type 7 of Hyndman and Fan 1996)', () => {
    const { aleatoric } = calibrate([10, 20], [0]);
    expect(aleatoric).toEqual(CALIBRATION_QUANTILES.map((q) => 10 + q * 10));
  });

  it('gives a single value for every quantile', () => {
    expect(calibrate([0.4], [0.1]).aleatoric).toEqual(CALIBRATION_QUANTILES.map(() => 0.4));
  });

  it('does not depend on the order, is ascending, and spans the values', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (drawn) => {
        const { aleatoric } = calibrate(drawn, [0]);
        expect(calibrate([...drawn].reverse(), [0]).aleatoric).toEqual(aleatoric);
        expect(aleatoric).toEqual([...aleatoric].sort((a, b) => a - b));
        expect([aleatoric[0], aleatoric[aleatoric.length - 1]]).toEqual([Math.min(...drawn), Math.max(...drawn)]);
      }),
    );
  });

  it('refuses to tabulate nothing', () => {
    expect(() => calibrate([], [1])).toThrow(RangeError);
    expect(() => calibrate([1], [])).toThrow(/at least one raw spread, found none/);
  });
});
