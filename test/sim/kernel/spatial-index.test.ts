import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpatialIndex } from '../../../sim/kernel/spatial-index.ts';
import { evenly } from './arbitraries.ts';

const coordinate = evenly(-90, 90);
const circle = fc.record({ x: coordinate, y: coordinate, r: evenly(0, 12) });
const CAPACITY = 120;

describe('SpatialIndex', () => {
  it('finds what a search of all circles finds, in ascending order, after every rebuild', () => {
    const index = new SpatialIndex(CAPACITY, 20);
    const out = new Int32Array(CAPACITY);
    fc.assert(
      fc.property(
        // Few circles are searched one by one, many through the grid.
        fc.oneof(fc.array(circle, { maxLength: 8 }), fc.array(circle, { minLength: 60, maxLength: CAPACITY })),
        coordinate,
        coordinate,
        evenly(0, 40),
        (circles, x, y, radius) => {
          const column = (key: 'x' | 'y' | 'r'): Float64Array => Float64Array.from(circles, (item) => item[key]);
          index.rebuild(column('x'), column('y'), column('r'), circles.length);
          const expected = circles.flatMap((item, i) =>
            (item.x - x) ** 2 + (item.y - y) ** 2 <= (radius + item.r) ** 2 ? [i] : [],
          );
          const count = index.query(x, y, radius, out);
          expect([...out.subarray(0, count)]).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('finds points on cell edges and far from the origin through the grid', () => {
    const n = 100;
    const x = Float64Array.from({ length: n }, (_, i) => -1e6 + i * 10);
    const y = new Float64Array(n);
    const index = new SpatialIndex(n, 10);
    index.rebuild(x, y, null, n);
    const out = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const count = index.query(x[i], 0, 10, out);
      expect([...out.subarray(0, count)]).toEqual([i - 1, i, i + 1].filter((k) => k >= 0 && k < n));
    }
  });

  it('forgets what was there before', () => {
    const index = new SpatialIndex(4, 5);
    const out = new Int32Array(4);
    index.rebuild(new Float64Array(4), new Float64Array(4), null, 4);
    index.rebuild(Float64Array.of(100), Float64Array.of(0), null, 1);
    expect(index.query(0, 0, 5, out)).toBe(0);
    expect(index.query(100, 0, Infinity, out)).toBe(1);
    index.rebuild(new Float64Array(0), new Float64Array(0), null, 0);
    expect(index.query(100, 0, Infinity, out)).toBe(0);
  });

  it('never finds what has no position', () => {
    const index = new SpatialIndex(2, 5);
    index.rebuild(Float64Array.of(NaN, 1), Float64Array.of(0, 1), null, 2);
    const out = new Int32Array(2);
    expect(index.query(0, 0, Infinity, out)).toBe(1);
    expect(out[0]).toBe(1);
  });

  it('says which limit was passed', () => {
    const index = new SpatialIndex(2, 5);
    expect(() => index.rebuild(new Float64Array(3), new Float64Array(3), null, 3)).toThrow(
      'holds 2 items, but was given 3',
    );
    index.rebuild(new Float64Array(2), new Float64Array(2), null, 2);
    expect(() => index.query(0, 0, 1, new Int32Array(1))).toThrow('found 2 items, but the array for them holds only 1');
    expect(index.query(0, 0, 1, new Int32Array(2))).toBe(2);
    expect(() => new SpatialIndex(0, 5)).toThrow('capacity must be a whole number of at least 1, but is 0');
    expect(() => new SpatialIndex(1, -5)).toThrow('cellSizeM must be a finite number above 0, but is -5');
  });
});
