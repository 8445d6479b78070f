import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  segmentMeetsBall,
  segmentMeetsBox,
  segmentMeetsCapsule,
  segmentMeetsCylinder,
} from '../../../../sim/robotics/sensors/line-of-sight.ts';
import { evenly } from '../../kernel/arbitraries.ts';

type Vector = [number, number, number];

const coordinate = evenly(-1, 1);
const point = fc.tuple(coordinate, coordinate, coordinate);
const half = evenly(0.05, 0.6);
/** Rotation from three angles, then a translation. */
const pose = fc.tuple(evenly(-3, 3), evenly(-3, 3), evenly(-3, 3), point).map(([a, b, c, at]) => {
  const about = (axis: number, angle: number): number[] => {
    const [s, k] = [Math.sin(angle), Math.cos(angle)];
    return [
      [1, 0, 0, 0, k, -s, 0, s, k],
      [k, 0, s, 0, 1, 0, -s, 0, k],
      [k, -s, 0, s, k, 0, 0, 0, 1],
    ][axis];
  };
  const times = (m: number[], n: number[]): number[] =>
    m.map((_, i) => [0, 1, 2].reduce((sum, k) => sum + m[3 * Math.floor(i / 3) + k] * n[3 * k + (i % 3)], 0));
  return Float64Array.from([...times(about(2, c), times(about(1, b), about(0, a))), ...at]);
});

/** Smallest of a body's `excess` (negative inside) over points of the line, which is Lipschitz 1. */
function sampled(a: Vector, b: Vector, excess: (p: Vector) => number): { least: number; step: number } {
  const steps = 400;
  let least = Infinity;
  for (let k = 0; k <= steps; k++) {
    const p = a.map((v, i) => v + ((b[i] - v) * k) / steps) as Vector;
    least = Math.min(least, excess(p));
  }
  return { least, step: Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]) / steps };
}

function agrees(hit: boolean, a: Vector, b: Vector, excess: (p: Vector) => number): void {
  const { least, step } = sampled(a, b, excess);
  if (least < 0) expect(hit).toBe(true);
  if (least > step) expect(hit).toBe(false);
}

function inFrame(m: Float64Array, [x, y, z]: Vector): Vector {
  const d = [x - m[9], y - m[10], z - m[11]];
  return [0, 1, 2].map((k) => m[k] * d[0] + m[3 + k] * d[1] + m[6 + k] * d[2]) as Vector;
}

function toSegment(p: Vector, c: Vector, d: Vector): number {
  const v = d.map((value, i) => value - c[i]);
  const w = p.map((value, i) => value - c[i]);
  const dot = v[0] * w[0] + v[1] * w[1] + v[2] * w[2];
  const t = Math.min(1, Math.max(0, dot / (v[0] * v[0] + v[1] * v[1] + v[2] * v[2] || 1)));
  return Math.hypot(w[0] - t * v[0], w[1] - t * v[1], w[2] - t * v[2]);
}

const numbers = (...points: Vector[]): Float64Array => Float64Array.from(points.flat());

const runs = { numRuns: 150 };

describe('a line meets what some of its points are inside of, and nothing that all are away from:', () => {
  test('balls', () => {
    fc.assert(
      fc.property(point, point, point, half, (a, b, c, r) => {
        agrees(segmentMeetsBall(numbers(a, b), numbers(c), 0, r), a, b, (p) => toSegment(p, c, c) - r);
      }),
      runs,
    );
  });

  test('capsules', () => {
    fc.assert(
      fc.property(point, point, point, point, half, (a, b, c, d, r) => {
        agrees(segmentMeetsCapsule(numbers(a, b), numbers(c, d), 0, r), a, b, (p) => toSegment(p, c, d) - r);
      }),
      runs,
    );
  });

  test('boxes', () => {
    fc.assert(
      fc.property(point, point, pose, fc.tuple(half, half, half), (a, b, m, h) => {
        agrees(segmentMeetsBox(numbers(a, b), m, 0, ...h), a, b, (p) => {
          return Math.max(...inFrame(m, p).map((v, i) => Math.abs(v) - h[i]));
        });
      }),
      runs,
    );
  });

  test('cylinders', () => {
    fc.assert(
      fc.property(point, point, pose, half, half, (a, b, m, r, h) => {
        agrees(segmentMeetsCylinder(numbers(a, b), m, 0, r, h), a, b, (p) => {
          const [x, y, z] = inFrame(m, p);
          return Math.max(Math.hypot(x, y) - r, Math.abs(z) - h);
        });
      }),
      runs,
    );
  });
});

describe('lines along the axes of a body', () => {
  const upright = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);

  test('meet it when they pass inside, and not when they pass beside it or end before it', () => {
    expect(segmentMeetsBox(Float64Array.of(0.05, 0.05, 1, 0.05, 0.05, -1), upright, 0, 0.1, 0.1, 0.1)).toBe(true);
    expect(segmentMeetsBox(Float64Array.of(0.15, 0.05, 1, 0.15, 0.05, -1), upright, 0, 0.1, 0.1, 0.1)).toBe(false);
    expect(segmentMeetsCylinder(Float64Array.of(0.05, 0.05, 1, 0.05, 0.05, -1), upright, 0, 0.1, 0.1)).toBe(true);
    expect(segmentMeetsCylinder(Float64Array.of(0.08, 0.08, 1, 0.08, 0.08, -1), upright, 0, 0.1, 0.1)).toBe(false);
    expect(segmentMeetsCylinder(Float64Array.of(0.05, 0.05, 1, 0.05, 0.05, 0.2), upright, 0, 0.1, 0.1)).toBe(false);
    expect(segmentMeetsCylinder(Float64Array.of(-1, 0, 0.2, 1, 0, 0.2), upright, 0, 0.1, 0.1)).toBe(false);
    expect(
      segmentMeetsCapsule(Float64Array.of(-1, 0, 0.05, 1, 0, 0.05), Float64Array.of(-0.5, 0, 0, 0.5, 0, 0), 0, 0.1),
    ).toBe(true);
    expect(
      segmentMeetsCapsule(Float64Array.of(-1, 0, 0.15, 1, 0, 0.15), Float64Array.of(-0.5, 0, 0, 0.5, 0, 0), 0, 0.1),
    ).toBe(false);
  });
});
