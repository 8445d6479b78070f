import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxAround, coverShape } from '../../../scenarios/urdf/cover-shape.ts';
import { frameOf, IDENTITY, inverse, transform } from '../../../scenarios/urdf/frame.ts';
import type { Vector3 } from '../../../scenarios/urdf/frame.ts';
import type { UrdfShape } from '../../../scenarios/urdf/read-link.ts';

// Doubles of fast-check are mostly next to nothing; these are spread evenly.
const length = fc.integer({ min: 5, max: 1000 }).map((mm) => mm / 1000);
const share = fc.integer({ min: -100, max: 100 }).map((percent) => percent / 100);
const shares = fc.tuple(share, share, share);
const frame = fc.tuple(shares, shares).map(([xyz, rpy]) => frameOf(xyz, [3 * rpy[0], 3 * rpy[1], 3 * rpy[2]]));

const shape: fc.Arbitrary<UrdfShape> = fc.oneof(
  fc.record({ kind: fc.constant('box' as const), frame, size: fc.tuple(length, length, length) }),
  fc.record({ kind: fc.constant('cylinder' as const), frame, radiusM: length, lengthM: length }),
  fc.record({ kind: fc.constant('sphere' as const), frame, radiusM: length }),
);

/** A point of the shape in its own frame, on its surface where a share is 1 or -1. */
function pointOf(shape: UrdfShape, [x, y, z]: Vector3): Vector3 {
  if (shape.kind === 'box') return [(x * shape.size[0]) / 2, (y * shape.size[1]) / 2, (z * shape.size[2]) / 2];
  const { radiusM } = shape;
  const angle = 3.2 * y;
  if (shape.kind === 'cylinder') {
    return [x * radiusM * Math.cos(angle), x * radiusM * Math.sin(angle), (z * shape.lengthM) / 2];
  }
  const ring = radiusM * Math.sqrt(1 - z * z);
  return [x * ring * Math.cos(angle), x * ring * Math.sin(angle), z * radiusM];
}

/** From a point in the shape's own frame to the shape, m; 0 within. */
function distanceTo(shape: UrdfShape, [x, y, z]: Vector3): number {
  const beyond = (value: number, half: number): number => Math.max(0, Math.abs(value) - half);
  switch (shape.kind) {
    case 'box':
      return Math.hypot(beyond(x, shape.size[0] / 2), beyond(y, shape.size[1] / 2), beyond(z, shape.size[2] / 2));
    case 'cylinder':
      return Math.hypot(beyond(Math.hypot(x, y), shape.radiusM), beyond(z, shape.lengthM / 2));
    case 'sphere':
      return beyond(Math.hypot(x, y, z), shape.radiusM);
  }
}

describe('coverShape', () => {
  it('leaves no point of the shape uncovered', () => {
    fc.assert(
      fc.property(shape, frame, shares, (shape, part, where) => {
        const { spheres } = coverShape(part, shape);
        const point = transform(part, transform(shape.frame, pointOf(shape, where)));
        const out = spheres.map(({ centre, radiusM }) => {
          return Math.hypot(point[0] - centre[0], point[1] - centre[1], point[2] - centre[2]) - radiusM;
        });
        expect(Math.min(...out)).toBeLessThan(1e-9);
        expect(spheres.length).toBeLessThanOrEqual(16);
      }),
      { numRuns: 200 },
    );
  });

  it('reaches no farther out of the shape than it says', () => {
    fc.assert(
      fc.property(shape, shares, fc.nat(15), (shape, direction, which) => {
        const { spheres, excessM } = coverShape(IDENTITY, shape);
        const { centre, radiusM } = spheres[which % spheres.length];
        const norm = Math.hypot(...direction);
        fc.pre(norm > 0.01);
        const point = centre.map((value, axis) => value + (radiusM * direction[axis]) / norm);
        const own = transform(inverse(shape.frame), [point[0], point[1], point[2]]);
        expect(distanceTo(shape, own)).toBeLessThan(excessM + 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it('takes more spheres for a longer bar, and few where they are close', () => {
    const bar = (size: Vector3): number => coverShape(IDENTITY, { kind: 'box', frame: IDENTITY, size }).spheres.length;
    expect(bar([0.02, 0.02, 0.02])).toBe(1);
    expect(bar([0.1, 0.1, 0.4])).toBe(4);
    expect(coverShape(IDENTITY, { kind: 'box', frame: IDENTITY, size: [0.1, 0.1, 0.4] }).excessM).toBeCloseTo(
      0.05 * (Math.sqrt(3) - 1),
      12,
    );
  });
});

it('boxAround holds the shape', () => {
  fc.assert(
    fc.property(shape, frame, shares, (shape, part, where) => {
      const { frame: place, size } = boxAround(part, shape);
      const point = transform(part, transform(shape.frame, pointOf(shape, where)));
      transform(inverse(place), point).forEach((value, axis) => {
        expect(Math.abs(value)).toBeLessThan(size[axis] / 2 + 1e-9);
      });
    }),
    { numRuns: 200 },
  );
});
