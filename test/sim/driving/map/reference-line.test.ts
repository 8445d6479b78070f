import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newRoadPoint, ReferenceLine } from '../../../../sim/driving/map/reference-line.ts';
import type { SegmentSpec } from '../../../../sim/driving/spec.ts';
import { wrapAngle } from '../../../../sim/kernel/math.ts';

/** Segments that turn by at most `maxTurnRad` each, nearly straight arcs included. */
const segmentTurning = (maxTurnRad: number): fc.Arbitrary<SegmentSpec> =>
  fc
    .record({
      lengthM: fc.double({ min: 0.5, max: 400, noNaN: true }),
      radiusM: fc.oneof(fc.double({ min: 20, max: 2000, noNaN: true }), fc.constantFrom(1e6, 1e9, 1e15, Infinity)),
      left: fc.boolean(),
    })
    .map(({ lengthM, radiusM, left }): SegmentSpec => {
      return { lengthM: Math.min(lengthM, maxTurnRad * radiusM), curvature: (left ? 1 : -1) / radiusM };
    });

/**
 * Lines whose heading stays within 45 degrees of the start's: no two of their normals meet before the smallest radius
 * (a chord between two points would be perpendicular to both ends otherwise), so that projection has one answer.
 */
const gentleLine = fc.array(segmentTurning(1.2), { minLength: 1, maxLength: 7 }).map((segments) => {
  let heading = 0;
  return segments.map(({ lengthM, curvature }) => {
    const turn =
      Math.abs(heading + curvature * lengthM) < Math.PI / 4 ? curvature : -Math.sign(heading) * Math.abs(curvature);
    const limited = Math.abs(heading + turn * lengthM) < Math.PI / 4 ? turn : 0;
    heading += limited * lengthM;
    return { lengthM, curvature: limited };
  });
});

const start = fc.record({
  x: fc.double({ min: -1000, max: 1000, noNaN: true }),
  y: fc.double({ min: -1000, max: 1000, noNaN: true }),
  heading: fc.double({ min: -3.2, max: 3.2, noNaN: true }),
});
const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('reference line', () => {
  test('projection inverts the pose, on the line and beyond its ends, with any hint', () => {
    const sides = fc.double({ min: -0.9, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(
        start,
        gentleLine,
        unit,
        sides,
        fc.option(unit, { nil: NaN }),
        (from, segments, along, side, hint) => {
          const line = new ReferenceLine(from.x, from.y, from.heading, segments);
          const smallestRadius = Math.min(50, ...segments.map(({ curvature }) => 1 / Math.abs(curvature)));
          const s = -50 + along * (line.lengthM + 100);
          const d = side * smallestRadius;
          const point = line.pose(s, d, newRoadPoint());
          const back = line.project(point.x, point.y, hint * line.lengthM, newRoadPoint());
          expect(Math.abs(back.s - s)).toBeLessThan(1e-9);
          expect(Math.abs(back.d - d)).toBeLessThan(1e-9);
          expect(Math.abs(wrapAngle(back.heading - point.heading))).toBeLessThan(1e-9);
          expect([back.x, back.y]).toEqual([point.x, point.y]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('rounding hides no joint from both of its pieces', () => {
    fc.assert(
      fc.property(start, gentleLine, fc.double({ min: -15, max: 15, noNaN: true }), (from, segments, d) => {
        const line = new ReferenceLine(from.x, from.y, from.heading, segments);
        const point = newRoadPoint();
        for (let piece = 0; piece < line.pieceCount; piece++) {
          const s = line.pieceStart(piece);
          const { x, y } = line.pose(s, d, point);
          expect(Math.abs(line.project(x, y, NaN, point).s - s)).toBeLessThan(1e-9);
          expect(Math.abs(point.d - d)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('projection finds the nearest point of winding lines that come near themselves', () => {
    const winding = fc.array(segmentTurning(5), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(winding, unit, unit, unit, (segments, u, v, hint) => {
        const line = new ReferenceLine(0, 0, 0, segments);
        const x = (2 * u - 1) * 300;
        const y = (2 * v - 1) * 300;
        const point = newRoadPoint();
        let nearest = Infinity;
        for (let i = 0; i <= 2000; i++) {
          line.pose(-400 + (i / 2000) * (line.lengthM + 800), 0, point);
          nearest = Math.min(nearest, Math.hypot(point.x - x, point.y - y));
        }
        const found = line.project(x, y, hint * line.lengthM, newRoadPoint());
        expect(Math.abs(found.d)).toBeLessThanOrEqual(nearest + 1e-9);
        const foot = line.pose(found.s, 0, newRoadPoint());
        expect(Math.hypot(foot.x - x, foot.y - y)).toBeCloseTo(Math.abs(found.d), 7);
      }),
      { numRuns: 100 },
    );
  });

  test('position and heading are continuous at joints, and s is the length of the path', () => {
    fc.assert(
      fc.property(start, fc.array(segmentTurning(5), { minLength: 2, maxLength: 6 }), (from, segments) => {
        const line = new ReferenceLine(from.x, from.y, from.heading, segments);
        const [before, after] = [newRoadPoint(), newRoadPoint()];
        for (let piece = 1; piece < line.pieceCount; piece++) {
          const joint = line.pieceStart(piece);
          line.pose(joint - 1e-7, 0, before);
          line.pose(joint + 1e-7, 0, after);
          expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeCloseTo(2e-7, 9);
          expect(Math.abs(wrapAngle(after.heading - before.heading))).toBeLessThan(2e-8);
        }
        expect(line.lengthM).toBeCloseTo(
          segments.reduce((sum, { lengthM }) => sum + lengthM, 0),
          9,
        );
        let travelled = 0;
        line.pose(0, 0, before);
        for (let i = 1; i <= 4000; i++) {
          line.pose((i / 4000) * line.lengthM, 0, after);
          travelled += Math.hypot(after.x - before.x, after.y - before.y);
          Object.assign(before, after);
        }
        expect(travelled / line.lengthM).toBeCloseTo(1, 4);
      }),
      { numRuns: 50 },
    );
  });

  test('a quarter circle ends where geometry says', () => {
    const left = new ReferenceLine(10, 20, 0, [{ lengthM: 50 * Math.PI, curvature: 0.01 }]);
    const end = left.pose(left.lengthM, 0, newRoadPoint());
    expect(end.x).toBeCloseTo(110, 12);
    expect(end.y).toBeCloseTo(120, 12);
    expect(end.heading).toBeCloseTo(Math.PI / 2, 12);
    const outside = left.pose(left.lengthM, -5, newRoadPoint());
    expect(outside.x).toBeCloseTo(115, 12);
  });

  test('an arc of more than half a circle is found on all its length', () => {
    const line = new ReferenceLine(0, 0, 0, [{ lengthM: 500, curvature: -0.01 }]);
    for (let s = 0; s <= 500; s += 5) {
      const point = line.pose(s, 3, newRoadPoint());
      expect(line.project(point.x, point.y, NaN, newRoadPoint()).s).toBeCloseTo(s, 9);
    }
  });

  test('the hint decides where the line crosses itself', () => {
    const loop = [
      { lengthM: 100, curvature: 0 },
      { lengthM: 75 * Math.PI, curvature: 0.02 },
      { lengthM: 100, curvature: 0 },
    ];
    const line = new ReferenceLine(0, 0, 0, loop);
    const crossing = { x: 100, y: 0 };
    const point = newRoadPoint();
    // Three quarters of a circle, then down across the first straight, 50 m before its end.
    line.pose(line.lengthM - 50, 0, point);
    crossing.x = point.x;
    crossing.y = point.y;
    expect(crossing.y).toBeCloseTo(0, 9);
    expect(line.project(crossing.x, 0, line.lengthM - 60, newRoadPoint()).s).toBeCloseTo(line.lengthM - 50, 9);
    expect(line.project(crossing.x, 0, 60, newRoadPoint()).s).toBeCloseTo(50, 9);
  });

  test('curvature belongs to the piece that begins at a joint and vanishes beyond the ends', () => {
    const line = new ReferenceLine(0, 0, 0, [
      { lengthM: 10, curvature: 0.01 },
      { lengthM: 10, curvature: -0.02 },
    ]);
    expect([-1, 0, 9.9, 10, 20, 20.1].map((s) => line.curvature(s))).toEqual([0, 0.01, 0.01, -0.02, -0.02, 0]);
    expect(line.project(-5, 1, NaN, newRoadPoint())).toMatchObject({ s: -5, d: 1, curvature: 0, heading: 0 });
  });

  test('a point that is not a number projects to coordinates that are not', () => {
    const line = new ReferenceLine(0, 0, 0, [{ lengthM: 10, curvature: 0.01 }]);
    const point = line.project(NaN, 0, NaN, newRoadPoint());
    expect([point.s, point.d]).toEqual([NaN, NaN]);
  });
});
