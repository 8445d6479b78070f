import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileOf } from '../../../policies/manipulation/quantile-table.ts';

const rising = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 6 });

describe('quantileOf', () => {
  it('gives entries their quantiles and is linear between them', () => {
    const table = { quantiles: [0, 0.5, 0.95], values: [1, 2, 4] };
    expect([0, 1, 2, 3, 4].map((value) => quantileOf(value, table))).toEqual([0, 0, 0.5, 0.725, 0.95]);
    expect(quantileOf(8, table)).toBeCloseTo(0.975, 12);
  });

  it('never falls, and stays in [0, 1]', () => {
    fc.assert(
      fc.property(
        rising,
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (v, x, d) => {
          const values = [...v].sort((a, b) => a - b);
          const table = { quantiles: values.map((_, i) => i / values.length), values };
          const [low, high] = [quantileOf(x, table), quantileOf(x + d, table)];
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(high).toBeGreaterThanOrEqual(low - 1e-12);
        },
      ),
      { numRuns: 200 },
    );
  });
});
