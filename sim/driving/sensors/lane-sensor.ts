import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { Lane, RoadMap } from '../map/types.ts';
import type { EgoState } from './ego-sensor.ts';

/** Distances ahead along the road at which its curvature is seen, m. */
export const CURVATURE_AHEAD_M: readonly number[] = [0, 20, 40, 80];

/** Farthest distance at which the end of a lane is seen, m; stands for 'no end in sight'. */
export const LANE_END_HORIZON_M = 300;

/** The road around the ego. Own direction is the one in which road 0 runs. */
export class LaneView implements Stateful {
  /** Index into `RoadMap.lanes` of the nearest lane of the own direction; -1 if there is none. */
  lane = -1;
  /** d of that lane's centre line and its width, m. */
  centerM = 0;
  widthM = 0;
  /** Offset of the ego from that centre line, m, left positive. */
  offsetM = 0;
  /** Neighbouring lanes of the own direction that exist here. */
  lanesLeft = 0;
  lanesRight = 0;
  /** Whether oncoming traffic runs left of the own lanes. */
  oncomingPresent = false;
  /** Whether the lane in which the ego is belongs to oncoming traffic. */
  inOncoming = false;
  /** Distance to where the own lane ends although the road goes on, m; at most `LANE_END_HORIZON_M`. */
  endAheadM = LANE_END_HORIZON_M;
  speedLimitMps = 0;
  /** Smallest and largest drivable d here, m. */
  drivableMinM = 0;
  drivableMaxM = 0;
  /** Curvature of the reference line at `CURVATURE_AHEAD_M`, 1/m, positive bends left. */
  readonly curvature = new Float64Array(CURVATURE_AHEAD_M.length);

  exchange(io: StateIo): void {
    this.lane = io.number('lane', this.lane);
    this.centerM = io.number('centerM', this.centerM);
    this.widthM = io.number('widthM', this.widthM);
    this.offsetM = io.number('offsetM', this.offsetM);
    this.lanesLeft = io.number('lanesLeft', this.lanesLeft);
    this.lanesRight = io.number('lanesRight', this.lanesRight);
    this.oncomingPresent = io.boolean('oncomingPresent', this.oncomingPresent);
    this.inOncoming = io.boolean('inOncoming', this.inOncoming);
    this.endAheadM = io.number('endAheadM', this.endAheadM);
    this.speedLimitMps = io.number('speedLimitMps', this.speedLimitMps);
    this.drivableMinM = io.number('drivableMinM', this.drivableMinM);
    this.drivableMaxM = io.number('drivableMaxM', this.drivableMaxM);
    io.numbers('curvature', this.curvature);
  }
}

/** Reads the lanes around the ego from the map, at the place where the ego believes to be. */
export class LaneSensor {
  private readonly map: RoadMap;

  constructor(map: RoadMap) {
    this.map = map;
  }

  read(ego: EgoState, out: LaneView): void {
    const road = this.map.roads[0];
    for (let k = 0; k < out.curvature.length; k++) out.curvature[k] = road.curvature(ego.s + CURVATURE_AHEAD_M[k]);
    out.drivableMinM = road.drivableMin(ego.s);
    out.drivableMaxM = road.drivableMax(ego.s);
    const here = this.map.laneAt(0, ego.s, ego.d, 0);
    out.inOncoming = here >= 0 && this.map.lanes[here].direction === -1;
    out.lane = this.map.laneAt(0, ego.s, ego.d, 1);
    if (out.lane >= 0) this.readLane(this.map.lanes[out.lane], ego, out);
  }

  private readLane(lane: Lane, ego: EgoState, out: LaneView): void {
    out.centerM = lane.centerM;
    out.widthM = lane.widthM;
    out.offsetM = ego.d - lane.centerM;
    out.speedLimitMps = lane.speedLimitMps;
    out.endAheadM = this.endAhead(lane, ego.s);

    const { lanes } = this.map;
    out.lanesLeft = 0;
    let leftmost = lane;
    while (leftmost.left >= 0 && exists(lanes[leftmost.left], ego.s)) {
      leftmost = lanes[leftmost.left];
      out.lanesLeft++;
    }
    out.oncomingPresent = leftmost.oncoming >= 0 && exists(lanes[leftmost.oncoming], ego.s);
    out.lanesRight = 0;
    let rightmost = lane;
    while (rightmost.right >= 0 && exists(lanes[rightmost.right], ego.s)) {
      rightmost = lanes[rightmost.right];
      out.lanesRight++;
    }
  }

  private endAhead(lane: Lane, s: number): number {
    if (lane.endM >= this.map.roads[lane.road].lengthM) return LANE_END_HORIZON_M;
    return Math.min(LANE_END_HORIZON_M, Math.max(0, lane.endM - s));
  }
}

function exists(lane: Lane, s: number): boolean {
  return lane.startM <= s && s <= lane.endM;
}
