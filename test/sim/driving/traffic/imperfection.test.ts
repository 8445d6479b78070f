import { describe, expect, it } from 'vitest';
import {
  IMPERFECTION_CORRELATION_S,
  IMPERFECTION_PERIOD_S,
  nextImperfection,
} from '../../../../sim/driving/traffic/imperfection.ts';

const n = 20_000;

function series(key0: number, key1: number): number[] {
  const out: number[] = [];
  let value = 0;
  for (let k = 0; k < n; k++) out.push((value = nextImperfection(value, key0, key1, k)));
  return out;
}

function correlation(p: readonly number[], q: readonly number[], lag: number): number {
  let sum = 0;
  for (let k = lag; k < n; k++) sum += p[k] * q[k - lag];
  return sum / (n - lag);
}

describe('imperfection', () => {
  const one = series(0x12345678, 0x9abcdef0);

  it('has mean 0, variance 1 and the correlation time that it names', () => {
    // The standard error of mean and variance is sqrt(2 * 10 / n) = 0.03: ten periods correlate.
    expect(Math.abs(one.reduce((sum, value) => sum + value, 0) / n)).toBeLessThan(0.12);
    expect(Math.abs(correlation(one, one, 0) - 1)).toBeLessThan(0.12);
    const lag = IMPERFECTION_CORRELATION_S / IMPERFECTION_PERIOD_S;
    expect(Math.abs(correlation(one, one, lag) / correlation(one, one, 0) - Math.exp(-1))).toBeLessThan(0.08);
  });

  it('differs between drivers in either key', () => {
    for (const other of [series(0x12345679, 0x9abcdef0), series(0x12345678, 0x9abcdef1)]) {
      // Half of each step is shared when one of the two keys is.
      expect(Math.abs(correlation(one, other, 0) - 0.5)).toBeLessThan(0.12);
    }
    expect(Math.abs(correlation(one, series(7, 8), 0))).toBeLessThan(0.12);
  });
});
