import { atan2, cos, sin, wrapAngle } from '../../kernel/math.ts';
import { newRoadPoint } from '../map/reference-line.ts';
import type { Cast } from './cast.ts';
import { beginLaneChange } from './driver.ts';
import { laneChangeShare, laneChangeStep } from './lane-change.ts';
import type { TrafficState } from './traffic-state.ts';
import { approachDistance, approachSpeed, STANDING, WALKING } from './walker.ts';

/** Time in which a vehicle centres itself in the lane of a road that it has just entered, s. */
const CENTRING_S = 2;

/** Way per tick below which a vehicle stands, m: its direction of motion is rounding. */
const STANDSTILL_M = 1e-9;

/** Speed below which a vehicle stands, m/s. */
const STANDSTILL_MPS = 1e-9;

/** Moves vehicles and walkers by one tick and writes their rows. */
export class Motion {
  private readonly cast: Cast;
  private readonly state: TrafficState;
  private readonly point = newRoadPoint();

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
    if (state.gait[row] !== WALKING) return;
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
    const sideways = from + way * laneChangeShare(next) - d;
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
