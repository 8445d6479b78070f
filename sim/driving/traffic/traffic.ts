import { cos, sin, wrapAngle } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ActorTable } from '../actor-table.ts';
import { EGO } from '../actor-table.ts';
import { newRoadPoint } from '../map/reference-line.ts';
import type { RoadMap } from '../map/types.ts';
import type { ActorSpec } from '../spec.ts';
import { Cast } from './cast.ts';
import { beginLaneChange, Driver } from './driver.ts';
import type { ActionSpec, EgoRelation } from './events.ts';
import { egoTriggerHolds, EventBook } from './events.ts';
import { Motion } from './motion.ts';
import type { Leader } from './neighbour-search.ts';
import { NeighbourSearch } from './neighbour-search.ts';
import { TrafficState } from './traffic-state.ts';
import { RETURNING, STANDING, WAITING, WALKING } from './walker.ts';

export interface TrafficOptions {
  /** Standard deviation of the drivers' acceleration noise, m/s2; 0 makes perfect drivers. Default 0.1. */
  readonly imperfectionMps2?: number;
}

const DEFAULT_IMPERFECTION_MPS2 = 0.1;

/**
 * Everything that moves on the road but the ego: drivers (IDM or Gipps, MOBIL), walkers, their events. Its state is
 * its own (`exchange`) and rows 1.. of the actor table, which its owner exchanges. All actors decide on the state at
 * the start of the tick, then all move, so that their order does not matter.
 */
export class Traffic implements Stateful {
  /** False in a fork that must not foresee: events that have not fired yet do not fire. */
  scripted = true;
  private readonly cast: Cast;
  private readonly state: TrafficState;
  /** Which events have fired; for others to read only. */
  readonly events: EventBook;
  private readonly search: NeighbourSearch;
  private readonly driver: Driver;
  private readonly motion: Motion;
  private readonly acceleration: Float64Array;
  private readonly relation: EgoRelation = { egoS: 0, actorS: 0, egoHalfM: 0, actorHalfM: 0, egoSpeedMps: 0 };
  private readonly point = newRoadPoint();

  /**
   * @param actors sorted by id
   * @param table row 0 the ego, rows 1.. the actors in the same order
   * @throws RangeError that names the actor and field for actors that cannot be simulated
   */
  constructor(
    map: RoadMap,
    actors: readonly ActorSpec[],
    table: ActorTable,
    seed: number | string,
    options: TrafficOptions = {},
  ) {
    this.cast = new Cast(map, actors, table, seed);
    this.state = new TrafficState(table.entities);
    this.events = new EventBook(actors);
    this.search = new NeighbourSearch(this.cast, this.state);
    const imperfection = options.imperfectionMps2 ?? DEFAULT_IMPERFECTION_MPS2;
    this.driver = new Driver(this.cast, this.state, this.search, this.events, imperfection);
    this.motion = new Motion(this.cast, this.state);
    this.acceleration = new Float64Array(this.cast.rows);
  }

  /** Puts every actor at its start; the ego's row is left alone. */
  reset(): void {
    this.events.reset();
    this.cast.actors.forEach((actor, i) => this.place(i + 1, actor));
  }

  /**
   * Moves every actor from `timeS` to `timeS + dt`, s. Reads the ego's row as of `timeS`; it must be on the table before
   * the first step.
   */
  step(dt: number, timeS: number): void {
    const { cast, search, driver, motion, acceleration } = this;
    search.refresh();
    if (this.fireEvents(timeS)) search.refresh();
    driver.begin();
    for (let row = 1; row < cast.rows; row++) {
      if (cast.drive[row] !== null) acceleration[row] = driver.decide(row, timeS, dt);
    }
    for (let row = 1; row < cast.rows; row++) {
      if (cast.drive[row] !== null) motion.drive(row, acceleration[row], dt);
      else if (cast.walk[row] !== null) motion.walk(row, dt);
      else motion.rest(row, dt);
    }
  }

  /**
   * Between two steps: changes the velocity of an actor along its heading and to the left of it, m/s. It slides until
   * friction has used up what is not its own motion; then drivers steer back to where they wanted to be, walkers return to
   * their path, and what stands stays where it came to rest. Nobody reverses.
   */
  push(row: number, forwardMps: number, leftMps: number): void {
    this.motion.push(row, forwardMps, leftMps);
    this.state.held[row] = NaN;
  }

  /** Between two steps: puts what stands at a place of a road, along it. */
  put(row: number, road: number, s: number, d: number): void {
    const { table, map } = this.cast;
    const { x, y, heading } = map.roads[road].pose(s, d, this.point);
    table.road[row] = road;
    table.s[row] = s;
    table.d[row] = d;
    table.x[row] = x;
    table.y[row] = y;
    table.heading[row] = heading;
  }

  /** The truth of whom a driver follows now, from the table as it is. */
  leaderOf(row: number, out: Leader): Leader {
    if (!this.cast.drive[row]) {
      throw new RangeError(`row: expected the row of an actor that drives, found ${row} (${this.cast.table.ids[row]})`);
    }
    this.search.refresh();
    return this.search.leader(row, out);
  }

  exchange(io: StateIo): void {
    io.entity('traffic');
    this.state.exchange(io);
    this.events.exchange(io);
  }

  private place(row: number, actor: ActorSpec): void {
    const { cast, state, point } = this;
    const { table } = cast;
    const { start, behaviour } = actor;
    const road = cast.map.roads[start.road];
    const moves = behaviour.kind === 'drive' || (behaviour.kind === 'walk' && !behaviour.waits);
    road.pose(start.s, start.d, point);
    const relative = behaviour.kind === 'drive' ? (cast.startDirection[row] > 0 ? 0 : Math.PI) : start.headingRad;
    const heading = wrapAngle(point.heading + relative);
    const speed = moves ? start.speedMps : 0;
    table.road[row] = start.road;
    table.s[row] = start.s;
    table.d[row] = start.d;
    table.x[row] = point.x;
    table.y[row] = point.y;
    table.heading[row] = heading;
    table.speed[row] = speed;
    table.vx[row] = speed * cos(heading);
    table.vy[row] = speed * sin(heading);
    table.acceleration[row] = 0;
    table.yawRate[row] = 0;
    state.direction[row] = cast.startDirection[row]!;
    state.lane[row] = cast.startLane[row]!;
    beginLaneChange(state, row, start.d, start.d, 1);
    state.hop[row] = 0;
    state.desired[row] =
      behaviour.kind === 'drive'
        ? behaviour.follow.desiredSpeedMps
        : behaviour.kind === 'walk'
          ? behaviour.speedMps
          : 0;
    state.rate[row] = behaviour.kind === 'walk' ? behaviour.accelerationMps2 : 0;
    state.brakeEvent[row] = -1;
    state.brakeUntil[row] = Infinity;
    state.held[row] = NaN;
    state.imperfection[row] = cast.imperfection0[row]!;
    state.gait[row] = behaviour.kind === 'walk' && !behaviour.waits ? WALKING : WAITING;
    state.walked[row] = 0;
  }

  private fireEvents(timeS: number): boolean {
    const { events } = this;
    let fired = false;
    if (!this.scripted) return fired;
    for (let event = 0; event < events.count; event++) {
      if (!events.pending(event) || !this.triggerHolds(event, timeS)) continue;
      events.firedAtS[event] = timeS;
      this.perform(event, events.row[event], events.actions[event]);
      fired = true;
    }
    return fired;
  }

  private triggerHolds(event: number, timeS: number): boolean {
    const trigger = this.events.triggers[event];
    if (trigger.kind === 'time' || trigger.kind === 'after') return this.events.timeTriggerHolds(event, timeS);
    const { relation, search } = this;
    const row = this.events.row[event];
    relation.egoS = this.sOnRoad0(EGO);
    relation.actorS = this.sOnRoad0(row);
    relation.egoHalfM = search.halfLength(EGO);
    relation.actorHalfM = search.halfLength(row);
    relation.egoSpeedMps = search.egoSpeed;
    return egoTriggerHolds(trigger, relation);
  }

  private sOnRoad0(row: number): number {
    const { table, map } = this.cast;
    if (table.road[row] === 0) return table.s[row];
    return map.roads[0].project(table.x[row], table.y[row], NaN, this.point).s;
  }

  private perform(event: number, row: number, action: ActionSpec): void {
    const { state, cast } = this;
    switch (action.kind) {
      case 'brake':
        state.brakeEvent[row] = event;
        state.brakeUntil[row] = Infinity;
        return;
      case 'speed':
        state.desired[row] = action.speedMps;
        state.rate[row] = action.accelMps2;
        state.held[row] = NaN;
        return;
      case 'change-lane':
        this.changeLane(row, action.lanes, action.durationS);
        return;
      case 'go':
        state.gait[row] = this.motion.isOnPath(row) ? WALKING : RETURNING;
        return;
      case 'halt':
        state.gait[row] = STANDING;
        cast.table.speed[row] = 0;
        cast.table.vx[row] = 0;
        cast.table.vy[row] = 0;
        cast.table.acceleration[row] = 0;
        cast.table.yawRate[row] = 0;
        return;
    }
  }

  /** To the middle of the lane that lies there, of whatever direction; where there is none (a shoulder), by the lane's width. */
  private changeLane(row: number, count: number, durationS: number): void {
    const { cast, state } = this;
    const { table, lanes } = cast;
    const home = cast.homeOffset[row];
    const width = lanes.width[state.lane[row]];
    const d = state.toD[row] - home + state.direction[row] * count * width;
    const lane = lanes.containing(table.road[row], table.s[row], d);
    beginLaneChange(state, row, table.d[row], (lane < 0 ? d : lanes.center[lane]) + home, durationS);
    if (lane >= 0) state.lane[row] = lane;
  }
}
