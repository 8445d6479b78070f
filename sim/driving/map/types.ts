/** Scratch result of a projection or a pose; callers own and reuse it, so that nothing is allocated in the tick. */
export interface RoadPoint {
  /** Arc length along the reference line, m. */
  s: number;
  /** Lateral offset, m, left positive. */
  d: number;
  /** World position, m. */
  x: number;
  y: number;
  /** Heading of the reference line at `s`, rad in (-pi, pi]. */
  heading: number;
  /** Curvature of the reference line at `s`, 1/m, positive bends left. */
  curvature: number;
}

/** One direction of travel between two lines parallel to the reference line. */
export interface Lane {
  /** Unique in the map, e.g. `0/1`. */
  readonly id: string;
  /** Index into `RoadMap.lanes`. */
  readonly index: number;
  readonly road: number;
  /** d of the centre line. */
  readonly centerM: number;
  readonly widthM: number;
  /** 1: travels towards growing s; -1: towards falling s. */
  readonly direction: 1 | -1;
  /** The lane exists for startM <= s <= endM. */
  readonly startM: number;
  readonly endM: number;
  readonly kind: 'driving' | 'shoulder';
  readonly speedLimitMps: number;
  /** Index of the neighbour lane on the left or right as seen in the direction of travel, of the same direction and kind `driving`, or -1. */
  readonly left: number;
  readonly right: number;
  /** Index of the neighbour on the left that carries oncoming traffic, or -1. */
  readonly oncoming: number;
  /** Lanes that this one leads over to, in the direction of travel: at its end, or where a turning connector branches off (`laneJoints` tells the arc lengths). */
  readonly successors: readonly number[];
  readonly predecessors: readonly number[];
}

/** A reference line of straight and circular pieces with parallel lanes. */
export interface Road {
  readonly index: number;
  readonly lengthM: number;
  /** Indices of its lanes by growing d, shoulders included. */
  readonly lanes: readonly number[];
  /** Fills `out` with the pose of (s, d); s beyond the ends continues straight. */
  pose(s: number, d: number, out: RoadPoint): RoadPoint;
  /** Fills `out` with the road coordinates of (x, y), those of the nearest point of the reference line; exact on lines and arcs. `out.x`, `out.y` are the given point. `hintS` (NaN: none) only breaks ties and speeds up. */
  project(x: number, y: number, hintS: number, out: RoadPoint): RoadPoint;
  curvature(s: number): number;
  /** Smallest and largest d that is drivable at s (lanes and shoulders); beyond the ends, that at the end. */
  drivableMin(s: number): number;
  drivableMax(s: number): number;
}

export interface RoadMap {
  readonly roads: readonly Road[];
  readonly lanes: readonly Lane[];
  /** The driving lane of `road` that contains (s, d) and travels in `direction` (0: any), or the nearest such lane; -1 if the road has none. Allocation-free. */
  laneAt(road: number, s: number, d: number, direction: -1 | 0 | 1): number;
  /** Whether a world point is on a lane or shoulder of any road; `hintRoad` is tried first. */
  drivable(x: number, y: number, hintRoad: number): boolean;
  /** Roads that can have points within `radius` of (x, y), by index, found through the spatial index; written to `out`, count returned. */
  roadsNear(x: number, y: number, radius: number, out: Int32Array): number;
}
