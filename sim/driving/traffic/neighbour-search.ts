import { cos, sin } from '../../kernel/math.ts';
import { EGO } from '../actor-table.ts';
import { newRoadPoint } from '../map/reference-line.ts';
import { isSpare, waitsBesideTheRoad } from '../spare-obstacles.ts';
import type { Cast } from './cast.ts';
import { LaneOccupancy } from './lane-occupancy.ts';
import type { TrafficState } from './traffic-state.ts';

/** How far drivers look, m, from centre to centre. */
export const SIGHT_M = 300;

/** A vehicle this far past the place where another turns off is out of its way, m. */
const EXIT_CLEARANCE_M = 5;

/** A vehicle that overlaps the place where another enters its road is already in the way, m. */
const ENTRY_OVERLAP_M = 3;

/** Room behind a vehicle that has turned off before the old road forgets it, m. */
const TAIL_M = 2;

/** Whom a driver follows. */
export interface Leader {
  /** Row of the actor table; -1: nobody, or the end of the lane when the gap is finite. */
  row: number;
  /** Bumper to bumper along the reference line, m; infinite: nobody within sight. Negative when overlapping. */
  gapM: number;
  /** Speed in the follower's direction of travel, m/s; negative for what comes towards it. */
  speedMps: number;
}

/** Who is ahead and behind whom. `refresh` first, then as many questions as liked. */
export class NeighbourSearch {
  /** Speed of the ego along its road, m/s, as of the last `refresh`. */
  egoSpeed = 0;
  private readonly occupancy: LaneOccupancy;
  private readonly cast: Cast;
  private readonly state: TrafficState;
  /** Half extents of each row along and across its road, m. */
  private readonly half: Float64Array;
  private readonly halfWidth: Float64Array;
  private readonly point = newRoadPoint();
  private readonly near: Int32Array;
  /** 1 for rows that wait beside the road until somebody drops them. */
  private readonly spare: Uint8Array;

  constructor(cast: Cast, state: TrafficState) {
    const { table, rows, map, lanes } = cast;
    this.cast = cast;
    this.state = state;
    this.spare = Uint8Array.from([0, ...cast.actors.map((actor) => (isSpare(actor) ? 1 : 0))]);
    // The ego and what is dropped can touch every lane of a crossing; others are on one road, and with their tail on the one before.
    const capacity = Array.from({ length: rows }, (_, row) =>
      row === EGO || this.spare[row] === 1
        ? lanes.count
        : cast.hops[row].length > 0
          ? 2 * lanes.mostPerRoad
          : lanes.mostPerRoad,
    );
    this.occupancy = new LaneOccupancy(lanes, capacity);
    this.half = table.lengthM.map((length) => length / 2);
    this.halfWidth = table.widthM.map((width) => width / 2);
    this.near = new Int32Array(map.roads.length);
    cast.actors.forEach((actor, i) => {
      if (actor.behaviour.kind === 'static')
        this.extend(i + 1, cos(actor.start.headingRad), sin(actor.start.headingRad));
    });
  }

  /** Half the extent of a row along its road, m. */
  halfLength(row: number): number {
    return this.half[row];
  }

  /** Reads the present state of all rows. */
  refresh(): void {
    this.occupancy.clear();
    this.enterEgo();
    for (let row = 1; row < this.cast.rows; row++) {
      if (this.cast.drive[row] !== null) this.enterDriver(row);
      else if (this.spare[row] === 1) this.enterSpare(row);
      else this.enterOther(row);
    }
    this.occupancy.sort();
  }

  /** Finds the leader of a driver: the nearest row in its path on its lane, on the lane it changes to and along its route. */
  leader(row: number, out: Leader): Leader {
    const { cast, state } = this;
    const { table, lanes } = cast;
    const road = table.road[row];
    const s = table.s[row];
    const direction = state.direction[row];
    const low = this.low(row);
    const high = this.high(row);
    const hops = cast.hops[row];
    const hop = state.hop[row];
    const exitM = hop < hops.length ? (hops[hop].exitS - s) * direction : Infinity;
    forget(out);
    const count = lanes.lanesOf(road);
    for (let k = 0; k < count; k++) {
      const lane = lanes.laneOf(road, k);
      if (high <= lanes.low[lane] || low >= lanes.high[lane]) continue;
      this.lookAlong(row, lane, s, direction, low, high, 0, exitM + EXIT_CLEARANCE_M, out);
    }
    this.lookAtLaneEnd(row, state.lane[row], out);
    if (exitM < SIGHT_M) this.lookAlongRoute(row, hop, exitM, out);
    return out;
  }

  /** Finds whom a driver would follow in the middle of `lane` of its road. */
  leaderIn(row: number, lane: number, out: Leader): Leader {
    const { cast, state } = this;
    const d = cast.lanes.center[lane] + cast.homeOffset[row];
    const w = this.halfWidth[row];
    forget(out);
    this.lookAlong(row, lane, cast.table.s[row], state.direction[row], d - w, d + w, 0, Infinity, out);
    this.lookAtLaneEnd(row, lane, out);
    return out;
  }

  /** Finds who follows, or would follow, a driver in `lane`: row, gap and speed as in `Leader`, seen from the driver. */
  followerIn(row: number, lane: number, out: Leader): Leader {
    const { cast, state, occupancy } = this;
    const s = cast.table.s[row];
    const direction = state.direction[row];
    const d = cast.lanes.center[lane] + cast.homeOffset[row];
    const w = this.halfWidth[row];
    const blind = cast.blind[row] === 1;
    forget(out);
    const slot = occupancy.next(lane, s, -direction, d - w, d + w, SIGHT_M, row, blind, cast.unseen);
    if (slot < 0) return out;
    out.row = occupancy.row[slot]!;
    out.gapM = (s - occupancy.s[slot]) * direction - occupancy.half[slot] - this.half[row];
    out.speedMps = occupancy.speed[slot] * direction;
    return out;
  }

  /** Right and left side of the strip that a driver takes or is about to take, m. */
  private low(row: number): number {
    return Math.min(this.cast.table.d[row], this.state.toD[row]) - this.halfWidth[row];
  }

  private high(row: number): number {
    return Math.max(this.cast.table.d[row], this.state.toD[row]) + this.halfWidth[row];
  }

  /** `from` is the distance to s, `untilM` how far ahead of s a rear may be to matter. */
  private lookAlong(
    row: number,
    lane: number,
    s: number,
    direction: number,
    low: number,
    high: number,
    from: number,
    untilM: number,
    out: Leader,
  ): void {
    const { occupancy, cast } = this;
    const slot = occupancy.next(lane, s, direction, low, high, SIGHT_M, row, cast.blind[row] === 1, cast.unseen);
    if (slot < 0) return;
    const rearM = (occupancy.s[slot] - s) * direction - occupancy.half[slot];
    const gapM = from + rearM - this.half[row];
    if (rearM > untilM || gapM >= out.gapM) return;
    out.row = occupancy.row[slot]!;
    out.gapM = gapM;
    out.speedMps = occupancy.speed[slot] * direction;
  }

  /** The end of a lane that does not go on is a leader that stands. */
  private lookAtLaneEnd(row: number, lane: number, out: Leader): void {
    const { lanes, table } = this.cast;
    const direction = this.state.direction[row];
    if (lanes.direction[lane] !== direction) return;
    const endM = (lanes.travelEnd(lane) - table.s[row]) * direction;
    const gapM = endM - this.half[row];
    if (endM > SIGHT_M || gapM >= out.gapM) return;
    out.row = -1;
    out.gapM = gapM;
    out.speedMps = 0;
  }

  private lookAlongRoute(row: number, firstHop: number, exitM: number, out: Leader): void {
    const { lanes, hops: allHops } = this.cast;
    const hops = allHops[row];
    const w = this.halfWidth[row];
    let distance = exitM;
    for (let h = firstHop; h < hops.length && distance < SIGHT_M && distance < out.gapM; h++) {
      const { toLane, entryS, entryDirection } = hops[h];
      const d = lanes.center[toLane];
      const s = entryS - entryDirection * ENTRY_OVERLAP_M;
      this.lookAlong(row, toLane, s, entryDirection, d - w, d + w, distance - ENTRY_OVERLAP_M, Infinity, out);
      if (h + 1 < hops.length) distance += (hops[h + 1].exitS - entryS) * entryDirection;
    }
  }

  /** The ego takes what its box covers, on every road that it touches: drivers on a crossing road see it in their lane, too. */
  private enterEgo(): void {
    const { cast, point, near } = this;
    const { table, map } = cast;
    const heading = table.heading[EGO];
    const speed = table.speed[EGO];
    const road = table.road[EGO];
    map.roads[road].pose(table.s[EGO], table.d[EGO], point);
    const along = cos(heading - point.heading);
    this.extend(EGO, along, sin(heading - point.heading));
    this.egoSpeed = speed * along;
    this.enterBox(EGO, road, table.s[EGO], table.d[EGO], this.egoSpeed, false);
    if (map.roads.length === 1) return;
    const ownHalf = this.half[EGO];
    const ownHalfWidth = this.halfWidth[EGO];
    const count = map.roadsNear(table.x[EGO], table.y[EGO], table.lengthM[EGO] / 2, near);
    for (let i = 0; i < count; i++) {
      const other = near[i];
      if (other === road) continue;
      map.roads[other].project(table.x[EGO], table.y[EGO], NaN, point);
      const c = cos(heading - point.heading);
      this.extend(EGO, c, sin(heading - point.heading));
      this.enterBox(EGO, other, point.s, point.d, speed * c, false);
    }
    this.half[EGO] = ownHalf;
    this.halfWidth[EGO] = ownHalfWidth;
  }

  private enterDriver(row: number): void {
    const { cast, state, occupancy } = this;
    const { table } = cast;
    const along = table.speed[row] * state.direction[row];
    occupancy.add(row, table.road[row], table.s[row], this.half[row], this.low(row), this.high(row), along, false);
    const hop = state.hop[row];
    if (hop > 0) this.enterTail(row, hop);
  }

  /** A vehicle that has just turned off still has its tail in the lane that it left. */
  private enterTail(row: number, hop: number): void {
    const { cast, state, point, occupancy } = this;
    const { table, map } = cast;
    const { fromRoad, entryS, exitDirection } = cast.hops[row][hop - 1];
    const length = table.lengthM[row];
    if ((table.s[row] - entryS) * state.direction[row] > length / 2 + TAIL_M) return;
    const heading = table.heading[row];
    const x = table.x[row] - (length / 4) * cos(heading);
    const y = table.y[row] - (length / 4) * sin(heading);
    map.roads[fromRoad].project(x, y, NaN, point);
    const w = this.halfWidth[row];
    const along = table.speed[row] * exitDirection;
    occupancy.add(row, fromRoad, point.s, length / 4, point.d - w, point.d + w, along, false);
  }

  /** Walkers take the whole lane: drivers brake for them as soon as they are in it. */
  private enterOther(row: number): void {
    const { cast, state } = this;
    const { table } = cast;
    const path = cast.paths[row];
    let along = 0;
    if (path) {
      const leg = path.legAt(state.walked[row]);
      if (leg >= 0) {
        this.extend(row, path.cosine[leg], path.sine[leg]);
        along = table.speed[row] * path.cosine[leg];
      }
    }
    this.enterBox(row, table.road[row], table.s[row], table.d[row], along, path !== null);
  }

  /** What was dropped is in the way on every road that it touches. */
  private enterSpare(row: number): void {
    const { cast, point, near } = this;
    const { table, map } = cast;
    if (waitsBesideTheRoad(table.d[row])) return;
    const count = map.roadsNear(table.x[row], table.y[row], table.lengthM[row] / 2, near);
    for (let i = 0; i < count; i++) {
      const road = near[i];
      map.roads[road].project(table.x[row], table.y[row], NaN, point);
      const turned = table.heading[row] - point.heading;
      this.extend(row, cos(turned), sin(turned));
      this.enterBox(row, road, point.s, point.d, 0, false);
    }
  }

  private enterBox(row: number, road: number, s: number, d: number, along: number, whole: boolean): void {
    const w = this.halfWidth[row];
    this.occupancy.add(row, road, s, this.half[row], d - w, d + w, along, whole);
  }

  /** Half extents of a box turned against its road by the angle with this cosine and sine. */
  private extend(row: number, cosine: number, sine: number): void {
    const { lengthM, widthM } = this.cast.table;
    const c = Math.abs(cosine);
    const s = Math.abs(sine);
    this.half[row] = (c * lengthM[row] + s * widthM[row]) / 2;
    this.halfWidth[row] = (s * lengthM[row] + c * widthM[row]) / 2;
  }
}

function forget(out: Leader): void {
  out.row = -1;
  out.gapM = Infinity;
  out.speedMps = 0;
}
