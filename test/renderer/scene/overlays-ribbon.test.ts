import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RibbonGeometry } from '../../../renderer/scene/overlays/ribbon-geometry.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

function ribbon(points: readonly Point[], halfM: number, heading = 0): RibbonGeometry {
  const geometry = new RibbonGeometry(40);
  geometry.begin();
  for (const { x, y } of points) geometry.add(x, y, 0.1, halfM, 1);
  geometry.end(heading);
  return geometry;
}

const numbers = (geometry: RibbonGeometry, name: string): Float32Array =>
  geometry.getAttribute(name).array as Float32Array;

/** Where the shader puts vertex `v`: aside of the path by `across` times half the width. */
function vertex(geometry: RibbonGeometry, v: number): Point {
  const centre = numbers(geometry, 'position');
  const across = numbers(geometry, 'across');
  const shift = across[3 * v + 2] * numbers(geometry, 'shape')[3 * v + 1];
  return { x: centre[3 * v] + across[3 * v] * shift, y: centre[3 * v + 1] + across[3 * v + 1] * shift };
}

const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });

describe('a ribbon', () => {
  it('is as broad as it should be, half on each side of the path', () => {
    const geometry = ribbon(
      Array.from({ length: 9 }, (_, i) => ({ x: 20 * Math.sin(0.1 * i), y: 20 - 20 * Math.cos(0.1 * i) })),
      1.5,
    );
    for (let i = 0; i < 9; i++) {
      const right = vertex(geometry, 2 * i);
      const left = vertex(geometry, 2 * i + 1);
      expect(Math.hypot(right.x - left.x, right.y - left.y)).toBeCloseTo(3, 4);
      // The path turns left about (0, 20): left is nearer to the middle.
      expect(Math.hypot(left.x, left.y - 20)).toBeLessThan(18.6);
      expect(Math.hypot(right.x, right.y - 20)).toBeGreaterThan(21.4);
    }
  });

  it('knows the way along the path', () => {
    const geometry = ribbon(
      [
        { x: 0, y: 0 },
        { x: 3, y: 4 },
        { x: 3, y: 16 },
      ],
      1,
    );
    expect([0, 0.5, 1, 1.25, 2, 7, -1].map((index) => geometry.alongAt(index))).toEqual([0, 2.5, 5, 8, 17, 17, 0]);
  });

  it('draws every piece between two points, and nothing of a single one', () => {
    expect(ribbon([], 1).drawRange.count).toBe(0);
    expect(ribbon([{ x: 1, y: 1 }], 1).drawRange.count).toBe(0);
    expect(
      ribbon(
        [1, 2, 3].map((x) => ({ x, y: 0 })),
        1,
      ).drawRange.count,
    ).toBe(12);
  });

  it('has a direction where the path stands still: that of its moving part, else the heading', () => {
    const stopped = [0, 4, 8, 8.001, 8.001, 8.0005].map((y) => ({ x: 0, y }));
    const across = numbers(ribbon(stopped, 1), 'across');
    for (let v = 0; v < 12; v++) {
      expect(across[3 * v]).toBeCloseTo(-1, 2);
      expect(across[3 * v + 1]).toBeCloseTo(0, 2);
    }
    const still = numbers(
      ribbon(
        Array.from({ length: 5 }, () => ({ x: 7, y: 7 })),
        1,
        Math.PI / 2,
      ),
      'across',
    );
    for (let v = 0; v < 10; v++) expect([still[3 * v], still[3 * v + 1]]).toEqual([-1, expect.closeTo(0, 6)]);
  });

  it('is made of finite numbers and unit normals whatever the path', () => {
    const wild = fc.array(fc.oneof(point, fc.constant({ x: 5, y: 5 })), { minLength: 0, maxLength: 40 });
    fc.assert(
      fc.property(wild, fc.double({ min: -4, max: 4, noNaN: true }), (points, heading) => {
        const geometry = ribbon(points, 2, heading);
        const across = numbers(geometry, 'across');
        for (const name of ['position', 'across', 'shape']) {
          expect(numbers(geometry, name).every(Number.isFinite)).toBe(true);
        }
        for (let v = 0; v < 2 * points.length; v++) {
          expect(Math.hypot(across[3 * v], across[3 * v + 1])).toBeCloseTo(1, 5);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes no more points than it was built for', () => {
    const geometry = new RibbonGeometry(2);
    geometry.begin();
    for (let i = 0; i < 5; i++) geometry.add(i, 0, 0, 1, 1);
    geometry.end(0);
    expect(geometry.drawRange.count).toBe(6);
    expect(geometry.alongAt(4)).toBe(1);
  });
});
