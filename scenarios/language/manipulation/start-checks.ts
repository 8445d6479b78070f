import { boxesOverlap, pointBoxDistance } from '../../../sim/kernel/geometry.ts';
import { hypot } from '../../../sim/kernel/math.ts';
import type { ManipulationSpec, Point, Shape } from '../../../sim/robotics/spec.ts';
import type { FieldPath } from '../problem.ts';
import type { Fault } from '../validate.ts';
import type { Ball, Reach } from './arm-reach.ts';
import { heightOf } from './resolve-things.ts';
import type { WrittenAt } from './resolve-things.ts';

/** Things that rest on each other may be in each other by a rounding, m. */
const ROUNDING_M = 1e-9;

/** An upright solid; a ball counts as the cylinder around it. */
interface Solid {
  readonly id: string;
  readonly path: FieldPath;
  readonly x: number;
  readonly y: number;
  readonly bottom: number;
  readonly top: number;
  /** Null for a round one. */
  readonly box: { readonly yaw: number; readonly length: number; readonly width: number } | null;
  readonly radius: number;
}

/** Solids that are in each other, in the table or in the arm at the start, and paths through the table. */
export function startFaults(spec: ManipulationSpec, written: WrittenAt, reach: Reach): Fault[] {
  const solids = solidsOf(spec, written);
  const faults = tableFaults(spec, written);
  solids.forEach((b, j) => {
    for (const a of solids.slice(0, j)) {
      if (!overlap(a, b)) continue;
      faults.push({
        path: b.path,
        expected: `a place of its own for ${b.id}`,
        found: `one that ${a.id} takes`,
        tip: '',
      });
    }
  });
  const balls = reach.ballsAt(spec.arm.start);
  for (const solid of solids) {
    if (!balls.some((ball) => distance(ball.centre, solid) < ball.radiusM)) continue;
    faults.push({
      path: solid.path,
      expected: `a place of its own for ${solid.id}`,
      found: 'one that the arm takes',
      tip: '',
    });
  }
  if (balls.some(isInTable)) {
    faults.push({ path: ['arm', 'start'], expected: 'a posture above the table', found: 'one within it', tip: '' });
  }
  return faults;
}

function solidsOf({ objects, obstacles, belt, person }: ManipulationSpec, written: WrittenAt): Solid[] {
  const solids: Solid[] = [];
  if (belt !== null) {
    const { x, y, lengthM, widthM, heightM, headingRad } = belt;
    const size = [lengthM, widthM, heightM] as const;
    solids.push(solid('the belt', ['belt'], { kind: 'box', size }, [x, y, heightM / 2], headingRad));
  }
  for (const { id, shape, position, yawRad } of objects) {
    solids.push(solid(id, ['objects', written.objects.get(id) ?? 0, 'position'], shape, position, yawRad));
  }
  for (const { id, shape, path, yawRad } of obstacles) {
    solids.push(solid(id, ['obstacles', written.obstacles.get(id) ?? 0, 'path'], shape, path.points[0], yawRad));
  }
  if (person !== null) {
    const hand = { kind: 'sphere', radiusM: person.radiusM } as const;
    solids.push(solid("the person's hand", ['person', 'hand'], hand, person.hand.points[0], 0));
  }
  return solids;
}

function solid(id: string, path: FieldPath, shape: Shape, [x, y, z]: Point, yaw: number): Solid {
  const half = heightOf(shape) / 2;
  const place = { id, path, x, y, bottom: z - half, top: z + half };
  if (shape.kind !== 'box') return { ...place, box: null, radius: shape.radiusM };
  const [length, width] = shape.size;
  return { ...place, box: { yaw, length, width }, radius: 0 };
}

function overlap(a: Solid, b: Solid): boolean {
  if (a.top <= b.bottom + ROUNDING_M || b.top <= a.bottom + ROUNDING_M) return false;
  if (a.box !== null && b.box !== null) {
    const { yaw, length, width } = a.box;
    return boxesOverlap(a.x, a.y, yaw, length, width, b.x, b.y, b.box.yaw, b.box.length, b.box.width);
  }
  return a.box === null ? planarDistance(a.x, a.y, b) < a.radius : planarDistance(b.x, b.y, a) < b.radius;
}

/** From a point to a solid, m; 0 inside. */
function distance([x, y, z]: Point, solid: Solid): number {
  return hypot(planarDistance(x, y, solid), Math.max(0, solid.bottom - z, z - solid.top));
}

function planarDistance(x: number, y: number, { x: cx, y: cy, box, radius }: Solid): number {
  if (box === null) return Math.max(0, hypot(x - cx, y - cy) - radius);
  return pointBoxDistance(x, y, cx, cy, box.yaw, box.length, box.width);
}

function isInTable({ centre, radiusM, isBase }: Ball): boolean {
  return !isBase && centre[2] < radiusM;
}

function tableFaults({ obstacles }: ManipulationSpec, written: WrittenAt): Fault[] {
  const faults: Fault[] = [];
  const check = (points: readonly Point[], half: number, path: FieldPath) =>
    points.forEach((point, i) => {
      if (point[2] >= half - ROUNDING_M) return;
      const expected = `at least ${half} m, so that it stays above the table`;
      faults.push({ path: [...path, 'points', i, 'z'], expected, found: `${point[2]} m`, tip: '' });
    });
  for (const { id, shape, path } of obstacles) {
    check(path.points, heightOf(shape) / 2, ['obstacles', written.obstacles.get(id) ?? 0, 'path']);
  }
  return faults;
}
