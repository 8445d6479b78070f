import type { Cast } from './cast.ts';
import { followAcceleration, freeAcceleration } from './car-following.ts';
import { IDM_PRESETS } from './idm.ts';
import { mobilGain } from './mobil.ts';
import type { Leader, NeighbourSearch } from './neighbour-search.ts';
import type { TrafficState } from './traffic-state.ts';

/** Drivers stay in their lane this close to the place where they turn off, m. */
const TURN_PREPARATION_M = 150;

/** Of two drivers that choose the same lane in the same tick within this distance, the second waits, m. */
const CLAIM_RANGE_M = 60;

/** How other drivers expect the ego to follow. */
const EGO_FOLLOW = IDM_PRESETS.treiber;

/** Lane changes by MOBIL, on the neighbours as of the last `refresh` of the search. */
export class LaneChoice {
  private readonly cast: Cast;
  private readonly state: TrafficState;
  private readonly search: NeighbourSearch;
  private readonly newLeader: Leader = { row: -1, gapM: 0, speedMps: 0 };
  private readonly newFollower: Leader = { row: -1, gapM: 0, speedMps: 0 };
  private readonly oldFollower: Leader = { row: -1, gapM: 0, speedMps: 0 };
  private readonly claimedLane: Int32Array;
  private readonly claimedS: Float64Array;
  private claims = 0;

  constructor(cast: Cast, state: TrafficState, search: NeighbourSearch) {
    this.cast = cast;
    this.state = state;
    this.search = search;
    this.claimedLane = new Int32Array(cast.rows);
    this.claimedS = new Float64Array(cast.rows);
  }

  /** Begins a tick. */
  begin(): void {
    this.claims = 0;
  }

  /**
   * The lane that the driver should change to, or -1 to stay.
   * @param leader its present leader
   * @param freeMps2 its acceleration on an empty road
   */
  choose(row: number, leader: Leader, freeMps2: number): number {
    const { cast, state } = this;
    const lane = state.lane[row];
    if (cast.lanes.direction[lane] !== state.direction[row] || this.turnsSoon(row)) return -1;
    const right = cast.lanes.right[lane];
    const left = cast.lanes.left[lane];
    const rightGain = this.gain(row, right, true, leader, freeMps2);
    const leftGain = this.gain(row, left, false, leader, freeMps2);
    if (Math.max(rightGain, leftGain) <= 0) return -1;
    const chosen = leftGain > rightGain ? left : right;
    if (this.isClaimed(chosen, cast.table.s[row])) return -1;
    this.claimedLane[this.claims] = chosen;
    this.claimedS[this.claims] = cast.table.s[row]!;
    this.claims++;
    return chosen;
  }

  private turnsSoon(row: number): boolean {
    const { cast, state } = this;
    const hop = cast.hops[row][state.hop[row]];
    return hop !== undefined && (hop.exitS - cast.table.s[row]) * state.direction[row] < TURN_PREPARATION_M;
  }

  private isClaimed(lane: number, s: number): boolean {
    for (let i = 0; i < this.claims; i++) {
      if (this.claimedLane[i] === lane && Math.abs(this.claimedS[i] - s) < CLAIM_RANGE_M) return true;
    }
    return false;
  }

  /** Gain of changing to `target`, m/s2; minus infinity where that is impossible, unsafe, or a lane that ends earlier. */
  private gain(row: number, target: number, toRight: boolean, leader: Leader, freeMps2: number): number {
    const { cast, state, search } = this;
    const { table, lanes } = cast;
    const s = table.s[row];
    if (target < 0 || s < lanes.start[target] || s > lanes.end[target]) return -Infinity;
    const direction = state.direction[row];
    if ((lanes.travelEnd(target) - lanes.travelEnd(state.lane[row])) * direction < 0) return -Infinity;
    const { follow, mobil } = cast.drive[row]!;
    const speed = table.speed[row];
    const length = table.lengthM[row];
    const ahead = search.leaderIn(row, target, this.newLeader);
    const behind = search.followerIn(row, target, this.newFollower);
    if (ahead.gapM <= 0 || behind.gapM <= 0) return -Infinity;
    const old = search.followerIn(row, state.lane[row], this.oldFollower);
    return mobilGain(
      mobil!,
      toRight,
      followAcceleration(follow, freeMps2, speed, leader.gapM, leader.speedMps),
      followAcceleration(follow, freeMps2, speed, ahead.gapM, ahead.speedMps),
      this.reaction(behind, behind.gapM + length + ahead.gapM, ahead.speedMps),
      this.reaction(behind, behind.gapM, speed),
      this.reaction(old, old.gapM, speed),
      this.reaction(old, old.gapM + length + leader.gapM, leader.speedMps),
    );
  }

  /** Acceleration of a follower with the given gap; 0 for nobody, for what does not drive and for oncoming traffic. */
  private reaction(follower: Leader, gapM: number, leaderSpeedMps: number): number {
    const { row, speedMps } = follower;
    if (row < 0 || speedMps < 0) return 0;
    if (row === 0) return followAcceleration(EGO_FOLLOW, 0, speedMps, gapM, leaderSpeedMps);
    const drive = this.cast.drive[row];
    if (!drive) return 0;
    const free = freeAcceleration(drive.follow, this.state.desired[row], speedMps);
    return followAcceleration(drive.follow, free, speedMps, gapM, leaderSpeedMps);
  }
}
