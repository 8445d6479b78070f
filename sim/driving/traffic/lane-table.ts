import type { RoadMap } from '../map/types.ts';

/** The driving lanes of a map as typed columns, by lane index, for the traffic's inner loops. */
export class LaneTable {
  readonly count: number;
  readonly road: Int32Array;
  readonly center: Float64Array;
  readonly width: Float64Array;
  /** Edges, m: low < high. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly direction: Int8Array;
  /** Range of s, m. Lanes that reach the road's end continue for ever, as `Road.pose` does. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly speedLimit: Float64Array;
  /** Neighbour of the same direction as seen by the driver, or -1. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Most driving lanes that any road has beside each other or in sequence. */
  readonly mostPerRoad: number;
  private readonly first: Int32Array;
  private readonly ofRoad: Int32Array;

  constructor(map: RoadMap) {
    const lanes = map.lanes;
    this.count = lanes.length;
    this.road = Int32Array.from(lanes, (lane) => lane.road);
    this.center = Float64Array.from(lanes, (lane) => lane.centerM);
    this.width = Float64Array.from(lanes, (lane) => lane.widthM);
    this.low = Float64Array.from(lanes, (lane) => lane.centerM - lane.widthM / 2);
    this.high = Float64Array.from(lanes, (lane) => lane.centerM + lane.widthM / 2);
    this.direction = Int8Array.from(lanes, (lane) => lane.direction);
    this.start = Float64Array.from(lanes, (lane) => (lane.startM <= 0 ? -Infinity : lane.startM));
    this.end = Float64Array.from(lanes, (lane) => (lane.endM >= map.roads[lane.road].lengthM ? Infinity : lane.endM));
    this.speedLimit = Float64Array.from(lanes, (lane) => lane.speedLimitMps);
    this.left = Int32Array.from(lanes, (lane) => lane.left);
    this.right = Int32Array.from(lanes, (lane) => lane.right);

    const driving = map.roads.map((road) => road.lanes.filter((index) => lanes[index].kind === 'driving'));
    this.mostPerRoad = Math.max(...driving.map((indices) => indices.length));
    this.ofRoad = Int32Array.from(driving.flat());
    this.first = new Int32Array(map.roads.length + 1);
    driving.forEach((indices, road) => (this.first[road + 1] = this.first[road] + indices.length));
  }

  /** Number of driving lanes of `road`; the k-th is `laneOf(road, k)`. */
  lanesOf(road: number): number {
    return this.first[road + 1] - this.first[road];
  }

  laneOf(road: number, k: number): number {
    return this.ofRoad[this.first[road] + k];
  }

  /** The driving lane of `road` that contains (s, d), or -1. On a common edge the one with the smaller d. */
  containing(road: number, s: number, d: number): number {
    for (let k = this.first[road]; k < this.first[road + 1]; k++) {
      const lane = this.ofRoad[k];
      if (d >= this.low[lane] && d <= this.high[lane] && s >= this.start[lane] && s <= this.end[lane]) return lane;
    }
    return -1;
  }

  /** Where the lane ends for its traffic, m; infinite at the end of the road. */
  travelEnd(lane: number): number {
    return this.direction[lane] > 0 ? this.end[lane] : this.start[lane];
  }
}
