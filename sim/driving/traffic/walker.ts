import { atan2, cos, hypot, sin } from '../../kernel/math.ts';
import { newRoadPoint } from '../map/reference-line.ts';
import type { Road } from '../map/types.ts';
import type { ActorSpec } from '../spec.ts';

/** What a walker is doing; stored as a number, being state. */
export const WAITING = 0;
export const WALKING = 1;
export const STANDING = 2;
/** Back to the path, from which a push has thrown it. */
export const RETURNING = 3;

/** Published walking speeds, m/s. */
export const WALKING_SPEEDS_MPS = {
  /** Euro NCAP AEB VRU protocol: adult 5 km/h, UN R157 crossing pedestrian. */
  adult: 5 / 3.6,
  /** Euro NCAP CPFA: running adult 8 km/h. */
  runningAdult: 8 / 3.6,
  /** Euro NCAP CPNCO: child behind parked cars 5 km/h. */
  child: 5 / 3.6,
  /** CARLA ScenarioRunner DynamicObjectCrossing. */
  carlaCrossing: 2,
} as const;

/**
 * A polyline of straight legs in road coordinates from the start through the points. Lengths are those of the chords in
 * the world, so that a walker keeps its speed on bends, too; between the points, (s, d) is interpolated.
 */
export class WalkPath {
  /** Distance walked at the end of each leg, m. */
  readonly ends: Float64Array;
  private readonly s: Float64Array;
  private readonly d: Float64Array;
  /** Heading of each leg relative to the road, rad, with its cosine and sine. */
  readonly heading: Float64Array;
  readonly cosine: Float64Array;
  readonly sine: Float64Array;

  constructor(road: Road, actor: ActorSpec) {
    const points = actor.behaviour.kind === 'walk' ? actor.behaviour.points : [];
    const corners = [{ s: actor.start.s, d: actor.start.d }];
    const lengths: number[] = [];
    const [a, b] = [newRoadPoint(), newRoadPoint()];
    for (const point of points) {
      const last = corners[corners.length - 1];
      road.pose(last.s, last.d, a);
      road.pose(point.s, point.d, b);
      const length = hypot(b.x - a.x, b.y - a.y);
      if (length < 1e-9) continue;
      corners.push(point);
      lengths.push(length);
    }
    let walked = 0;
    this.ends = Float64Array.from(lengths, (length) => (walked += length));
    this.s = Float64Array.from(corners, (corner) => corner.s);
    this.d = Float64Array.from(corners, (corner) => corner.d);
    this.heading = Float64Array.from(lengths, (_, i) =>
      atan2(corners[i + 1].d - corners[i].d, corners[i + 1].s - corners[i].s),
    );
    this.cosine = this.heading.map(cos);
    this.sine = this.heading.map(sin);
  }

  get lengthM(): number {
    return this.ends.length === 0 ? 0 : this.ends[this.ends.length - 1];
  }

  /** The leg on which a walker is after `walkedM`; -1 on a path without legs. */
  legAt(walkedM: number): number {
    const last = this.ends.length - 1;
    for (let leg = 0; leg < last; leg++) {
      if (walkedM < this.ends[leg]) return leg;
    }
    return last;
  }

  sAt(leg: number, walkedM: number): number {
    return interpolate(this.s, leg, this.shareOf(leg, walkedM));
  }

  dAt(leg: number, walkedM: number): number {
    return interpolate(this.d, leg, this.shareOf(leg, walkedM));
  }

  private shareOf(leg: number, walkedM: number): number {
    const from = leg === 0 ? 0 : this.ends[leg - 1];
    return Math.min(1, (walkedM - from) / (this.ends[leg] - from));
  }
}

function interpolate(values: Float64Array, leg: number, share: number): number {
  return values[leg] * (1 - share) + values[leg + 1] * share;
}

/** Speed after `dt` of changing `speedMps` to `targetMps` at the rate `accelMps2`, m/s. */
export function approachSpeed(speedMps: number, targetMps: number, accelMps2: number, dt: number): number {
  const change = accelMps2 * dt;
  if (speedMps < targetMps) return Math.min(targetMps, speedMps + change);
  return Math.max(targetMps, speedMps - change);
}

/** Distance covered meanwhile, m: exact also in the tick in which the target is reached. */
export function approachDistance(speedMps: number, targetMps: number, accelMps2: number, dt: number): number {
  const needed = accelMps2 > 0 ? Math.abs(targetMps - speedMps) / accelMps2 : Infinity;
  const during = Math.min(dt, needed);
  const reached = approachSpeed(speedMps, targetMps, accelMps2, during);
  return ((speedMps + reached) / 2) * during + reached * (dt - during);
}

/** Time to walk `lengthM` from rest, s: L / v + v / (2 a), or sqrt(2 L / a) when the speed is not reached. */
export function walkingTime(lengthM: number, speedMps: number, accelMps2: number): number {
  const runUp = (speedMps * speedMps) / (2 * accelMps2);
  return lengthM < runUp ? Math.sqrt((2 * lengthM) / accelMps2) : lengthM / speedMps + speedMps / (2 * accelMps2);
}
