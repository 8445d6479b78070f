import { atan2, cos, sin, wrapAngle } from '../../kernel/math.ts';
import { minimumJerk } from '../../kernel/minimum-jerk.ts';
import { newRoadPoint } from '../map/reference-line.ts';
import type { Cast } from './cast.ts';
import { beginLaneChange } from './driver.ts';
import { laneChangeStep } from './lane-change.ts';
import type { TrafficState } from './traffic-state.ts';
import { isSliding, slideStep, type Slide } from './slide.ts';
import { approachDistance, approachSpeed, RETURNING, STANDING, WALKING } from './walker.ts';

/** Time in which a vehicle centres itself in the lane of a road that it has just entered, s. */
const CENTRING_S = 2;

/** Time in which a driver who slid aside steers back, s. */
const RECOVERY_S = 2.5;

/** Way per tick below which a vehicle stands, m: its direction of motion is rounding. */
const STANDSTILL_M = 1e-9;

/** Speed below which a vehicle stands, m/s. */
const STANDSTILL_MPS = 1e-9;

/** Moves vehicles and walkers by one tick and writes their rows. */
export class Motion {
  private readonly cast: Cast;
  private readonly state: TrafficState;
  private readonly point = newRoadPoint();
  private readonly slide: Slide = { distanceM: 0, speedMps: 0 };

  constructor(cast: Cast, state: TrafficState) {
    this.cast = cast;
    this.state = state;
  }

  /**
   * A kinematic vehicle in road coordinates: the speed is along the heading, the lane change takes its share of it,
   * and a bend's inside is shorter than its reference line by 1 - curvature d.
   */
  drive(row: number, acceleration: number, dt: number): void {
    const { cast, state, point } = this;
    const { table } = cast;
    const direction = state.direction[row];
    const speed = table.speed[row];
    const reached = this.speedAfter(row, speed, acceleration, dt);
    const stops = reached === 0 && acceleration < 0;
    const distance = stops ? Math.min((speed * speed) / (-2 * acceleration), speed * dt) : ((speed + reached) / 2) * dt;
    const d = table.d[row];
    const road = cast.map.roads[table.road[row]];
    if (isSliding(table.vx[row], table.vy[row], speed)) {
      this.slideAside(row, distance, reached, dt);
      return;
    }
    const sideways = this.lateralStep(row, d, speed, distance, dt);
    const forwards = sideways === 0 ? distance : Math.sqrt(Math.max(0, distance * distance - sideways * sideways));
    table.s[row] = table.s[row] + (direction * forwards) / (1 - road.curvature(table.s[row]) * d);
    table.d[row] = state.share[row] >= 1 ? state.toD[row] : d + sideways;
    table.speed[row] = reached;
    table.acceleration[row] = (reached - speed) / dt;
    road.pose(table.s[row], table.d[row], point);
    table.x[row] = point.x;
    table.y[row] = point.y;
    this.passToNextRoad(row);
    const roadHeading = state.direction[row] > 0 ? point.heading : point.heading + Math.PI;
    const drift = sideways === 0 ? 0 : atan2(direction * sideways, forwards);
    const before = table.heading[row];
    // Who stops in the middle of a lane change keeps standing at an angle.
    const heading = distance < STANDSTILL_M ? before : wrapAngle(roadHeading + drift);
    this.turnTo(row, heading);
    table.yawRate[row] = wrapAngle(heading - before) / dt;
  }

  /** Walks on along the path; the end of the path is a dead stop. */
  walk(row: number, dt: number): void {
    const { cast, state, point } = this;
    const { table } = cast;
    const gait = state.gait[row];
    const own = gait === WALKING || gait === RETURNING ? table.speed[row] : 0;
    if (isSliding(table.vx[row], table.vy[row], own)) {
      this.stagger(row, dt);
      return;
    }
    if (gait === RETURNING) this.goBack(row, dt);
    if (gait !== WALKING) return;
    const path = cast.paths[row]!;
    const speed = table.speed[row];
    const target = state.desired[row];
    const rate = state.rate[row];
    const walked = Math.min(path.lengthM, state.walked[row] + approachDistance(speed, target, rate, dt));
    const leg = path.legAt(walked);
    const arrived = walked >= path.lengthM;
    const reached = arrived ? 0 : approachSpeed(speed, target, rate, dt);
    state.walked[row] = walked;
    if (arrived) state.gait[row] = STANDING;
    table.speed[row] = reached;
    // The last step is a stop within one tick, as is a turn at a corner: neither is a rate that anyone could predict from.
    table.acceleration[row] = arrived ? 0 : (reached - speed) / dt;
    if (leg < 0) return;
    table.s[row] = path.sAt(leg, walked);
    table.d[row] = path.dAt(leg, walked);
    cast.map.roads[table.road[row]].pose(table.s[row], table.d[row], point);
    table.x[row] = point.x;
    table.y[row] = point.y;
    this.turnTo(row, wrapAngle(point.heading + path.heading[leg]));
    table.yawRate[row] = 0;
  }

  /** What stands slides when it was pushed. */
  rest(row: number, dt: number): void {
    const { table } = this.cast;
    if (isSliding(table.vx[row], table.vy[row], 0)) this.slideFreely(row, dt);
  }

  /** Changes the velocity of a row, m/s; see `Traffic.push`. */
  push(row: number, forwardMps: number, leftMps: number): void {
    const { cast, state } = this;
    const { table } = cast;
    const c = cos(table.heading[row]);
    const s = sin(table.heading[row]);
    const moves = cast.drive[row] !== null || (cast.walk[row] !== null && state.gait[row] === WALKING);
    const along = table.speed[row] + forwardMps;
    const speed = moves ? Math.max(0, along) : along;
    const aside = table.vy[row] * c - table.vx[row] * s + leftMps;
    table.speed[row] = speed;
    table.vx[row] = speed * c - aside * s;
    table.vy[row] = speed * s + aside * c;
    if (moves || isSliding(table.vx[row], table.vy[row], 0)) return;
    table.speed[row] = 0;
    table.vx[row] = 0;
    table.vy[row] = 0;
  }

  /** Whether a walker is where its path says. */
  isOnPath(row: number): boolean {
    const { cast, state } = this;
    const path = cast.paths[row]!;
    const walked = state.walked[row];
    const leg = path.legAt(walked);
    if (leg < 0) return true;
    return cast.table.s[row] === path.sAt(leg, walked) && cast.table.d[row] === path.dAt(leg, walked);
  }

  /** Drives on along the road while it slides across; a lane change is begun anew when the slide has ended. */
  private slideAside(row: number, distance: number, reached: number, dt: number): void {
    const { cast, state, point } = this;
    const { table } = cast;
    const before = table.heading[row];
    const direction = state.direction[row];
    const road = cast.map.roads[table.road[row]];
    const aside = table.vy[row] * cos(before) - table.vx[row] * sin(before);
    const slide = slideStep(aside, dt, this.slide);
    table.s[row] = table.s[row] + (direction * distance) / (1 - road.curvature(table.s[row]) * table.d[row]);
    table.d[row] = table.d[row] + direction * slide.distanceM;
    table.acceleration[row] = (reached - table.speed[row]) / dt;
    table.speed[row] = reached;
    road.pose(table.s[row], table.d[row], point);
    table.x[row] = point.x;
    table.y[row] = point.y;
    beginLaneChange(state, row, table.d[row], state.toD[row], RECOVERY_S);
    this.passToNextRoad(row);
    const along = state.direction[row] > 0 ? point.heading : point.heading + Math.PI;
    const heading = distance < STANDSTILL_M ? before : wrapAngle(along);
    this.turnTo(row, heading);
    if (slide.speedMps !== 0) {
      table.vx[row] -= slide.speedMps * sin(heading);
      table.vy[row] += slide.speedMps * cos(heading);
    }
    table.yawRate[row] = wrapAngle(heading - before) / dt;
  }

  /** A walker who was pushed aside slides; what it comes forward by counts as walked. */
  private stagger(row: number, dt: number): void {
    const { cast, state } = this;
    const { table } = cast;
    const path = cast.paths[row]!;
    const c = cos(table.heading[row]);
    const s = sin(table.heading[row]);
    const x = table.x[row];
    const y = table.y[row];
    const ended = this.slideFreely(row, dt);
    if (state.gait[row] !== WALKING && state.gait[row] !== RETURNING) return;
    const forward = Math.max(0, (table.x[row] - x) * c + (table.y[row] - y) * s);
    state.walked[row] = Math.min(path.lengthM, state.walked[row] + forward);
    if (ended) state.gait[row] = RETURNING;
  }

  /** Slides with all of its velocity. @returns whether it has come to rest */
  private slideFreely(row: number, dt: number): boolean {
    const { cast, point } = this;
    const { table } = cast;
    const vx = table.vx[row];
    const vy = table.vy[row];
    const speed = Math.sqrt(vx * vx + vy * vy);
    const slide = slideStep(speed, dt, this.slide);
    const road = cast.map.roads[table.road[row]];
    table.x[row] += (vx / speed) * slide.distanceM;
    table.y[row] += (vy / speed) * slide.distanceM;
    road.project(table.x[row], table.y[row], table.s[row], point);
    table.s[row] = point.s;
    table.d[row] = point.d;
    const left = slide.speedMps / speed;
    const before = table.speed[row];
    table.vx[row] = left === 0 ? 0 : vx * left;
    table.vy[row] = left === 0 ? 0 : vy * left;
    table.speed[row] = left === 0 ? 0 : before * left;
    table.acceleration[row] = left === 0 ? 0 : (table.speed[row] - before) / dt;
    table.yawRate[row] = 0;
    return left === 0;
  }

  /** Walks straight to where its path goes on. */
  private goBack(row: number, dt: number): void {
    const { cast, state, point } = this;
    const { table } = cast;
    const path = cast.paths[row]!;
    const walked = state.walked[row];
    const leg = path.legAt(walked);
    if (leg < 0) {
      state.gait[row] = STANDING;
      return;
    }
    const road = cast.map.roads[table.road[row]];
    road.pose(path.sAt(leg, walked), path.dAt(leg, walked), point);
    const dx = point.x - table.x[row];
    const dy = point.y - table.y[row];
    const way = Math.sqrt(dx * dx + dy * dy);
    const speed = table.speed[row];
    const step = approachDistance(speed, state.desired[row], state.rate[row], dt);
    const reached = approachSpeed(speed, state.desired[row], state.rate[row], dt);
    table.speed[row] = reached;
    table.acceleration[row] = (reached - speed) / dt;
    table.yawRate[row] = 0;
    if (way <= step) {
      table.x[row] = point.x;
      table.y[row] = point.y;
      table.s[row] = point.s;
      table.d[row] = point.d;
      state.gait[row] = WALKING;
      this.turnTo(row, table.heading[row]);
      return;
    }
    table.x[row] += (dx / way) * step;
    table.y[row] += (dy / way) * step;
    road.project(table.x[row], table.y[row], table.s[row], point);
    table.s[row] = point.s;
    table.d[row] = point.d;
    this.turnTo(row, atan2(dy, dx));
  }

  private turnTo(row: number, heading: number): void {
    const { table } = this.cast;
    const speed = table.speed[row];
    table.heading[row] = heading;
    table.vx[row] = speed * cos(heading);
    table.vy[row] = speed * sin(heading);
  }

  /** Nobody reverses; a change of speed by an event ends exactly at the speed that it asks for. */
  private speedAfter(row: number, speed: number, acceleration: number, dt: number): number {
    const { state } = this;
    const changed = speed + acceleration * dt;
    const reached = changed < STANDSTILL_MPS ? 0 : changed;
    if (state.rate[row] === 0) return reached;
    const desired = state.desired[row];
    const crosses = speed <= desired ? reached >= desired : reached <= desired;
    if (!crosses) return reached;
    state.rate[row] = 0;
    state.held[row] = NaN;
    // Harder braking than the event's is for a leader and goes on below the desired speed.
    return speed <= desired ? desired : Math.min(desired, reached);
  }

  /** Advances a lane change; returns the change of d, m, at most what the distance driven allows. */
  private lateralStep(row: number, d: number, speed: number, distance: number, dt: number): number {
    const { state } = this;
    const share = state.share[row];
    if (share >= 1) return 0;
    const from = state.fromD[row];
    const way = state.toD[row] - from;
    const next = Math.min(1, share + laneChangeStep(dt, state.changeS[row], way, speed));
    state.share[row] = next;
    const sideways = from + way * minimumJerk(next) - d;
    return Math.max(-distance, Math.min(distance, sideways));
  }

  /**
   * At the end of its part of a road, the vehicle goes over to the next one: same place, new coordinates, which are then
   * in `point`.
   */
  private passToNextRoad(row: number): void {
    const { cast, state, point } = this;
    const { table, map, lanes } = cast;
    const hops = cast.hops[row];
    const index = state.hop[row];
    if (index >= hops.length) return;
    const { exitS, entryS, exitDirection, entryDirection, toRoad, toLane } = hops[index];
    if ((table.s[row] - exitS) * exitDirection < 0) return;
    map.roads[toRoad].project(table.x[row], table.y[row], entryS, point);
    const chosen = map.laneAt(toRoad, point.s, point.d, entryDirection === 1 ? 1 : -1);
    const lane = chosen < 0 ? toLane : chosen;
    table.road[row] = toRoad;
    table.s[row] = point.s;
    table.d[row] = point.d;
    state.direction[row] = entryDirection;
    state.lane[row] = lane;
    state.hop[row] = index + 1;
    beginLaneChange(state, row, point.d, lanes.center[lane] + cast.homeOffset[row], CENTRING_S);
  }
}
