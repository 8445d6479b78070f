import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxAngularInterval,
  boxCorners,
  boxRadius,
  boxSeparation,
  boxesOverlap,
  boxesTimeToCollision,
  pointBoxDistance,
  pointInBox,
  pointSegmentDistance,
  rayBox,
  segmentIntersection,
} from '../../../sim/kernel/geometry.ts';
import { evenly } from './arbitraries.ts';

type Box = readonly [cx: number, cy: number, heading: number, length: number, width: number];
type Point = readonly [x: number, y: number];

const anyBox: fc.Arbitrary<Box> = fc.tuple(
  evenly(-12, 12),
  evenly(-12, 12),
  evenly(-7, 7),
  evenly(0.2, 15),
  evenly(0.2, 4),
);
const anyPoint: fc.Arbitrary<Point> = fc.tuple(evenly(-20, 20), evenly(-20, 20));

const turned = ([x, y]: Point, angle: number): Point => [
  x * Math.cos(angle) - y * Math.sin(angle),
  x * Math.sin(angle) + y * Math.cos(angle),
];
/** The point at fractions (u, v) of a box, each in [-1, 1]. */
function pointAt([cx, cy, heading, length, width]: Box, u: number, v: number): Point {
  const [x, y] = turned([(u * length) / 2, (v * width) / 2], heading);
  return [cx + x, cy + y];
}
const moved = ([cx, cy, heading, length, width]: Box, dx: number, dy: number): Box => [
  cx + dx,
  cy + dy,
  heading,
  length,
  width,
];
const cornersOf = (box: Box): Point[] => [
  pointAt(box, 1, 1),
  pointAt(box, -1, 1),
  pointAt(box, -1, -1),
  pointAt(box, 1, -1),
];
const edgesOf = (box: Box): [Point, Point][] => {
  const corners = cornersOf(box);
  return corners.map((corner, i) => [corner, corners[(i + 1) % 4]]);
};
const distanceToSegmentBySampling = (p: Point, a: Point, b: Point): number => {
  let best = Infinity;
  for (let i = 0; i <= 400; i++) {
    best = Math.min(best, Math.hypot(p[0] - a[0] - ((b[0] - a[0]) * i) / 400, p[1] - a[1] - ((b[1] - a[1]) * i) / 400));
  }
  return best;
};
/** Distance of the outlines, from the distances of corners and edges. */
const outlineDistance = (a: Box, b: Box): number =>
  Math.min(
    ...cornersOf(a).flatMap((p) => edgesOf(b).map(([q, r]) => pointSegmentDistance(...p, ...q, ...r))),
    ...cornersOf(b).flatMap((p) => edgesOf(a).map(([q, r]) => pointSegmentDistance(...p, ...q, ...r))),
  );
const overlapByOutlines = (a: Box, b: Box): boolean =>
  cornersOf(a).some((p) => pointInBox(...p, ...b)) ||
  cornersOf(b).some((p) => pointInBox(...p, ...a)) ||
  edgesOf(a).some(([p, q]) => edgesOf(b).some(([r, s]) => segmentIntersection(...p, ...q, ...r, ...s) <= 1));

describe('boxes', () => {
  it('have their corners counter-clockwise from front left', () => {
    const out = new Float64Array(10);
    boxCorners(10, 5, Math.PI / 2, 4, 2, out, 2);
    expect([...out].slice(2).map((value) => Math.round(value * 1e9) / 1e9)).toEqual([9, 7, 9, 3, 11, 3, 11, 7]);
    expect([out[0], out[1]]).toEqual([0, 0]);
  });

  it('fit their bounding circle exactly', () => {
    expect(boxRadius(4, 3)).toBe(2.5);
  });

  it('contain their points and no others', () => {
    fc.assert(
      fc.property(anyBox, evenly(-2, 2), evenly(-2, 2), (box, u, v) => {
        const margin = Math.max(Math.abs(u), Math.abs(v)) - 1;
        fc.pre(Math.abs(margin) > 1e-6);
        expect(pointInBox(...pointAt(box, u, v), ...box)).toBe(margin < 0);
      }),
    );
  });

  it('are as far from a point as their nearest edge', () => {
    fc.assert(
      fc.property(anyBox, anyPoint, (box, point) => {
        const toEdges = Math.min(...edgesOf(box).map(([a, b]) => pointSegmentDistance(...point, ...a, ...b)));
        const expected = pointInBox(...point, ...box) ? 0 : toEdges;
        expect(pointBoxDistance(...point, ...box)).toBeCloseTo(expected, 9);
      }),
    );
  });
});

describe('boxesOverlap and boxSeparation', () => {
  it('agree with corners inside and edges crossing', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        fc.pre(Math.abs(boxSeparation(...a, ...b)) > 1e-9);
        expect(boxesOverlap(...a, ...b)).toBe(overlapByOutlines(a, b));
        expect(boxSeparation(...a, ...b) <= 0).toBe(overlapByOutlines(a, b));
      }),
      { numRuns: 1000 },
    );
  });

  it('are symmetric', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        expect(boxSeparation(...a, ...b)).toBeCloseTo(boxSeparation(...b, ...a), 9);
      }),
    );
  });

  it('is the distance of the outlines when apart', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const separation = boxSeparation(...a, ...b);
        fc.pre(separation > 0);
        expect(separation).toBeCloseTo(outlineDistance(a, b), 9);
      }),
      { numRuns: 300 },
    );
  });

  it('is minus the shortest translation that parts them when they overlap', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const depth = -boxSeparation(...a, ...b);
        fc.pre(depth > 1e-3);
        const normals = [a[2], a[2] + Math.PI / 2, b[2], b[2] + Math.PI / 2].flatMap((angle) => [
          angle,
          angle + Math.PI,
        ]);
        const parted = (angle: number, by: number): boolean =>
          !boxesOverlap(...a, ...moved(b, by * Math.cos(angle), by * Math.sin(angle)));
        expect(normals.some((angle) => parted(angle, depth * (1 + 1e-6)))).toBe(true);
        const directions = Array.from({ length: 90 }, (_, i) => (i / 90) * 2 * Math.PI);
        expect(directions.some((angle) => parted(angle, depth * (1 - 1e-6)))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('count touching as overlap', () => {
    expect(boxesOverlap(0, 0, 0, 4, 2, 4, 0, 0, 4, 2)).toBe(true);
    expect(boxSeparation(0, 0, 0, 4, 2, 4, 0, 0, 4, 2)).toBe(0);
    expect(boxSeparation(0, 0, 0, 4, 2, 7, 6, 0, 4, 2)).toBe(5);
    expect(boxSeparation(0, 0, 0, 4, 2, 3, 0, 0, 4, 2)).toBe(-1);
  });
});

describe('boxesTimeToCollision', () => {
  const velocity = fc.tuple(evenly(-15, 15), evenly(-15, 15));
  const HORIZON = 4;

  it('is the first time at which the boxes touch', () => {
    fc.assert(
      fc.property(anyBox, velocity, anyBox, velocity, (a, va, b, vb) => {
        const separationAt = (t: number): number =>
          boxSeparation(...moved(a, va[0] * t, va[1] * t), ...moved(b, vb[0] * t, vb[1] * t));
        const time = boxesTimeToCollision(...a, ...va, ...b, ...vb, HORIZON);
        const end = Math.min(time, HORIZON);
        let closest = Infinity;
        for (let i = 0; i < 60; i++) closest = Math.min(closest, separationAt((end * i) / 60));
        if (time > 0) expect(closest).toBeGreaterThan(-1e-9);
        if (time === 0) expect(separationAt(0)).toBeLessThanOrEqual(1e-9);
        else if (time <= HORIZON) expect(Math.abs(separationAt(time))).toBeLessThan(1e-9);
        else expect(time).toBe(Infinity);
      }),
      { numRuns: 1000 },
    );
  });

  it('is gap over closing speed for one car behind another', () => {
    expect(boxesTimeToCollision(0, 0, 0, 4, 2, 20, 0, 34, 0, 0, 4, 2, 5, 0, 10)).toBeCloseTo(2, 12);
    expect(boxesTimeToCollision(0, 0, 0, 4, 2, 20, 0, 34, 0, 0, 4, 2, 5, 0, 1.9)).toBe(Infinity);
    expect(boxesTimeToCollision(0, 0, 0, 4, 2, 5, 0, 34, 0, 0, 4, 2, 20, 0, 10)).toBe(Infinity);
    expect(boxesTimeToCollision(0, 0, 0, 4, 2, 20, 0, 34, 3, 0, 4, 2, 5, 0, 10)).toBe(Infinity);
  });

  it('is 0 for boxes that overlap, moving or not, and Infinity for boxes at rest apart', () => {
    expect(boxesTimeToCollision(0, 0, 0.3, 4, 2, 1, 0, 1, 0, 0, 4, 2, 9, 0, 5)).toBe(0);
    expect(boxesTimeToCollision(0, 0, 0.3, 4, 2, 1, 1, 1, 0, 0, 4, 2, 1, 1, 5)).toBe(0);
    expect(boxesTimeToCollision(0, 0, 0.3, 4, 2, 0, 0, 9, 0, 0, 4, 2, 0, 0, 5)).toBe(Infinity);
  });
});

describe('rayBox', () => {
  it('ends on the outline, with nothing of the box before', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, anyBox, (origin, direction, box) => {
        fc.pre(Math.hypot(...direction) > 1e-3 && !pointInBox(...origin, ...box));
        const t = rayBox(...origin, ...direction, ...box);
        const at = (s: number): Point => [origin[0] + s * direction[0], origin[1] + s * direction[1]];
        const last = Math.min(t, 100 / Math.hypot(...direction));
        let touched = false;
        for (let i = 0; i < 100; i++) touched ||= pointInBox(...at((last * i) / 100), ...shrunk(box));
        expect(touched).toBe(false);
        if (t < Infinity) expect(pointBoxDistance(...at(t), ...box)).toBeLessThan(1e-8);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every box that has a point on the ray', () => {
    fc.assert(
      fc.property(anyPoint, anyBox, evenly(-0.99, 0.99), evenly(-0.99, 0.99), (origin, box, u, v) => {
        const [x, y] = pointAt(box, u, v);
        expect(rayBox(...origin, x - origin[0], y - origin[1], ...box)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('counts in units of the direction, is 0 inside, and handles rays along a face', () => {
    expect(rayBox(-5, 0, 2, 0, 0, 0, 0, 4, 2)).toBe(1.5);
    expect(rayBox(5, 0, 2, 0, 0, 0, 0, 4, 2)).toBe(Infinity);
    expect(rayBox(1, 0.5, 2, 0, 0, 0, 0, 4, 2)).toBe(0);
    expect(rayBox(-5, 1, 1, 0, 0, 0, 0, 4, 2)).toBe(3);
    expect(rayBox(-5, 1.01, 1, 0, 0, 0, 0, 4, 2)).toBe(Infinity);
    expect(rayBox(0, -4, 0, 1, 0, 0, 0, 4, 2)).toBe(3);
    expect(rayBox(2.01, -4, 0, 1, 0, 0, 0, 4, 2)).toBe(Infinity);
  });
});

const shrunk = ([cx, cy, heading, length, width]: Box): Box => [
  cx,
  cy,
  heading,
  length * (1 - 1e-9),
  width * (1 - 1e-9),
];

describe('segments', () => {
  it('cross where they were made to cross', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, anyPoint, evenly(-0.5, 1.5), evenly(-0.5, 1.5), (a, b, direction, t, u) => {
        const r: Point = [b[0] - a[0], b[1] - a[1]];
        fc.pre(Math.abs(r[0] * direction[1] - r[1] * direction[0]) > 1e-2);
        fc.pre([t, u].every((fraction) => Math.min(Math.abs(fraction), Math.abs(fraction - 1)) > 1e-6));
        const x: Point = [a[0] + t * r[0], a[1] + t * r[1]];
        const c: Point = [x[0] - u * direction[0], x[1] - u * direction[1]];
        const d: Point = [c[0] + direction[0], c[1] + direction[1]];
        const found = segmentIntersection(...a, ...b, ...c, ...d);
        if (t > 0 && t < 1 && u > 0 && u < 1) expect(found).toBeCloseTo(t, 6);
        else expect(found).toBe(Infinity);
      }),
    );
  });

  it('meet when parallel only if collinear, at the start of the common part', () => {
    expect(segmentIntersection(0, 0, 4, 0, 1, 0, 9, 0)).toBe(0.25);
    expect(segmentIntersection(0, 0, 4, 0, 9, 0, 3, 0)).toBe(0.75);
    expect(segmentIntersection(0, 0, 4, 0, -3, 0, 9, 0)).toBe(0);
    expect(segmentIntersection(0, 0, 4, 0, 5, 0, 9, 0)).toBe(Infinity);
    expect(segmentIntersection(0, 0, 4, 0, -5, 0, -1, 0)).toBe(Infinity);
    expect(segmentIntersection(0, 0, 4, 0, 1, 1, 9, 1)).toBe(Infinity);
  });

  it('may be points', () => {
    expect(segmentIntersection(2, 0, 2, 0, 0, 0, 4, 0)).toBe(0);
    expect(segmentIntersection(2, 1, 2, 1, 0, 0, 4, 0)).toBe(Infinity);
    expect(segmentIntersection(0, 0, 4, 0, 2, 0, 2, 0)).toBe(0.5);
  });

  it('are as far from a point as their nearest point', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, anyPoint, (p, a, b) => {
        const distance = pointSegmentDistance(...p, ...a, ...b);
        const sampled = distanceToSegmentBySampling(p, a, b);
        expect(distance).toBeLessThanOrEqual(sampled + 1e-12);
        expect(distance).toBeGreaterThan(sampled - Math.hypot(b[0] - a[0], b[1] - a[1]) / 400 - 1e-12);
      }),
    );
    expect(pointSegmentDistance(3, 4, 0, 0, 0, 0)).toBe(5);
  });
});

describe('boxAngularInterval', () => {
  const out = new Float64Array(2);

  it('holds every point of the box and ends on corners', () => {
    fc.assert(
      fc.property(anyPoint, anyBox, evenly(-1, 1), evenly(-1, 1), (eye, box, u, v) => {
        fc.pre(pointBoxDistance(...eye, ...box) > 1e-6);
        boxAngularInterval(...eye, ...box, out);
        const offsetOf = ([x, y]: Point): number => {
          const offset = Math.atan2(y - eye[1], x - eye[0]) - out[0];
          return offset - 2 * Math.PI * Math.floor((offset + 1e-9) / (2 * Math.PI));
        };
        expect(out[0]).toBeGreaterThan(-Math.PI);
        expect(out[0]).toBeLessThanOrEqual(Math.PI);
        expect(out[1]).toBeLessThan(Math.PI);
        expect(offsetOf(pointAt(box, u, v))).toBeLessThan(out[1] + 1e-9);
        const offsets = cornersOf(box).map(offsetOf);
        expect(Math.min(...offsets)).toBeCloseTo(0, 8);
        expect(Math.max(...offsets)).toBeCloseTo(out[1], 8);
      }),
      { numRuns: 500 },
    );
  });

  it('is the whole circle from inside', () => {
    boxAngularInterval(0.5, 0, 0, 0, 1, 4, 2, out);
    expect([...out]).toEqual([-Math.PI, 2 * Math.PI]);
  });

  it('spans the seam behind', () => {
    boxAngularInterval(0, 0, -10, 0, 0, 2, 2, out);
    expect(out[0]).toBeCloseTo(Math.PI - Math.atan(1 / 9), 12);
    expect(out[1]).toBeCloseTo(2 * Math.atan(1 / 9), 12);
  });
});
