import { ActorTable, EGO } from '../../../../sim/driving/actor-table.ts';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { newRoadPoint } from '../../../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../../../sim/driving/map/types.ts';
import type { ActorSpec, BehaviourSpec, FollowSpec, MapSpec, MobilSpec } from '../../../../sim/driving/spec.ts';
import { GIPPS_PRESETS } from '../../../../sim/driving/traffic/gipps.ts';
import { IDM_PRESETS } from '../../../../sim/driving/traffic/idm.ts';
import type { TrafficOptions } from '../../../../sim/driving/traffic/traffic.ts';
import { Traffic } from '../../../../sim/driving/traffic/traffic.ts';
import { restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import type { StateIo, Stateful } from '../../../../sim/kernel/state-io.ts';
import { mapSpec } from '../map/specs.ts';

export const DT = 1 / 60;

export type Drive = Extract<BehaviourSpec, { kind: 'drive' }>;

const EGO_SIZE = { lengthM: 4.6, widthM: 1.85, heightM: 1.5 };

/** A straight highway of three lanes, 5 km long; lane k is around d = 1.75 + 3.5 k. */
export function straightHighway(changes: Partial<MapSpec> = {}): RoadMap {
  return buildMap(mapSpec({ segments: [{ lengthM: 5000, curvature: 0 }], ...changes }));
}

export function follow(changes: Partial<Extract<FollowSpec, { model: 'idm' }>> = {}): FollowSpec {
  return { ...IDM_PRESETS.treiber, ...changes };
}

export function gipps(changes: Partial<Extract<FollowSpec, { model: 'gipps' }>> = {}): FollowSpec {
  return { ...GIPPS_PRESETS.gipps1981, ...changes };
}

export interface CarChanges {
  readonly start?: Partial<ActorSpec['start']>;
  readonly follow?: FollowSpec;
  readonly mobil?: MobilSpec | null;
  readonly route?: readonly number[];
  readonly ignoresEgo?: boolean;
  readonly events?: ActorSpec['events'];
  readonly lengthM?: number;
}

/** A car in lane 0 at s = 100 m, at 20 m/s, that keeps its lane. */
export function car(id: string, changes: CarChanges = {}): ActorSpec {
  return {
    id,
    kind: 'car',
    lengthM: changes.lengthM ?? 4.5,
    widthM: 1.8,
    heightM: 1.5,
    start: { road: 0, s: 100, d: 1.75, headingRad: 0, speedMps: 20, ...changes.start },
    behaviour: {
      kind: 'drive',
      follow: changes.follow ?? follow(),
      mobil: changes.mobil ?? null,
      route: changes.route ?? [],
      ignoresEgo: changes.ignoresEgo ?? false,
    },
    events: changes.events ?? [],
  };
}

export function parked(id: string, s: number, d: number): ActorSpec {
  return { ...car(id, { start: { s, d, speedMps: 0 } }), behaviour: { kind: 'static' } };
}

export type WalkChanges = Partial<Extract<BehaviourSpec, { kind: 'walk' }>>;

/** A pedestrian that waits right of lane 0 at s = 200 m and then crosses the road of three lanes. */
export function pedestrian(id: string, changes: WalkChanges = {}, events: ActorSpec['events'] = []): ActorSpec {
  return {
    id,
    kind: 'pedestrian',
    lengthM: 0.5,
    widthM: 0.5,
    heightM: 1.75,
    start: { road: 0, s: 200, d: -2, headingRad: Math.PI / 2, speedMps: 0 },
    behaviour: {
      kind: 'walk',
      road: 0,
      points: [{ s: 200, d: 12 }],
      speedMps: 1.5,
      accelerationMps2: 1,
      waits: false,
      ...changes,
    },
    events,
  };
}

/** Real traffic on a real map, with an ego that moves as the test says; without a word it stands far behind everybody. */
export class TrafficEpisode implements Stateful {
  readonly table: ActorTable;
  readonly traffic: Traffic;
  tick = 0;
  private readonly map: RoadMap;

  constructor(map: RoadMap, actors: readonly ActorSpec[], options: TrafficOptions = { imperfectionMps2: 0 }, seed = 1) {
    this.map = map;
    this.table = new ActorTable(EGO_SIZE, actors);
    this.traffic = new Traffic(map, actors, this.table, seed, options);
    this.placeEgo(-10_000, 1.75, 0);
    this.traffic.reset();
  }

  get timeS(): number {
    return this.tick * DT;
  }

  row(id: string): number {
    return this.table.ids.indexOf(id);
  }

  placeEgo(s: number, d: number, speed: number): void {
    const { table } = this;
    const point = this.map.roads[0].pose(s, d, newRoadPoint());
    table.road[EGO] = 0;
    table.s[EGO] = s;
    table.d[EGO] = d;
    table.x[EGO] = point.x;
    table.y[EGO] = point.y;
    table.heading[EGO] = point.heading;
    table.speed[EGO] = speed;
  }

  /** One tick; the ego keeps its speed along road 0. */
  step(): void {
    this.traffic.step(DT, this.timeS);
    this.placeEgo(this.table.s[EGO] + this.table.speed[EGO] * DT, this.table.d[EGO], this.table.speed[EGO]);
    this.tick++;
  }

  run(seconds: number, afterTick: () => void = () => {}): void {
    const ticks = Math.round(seconds / DT);
    for (let i = 0; i < ticks; i++) {
      this.step();
      afterTick();
    }
  }

  exchange(io: StateIo): void {
    this.tick = io.number('tick', this.tick);
    this.table.exchange(io);
    this.traffic.exchange(io);
  }

  save(): Float64Array {
    return saveState(this);
  }

  restore(state: Float64Array): void {
    restoreState(this, state);
  }

  /** Bumper-to-bumper gap on one straight road, m. */
  gap(behind: string, ahead: string): number {
    const { table } = this;
    const [b, a] = [this.row(behind), this.row(ahead)];
    return table.s[a] - table.s[b] - (table.lengthM[a] + table.lengthM[b]) / 2;
  }
}
