import { cos } from '../../kernel/math.ts';
import { RandomStream } from '../../kernel/random.ts';
import type { ActorTable } from '../actor-table.ts';
import { EGO } from '../actor-table.ts';
import type { RoadMap } from '../map/types.ts';
import type { ActorSpec, BehaviourSpec } from '../spec.ts';
import { checkActors } from './actor-checks.ts';
import { IMPERFECTION_PERIOD_S } from './imperfection.ts';
import { LaneTable } from './lane-table.ts';
import type { Hop } from './route.ts';
import { compileRoute } from './route.ts';
import { WalkPath } from './walker.ts';

export type DriveSpec = Extract<BehaviourSpec, { kind: 'drive' }>;
export type WalkSpec = Extract<BehaviourSpec, { kind: 'walk' }>;

/** How often a driver considers a lane change, s; highway-env does so once per second. */
export const LANE_CHOICE_PERIOD_S = 0.5;

/** Everything about an episode's actors that never changes, by row of the actor table (row 0 is the ego). */
export class Cast {
  readonly map: RoadMap;
  readonly table: ActorTable;
  readonly lanes: LaneTable;
  readonly actors: readonly ActorSpec[];
  readonly rows: number;
  /** Behaviour by row; null where the row does something else. */
  readonly drive: readonly (DriveSpec | null)[];
  readonly walk: readonly (WalkSpec | null)[];
  readonly paths: readonly (WalkPath | null)[];
  readonly hops: readonly (readonly Hop[])[];
  readonly startLane: Int32Array;
  readonly startDirection: Int8Array;
  /** Offset that a driver keeps from the middle of its lane, m: where it started within the lane. */
  readonly homeOffset: Float64Array;
  /** 1 for drivers that see neither the ego nor walkers; 1 in `unseen` for those two. */
  readonly blind: Uint8Array;
  readonly unseen: Uint8Array;
  /** When each driver acts within its periods, s: drawn, so that drivers do not act in step. */
  readonly lanePhaseS: Float64Array;
  readonly reactionPhaseS: Float64Array;
  readonly imperfectionPhaseS: Float64Array;
  /** Start and keys of the driver's imperfection. */
  readonly imperfection0: Float64Array;
  readonly key0: Uint32Array;
  readonly key1: Uint32Array;

  /** @throws RangeError for actors that cannot be simulated */
  constructor(map: RoadMap, actors: readonly ActorSpec[], table: ActorTable, seed: number | string) {
    checkActors(map, actors);
    const n = actors.length + 1;
    this.map = map;
    this.table = table;
    this.actors = actors;
    this.rows = n;
    this.lanes = new LaneTable(map);
    this.drive = [null, ...actors.map(({ behaviour }) => (behaviour.kind === 'drive' ? behaviour : null))];
    this.walk = [null, ...actors.map(({ behaviour }) => (behaviour.kind === 'walk' ? behaviour : null))];
    this.paths = [
      null,
      ...actors.map((a) => (a.behaviour.kind === 'walk' ? new WalkPath(map.roads[a.start.road], a) : null)),
    ];
    this.startLane = new Int32Array(n).fill(-1);
    this.startDirection = new Int8Array(n).fill(1);
    this.homeOffset = new Float64Array(n);
    this.blind = Uint8Array.from(this.drive, (drive) => (drive?.ignoresEgo === true ? 1 : 0));
    this.unseen = Uint8Array.from(this.walk, (walk, row) => (row === EGO || walk !== null ? 1 : 0));
    this.lanePhaseS = new Float64Array(n);
    this.reactionPhaseS = new Float64Array(n);
    this.imperfectionPhaseS = new Float64Array(n);
    this.imperfection0 = new Float64Array(n);
    this.key0 = new Uint32Array(n);
    this.key1 = new Uint32Array(n);
    const hops: Hop[][] = [[]];
    actors.forEach((actor, i) => {
      this.draw(i + 1, RandomStream.named(seed, `traffic/${actor.id}`));
      this.placeInLane(i + 1, actor);
      hops.push(compileRoute(map, this.lanes, actor, this.startLane[i + 1]));
    });
    this.hops = hops;
  }

  /** The same draws for every actor, whatever it does, so that a change of behaviour changes no other draw. */
  private draw(row: number, stream: RandomStream): void {
    const follow = this.drive[row]?.follow;
    this.lanePhaseS[row] = stream.uniform() * LANE_CHOICE_PERIOD_S;
    this.reactionPhaseS[row] = stream.uniform() * (follow?.model === 'gipps' ? follow.reactionS : 0);
    this.imperfectionPhaseS[row] = stream.uniform() * IMPERFECTION_PERIOD_S;
    this.imperfection0[row] = stream.normal();
    this.key0[row] = stream.nextUint32();
    this.key1[row] = stream.nextUint32();
  }

  private placeInLane(row: number, actor: ActorSpec): void {
    if (actor.behaviour.kind !== 'drive') return;
    const { road, s, d, headingRad } = actor.start;
    const direction = cos(headingRad) >= 0 ? 1 : -1;
    const lane = this.map.laneAt(road, s, d, direction);
    if (lane < 0) {
      throw new RangeError(
        `actor ${actor.id}, start.headingRad: expected the direction of a lane of road ${road}, found ${headingRad}`,
      );
    }
    const offset = d - this.lanes.center[lane];
    this.startDirection[row] = direction;
    this.startLane[row] = lane;
    this.homeOffset[row] = Math.abs(offset) <= this.lanes.width[lane] / 2 ? offset : 0;
  }
}
