import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis, logAxis } from '../../../renderer/report/plots/axis.ts';
import { cumulative, quantileAt, totalOf } from '../../../renderer/report/plots/cumulative.ts';
import { forestAxis } from '../../../renderer/report/plots/forest-axis.ts';
import { bandPath, linePath, stepPath, whiskerAcross, whiskerUp } from '../../../renderer/report/plots/marks.ts';
import { type Box, placeLabels } from '../../../renderer/report/plots/place-labels.ts';
import { reliability } from '../../../renderer/report/plots/reliability.ts';
import { expectedCalibrationError } from '../../../scenarios/compare/stats/detection.ts';
import { normalTwoSided } from '../../../scenarios/compare/stats/normal-quantile.ts';
import { wilson } from '../../../scenarios/compare/stats/wilson.ts';
import { Z_95 } from '../../../scenarios/compare/stats/wilson-score.ts';

const valuesOf = (axis: { readonly ticks: readonly { readonly value: number }[] }): number[] =>
  axis.ticks.map(({ value }) => value);

describe('linear axis', () => {
  it('runs over round numbers that hold all values', () => {
    const axis = linearAxis(0, 23, 100, 600);
    expect(valuesOf(axis)).toEqual([0, 5, 10, 15, 20, 25]);
    expect([0, 5, 25].map((value) => axis.at(value))).toEqual([100, 200, 600]);
  });

  it('adds no empty step for a largest value that is a tick but for rounding', () => {
    expect(valuesOf(linearAxis(0, 0.1 * 3, 0, 1))).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it('goes below zero, with a minus that is as wide as a plus', () => {
    const axis = linearAxis(-28.3, 2.7, 0, 100);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['−30', '−20', '−10', '0', '10']);
    expect(axis.at(0)).toBeCloseTo(75, 12);
  });

  it('stands for values that are all equal', () => {
    expect(valuesOf(linearAxis(0, 0, 0, 1))).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    const axis = linearAxis(4, 4, 0, 100);
    expect(axis.at(4)).toBe(100);
  });

  it('keeps order and the frame, whatever the values', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, value, (low, high, between) => {
        const axis = linearAxis(low, high, 10, 90);
        const ticks = valuesOf(axis);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(12);
        expect(axis.at(Math.min(low, high))).toBeLessThanOrEqual(axis.at(Math.max(low, high)));
        for (const one of [low, high, between]) {
          expect(axis.at(one)).toBeGreaterThanOrEqual(10);
          expect(axis.at(one)).toBeLessThanOrEqual(90);
        }
      }),
    );
  });
});

describe('logarithmic axis', () => {
  it('puts equal factors at equal distances', () => {
    const axis = logAxis(1, 1000, 0, 300);
    expect(valuesOf(axis)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
    expect([1, 10, 100, 1000].map((value) => axis.at(value))).toEqual(
      [0, 100, 200, 300].map((x) => expect.closeTo(x, 9)),
    );
  });

  it('begins and ends beside its values, and shows powers of ten alone where many are', () => {
    expect(valuesOf(logAxis(16.7, 1800, 0, 1))).toEqual([10, 20, 50, 100, 200, 500, 1000, 2000]);
    expect(valuesOf(logAxis(0.2, 5000, 0, 1))).toEqual([1, 10, 100, 1000]);
  });

  it('holds a single value, and shows zero at its low end', () => {
    const axis = logAxis(200, 200, 0, 100);
    expect(valuesOf(axis)).toEqual([200, 500]);
    expect(axis.at(0)).toBe(0);
  });

  it('refuses what has no logarithm', () => {
    expect(() => logAxis(0, 1, 0, 1)).toThrow('0 < low <= high, but got 0 and 1');
    expect(() => logAxis(2, 1, 0, 1)).toThrow(RangeError);
  });
});

describe('marks', () => {
  it('draws whiskers with a cap at each end', () => {
    expect(whiskerAcross(10, 30, 8, 4)).toBe('M10 4V12M10 8H30M30 4V12');
    expect(whiskerUp(8, 10, 30, 4)).toBe('M4 10H12M8 10V30M4 30H12');
  });

  it('draws lines, steps and bands', () => {
    const points = [
      { x: 0, y: 10 },
      { x: 5, y: 7.26 },
    ];
    expect(linePath(points)).toBe('M0 10L5 7.3');
    expect(stepPath(points)).toBe('M0 10H5V7.3');
    const lower = points.map(({ x }) => ({ x, y: 20 }));
    expect(bandPath(points, lower)).toBe('M0 10L5 7.3L5 20L0 20Z');
    expect(bandPath([], [])).toBe('');
  });
});

describe('cumulative curve', () => {
  it('counts what is at most a value', () => {
    const curve = cumulative([
      [200, 1],
      [100, 2],
      [400, 1],
      [300, 0],
    ]);
    expect(curve).toEqual([
      { value: 100, share: 0.5 },
      { value: 200, share: 0.75 },
      { value: 400, share: 1 },
    ]);
    expect([0.5, 0.51, 0.95, 1].map((q) => quantileAt(curve, q))).toEqual([100, 200, 400, 400]);
  });

  it('is empty without counts', () => {
    expect(cumulative([])).toEqual([]);
    expect(cumulative([[5, 0]])).toEqual([]);
    expect(quantileAt([], 0.5)).toBeNull();
  });

  it('rises to exactly 1', () => {
    const counts = fc.array(fc.tuple(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.integer({ min: 1, max: 999 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(counts, (pairs) => {
        const curve = cumulative(pairs);
        expect(curve[curve.length - 1].share).toBe(1);
        for (let i = 1; i < curve.length; i++) {
          expect(curve[i].share).toBeGreaterThan(curve[i - 1].share);
          expect(curve[i].value).toBeGreaterThanOrEqual(curve[i - 1].value);
        }
        expect(curve[0].share).toBeGreaterThan(0);
        expect(totalOf(pairs)).toBe(pairs.reduce((sum, [, count]) => sum + count, 0));
      }),
    );
  });
});

describe('reliability diagram', () => {
  const bins = (filled: Readonly<Record<number, number>>): number[] =>
    Array.from({ length: 64 }, (_, bin) => filled[bin] ?? 0);

  it('groups four bins, with the mean level and the frequency of the event', () => {
    const groups = reliability({
      collisionWithin3S: bins({ 0: 1, 63: 3 }),
      noCollisionWithin3S: bins({ 3: 3, 62: 1 }),
    });
    expect(groups).toHaveLength(16);
    expect(groups[0]).toMatchObject({ from: 0, to: 0.0625, ticks: 4, events: 1, frequency: 0.25 });
    expect(groups[0].meanLevel).toBeCloseTo((0.5 + 3 * 3.5) / 64 / 4, 15);
    expect(groups[0].ci95).toEqual(wilson(1, 4).map((limit) => expect.closeTo(limit, 12)));
    expect(groups[15]).toMatchObject({ ticks: 4, events: 3, frequency: 0.75, to: 1 });
    expect(groups[7]).toMatchObject({ ticks: 0, meanLevel: null, frequency: null, ci95: null });
  });

  it('has the calibration error as the weighted distance from its diagonal', () => {
    const histogram = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(histogram, histogram, (positives, negatives) => {
        const groups = reliability({ collisionWithin3S: positives, noCollisionWithin3S: negatives });
        const ticks = groups.reduce((sum, group) => sum + group.ticks, 0);
        const error = groups.reduce(
          (sum, group) => sum + group.ticks * Math.abs((group.meanLevel ?? 0) - (group.frequency ?? 0)),
          0,
        );
        const expected = expectedCalibrationError({ positives, negatives });
        expect(ticks === 0 ? null : error / ticks).toEqual(expected === null ? null : expect.closeTo(expected, 10));
      }),
    );
  });

  it('has the interval of 95 %', () => {
    expect(Z_95).toBeCloseTo(normalTwoSided(0.95), 14);
  });

  it('refuses histograms that do not match', () => {
    expect(() => reliability({ collisionWithin3S: bins({}), noCollisionWithin3S: [1, 2] })).toThrow(
      'multiple of 16, but got 64 and 2',
    );
  });
});

describe('forest axis', () => {
  it('holds zero and every interval, in percentage points', () => {
    const axis = forestAxis(
      [
        { difference: -0.22, ci95: [-0.283, -0.161] },
        { difference: 0.01, ci95: [-0.01, 0.036] },
        { difference: null, ci95: null },
      ],
      100,
    );
    expect(valuesOf(axis)).toEqual([-30, -20, -10, 0, 10]);
    expect(axis.at(-28.3)).toBeGreaterThan(axis.at(-30));
  });

  it('stands without any interval', () => {
    expect(valuesOf(forestAxis([], 100))).toContain(0);
  });
});

describe('labels of points', () => {
  const FRAME: Box = { left: 0, right: 700, top: 0, bottom: 300 };

  it('stand right of their points where there is room, else left', () => {
    const [free, atTheEdge] = placeLabels(
      [
        { x: 100, y: 100 },
        { x: 690, y: 200 },
      ],
      [40, 40],
      FRAME,
    );
    expect(free).toEqual({ x: 110, y: 100, led: false });
    expect(atTheEdge).toEqual({ x: 640, y: 200, led: false });
  });

  it('cover neither each other nor a point, even of points in one place', () => {
    const points = Array.from({ length: 8 }, () => ({ x: 300, y: 290 }));
    const widths = points.map((_, i) => 30 + 5 * i);
    const labels = placeLabels(points, widths, FRAME);
    const boxes = labels.map(({ x, y }, i) => ({ left: x, right: x + widths[i], top: y - 8, bottom: y + 8 }));
    for (const [i, box] of boxes.entries()) {
      expect(box.bottom).toBeLessThanOrEqual(300);
      for (const other of boxes.slice(0, i)) {
        const apart =
          box.left >= other.right || other.left >= box.right || box.top >= other.bottom || other.top >= box.bottom;
        expect(apart).toBe(true);
      }
    }
    expect(labels.some(({ led }) => led)).toBe(true);
  });
});
