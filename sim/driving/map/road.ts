import type { PiecePoint, ReferenceLine } from './reference-line.ts';
import type { Lane, Road, RoadPoint } from './types.ts';

/** Points this close to an edge count as on the road, m: rounding leaves no slits between pieces and lanes. */
export const EDGE_TOLERANCE_M = 1e-9;

/** A reference line with its lanes. Coordinates beyond the ends continue straight, but are not drivable. */
export class LaneRoad implements Road {
  readonly index: number;
  readonly lengthM: number;
  readonly lanes: readonly number[];
  readonly line: ReferenceLine;
  /** Largest |d| of any lane's edge. */
  readonly widestM: number;
  /** startM, endM, right edge, left edge of each lane. */
  private readonly strips: Float64Array;
  private readonly local: PiecePoint = { u: 0, d: 0 };

  /** @param lanes the road's lanes by growing d */
  constructor(index: number, line: ReferenceLine, lanes: readonly Lane[]) {
    this.index = index;
    this.line = line;
    this.lengthM = line.lengthM;
    this.lanes = lanes.map((lane) => lane.index);
    this.strips = new Float64Array(4 * lanes.length);
    lanes.forEach((lane, i) => {
      const edges = [lane.startM, lane.endM, lane.centerM - lane.widthM / 2, lane.centerM + lane.widthM / 2];
      this.strips.set(edges, 4 * i);
    });
    this.widestM = Math.max(0, ...lanes.map((lane) => Math.abs(lane.centerM) + lane.widthM / 2));
  }

  pose(s: number, d: number, out: RoadPoint): RoadPoint {
    return this.line.pose(s, d, out);
  }

  project(x: number, y: number, hintS: number, out: RoadPoint): RoadPoint {
    return this.line.project(x, y, hintS, out);
  }

  curvature(s: number): number {
    return this.line.curvature(s);
  }

  drivableMin(s: number): number {
    const at = this.clampToLength(s);
    let edge = Infinity;
    for (let i = 0; i < this.strips.length; i += 4) {
      if (this.strips[i] <= at && at <= this.strips[i + 1]) edge = Math.min(edge, this.strips[i + 2]);
    }
    return edge;
  }

  drivableMax(s: number): number {
    const at = this.clampToLength(s);
    let edge = -Infinity;
    for (let i = 0; i < this.strips.length; i += 4) {
      if (this.strips[i] <= at && at <= this.strips[i + 1]) edge = Math.max(edge, this.strips[i + 3]);
    }
    return edge;
  }

  /** Whether (x, y) is on the part of the road from `fromS` to `toS`, which must lie within one piece. */
  covers(piece: number, fromS: number, toS: number, x: number, y: number): boolean {
    const { u, d } = this.line.locate(piece, x, y, this.local);
    const s = this.line.pieceStart(piece) + u;
    if (!(s >= fromS - EDGE_TOLERANCE_M && s <= toS + EDGE_TOLERANCE_M)) return false;
    return d >= this.drivableMin(s) - EDGE_TOLERANCE_M && d <= this.drivableMax(s) + EDGE_TOLERANCE_M;
  }

  private clampToLength(s: number): number {
    return s < 0 ? 0 : s > this.lengthM ? this.lengthM : s;
  }
}
