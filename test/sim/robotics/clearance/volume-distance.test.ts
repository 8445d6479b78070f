import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointSegmentDistance, pointVolumeDistance } from '../../../../sim/robotics/clearance/point-distance.ts';
import { segmentVolumeDistance, volumeDistance } from '../../../../sim/robotics/clearance/volume-distance.ts';
import { VolumeTable } from '../../../../sim/robotics/clearance/volume-table.ts';
import { evenly } from '../../kernel/arbitraries.ts';
import {
  anyBoxShape,
  anyCylinderShape,
  anySolid,
  anySolidOf,
  anyVector,
  contains,
  length,
  minus,
  nearestPoint,
  plus,
  surfacePoints,
  tableOf,
  insidePoint,
  type Solid,
  type Vector,
} from './volumes.ts';

const toPoint = (p: Vector, solid: Solid): number => pointVolumeDistance(...p, tableOf(solid), 0);
const toSegment = (a: Vector, b: Vector, solid: Solid): number =>
  segmentVolumeDistance(...a, ...b, tableOf(solid), 0, Infinity);
const apart = (a: Solid, b: Solid): number => volumeDistance(tableOf(a), 0, tableOf(b), 0, Infinity);
const moved = (solid: Solid, by: Vector): Solid => ({ ...solid, centre: plus(solid.centre, by) });
const anyPolyhedron = anySolidOf(fc.oneof(anyBoxShape, anyBoxShape, anyCylinderShape));
const anyBox = anySolidOf(anyBoxShape);

/** Distance of convex bodies by alternating projections (von Neumann); 0 where they meet. */
function byProjections(a: Solid, b: Solid): number {
  let p = a.centre;
  let best = Infinity;
  for (let k = 0; k < 4000; k++) {
    const q = nearestPoint(b, p);
    p = nearestPoint(a, q);
    const distance = length(minus(p, q));
    if (best - distance < 1e-13) break;
    best = distance;
  }
  return best;
}

describe('pointVolumeDistance', () => {
  const volumes = new VolumeTable(3);
  const box = volumes.add({ kind: 'box', size: [0.2, 0.4, 0.6] });
  const cylinder = volumes.add({ kind: 'cylinder', radiusM: 0.1, heightM: 0.4 });
  const sphere = volumes.add({ kind: 'sphere', radiusM: 0.1 });

  it.each<[string, number, Vector, number]>([
    ['over a face', box, [0.05, 0.1, 0.5], 0.2],
    ['beside an edge', box, [0.4, 0.6, 0], 0.5],
    ['beyond a corner', box, [0.2, 0.4, 0.5], 0.3],
    ['in the middle of a box', box, [0, 0, 0], -0.1],
    ['inside, next to the top', box, [0, 0, 0.28], -0.02],
    ['over a cylinder', cylinder, [0.05, 0.05, 0.5], 0.3],
    ['beside a cylinder', cylinder, [0.3, 0.4, 0.1], 0.4],
    ['beyond the rim', cylinder, [0.4, 0, 0.6], 0.5],
    ['inside a cylinder', cylinder, [0, 0.06, 0.17], -0.03],
    ['beside a sphere', sphere, [0, 0.3, 0.4], 0.4],
    ['inside a sphere', sphere, [0, 0, 0.04], -0.06],
  ])('%s', (_, row, p, expected) => {
    expect(pointVolumeDistance(...p, volumes, row)).toBeCloseTo(expected, 12);
  });

  it('outside is the way to the nearest point', () => {
    fc.assert(
      fc.property(anySolid, anyVector(0.6), (solid, p) => {
        fc.pre(!contains(solid, p));
        expect(toPoint(p, solid)).toBeCloseTo(length(minus(p, nearestPoint(solid, p))), 12);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('inside is minus the way to the surface', () => {
    fc.assert(
      fc.property(anySolid, anyVector(0.57), (solid, share) => {
        const p = insidePoint(solid, share);
        const depth = -toPoint(p, solid);
        const sampled = Math.min(...surfacePoints(solid, 25).map((q) => length(minus(p, q))));
        expect(depth).toBeGreaterThan(0);
        expect(depth).toBeLessThanOrEqual(sampled + 1e-12);
        expect(depth).toBeGreaterThan(sampled - 0.025);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('is nowhere steeper than 1', () => {
    fc.assert(
      fc.property(anySolid, anyVector(0.5), anyVector(0.05), (solid, p, step) => {
        const change = toPoint(plus(p, step), solid) - toPoint(p, solid);
        expect(Math.abs(change)).toBeLessThanOrEqual(length(step) + 1e-12);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });
});

describe('pointSegmentDistance', () => {
  it.each<[string, Vector, number]>([
    ['beside it', [0.5, 3, 4], 5],
    ['before its start', [-3, 4, 0], 5],
    ['beyond its end', [1, 0, 2], 2],
    ['on it', [0.25, 0, 0], 0],
  ])('%s', (_, p, expected) => {
    expect(pointSegmentDistance(...p, 0, 0, 0, 1, 0, 0)).toBeCloseTo(expected, 14);
  });

  it('of a segment without length is that of its point', () => {
    expect(pointSegmentDistance(3, 4, 0, 0, 0, 0, 0, 0, 0)).toBe(5);
  });
});

describe('segmentVolumeDistance', () => {
  it('is the least distance of the points of the segment', () => {
    fc.assert(
      fc.property(anySolid, anyVector(0.5), anyVector(0.5), (solid, a, b) => {
        const distance = toSegment(a, b, solid);
        const step = length(minus(b, a)) / 400;
        const table = tableOf(solid);
        let sampled = Infinity;
        for (let k = 0; k <= 400; k++) {
          sampled = Math.min(sampled, pointVolumeDistance(...plus(a, minus(b, a), k / 400), table, 0));
        }
        expect(distance).toBeLessThanOrEqual(sampled + 400 * step * 1e-5);
        expect(distance).toBeGreaterThanOrEqual(sampled - step / 2 - 1e-12);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('is exact below the bound and no less than it above', () => {
    fc.assert(
      fc.property(anySolid, anyVector(0.5), anyVector(0.5), evenly(-0.05, 0.3), (solid, a, b, atMost) => {
        const distance = toSegment(a, b, solid);
        const bounded = segmentVolumeDistance(...a, ...b, tableOf(solid), 0, atMost);
        if (distance < atMost) expect(bounded).toBe(distance);
        else expect(bounded).toBeGreaterThanOrEqual(atMost);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });
});

describe('volumeDistance', () => {
  const box = (centre: Vector, degrees: number, size: Vector = [0.2, 0.2, 0.2]): Solid => {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    return { shape: { kind: 'box', size }, centre, rotation: [c, -s, 0, s, c, 0, 0, 0, 1] };
  };
  const rolled = (solid: Solid): Solid => {
    const [a, b, c, d, e, f, g, h, i] = solid.rotation;
    return { ...solid, rotation: [a, b, c, -g, -h, -i, d, e, f] };
  };

  it.each<[string, Solid, Solid, number]>([
    ['face to face', box([0, 0, 0], 0), box([0.5, 0.05, 0], 0), 0.3],
    ['edge to face', box([0, 0, 0], 0), box([0.5, 0, 0], 45), 0.4 - 0.1 * Math.SQRT2],
    ['edges that cross', rolled(box([0, 0, 0], 45)), box([0.5, 0, 0], 45), 0.5 - 0.2 * Math.SQRT2],
    ['corner to corner', box([0, 0, 0], 0), box([0.5, 0.5, 0.5], 0), 0.3 * Math.sqrt(3)],
    ['one in the other', box([0, 0, 0], 0, [0.6, 0.6, 0.6]), box([0.1, 0, 0], 0), -0.2],
    ['a rod through a plate', box([0, 0, 0], 0, [0.4, 0.4, 0.02]), box([0, 0, 0], 0, [0.02, 0.02, 0.4]), -0.01],
    ['a rod across a cube', box([0, 0, 0], 0), box([0, 0, 0.06], 0, [0.4, 0.02, 0.02]), -0.05],
  ])('of boxes: %s', (_, a, b, expected) => {
    expect(apart(a, b)).toBeCloseTo(expected, 5);
  });

  it('of bodies apart is the Euclidean one', () => {
    fc.assert(
      fc.property(anySolid, anySolid, (a, b) => {
        const distance = apart(a, b);
        fc.pre(distance > 0.002);
        const projected = byProjections(a, b);
        const rim = Math.max(rimSlack(a), rimSlack(b));
        expect(distance).toBeLessThanOrEqual(projected + rim + 1e-4);
        expect(distance).toBeGreaterThanOrEqual(projected - 2e-3);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('is not positive exactly where bodies meet', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const gap = largestGap(a, b);
        fc.pre(Math.abs(gap) > 1e-5);
        expect(apart(a, b) <= 0).toBe(gap < 0);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('is the same for both orders', () => {
    fc.assert(
      fc.property(anyPolyhedron, anySolid, (a, b) => {
        expect(apart(a, b)).toBe(apart(b, a));
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('is nowhere steeper than 1', () => {
    fc.assert(
      fc.property(anySolid, anySolid, anyVector(0.05), (a, b, step) => {
        const change = apart(moved(a, step), b) - apart(a, b);
        expect(Math.abs(change)).toBeLessThanOrEqual(length(step) + 1e-5);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('is exact below the bound and no less than it above', () => {
    fc.assert(
      fc.property(anySolid, anySolid, evenly(-0.05, 0.3), (a, b, atMost) => {
        const distance = apart(a, b);
        const bounded = volumeDistance(tableOf(a), 0, tableOf(b), 0, atMost);
        if (distance < atMost) expect(bounded).toBeCloseTo(distance, 5);
        else expect(bounded).toBeGreaterThanOrEqual(atMost - 1e-12);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });
});

describe('VolumeTable', () => {
  it('refuses a row more than it holds', () => {
    const volumes = new VolumeTable(1);
    volumes.add({ kind: 'sphere', radiusM: 0.1 });
    expect(() => volumes.add({ kind: 'sphere', radiusM: 0.1 })).toThrow(/holds 1/);
  });

  it('knows the ball around each shape', () => {
    fc.assert(
      fc.property(anySolid, (solid) => {
        const farthest = Math.max(...surfacePoints(solid, 9).map((p) => length(minus(p, solid.centre))));
        expect(tableOf(solid).radiusM[0]).toBeCloseTo(farthest, 12);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it('turns what it places about the upright axis', () => {
    const volumes = new VolumeTable(1);
    volumes.place(volumes.add({ kind: 'box', size: [2, 1, 1] }), 1, 2, 3, Math.PI / 6);
    expect(pointVolumeDistance(1 + Math.cos(Math.PI / 6), 2 + Math.sin(Math.PI / 6), 3, volumes, 0)).toBeCloseTo(0, 12);
  });
});

/** How far the true rim of a cylinder is outside the polygon that stands for it. */
function rimSlack({ shape }: Solid): number {
  return shape.kind === 'cylinder' ? 0.0341 * shape.radiusM : 0;
}

/** The largest gap of two boxes over the 15 axes that can part them (Gottschalk et al. 1996); negative where they overlap. */
function largestGap(a: Solid, b: Solid): number {
  const axesOf = ({ rotation: r }: Solid): Vector[] => [0, 1, 2].map((k) => [r[k], r[3 + k], r[6 + k]]);
  const cross = (u: Vector, v: Vector): Vector => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const dot = (u: Vector, v: Vector): number => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  const [own, others] = [axesOf(a), axesOf(b)];
  const crosses = own.flatMap((u) => others.map((v) => cross(u, v))).filter((axis) => length(axis) > 1e-6);
  const reach = (solid: Solid, axis: Vector): number =>
    axesOf(solid).reduce(
      (sum, u, k) => sum + (solid.shape.kind === 'box' ? 0.5 * solid.shape.size[k] * Math.abs(dot(u, axis)) : 0),
      0,
    );
  const gaps = [...own, ...others, ...crosses].map((axis) => {
    const between = Math.abs(dot(minus(a.centre, b.centre), axis));
    return (between - reach(a, axis) - reach(b, axis)) / length(axis);
  });
  return Math.max(...gaps);
}
