import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoxViews } from '../../../../sim/driving/sensors/box-view.ts';
import { boxAngularInterval, pointBoxDistance, rayBox } from '../../../../sim/kernel/geometry.ts';
import { cos, sin, wrapAngle } from '../../../../sim/kernel/math.ts';
import { scene } from './scene.ts';

const coordinate = fc.double({ min: -30, max: 30, noNaN: true });
const size = fc.double({ min: 0.2, max: 12, noNaN: true });
const angle = fc.double({ min: -3.14, max: 3.14, noNaN: true });

describe('a box seen from a point', () => {
  test('fills the angle and has the distance that the general geometry gives', () => {
    const interval = new Float64Array(2);
    fc.assert(
      fc.property(coordinate, coordinate, angle, size, size, (x, y, heading, lengthM, widthM) => {
        const views = new BoxViews(scene({ x: 0, y: 0 }, [{ x, y, heading, lengthM, widthM }]));
        expect(views.view(1, 0, 0, 100)).toBe(true);
        boxAngularInterval(0, 0, x, y, heading, lengthM, widthM, interval);
        expect(views.width[1]).toBeCloseTo(interval[1], 9);
        if (interval[1] < 6) expect(wrapAngle(views.from[1] - interval[0])).toBeCloseTo(0, 9);
        expect(views.nearM[1]).toBeCloseTo(pointBoxDistance(0, 0, x, y, heading, lengthM, widthM), 9);
      }),
      { numRuns: 500 },
    );
  });

  test('is hit by exactly the rays within that angle, where the general geometry says', () => {
    fc.assert(
      fc.property(coordinate, coordinate, angle, size, size, angle, (x, y, heading, lengthM, widthM, direction) => {
        const views = new BoxViews(scene({ x: 0, y: 0 }, [{ x, y, heading, lengthM, widthM }]));
        views.view(1, 0, 0, 100);
        const expected = rayBox(0, 0, cos(direction), sin(direction), x, y, heading, lengthM, widthM);
        expect(views.cast(1, cos(direction), sin(direction))).toBe(expected < Infinity);
        if (expected === Infinity) expect(views.enterM).toBe(Infinity);
        else {
          expect(views.enterM).toBeCloseTo(expected, 9);
          expect(views.leaveM).toBeGreaterThanOrEqual(views.enterM);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is out of range when its nearest point is', () => {
    const views = new BoxViews(scene({ x: 0, y: 0 }, [{ x: 52, y: 0, lengthM: 4 }]));
    expect(views.view(1, 0, 0, 50.001)).toBe(true);
    expect(views.view(1, 0, 0, 49.999)).toBe(false);
    expect(views.view(1, 0, 0, 10)).toBe(false);
  });

  test('surrounds a point inside it', () => {
    const views = new BoxViews(scene({ x: 0, y: 0 }, [{ x: 0.5, y: 0.2 }]));
    expect(views.view(1, 0, 0, 50)).toBe(true);
    expect(views.width[1]).toBe(2 * Math.PI);
    expect(views.nearM[1]).toBe(0);
    expect(views.cast(1, 1, 0)).toBe(true);
    expect(views.enterM).toBe(0);
    expect(views.leaveM).toBeCloseTo(2.8, 12);
  });
});
