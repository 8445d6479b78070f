import type { Cast } from './cast.ts';
import { LANE_CHOICE_PERIOD_S } from './cast.ts';
import { followAcceleration, freeAcceleration, MAX_DECEL_MPS2 } from './car-following.ts';
import type { EventBook } from './events.ts';
import { IMPERFECTION_PERIOD_S, nextImperfection } from './imperfection.ts';
import { LaneChoice } from './lane-choice.ts';
import type { Leader, NeighbourSearch } from './neighbour-search.ts';
import type { TrafficState } from './traffic-state.ts';

/** Drivers slow down for a turn at this rate, m/s2. */
const TURN_DECEL_MPS2 = 2;

/** How fast a driver closes the difference to the speed allowed ahead of a turn, 1/s. */
const TURN_SPEED_GAIN = 2;

/** Below this speed the imperfection fades, m/s: nobody trembles while standing. */
const STEADY_SPEED_MPS = 5;

/** What drivers decide in a tick: their acceleration and whether to change lane. */
export class Driver {
  private readonly cast: Cast;
  private readonly state: TrafficState;
  private readonly search: NeighbourSearch;
  private readonly events: EventBook;
  private readonly laneChoice: LaneChoice;
  private readonly imperfectionMps2: number;
  private readonly leader: Leader = { row: -1, gapM: 0, speedMps: 0 };

  constructor(cast: Cast, state: TrafficState, search: NeighbourSearch, events: EventBook, imperfectionMps2: number) {
    this.cast = cast;
    this.state = state;
    this.search = search;
    this.events = events;
    this.laneChoice = new LaneChoice(cast, state, search);
    this.imperfectionMps2 = imperfectionMps2;
  }

  /** Begins a tick, after `refresh` of the search. */
  begin(): void {
    this.laneChoice.begin();
  }

  /** Acceleration of a driver for the tick from `timeS` to `timeS + dt`, m/s2. May begin a lane change. */
  decide(row: number, timeS: number, dt: number): number {
    const { cast, state } = this;
    const { follow, mobil } = cast.drive[row]!;
    const speed = cast.table.speed[row];
    const choosesLane =
      mobil !== null &&
      state.share[row] >= 1 &&
      state.brakeEvent[row] < 0 &&
      isDue(timeS, dt, cast.lanePhaseS[row], LANE_CHOICE_PERIOD_S);
    const reacts =
      follow.model === 'idm' ||
      Number.isNaN(state.held[row]) ||
      isDue(timeS, dt, cast.reactionPhaseS[row], follow.reactionS);
    let model = state.held[row];
    if (choosesLane || reacts) {
      const free = this.freeAcceleration(row, speed);
      const leader = this.search.leader(row, this.leader);
      if (reacts) {
        model = this.follow(row, free, speed, leader);
        if (follow.model === 'gipps') state.held[row] = model;
      }
      if (choosesLane) this.changeLane(row, this.laneChoice.choose(row, leader, free));
    }
    model = Math.min(model, this.turnAcceleration(row, speed));
    model += this.imperfection(row, timeS, dt) * Math.min(1, speed / STEADY_SPEED_MPS);
    const most = Math.max(follow.maxAccelMps2, state.rate[row]);
    return Math.max(-MAX_DECEL_MPS2, Math.min(most, this.eventBraking(row, speed, timeS, dt, model)));
  }

  private freeAcceleration(row: number, speed: number): number {
    const { cast, state } = this;
    const rate = state.rate[row];
    const desired = state.desired[row];
    const free =
      rate > 0 ? (desired < speed ? -rate : rate) : freeAcceleration(cast.drive[row]!.follow, desired, speed);
    return Math.min(free, this.turnAcceleration(row, speed));
  }

  private follow(row: number, free: number, speed: number, leader: Leader): number {
    const { follow } = this.cast.drive[row]!;
    const acceleration = followAcceleration(follow, free, speed, leader.gapM, leader.speedMps);
    // IDM keeps its distance by weighing a leader against its own acceleration: who accelerates harder must weigh it more.
    if (follow.model === 'idm' && free > follow.maxAccelMps2) {
      return Math.max(-MAX_DECEL_MPS2, free - (free / follow.maxAccelMps2) * (free - acceleration));
    }
    return acceleration;
  }

  /** Keeps to the speed limit of the turn that the driver is in, and brakes in time for the next one, m/s2. */
  private turnAcceleration(row: number, speed: number): number {
    const { cast, state } = this;
    const hops = cast.hops[row];
    if (hops.length === 0) return Infinity;
    const hop = state.hop[row];
    const here = hop > 0 ? (hops[hop - 1].limitMps - speed) * TURN_SPEED_GAIN : Infinity;
    if (hop === hops.length || hops[hop].limitMps === Infinity) return here;
    const { exitS, limitMps } = hops[hop];
    const distance = Math.max(0, (exitS - cast.table.s[row]) * state.direction[row]);
    const allowed = Math.sqrt(limitMps * limitMps + 2 * TURN_DECEL_MPS2 * distance);
    return Math.min(here, (allowed - speed) * TURN_SPEED_GAIN - TURN_DECEL_MPS2);
  }

  private imperfection(row: number, timeS: number, dt: number): number {
    const { cast, state } = this;
    const phase = cast.imperfectionPhaseS[row];
    if (isDue(timeS, dt, phase, IMPERFECTION_PERIOD_S)) {
      const k = Math.floor((timeS - phase) / IMPERFECTION_PERIOD_S);
      state.imperfection[row] = nextImperfection(state.imperfection[row], cast.key0[row], cast.key1[row], k);
    }
    return this.imperfectionMps2 * state.imperfection[row];
  }

  /** The acceleration with a `brake` event in progress: never more than the model allows. */
  private eventBraking(row: number, speed: number, timeS: number, dt: number, model: number): number {
    const { state, events } = this;
    const event = state.brakeEvent[row];
    if (event < 0) return model;
    const action = events.actions[event];
    if (action.kind !== 'brake') return model;
    if (timeS >= state.brakeUntil[row]) {
      state.brakeEvent[row] = -1;
      state.held[row] = NaN;
      return model;
    }
    const excess = speed - action.toSpeedMps;
    if (excess > 1e-9) return Math.min(model, Math.max(-action.decelMps2, -excess / dt));
    if (state.brakeUntil[row] === Infinity) state.brakeUntil[row] = timeS + action.holdS;
    return Math.min(model, 0);
  }

  private changeLane(row: number, lane: number): void {
    const { cast, state } = this;
    if (lane < 0) return;
    const d = cast.lanes.center[lane] + cast.homeOffset[row];
    beginLaneChange(state, row, cast.table.d[row], d, cast.drive[row]!.mobil!.durationS);
    state.lane[row] = lane;
  }
}

/** Starts moving from `fromD` to `toD` within `durationS`. */
export function beginLaneChange(state: TrafficState, row: number, fromD: number, toD: number, durationS: number): void {
  state.fromD[row] = fromD;
  state.toD[row] = toD;
  state.share[row] = fromD === toD ? 1 : 0;
  state.changeS[row] = durationS;
}

/**
 * Whether a multiple of the period (plus the phase) passed since the tick before: by time alone, so that it is no state
 * and no other actor can shift it.
 */
function isDue(timeS: number, dt: number, phaseS: number, periodS: number): boolean {
  return Math.floor((timeS - phaseS) / periodS) !== Math.floor((timeS - dt - phaseS) / periodS);
}
