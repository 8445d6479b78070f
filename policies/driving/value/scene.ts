import { cos, sin } from '../../../sim/kernel/math.ts';
import { ACTOR_KINDS } from '../../../sim/driving/actor-table.ts';
import type { RoadMap, RoadPoint } from '../../../sim/driving/map/types.ts';
import { MAX_OBJECTS } from './horizon.ts';

/** Codes of `Scene.cls`: how an object is expected to move. */
export const VEHICLE = 0;
export const VULNERABLE = 1;
export const OBSTACLE = 2;

const PEDESTRIAN = ACTOR_KINDS.indexOf('pedestrian');
const CYCLIST = ACTOR_KINDS.indexOf('cyclist');
const DEBRIS = ACTOR_KINDS.indexOf('debris');
const BARRIER = ACTOR_KINDS.indexOf('barrier');

/** How far around the ego objects matter along the road, m: a 4 s horizon at 40 m/s ahead, fast followers behind. */
const BEHIND_M = 70;
const AHEAD_M = 190;
const ASIDE_M = 60;

/**
 * Ego and objects in the coordinates of the ego's road, rebuilt each tick from what was sensed (or, for the
 * privileged planner, from the truth). Columns; nothing allocated after construction.
 */
export class Scene {
  egoS = 0;
  egoD = 0;
  /** Speed along the road, m/s. */
  egoV = 0;
  /** Lateral velocity relative to the road, m/s. */
  egoVd = 0;
  egoA = 0;
  egoLengthM = 0;
  egoWidthM = 0;
  desiredSpeedMps = 0;
  /** Curvature of the road at the ego, 1/m. */
  curvature = 0;
  /** Lane of the ego a moment ahead (index into the map's lanes). */
  lane = 0;
  count = 0;
  readonly row = new Int32Array(MAX_OBJECTS);
  readonly cls = new Uint8Array(MAX_OBJECTS);
  readonly kind = new Uint8Array(MAX_OBJECTS);
  readonly s = new Float64Array(MAX_OBJECTS);
  readonly d = new Float64Array(MAX_OBJECTS);
  readonly vs = new Float64Array(MAX_OBJECTS);
  readonly vd = new Float64Array(MAX_OBJECTS);
  readonly as = new Float64Array(MAX_OBJECTS);
  /** Half extents along and across the road, m. */
  readonly halfS = new Float64Array(MAX_OBJECTS);
  readonly halfD = new Float64Array(MAX_OBJECTS);
  /** Cosine of the heading relative to the road: 1 along, -1 oncoming, 0 crossing. */
  readonly along = new Float64Array(MAX_OBJECTS);
  private readonly point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };

  constructor(readonly map: RoadMap) {}

  /** Sets the ego; `lookaheadS` decides which lane it counts to while it moves sideways. */
  setEgo(
    s: number,
    d: number,
    v: number,
    vd: number,
    a: number,
    lengthM: number,
    widthM: number,
    desired: number,
  ): void {
    this.egoS = s;
    this.egoD = d;
    this.egoV = v;
    this.egoVd = vd;
    this.egoA = a;
    this.egoLengthM = lengthM;
    this.egoWidthM = widthM;
    this.desiredSpeedMps = desired;
    this.curvature = this.map.roads[0].curvature(s);
    this.lane = this.map.laneAt(0, s, d + vd * LANE_LOOKAHEAD_S, 1);
    this.count = 0;
  }

  /** Adds an object by its world pose and velocity when it is near enough to matter. */
  add(
    row: number,
    kind: number,
    x: number,
    y: number,
    heading: number,
    vx: number,
    vy: number,
    a: number,
    lengthM: number,
    widthM: number,
  ): void {
    const p = this.map.roads[0].project(x, y, this.egoS, this.point);
    const ds = p.s - this.egoS;
    if (ds < -BEHIND_M || ds > AHEAD_M || p.d > ASIDE_M || p.d < -ASIDE_M) return;
    const i = this.count < MAX_OBJECTS ? this.count++ : this.farthestBeyond(Math.abs(ds));
    if (i < 0) return;
    const rc = cos(p.heading);
    const rs = sin(p.heading);
    const hc = cos(heading);
    const hs = sin(heading);
    const along = hc * rc + hs * rs;
    const across = hs * rc - hc * rs;
    const absAlong = Math.abs(along);
    const absAcross = Math.abs(across);
    this.row[i] = row;
    this.kind[i] = kind;
    this.cls[i] =
      kind === PEDESTRIAN || kind === CYCLIST ? VULNERABLE : kind === DEBRIS || kind === BARRIER ? OBSTACLE : VEHICLE;
    this.s[i] = p.s;
    this.d[i] = p.d;
    this.vs[i] = (vx * rc + vy * rs) / Math.max(0.2, 1 - p.curvature * p.d);
    this.vd[i] = vy * rc - vx * rs;
    this.as[i] = a * along;
    this.halfS[i] = 0.5 * (absAlong * lengthM + absAcross * widthM);
    this.halfD[i] = 0.5 * (absAcross * lengthM + absAlong * widthM);
    this.along[i] = along;
  }

  /** The object that is farthest from the ego along the road, if farther than `distance`, else -1. */
  private farthestBeyond(distance: number): number {
    let found = -1;
    let most = distance;
    for (let i = 0; i < this.count; i++) {
      const away = Math.abs(this.s[i] - this.egoS);
      if (away <= most) continue;
      most = away;
      found = i;
    }
    return found;
  }
}

/** A vehicle moving sideways counts to the lane it will be in after this time, s. */
export const LANE_LOOKAHEAD_S = 0.6;
