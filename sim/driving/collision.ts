import { atan2, cos, sin, wrapAngle } from '../kernel/math.ts';
import { boxesOverlap, boxRadius, rayBox } from '../kernel/geometry.ts';
import { ACTOR_KINDS, EGO, type ActorTable } from './actor-table.ts';
import { METRIC_CONSTANTS } from './metrics/constants.ts';

/** Types of collision of nuPlan's closed-loop metrics (Karnchanachari et al. 2024, arXiv 2403.04133). */
export type CollisionKind = 'stopped-ego' | 'stopped-track' | 'active-rear' | 'active-front' | 'active-lateral';

/** At or below this speed a vehicle counts as stopped, m/s. */
const STOPPED_MPS = METRIC_CONSTANTS.stoppedSpeed.value;
/** Bearing from the ego's rear axle beyond which the other is behind, rad. */
const BEHIND_RAD = (METRIC_CONSTANTS.behindBearing.value * Math.PI) / 180;
/** The rear axle lies this share of the length behind the box centre. */
const REAR_AXLE_SHARE = METRIC_CONSTANTS.rearAxleShare.value;

const DEBRIS = ACTOR_KINDS.indexOf('debris');
const BARRIER = ACTOR_KINDS.indexOf('barrier');

/** Whether row `i` overlaps a box at (x, y), m, of that heading, rad, length and width, m. */
export function boxMeets(
  t: ActorTable,
  i: number,
  x: number,
  y: number,
  heading: number,
  lengthM: number,
  widthM: number,
): boolean {
  const dx = t.x[i] - x;
  const dy = t.y[i] - y;
  const r = boxRadius(lengthM, widthM) + boxRadius(t.lengthM[i], t.widthM[i]);
  if (dx * dx + dy * dy > r * r) return false;
  return boxesOverlap(x, y, heading, lengthM, widthM, t.x[i], t.y[i], t.heading[i], t.lengthM[i], t.widthM[i]);
}

/** Row of the first actor (by row) that the ego's box overlaps, or -1. */
export function findCollision(t: ActorTable): number {
  const x = t.x[EGO];
  const y = t.y[EGO];
  for (let i = 1; i < t.count; i++) {
    if (boxMeets(t, i, x, y, t.heading[EGO], t.lengthM[EGO], t.widthM[EGO])) return i;
  }
  return -1;
}

/** Classifies the ego's collision with row `i` (nuPlan: stopped ego, stopped track, rear, front bumper, lateral; in this order). */
export function collisionKind(t: ActorTable, i: number): CollisionKind {
  if (Math.abs(t.speed[EGO]) <= STOPPED_MPS) return 'stopped-ego';
  if (t.kind[i] === DEBRIS || t.kind[i] === BARRIER || Math.abs(t.speed[i]) <= STOPPED_MPS) return 'stopped-track';
  const h = t.heading[EGO];
  const rearX = t.x[EGO] - REAR_AXLE_SHARE * t.lengthM[EGO] * cos(h);
  const rearY = t.y[EGO] - REAR_AXLE_SHARE * t.lengthM[EGO] * sin(h);
  const bearing = wrapAngle(atan2(t.y[i] - rearY, t.x[i] - rearX) - h);
  if (Math.abs(bearing) > BEHIND_RAD) return 'active-rear';
  return frontTouches(t, i) ? 'active-front' : 'active-lateral';
}

/** Whether the ego is at fault (nuPlan): it hit what stood, or with its front, or sideways while it was in several lanes or off the road. */
export function isAtFault(kind: CollisionKind, egoInSeveralLanes: boolean): boolean {
  if (kind === 'stopped-track' || kind === 'active-front') return true;
  return kind === 'active-lateral' && egoInSeveralLanes;
}

/** Speed of the ego relative to row `i` at this instant, m/s. */
export function impactSpeed(t: ActorTable, i: number): number {
  const dx = t.vx[EGO] - t.vx[i];
  const dy = t.vy[EGO] - t.vy[i];
  return Math.sqrt(dx * dx + dy * dy);
}

/** Whether the ego's front edge meets the other's box. */
function frontTouches(t: ActorTable, i: number): boolean {
  const c = cos(t.heading[EGO]);
  const s = sin(t.heading[EGO]);
  const half = 0.5 * t.lengthM[EGO];
  const side = 0.5 * t.widthM[EGO];
  const leftX = t.x[EGO] + half * c - side * s;
  const leftY = t.y[EGO] + half * s + side * c;
  const acrossX = 2 * side * s;
  const acrossY = -2 * side * c;
  return rayBox(leftX, leftY, acrossX, acrossY, t.x[i], t.y[i], t.heading[i], t.lengthM[i], t.widthM[i]) <= 1;
}
