import { newRoadPoint } from './reference-line.ts';
import { EDGE_TOLERANCE_M } from './road.ts';
import type { LaneRoad } from './road.ts';

/** Length of the stretches that roads are cut into, m, and the smallest size of a cell. */
const STRETCH_M = 25;
/** Cells along the longer side at most, which bounds the memory for very long roads. */
const MAX_CELLS = 256;

/**
 * Static uniform grid over stretches of roads: which roads are near a point, and is the point on one of them.
 * Built once; queries do not allocate and visit only the cells around the point.
 */
export class RoadGrid {
  private readonly roads: readonly LaneRoad[];
  private readonly stretchRoad: Int32Array;
  private readonly stretchPiece: Int32Array;
  /** fromS, toS of each stretch. */
  private readonly ranges: Float64Array;
  /** minX, minY, maxX, maxY of each stretch with all its lanes. */
  private readonly boxes: Float64Array;
  private readonly originX: number;
  private readonly originY: number;
  private readonly cellM: number;
  private readonly columns: number;
  private readonly rows: number;
  /** The stretches of cell c are `cellItems[cellStart[c] .. cellStart[c + 1] - 1]`. */
  private readonly cellStart: Int32Array;
  private readonly cellItems: Int32Array;
  private readonly found: Uint8Array;

  constructor(roads: readonly LaneRoad[]) {
    this.roads = roads;
    this.found = new Uint8Array(roads.length);
    const stretches = roads.flatMap(stretchesOf);
    this.stretchRoad = Int32Array.from(stretches, (stretch) => stretch.road);
    this.stretchPiece = Int32Array.from(stretches, (stretch) => stretch.piece);
    this.ranges = Float64Array.from(stretches.flatMap((stretch) => [stretch.fromS, stretch.toS]));
    this.boxes = Float64Array.from(stretches.flatMap((stretch) => stretch.box));

    const [minX, minY, maxX, maxY] = hull(stretches);
    this.originX = minX;
    this.originY = minY;
    this.cellM = Math.max(STRETCH_M, (maxX - minX) / MAX_CELLS, (maxY - minY) / MAX_CELLS);
    this.columns = Math.floor((maxX - minX) / this.cellM) + 1;
    this.rows = Math.floor((maxY - minY) / this.cellM) + 1;

    const cells: number[][] = Array.from({ length: this.columns * this.rows }, () => []);
    stretches.forEach(({ box }, i) => {
      for (let row = this.row(box[1]); row <= this.row(box[3]); row++) {
        for (let column = this.column(box[0]); column <= this.column(box[2]); column++) {
          cells[row * this.columns + column].push(i);
        }
      }
    });
    this.cellStart = new Int32Array(cells.length + 1);
    cells.forEach((items, c) => (this.cellStart[c + 1] = this.cellStart[c] + items.length));
    this.cellItems = Int32Array.from(cells.flat());
  }

  /** Whether (x, y) is on any road; `hintRoad` (-1: none) is tried first. False for NaN. */
  drivable(x: number, y: number, hintRoad: number): boolean {
    const column = Math.floor((x - this.originX) / this.cellM);
    const row = Math.floor((y - this.originY) / this.cellM);
    if (!(column >= 0 && column < this.columns && row >= 0 && row < this.rows)) return false;
    const cell = row * this.columns + column;
    const from = this.cellStart[cell];
    const to = this.cellStart[cell + 1];
    for (let i = from; i < to; i++) {
      const stretch = this.cellItems[i];
      if (this.stretchRoad[stretch] === hintRoad && this.covers(stretch, x, y)) return true;
    }
    for (let i = from; i < to; i++) {
      const stretch = this.cellItems[i];
      if (this.stretchRoad[stretch] !== hintRoad && this.covers(stretch, x, y)) return true;
    }
    return false;
  }

  /** Writes the roads whose stretches' boxes come within `radius` of (x, y) to `out` by growing index; returns their count. */
  roadsNear(x: number, y: number, radius: number, out: Int32Array): number {
    this.found.fill(0);
    const lastColumn = this.column(x + radius);
    const lastRow = this.row(y + radius);
    for (let row = this.row(y - radius); row <= lastRow; row++) {
      for (let column = this.column(x - radius); column <= lastColumn; column++) {
        const cell = row * this.columns + column;
        for (let i = this.cellStart[cell]; i < this.cellStart[cell + 1]; i++) {
          const stretch = this.cellItems[i];
          const road = this.stretchRoad[stretch];
          if (this.found[road] === 0 && this.boxDistanceSquared(stretch, x, y) <= radius * radius) this.found[road] = 1;
        }
      }
    }
    let count = 0;
    for (let road = 0; road < this.roads.length && count < out.length; road++) {
      if (this.found[road] === 1) out[count++] = road;
    }
    return count;
  }

  private covers(stretch: number, x: number, y: number): boolean {
    if (this.boxDistanceSquared(stretch, x, y) > 0) return false;
    const road = this.roads[this.stretchRoad[stretch]];
    return road.covers(this.stretchPiece[stretch], this.ranges[2 * stretch], this.ranges[2 * stretch + 1], x, y);
  }

  private column(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.originX) / this.cellM)));
  }

  private row(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.originY) / this.cellM)));
  }

  private boxDistanceSquared(stretch: number, x: number, y: number): number {
    const b = 4 * stretch;
    const dx = Math.max(this.boxes[b] - x, 0, x - this.boxes[b + 2]);
    const dy = Math.max(this.boxes[b + 1] - y, 0, y - this.boxes[b + 3]);
    return dx * dx + dy * dy;
  }
}

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

interface Stretch {
  readonly road: number;
  readonly piece: number;
  readonly fromS: number;
  readonly toS: number;
  readonly box: Box;
}

function stretchesOf(road: LaneRoad): Stretch[] {
  const stretches: Stretch[] = [];
  for (let piece = 0; piece < road.line.pieceCount; piece++) {
    const start = road.line.pieceStart(piece);
    const length = road.line.pieceLength(piece);
    const count = Math.ceil(length / STRETCH_M);
    for (let i = 0; i < count; i++) {
      const fromS = start + (length * i) / count;
      const toS = i === count - 1 ? start + length : start + (length * (i + 1)) / count;
      stretches.push({ road: road.index, piece, fromS, toS, box: boxOf(road, fromS, toS) });
    }
  }
  return stretches;
}

/** No point of the stretch is farther from its middle than half its length, plus the widest offset of a lane. */
function boxOf(road: LaneRoad, fromS: number, toS: number): Box {
  const middle = road.pose((fromS + toS) / 2, 0, newRoadPoint());
  const reach = (toS - fromS) / 2 + road.widestM + 2 * EDGE_TOLERANCE_M;
  return [middle.x - reach, middle.y - reach, middle.x + reach, middle.y + reach];
}

function hull(stretches: readonly Stretch[]): Box {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { box } of stretches) {
    minX = Math.min(minX, box[0]);
    minY = Math.min(minY, box[1]);
    maxX = Math.max(maxX, box[2]);
    maxY = Math.max(maxY, box[3]);
  }
  return [minX, minY, maxX, maxY];
}
