import { ACTOR, ACTOR_STRIDE } from '../live/frame.ts';
import type { OpenedActor } from '../live/protocol.ts';
import type { Picked } from './scene-view.ts';

/** A half-line from (x, y, z) in the direction (dx, dy, dz), not necessarily of length 1. */
export interface Ray {
  x: number;
  y: number;
  z: number;
  dx: number;
  dy: number;
  dz: number;
}

/** Farther ground is as good as sky, m. */
const GROUND_LIMIT_M = 1500;

/** The nearest actor whose box the ray meets, and the point where it meets the ground or, before that, the box. */
export function pickAlong(ray: Ray, poses: Float64Array, actors: readonly OpenedActor[]): Picked | null {
  let nearest = Infinity;
  let row: number | null = null;
  for (let i = 0; i < actors.length; i++) {
    const at = i * ACTOR_STRIDE;
    if (poses[at + ACTOR.absent] === 1) continue;
    const t = boxEntry(ray, poses[at + ACTOR.x], poses[at + ACTOR.y], poses[at + ACTOR.heading], actors[i]);
    if (t >= nearest) continue;
    nearest = t;
    row = i;
  }
  const ground = ray.dz < 0 ? -ray.z / ray.dz : Infinity;
  const t = Math.min(nearest, ground);
  const [x, y] = [ray.x + t * ray.dx, ray.y + t * ray.dy];
  if (row !== null) return { row, x, y };
  const far = Math.hypot(x - ray.x, y - ray.y) > GROUND_LIMIT_M;
  return t === Infinity || far ? null : { row: null, x, y };
}

/** Ray parameter at which the ray enters the upright box that stands at (x, y), 0 inside it, infinite where it misses. */
export function boxEntry(ray: Ray, x: number, y: number, heading: number, box: OpenedActor): number {
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const [px, py] = [ray.x - x, ray.y - y];
  const origin = [cos * px + sin * py, cos * py - sin * px, ray.z - box.heightM / 2];
  const direction = [cos * ray.dx + sin * ray.dy, cos * ray.dy - sin * ray.dx, ray.dz];
  const half = [box.lengthM / 2, box.widthM / 2, box.heightM / 2];
  let [enter, leave] = [0, Infinity];
  for (let axis = 0; axis < 3; axis++) {
    if (direction[axis] === 0) {
      if (Math.abs(origin[axis]) > half[axis]) return Infinity;
      continue;
    }
    const a = (-half[axis] - origin[axis]) / direction[axis];
    const b = (half[axis] - origin[axis]) / direction[axis];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter <= leave ? enter : Infinity;
}
