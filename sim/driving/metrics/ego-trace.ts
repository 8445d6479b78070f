import { boxCorners } from '../../kernel/geometry.ts';
import { cos, sin } from '../../kernel/math.ts';
import { EGO } from '../actor-table.ts';
import { newRoadPoint } from '../map/reference-line.ts';
import { EDGE_TOLERANCE_M } from '../map/road.ts';
import type { RoadPoint } from '../map/types.ts';
import { METRIC_CONSTANTS as C } from './constants.ts';
import type { EpisodeLog } from './episode-log.ts';
import { logPeriodTicks } from './log-recorder.ts';
import type { ScoreMap } from './score-map.ts';

const CORNERS = 4;

/** Where the ego was at each sample of a log, in terms of the map. */
export interface EgoTrace {
  readonly count: number;
  /** So many samples from the first are `dt` apart; the last one of an episode may not be. */
  readonly even: number;
  /** S. */
  readonly dt: number;
  /** Since the first sample, s. */
  readonly time: Float64Array;
  /** Of the centre, on road 0, m. */
  readonly s: Float64Array;
  readonly d: Float64Array;
  /** Index of the driving lane of road 0 on which the centre is, or -1. */
  readonly lane: Int32Array;
  /** Largest distance of a corner from the drivable area, m; 0 on it. */
  readonly offM: Float64Array;
  /** Whether all corners are on one driving lane, or on one and the lanes that it leads to. */
  readonly inOneLane: Uint8Array;
  /** Whether the rear axle is where driving lanes of several roads lie over each other. */
  readonly inIntersection: Uint8Array;
}

export function traceEgo(log: EpisodeLog, map: ScoreMap): EgoTrace {
  const { count } = log;
  const n = log.actors.length;
  const places = new Places(map);
  const trace = {
    count,
    even: evenSamples(log),
    dt: logPeriodTicks(log.controlDt) * log.controlDt,
    time: new Float64Array(count),
    s: new Float64Array(count),
    d: new Float64Array(count),
    lane: new Int32Array(count),
    offM: new Float64Array(count),
    inOneLane: new Uint8Array(count),
    inIntersection: new Uint8Array(count),
  };
  const corners = new Float64Array(2 * CORNERS);
  const point = newRoadPoint();
  let s = NaN;
  for (let k = 0; k < count; k++) {
    const at = k * n + EGO;
    const { lengthM, widthM } = log.actors[EGO];
    const [x, y, heading] = [log.x[at], log.y[at], log.heading[at]];
    map.roads[0].project(x, y, s, point);
    s = point.s;
    trace.time[k] = (log.tick[k] - log.tick[0]) * log.controlDt;
    trace.s[k] = point.s;
    trace.d[k] = point.d;
    trace.lane[k] = laneUnder(map, point);
    boxCorners(x, y, heading, lengthM, widthM, corners);
    for (let i = 0; i < CORNERS; i++) {
      const off = places.look(i, corners[2 * i], corners[2 * i + 1]);
      if (off > trace.offM[k]) trace.offM[k] = off;
    }
    if (places.inOneLane()) trace.inOneLane[k] = 1;
    const rear = C.rearAxleShare.value * lengthM;
    if (places.onSeveralRoads(x - rear * cos(heading), y - rear * sin(heading))) trace.inIntersection[k] = 1;
  }
  return trace;
}

function evenSamples(log: EpisodeLog): number {
  const period = logPeriodTicks(log.controlDt);
  let even = 0;
  while (even < log.count && log.tick[even] - log.tick[0] === even * period) even++;
  return even;
}

function laneUnder(map: ScoreMap, { s, d }: RoadPoint): number {
  const index = map.laneAt(0, s, d, 0);
  return index >= 0 && distanceToLane(map, index, s, d) <= EDGE_TOLERANCE_M ? index : -1;
}

/** Distance of road coordinates from a lane, m; on bends with s measured along the reference line. */
function distanceToLane(map: ScoreMap, index: number, s: number, d: number): number {
  const lane = map.lanes[index];
  const along = Math.max(0, lane.startM - s, s - lane.endM);
  const across = Math.max(0, Math.abs(d - lane.centerM) - lane.widthM / 2);
  return Math.sqrt(along * along + across * across);
}

/** Which lanes the corners of the ego are on; keeps its scratch over the samples. */
class Places {
  private readonly roads: Int32Array;
  private readonly hints: Float64Array;
  /** Corner `i` is on driving lane `l`: `i * lanes + l`. */
  private readonly on: Uint8Array;
  private readonly point = newRoadPoint();

  constructor(private readonly map: ScoreMap) {
    this.roads = new Int32Array(map.roads.length);
    this.hints = new Float64Array(map.roads.length).fill(NaN);
    this.on = new Uint8Array(CORNERS * map.lanes.length);
  }

  /** Notes the driving lanes that corner `i` is on. @returns its distance from the drivable area, m */
  look(i: number, x: number, y: number): number {
    const { map } = this;
    const row = i * map.lanes.length;
    this.on.fill(0, row, row + map.lanes.length);
    let off = Infinity;
    const near = map.roadsNear(x, y, C.drivableTolerance.value, this.roads);
    for (let r = 0; r < near; r++) {
      const { s, d } = this.project(this.roads[r], x, y);
      for (const index of map.roads[this.roads[r]].lanes) {
        const distance = distanceToLane(map, index, s, d);
        if (distance < off) off = distance;
        if (distance <= EDGE_TOLERANCE_M && map.lanes[index].kind === 'driving') this.on[row + index] = 1;
      }
    }
    return off <= EDGE_TOLERANCE_M ? 0 : off;
  }

  inOneLane(): boolean {
    return this.map.lanes.some((lane) => {
      for (let i = 0; i < CORNERS; i++) {
        const row = i * this.map.lanes.length;
        if (this.on[row + lane.index] === 0 && !lane.successors.some((next) => this.on[row + next] === 1)) return false;
      }
      return true;
    });
  }

  onSeveralRoads(x: number, y: number): boolean {
    const { map } = this;
    if (map.roads.length === 1) return false;
    const near = map.roadsNear(x, y, 0, this.roads);
    let found = 0;
    for (let r = 0; r < near && found < 2; r++) {
      const { s, d } = this.project(this.roads[r], x, y);
      const isOn = (index: number) =>
        map.lanes[index].kind === 'driving' && distanceToLane(map, index, s, d) <= EDGE_TOLERANCE_M;
      if (map.roads[this.roads[r]].lanes.some(isOn)) found++;
    }
    return found === 2;
  }

  private project(road: number, x: number, y: number): RoadPoint {
    this.map.roads[road].project(x, y, this.hints[road], this.point);
    this.hints[road] = this.point.s;
    return this.point;
  }
}
