import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathMover } from '../../../../sim/robotics/movers/path-mover.ts';
import type { PathSpec, Point } from '../../../../sim/robotics/spec.ts';
import { evenly } from '../../kernel/arbitraries.ts';

const START = { kind: 'time', s: 0 } as const;
const path = (points: readonly Point[], more: Partial<PathSpec> = {}): PathSpec => ({
  points,
  peakSpeedMps: 0.5,
  dwellS: 0,
  backAndForth: false,
  start: START,
  ...more,
});
const anyPoint: fc.Arbitrary<Point> = fc.tuple(evenly(-1, 1), evenly(-1, 1), evenly(0, 1));
const anyPath: fc.Arbitrary<PathSpec> = fc.record({
  points: fc.array(anyPoint, { minLength: 1, maxLength: 4 }),
  peakSpeedMps: evenly(0.1, 2),
  dwellS: evenly(0, 1),
  backAndForth: fc.boolean(),
  start: fc.constant(START),
});

interface Motion {
  readonly position: readonly number[];
  readonly velocity: readonly number[];
}

function at(mover: PathMover, sinceS: number): Motion {
  const position = new Float64Array(5);
  const velocity = new Float64Array(5);
  mover.sample(sinceS, position, velocity, 1);
  expect([position[0], position[4], velocity[0], velocity[4]]).toEqual([0, 0, 0, 0]);
  return { position: [...position.slice(1, 4)], velocity: [...velocity.slice(1, 4)] };
}

const norm = (v: readonly number[]): number => Math.hypot(...v);
const distance = (a: readonly number[], b: readonly number[]): number => norm(a.map((value, k) => value - b[k]));

function expectAt(mover: PathMover, sinceS: number, expected: readonly number[]): void {
  const { position, velocity } = at(mover, sinceS);
  expect(distance(position, expected)).toBeLessThan(1e-9);
  expect(norm(velocity)).toBeLessThan(1e-6);
}

describe('PathMover', () => {
  const line = new PathMover(
    path([
      [0, 0, 0.1],
      [0.8, 0, 0.1],
    ]),
  );

  it('goes along a leg as Flash and Hogan have it, with the peak speed halfway', () => {
    expect(line.durationS).toBeCloseTo((15 / 8) * (0.8 / 0.5), 12);
    const middle = at(line, line.durationS / 2);
    expect(distance(middle.position, [0.4, 0, 0.1])).toBeLessThan(1e-12);
    expect(distance(middle.velocity, [0.5, 0, 0])).toBeLessThan(1e-12);
    for (const t of [0.1, 0.37, 0.8]) {
      const share = 10 * t ** 3 - 15 * t ** 4 + 6 * t ** 5;
      expect(at(line, t * line.durationS).position[0]).toBeCloseTo(0.8 * share, 12);
    }
  });

  it.each([-Infinity, -3, 0])('waits at its first point at %s s', (sinceS) => {
    expect(at(line, sinceS)).toEqual({ position: [0, 0, 0.1], velocity: [0, 0, 0] });
  });

  it.each([0, 0.1, 1e6])('stays at its last point %s s after it has come there', (afterS) => {
    expectAt(line, line.durationS + afterS, [0.8, 0, 0.1]);
  });

  it('pauses at each point and goes back through the same ones', () => {
    const points: Point[] = [
      [0, 0, 0],
      [0.4, 0, 0],
      [0.4, 0.8, 0],
    ];
    const mover = new PathMover(path(points, { dwellS: 0.5, backAndForth: true }));
    const [short, long] = [1.5, 3];
    expect(mover.durationS).toBeCloseTo(2 * (short + long) + 4 * 0.5, 12);
    const stops = [short, short + 0.5 + long, short + 1 + 2 * long, 2 * short + 1.5 + 2 * long];
    for (const round of [0, 1, 5]) {
      const since = round * mover.durationS;
      [points[1], points[2], points[1], points[0]].forEach((point, k) => {
        for (const pause of [1e-9, 0.25, 0.5]) expectAt(mover, since + stops[k] + pause, point);
      });
      expect(at(mover, since + short + 0.5 + long / 2).velocity[1]).toBeCloseTo(0.5, 9);
      expect(at(mover, since + short + 1 + 1.5 * long).velocity[1]).toBeCloseTo(-0.5, 9);
    }
  });

  it('stands still where all its points are one', () => {
    for (const points of [
      [[1, 2, 3]],
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ] as Point[][]) {
      for (const dwellS of [0, 0.3]) {
        const mover = new PathMover(path(points, { dwellS, backAndForth: true }));
        for (const sinceS of [-1, 0, 0.2, 7]) expectAt(mover, sinceS, [1, 2, 3]);
      }
    }
  });

  it('never exceeds its speed, and its velocity is the slope of its position', () => {
    fc.assert(
      fc.property(anyPath, evenly(0, 20), (spec, sinceS) => {
        const mover = new PathMover(spec);
        const { velocity } = at(mover, sinceS);
        const [before, after] = [at(mover, sinceS - 1e-5), at(mover, sinceS + 1e-5)];
        expect(norm(velocity)).toBeLessThanOrEqual(spec.peakSpeedMps * (1 + 1e-12));
        const slope = after.position.map((value, k) => (value - before.position[k]) / 2e-5);
        const steepest = accelerationBound(spec);
        expect(distance(slope, velocity)).toBeLessThanOrEqual(2e-5 * steepest + 1e-8);
        expect(distance(before.velocity, after.velocity)).toBeLessThanOrEqual(2e-5 * steepest + 1e-8);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('comes to each of its points and rests there', () => {
    fc.assert(
      fc.property(anyPath, (spec) => {
        const mover = new PathMover(spec);
        let timeS = 0;
        spec.points.forEach((point, k) => {
          if (k > 0) timeS += (1.875 * distance(point, spec.points[k - 1])) / spec.peakSpeedMps;
          expectAt(mover, timeS, point);
          if (k > 0) timeS += spec.dwellS;
        });
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it.each<[string, Partial<PathSpec>, RegExp]>([
    ['no point', { points: [] }, /at least one point/],
    ['no speed', { peakSpeedMps: 0 }, /positive, but is 0 m\/s/],
    ['a speed that is no number', { peakSpeedMps: NaN }, /positive/],
    ['a negative pause', { dwellS: -1 }, /at least 0, but is -1 s/],
  ])('refuses a path with %s', (_, more, sentence) => {
    expect(() => new PathMover(path([[0, 0, 0]], more))).toThrow(sentence);
  });
});

/** Peak acceleration of minimum jerk is 10 / sqrt(3) length / time^2, largest on the shortest leg, m/s2. */
function accelerationBound({ points, peakSpeedMps }: PathSpec): number {
  const lengths = points.slice(1).map((point, k) => distance(point, points[k]));
  const accelerations = lengths
    .filter((lengthM) => lengthM > 0)
    .map((lengthM) => ((10 / Math.sqrt(3)) * lengthM) / ((1.875 * lengthM) / peakSpeedMps) ** 2);
  return Math.max(0, ...accelerations);
}
