import { cos, hypot, sin } from '../../../sim/kernel/math.ts';
import type { BeltSpec, ManipulationSpec, ObjectSpec, PersonSpec, Point, Shape } from '../../../sim/robotics/spec.ts';
import type { FieldPath } from '../problem.ts';
import type { Fault } from '../validate.ts';
import type { Reach } from './arm-reach.ts';
import { heightOf } from './resolve-things.ts';
import type { WrittenAt } from './resolve-things.ts';

/** Tasks that are done at the start or that no arm could do, and hands that no person's arm could bring there. */
export function taskFaults(spec: ManipulationSpec, written: WrittenAt, reach: Reach): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: FieldPath, expected: string, found: string) => faults.push({ path, expected, found, tip: '' });
  const { task, objects, belt } = spec;
  const mustReach = (point: Point, path: FieldPath) => {
    if (reach.reaches(point)) return;
    fault(path, 'a place within reach of the hand, pointing down', placeText(point));
  };
  if ('goal' in task) {
    mustReach(task.goal, ['task', 'goal']);
    const from = task.kind === 'reach' ? reach.toolAt(spec.arm.start) : objectOf(objects, task.object).position;
    const away = distance(from, task.goal);
    if (away <= task.toleranceM) {
      fault(['task', 'goal'], `a place that is more than ${task.toleranceM} m away at the start`, `${away} m`);
    }
  }
  if (task.kind !== 'reach') {
    const object = objectOf(objects, task.object);
    const path = ['objects', written.objects.get(object.id) ?? 0];
    mustReach(nearestOnTheWay(object.position, belt), [...path, 'position']);
    const { maxWidthM } = reach.model.gripper;
    const width = graspWidth(object.shape);
    if (task.kind !== 'push' && width >= maxWidthM) {
      fault([...path, 'shape'], `less than the gripper's ${maxWidthM} m across, one way`, `${width} m`);
    }
  }
  if (task.kind === 'stack') {
    const { position, shape } = objectOf(objects, task.base);
    const height = heightOf(objectOf(objects, task.object).shape);
    const path = ['objects', written.objects.get(task.base) ?? 0, 'position'];
    mustReach([position[0], position[1], position[2] + (heightOf(shape) + height) / 2], path);
  }
  if (spec.person !== null) faults.push(...handFaults(spec.person));
  return faults;
}

/** References have been checked before. */
function objectOf(objects: readonly ObjectSpec[], id: string): ObjectSpec {
  const found = objects.find((object) => object.id === id);
  if (found === undefined) throw new Error(`object ${id} is gone`);
  return found;
}

function graspWidth(shape: Shape): number {
  return shape.kind === 'box' ? Math.min(shape.size[0], shape.size[1]) : 2 * shape.radiusM;
}

/** Where what lies there comes nearest to the arm's base: a belt carries it along. */
function nearestOnTheWay([x, y, z]: Point, belt: BeltSpec | null): Point {
  if (belt === null || z < belt.heightM) return [x, y, z];
  const alongX = cos(belt.headingRad);
  const alongY = sin(belt.headingRad);
  const left = (belt.x - x) * alongX + (belt.y - y) * alongY + belt.lengthM / 2;
  const travel = Math.min(Math.max(0, left), Math.max(0, -(x * alongX + y * alongY)));
  return [x + travel * alongX, y + travel * alongY, z];
}

/** A straight leg of the hand's path is nearest to the shoulder within it and farthest at an end. */
function handFaults({ shoulder, upperArmM, foreArmM, hand }: PersonSpec): Fault[] {
  const longest = upperArmM + foreArmM;
  const shortest = Math.abs(upperArmM - foreArmM);
  return hand.points.flatMap((point, i) => {
    const far = distance(point, shoulder);
    const near = distanceToLeg(shoulder, hand.points[Math.max(0, i - 1)], point);
    if (far <= longest && near >= shortest) return [];
    const expected = `a place from ${shortest} to ${longest} m from the shoulder, all the way`;
    const found = `${far > longest ? far : near} m`;
    return [{ path: ['person', 'hand', 'points', i], expected, found, tip: '' }];
  });
}

function distance(a: Point, b: Point): number {
  return hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
}

function distanceToLeg(point: Point, from: Point, to: Point): number {
  const leg = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const square = leg[0] * leg[0] + leg[1] * leg[1] + leg[2] * leg[2];
  if (square === 0) return distance(point, from);
  const dot = (point[0] - from[0]) * leg[0] + (point[1] - from[1]) * leg[1] + (point[2] - from[2]) * leg[2];
  const share = Math.min(1, Math.max(0, dot / square));
  return distance(point, [from[0] + share * leg[0], from[1] + share * leg[1], from[2] + share * leg[2]]);
}

function placeText([x, y, z]: Point): string {
  const short = (value: number) => String(Math.round(value * 1000) / 1000);
  return `x = ${short(x)}, y = ${short(y)}, z = ${short(z)} m`;
}
