import { cos, hypot, sin } from '../../../sim/kernel/math.ts';
import type { BeltSpec, ManipulationSpec, ObjectSpec, Point, Shape } from '../../../sim/robotics/spec.ts';
import type { FieldPath } from '../problem.ts';
import type { Fault } from '../validate.ts';
import type { Reach } from './arm-reach.ts';
import { heightOf } from './resolve-things.ts';
import type { WrittenAt } from './resolve-things.ts';

/** Tasks that are done at the start or that the arm cannot do. */
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

function distance(a: Point, b: Point): number {
  return hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
}

function placeText([x, y, z]: Point): string {
  const short = (value: number) => String(Math.round(value * 1000) / 1000);
  return `x = ${short(x)}, y = ${short(y)}, z = ${short(z)} m`;
}
