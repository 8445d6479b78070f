import fc from 'fast-check';
import { rotationOfQuaternion } from '../../../../sim/kernel/rotation.ts';
import { VolumeTable } from '../../../../sim/robotics/clearance/volume-table.ts';
import type { Shape } from '../../../../sim/robotics/spec.ts';
import { evenly } from '../../kernel/arbitraries.ts';

export type Vector = readonly [number, number, number];

export const length = ([x, y, z]: Vector): number => Math.sqrt(x * x + y * y + z * z);
export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const plus = (a: Vector, b: Vector, scale = 1): Vector => [
  a[0] + scale * b[0],
  a[1] + scale * b[1],
  a[2] + scale * b[2],
];

/** A shape somewhere, turned anyhow. */
export interface Solid {
  readonly shape: Shape;
  readonly centre: Vector;
  readonly rotation: readonly number[];
}

export const anyVector = (half: number): fc.Arbitrary<Vector> =>
  fc.tuple(evenly(-half, half), evenly(-half, half), evenly(-half, half));

export const anyRotation: fc.Arbitrary<readonly number[]> = fc
  .tuple(evenly(-1, 1), evenly(-1, 1), evenly(-1, 1), evenly(-1, 1))
  .filter((q) => Math.hypot(...q) > 0.1)
  .map((q) => {
    const norm = Math.hypot(...q);
    const rotation = new Float64Array(9);
    rotationOfQuaternion(q[0] / norm, q[1] / norm, q[2] / norm, q[3] / norm, rotation, 0);
    return [...rotation];
  });

export const anyBoxShape: fc.Arbitrary<Shape> = fc
  .tuple(evenly(0.02, 0.3), evenly(0.02, 0.3), evenly(0.02, 0.3))
  .map((size) => ({ kind: 'box', size }));
export const anyCylinderShape: fc.Arbitrary<Shape> = fc
  .tuple(evenly(0.01, 0.15), evenly(0.02, 0.3))
  .map(([radiusM, heightM]) => ({ kind: 'cylinder', radiusM, heightM }));
const anySphereShape: fc.Arbitrary<Shape> = evenly(0.01, 0.15).map((radiusM) => ({ kind: 'sphere', radiusM }));
export const anyShape: fc.Arbitrary<Shape> = fc.oneof(anyBoxShape, anyCylinderShape, anySphereShape);

export const anySolidOf = (shape: fc.Arbitrary<Shape>): fc.Arbitrary<Solid> =>
  fc.record({ shape, centre: anyVector(0.4), rotation: anyRotation });
export const anySolid = anySolidOf(anyShape);

export function tableOf(...solids: Solid[]): VolumeTable {
  const table = new VolumeTable(solids.length);
  for (const { shape, centre, rotation } of solids) table.setPose(table.add(shape), [...rotation, ...centre], 0);
  return table;
}

/** From the solid's own frame into the world. */
export function toWorld({ centre, rotation: r }: Solid, [x, y, z]: Vector): Vector {
  return [
    centre[0] + r[0] * x + r[1] * y + r[2] * z,
    centre[1] + r[3] * x + r[4] * y + r[5] * z,
    centre[2] + r[6] * x + r[7] * y + r[8] * z,
  ];
}

/** From the world into the solid's own frame. */
function toOwn({ centre, rotation: r }: Solid, p: Vector): Vector {
  const [x, y, z] = minus(p, centre);
  return [r[0] * x + r[3] * y + r[6] * z, r[1] * x + r[4] * y + r[7] * z, r[2] * x + r[5] * y + r[8] * z];
}

export function contains(solid: Solid, p: Vector): boolean {
  const [x, y, z] = toOwn(solid, p);
  const { shape } = solid;
  if (shape.kind === 'sphere') return Math.hypot(x, y, z) <= shape.radiusM;
  if (shape.kind === 'cylinder') return Math.hypot(x, y) <= shape.radiusM && 2 * Math.abs(z) <= shape.heightM;
  return [x, y, z].every((value, k) => 2 * Math.abs(value) <= shape.size[k]);
}

/** A point inside: its own coordinates are these shares of the half lengths; for a round shape keep below 0.57 each. */
export function insidePoint(solid: Solid, share: Vector): Vector {
  const { shape } = solid;
  if (shape.kind === 'box') {
    return toWorld(solid, [
      (share[0] * shape.size[0]) / 2,
      (share[1] * shape.size[1]) / 2,
      (share[2] * shape.size[2]) / 2,
    ]);
  }
  const halfZ = shape.kind === 'cylinder' ? shape.heightM / 2 : shape.radiusM;
  return toWorld(solid, [share[0] * shape.radiusM, share[1] * shape.radiusM, share[2] * halfZ]);
}

/** The point of the solid nearest to a point: each coordinate cut off where the shape ends. */
export function nearestPoint(solid: Solid, p: Vector): Vector {
  const { shape } = solid;
  const own = toOwn(solid, p);
  if (shape.kind === 'box') {
    const cut = own.map((value, k) => Math.min(shape.size[k] / 2, Math.max(-shape.size[k] / 2, value)));
    return toWorld(solid, [cut[0], cut[1], cut[2]]);
  }
  const round = shape.kind === 'sphere' ? Math.hypot(...own) : Math.hypot(own[0], own[1]);
  const scale = Math.min(1, shape.radiusM / round);
  if (shape.kind === 'sphere') return toWorld(solid, [scale * own[0], scale * own[1], scale * own[2]]);
  const half = shape.heightM / 2;
  return toWorld(solid, [scale * own[0], scale * own[1], Math.min(half, Math.max(-half, own[2]))]);
}

/** Points spread over the surface of a solid: `n` by `n` on each face, edges and corners included. */
export function surfacePoints(solid: Solid, n: number): Vector[] {
  const { shape } = solid;
  const grid = Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));
  const own: Vector[] = [];
  for (const u of grid) {
    for (const v of grid) {
      if (shape.kind === 'box') {
        const [x, y, z] = shape.size.map((side) => side / 2);
        for (const w of [-1, 1]) own.push([u * x, v * y, w * z], [u * x, w * y, v * z], [w * x, u * y, v * z]);
      } else if (shape.kind === 'cylinder') {
        const { radiusM: r, heightM } = shape;
        const [c, s] = [Math.cos(Math.PI * u), Math.sin(Math.PI * u)];
        own.push([r * c, r * s, (v * heightM) / 2]);
        for (const w of [-1, 1]) own.push([(r * c * (v + 1)) / 2, (r * s * (v + 1)) / 2, (w * heightM) / 2]);
      } else {
        const { radiusM: r } = shape;
        const [c, s] = [Math.cos((Math.PI * v) / 2), Math.sin((Math.PI * v) / 2)];
        own.push([r * c * Math.cos(Math.PI * u), r * c * Math.sin(Math.PI * u), r * s]);
      }
    }
  }
  return own.map((p) => toWorld(solid, p));
}
