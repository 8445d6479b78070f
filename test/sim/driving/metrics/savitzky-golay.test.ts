import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { savitzkyGolay } from '../../../../sim/driving/metrics/savitzky-golay.ts';

interface Case {
  readonly window: number;
  readonly order: number;
  readonly derivative: number;
  readonly dt: number;
  readonly y: number[];
  readonly expected: number[];
}

const cases = JSON.parse(
  readFileSync(new URL('../../../reference/scipy/savgol.json', import.meta.url), 'utf8'),
) as Case[];

describe('the Savitzky-Golay filter', () => {
  it.each(cases)(
    'gives what SciPy gives: window $window, order $order, derivative $derivative, $y.length samples',
    (c) => {
      const out = savitzkyGolay(c.y, c.window, c.order, c.derivative, c.dt);
      expect(out).toHaveLength(c.expected.length);
      c.expected.forEach((value, i) => expect(Math.abs(out[i] - value)).toBeLessThan(1e-9));
    },
  );

  it('reproduces polynomials up to its order', () => {
    const coefficient = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(coefficient, coefficient, coefficient, fc.integer({ min: 3, max: 15 }), (a, b, c, window) => {
        const y = Array.from({ length: 20 }, (_, i) => a + b * i * 0.1 + c * (i * 0.1) * (i * 0.1));
        const out = savitzkyGolay(y, window, 2, 1, 0.1);
        for (let i = 0; i < 20; i++) expect(out[i]).toBeCloseTo(b + 2 * c * i * 0.1, 8);
      }),
    );
  });

  it('does without samples or windows that are too few', () => {
    expect(() => savitzkyGolay([1, 2, 3], 5, 2, 1, 0.1)).toThrow('expected at least 5 samples, found 3');
    expect(() => savitzkyGolay([1, 2, 3], 2, 2, 1, 0.1)).toThrow('window: expected more than order 2, found 2');
  });
});
