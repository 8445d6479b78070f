import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../../sim/kernel/random.ts';
import { ALPHA, AlphaBetaFilter, BETA } from '../../../../sim/robotics/sensors/alpha-beta-filter.ts';

const T = 1 / 30;

function feed(filter: AlphaBetaFilter, count: number, at: (k: number) => number): void {
  for (let k = 0; k < count; k++) filter.update(0, Float64Array.of(at(k)), 0, T);
}

describe('an alpha-beta filter', () => {
  test('is exact at constant rate from the second measurement on', () => {
    const filter = new AlphaBetaFilter(1, 1, 0.01, T, false);
    for (let k = 0; k < 40; k++) {
      filter.update(0, Float64Array.of(3 - 0.5 * k * T), 0, T);
      expect(filter.value[0]).toBeCloseTo(3 - 0.5 * k * T, 12);
      if (k > 0) expect(filter.rate[0]).toBeCloseTo(-0.5, 12);
    }
  });

  test('starts as a least-squares line through all measurements', () => {
    const filter = new AlphaBetaFilter(1, 1, 1, T, false);
    const measured = [0.3, -0.2, 0.9, 0.4, 1.1, 0.2, 1.7];
    feed(filter, measured.length, (k) => measured[k]);
    // numpy.polyfit over the same seven: its slope per step and its value at the last
    expect(filter.rate[0] * T).toBeCloseTo(0.18571428571428572, 12);
    expect(filter.value[0]).toBeCloseTo(1.1857142857142857, 12);
  });

  test('lags by the stated amounts under a constant acceleration that noise could explain', () => {
    const filter = new AlphaBetaFilter(1, 1, 1, T, false);
    const a = 2;
    const last = 199;
    feed(filter, last + 1, (k) => 0.5 * a * (k * T) ** 2);
    const lag = 0.5 * a * (last * T) ** 2 - filter.value[0];
    expect(lag).toBeCloseTo((a * T * T * (1 - ALPHA)) / BETA, 9);
    expect(a * last * T - filter.rate[0]).toBeCloseTo((a * T * (2 * ALPHA - BETA)) / (2 * BETA), 9);
  });

  test('knows five sixths of a new speed within four pictures where noise does not explain it', () => {
    const filter = new AlphaBetaFilter(1, 1, 0.0025, T, false);
    feed(filter, 30, () => 1);
    feed(filter, 4, (k) => 1 + 0.6 * (k + 1) * T);
    expect(filter.rate[0]).toBeGreaterThan(0.5);
    expect(filter.moves(0)).toBe(true);
  });

  test('takes noise of something at rest for rest, and a slow belt for motion', () => {
    const noise = RandomStream.named(4, 'test');
    let [moving, n] = [0, 0];
    for (let run = 0; run < 60; run++) {
      const filter = new AlphaBetaFilter(1, 3, 0.0025, T, false);
      for (let k = 0; k < 60; k++) {
        const z = Float64Array.from([0, 0, 0], () => noise.normal(0, 0.0025));
        filter.update(0, z, 0, T);
        moving += filter.moves(0) ? 1 : 0;
        n++;
      }
    }
    expect(moving / n).toBeLessThan(0.005);
    const belt = new AlphaBetaFilter(1, 1, 0.0025, T, false);
    feed(belt, 30, (k) => 0.05 * k * T);
    expect(belt.moves(0)).toBe(true);
  });

  test('has the noise of Kalata in the steady state', () => {
    const noise = RandomStream.named(5, 'test');
    const filter = new AlphaBetaFilter(1, 1, 1, T, false);
    let [squares, n] = [0, 0];
    for (let k = 0; k < 12000; k++) {
      filter.update(0, Float64Array.of(noise.normal()), 0, T);
      if (k < 100) continue;
      squares += (filter.rate[0] * T) ** 2;
      n++;
    }
    const expected = (2 * BETA * BETA) / (ALPHA * (4 - 2 * ALPHA - BETA));
    // Some 900 independent values: three standard deviations are 14 %.
    expect(squares / n / expected).toBeGreaterThan(0.86);
    expect(squares / n / expected).toBeLessThan(1.14);
  });

  test('of angles goes the short way across the seam', () => {
    const filter = new AlphaBetaFilter(1, 1, 0.02, T, true);
    feed(filter, 60, (k) => {
      const angle = 3 + 0.4 * k * T;
      return angle > Math.PI ? angle - 2 * Math.PI : angle;
    });
    expect(filter.rate[0]).toBeCloseTo(0.4, 9);
    expect(filter.value[0]).toBeCloseTo(3 + 0.4 * 59 * T - 2 * Math.PI, 9);
  });

  test('starts afresh where it finds something else after a long gap', () => {
    const filter = new AlphaBetaFilter(1, 1, 0.0025, T, false);
    feed(filter, 30, (k) => k * T);
    filter.update(0, Float64Array.of(9), 0, 0.5);
    expect([filter.value[0], filter.rate[0]]).toEqual([9, 0]);
  });
});
