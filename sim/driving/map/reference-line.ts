import { atan2, cos, hypot, sin, wrapAngle } from '../../kernel/math.ts';
import type { SegmentSpec } from '../spec.ts';
import type { RoadPoint } from './types.ts';

/** Squared distances that differ by less are equal but for rounding, m2. */
const TIE_SQUARED_M2 = 1e-9;

/** Coordinates relative to one piece: `u` is the arc length from its start (not limited to the piece), `d` the offset. */
export interface PiecePoint {
  u: number;
  d: number;
}

/**
 * A planar line of straight and circular pieces with continuous heading. Pose and projection are closed forms that
 * hold for every curvature, zero and the tiniest included; neither allocates.
 */
export class ReferenceLine {
  readonly lengthM: number;
  readonly pieceCount: number;
  /** Curvature of each piece, 1/m. */
  private readonly kappa: Float64Array;
  /** Nodes: start of each piece, and the end of the last one. */
  private readonly nodeS: Float64Array;
  private readonly nodeX: Float64Array;
  private readonly nodeY: Float64Array;
  private readonly nodeHeading: Float64Array;
  private readonly nodeCos: Float64Array;
  private readonly nodeSin: Float64Array;
  /** minX, minY, maxX, maxY of each piece. */
  private readonly boxes: Float64Array;
  private readonly local: PiecePoint = { u: 0, d: 0 };
  private bestIsFoot = false;
  private bestSquared = 0;
  private bestS = 0;
  private bestD = 0;

  /**
   * @param x,y,heading pose of the start, m and rad
   * @param segments at least one; lengths positive, each turning by less than a full circle (`mapProblems` checks both)
   */
  constructor(x: number, y: number, heading: number, segments: readonly SegmentSpec[]) {
    const n = segments.length;
    this.pieceCount = n;
    this.kappa = Float64Array.from(segments, (segment) => segment.curvature);
    this.nodeS = new Float64Array(n + 1);
    this.nodeX = new Float64Array(n + 1);
    this.nodeY = new Float64Array(n + 1);
    this.nodeHeading = new Float64Array(n + 1);
    this.nodeCos = new Float64Array(n + 1);
    this.nodeSin = new Float64Array(n + 1);
    this.boxes = new Float64Array(4 * n);
    const end = newRoadPoint();
    end.x = x;
    end.y = y;
    let endHeading = heading;
    let s = 0;
    for (let i = 0; ; i++) {
      this.nodeS[i] = s;
      this.nodeX[i] = end.x;
      this.nodeY[i] = end.y;
      this.nodeHeading[i] = endHeading;
      this.nodeCos[i] = cos(endHeading);
      this.nodeSin[i] = sin(endHeading);
      const segment = segments[i];
      if (segment === undefined) break;
      this.piecePose(i, segment.lengthM, 0, end);
      endHeading += segment.curvature * segment.lengthM;
      s += segment.lengthM;
    }
    this.lengthM = s;
    for (let i = 0; i < n; i++) this.boundPiece(i);
  }

  pieceStart(piece: number): number {
    return this.nodeS[piece];
  }

  pieceLength(piece: number): number {
    return this.nodeS[piece + 1] - this.nodeS[piece];
  }

  /** 1/m; at a joint that of the piece that begins there; 0 beyond the ends. */
  curvature(s: number): number {
    return s < 0 || s > this.lengthM ? 0 : this.kappa[this.pieceAt(s)];
  }

  /** Index of the piece that contains `s`; the first or last one beyond the ends. */
  pieceAt(s: number): number {
    let low = 0;
    let high = this.pieceCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.nodeS[middle] <= s) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Fills `out` with the pose of (s, d); beyond the ends the line continues straight. */
  pose(s: number, d: number, out: RoadPoint): RoadPoint {
    const end = this.pieceCount;
    if (s < 0) this.nodePose(0, s, d, out);
    else if (s > this.lengthM) this.nodePose(end, s - this.lengthM, d, out);
    else {
      const i = this.pieceAt(s);
      this.piecePose(i, s - this.nodeS[i], d, out);
    }
    out.s = s;
    out.d = d;
    return out;
  }

  /**
   * Fills `out` with the road coordinates of (x, y): of the nearest point of the line and its straight continuations.
   * `out.x` and `out.y` are the given point, so that `pose(out.s, out.d)` leads back to it.
   * @param hintS arc length near the answer (NaN: none); breaks ties and saves time
   */
  project(x: number, y: number, hintS: number, out: RoadPoint): RoadPoint {
    this.bestIsFoot = false;
    this.bestSquared = Infinity;
    this.bestS = NaN;
    this.bestD = NaN;
    const first = this.pieceAt(hintS);
    this.tryPiece(first, x, y);
    for (let i = 0; i < this.pieceCount; i++) {
      if (i !== first && this.boxDistanceSquared(i, x, y) < this.bestSquared) this.tryPiece(i, x, y);
    }
    this.tryContinuation(0, x, y);
    this.tryContinuation(this.pieceCount, x, y);

    const s = this.bestS;
    const i = this.pieceAt(s);
    const within = s >= 0 && s <= this.lengthM;
    const kappa = within ? this.kappa[i] : 0;
    out.s = s;
    out.d = this.bestD;
    out.x = x;
    out.y = y;
    out.curvature = kappa;
    out.heading = within
      ? wrapAngle(this.nodeHeading[i] + kappa * (s - this.nodeS[i]))
      : wrapAngle(this.nodeHeading[s < 0 ? 0 : this.pieceCount]);
    return out;
  }

  /**
   * Coordinates of (x, y) relative to the whole line or circle that `piece` is a part of; on arcs, the seam
   * of `u` lies opposite the middle of the piece.
   */
  locate(piece: number, x: number, y: number, out: PiecePoint): PiecePoint {
    const dx = x - this.nodeX[piece];
    const dy = y - this.nodeY[piece];
    const a = this.nodeCos[piece] * dx + this.nodeSin[piece] * dy;
    const b = this.nodeCos[piece] * dy - this.nodeSin[piece] * dx;
    const kappa = this.kappa[piece];
    if (kappa === 0) {
      out.u = a;
      out.d = b;
      return out;
    }
    // d = R - rho with rho the distance to the centre, written as (R^2 - rho^2) / (R + rho) and multiplied by kappa:
    // no difference of two large radii is left, so that nearly straight arcs keep full precision.
    const ka = kappa * a;
    const kb = 1 - kappa * b;
    out.d = (2 * b - kappa * (a * a + b * b)) / (1 + Math.sqrt(ka * ka + kb * kb));
    const u = atan2(ka, kb) / kappa;
    const circumference = (2 * Math.PI) / Math.abs(kappa);
    out.u = u < (this.pieceLength(piece) - circumference) / 2 ? u + circumference : u;
    return out;
  }

  /** Pose of a point of piece `i`, `u` from its start. The chord has length u sin(h)/h and direction heading + h, h = kappa u / 2. */
  private piecePose(i: number, u: number, d: number, out: RoadPoint): RoadPoint {
    const kappa = this.kappa[i];
    const half = 0.5 * kappa * u;
    const c = this.nodeCos[i];
    const s = this.nodeSin[i];
    if (half === 0) {
      out.x = this.nodeX[i] + c * u - s * d;
      out.y = this.nodeY[i] + s * u + c * d;
    } else {
      const sinHalf = sin(half);
      const cosHalf = cos(half);
      const chord = (u * sinHalf) / half;
      const sinTurn = 2 * sinHalf * cosHalf;
      const cosTurn = 1 - 2 * sinHalf * sinHalf;
      out.x = this.nodeX[i] + chord * (c * cosHalf - s * sinHalf) - d * (s * cosTurn + c * sinTurn);
      out.y = this.nodeY[i] + chord * (s * cosHalf + c * sinHalf) + d * (c * cosTurn - s * sinTurn);
    }
    out.heading = wrapAngle(this.nodeHeading[i] + kappa * u);
    out.curvature = kappa;
    return out;
  }

  private nodePose(node: number, u: number, d: number, out: RoadPoint): void {
    const c = this.nodeCos[node];
    const s = this.nodeSin[node];
    out.x = this.nodeX[node] + c * u - s * d;
    out.y = this.nodeY[node] + s * u + c * d;
    out.heading = wrapAngle(this.nodeHeading[node]);
    out.curvature = 0;
  }

  private tryPiece(i: number, x: number, y: number): void {
    const { u, d } = this.locate(i, x, y, this.local);
    if (u >= 0 && u <= this.pieceLength(i)) {
      if (this.isBetter(d * d)) this.keep(d * d, this.nodeS[i] + u, d, true);
    } else {
      this.tryNode(i + 1, x, y);
    }
  }

  /** The heading being continuous, the nearest point is a foot; but at a joint rounding can hide it from both pieces. */
  private tryNode(node: number, x: number, y: number): void {
    const dx = x - this.nodeX[node];
    const dy = y - this.nodeY[node];
    const squared = dx * dx + dy * dy;
    if (!this.isBetter(squared)) return;
    const left = this.nodeCos[node] * dy - this.nodeSin[node] * dx;
    this.keep(squared, this.nodeS[node], left < 0 ? -Math.sqrt(squared) : Math.sqrt(squared), false);
  }

  private tryContinuation(node: number, x: number, y: number): void {
    const dx = x - this.nodeX[node];
    const dy = y - this.nodeY[node];
    const along = this.nodeCos[node] * dx + this.nodeSin[node] * dy;
    if (node === 0 ? along >= 0 : along <= 0) return;
    const left = this.nodeCos[node] * dy - this.nodeSin[node] * dx;
    if (this.isBetter(left * left)) this.keep(left * left, this.nodeS[node] + along, left, true);
  }

  /** A foot yields only to what is clearly nearer, so that the hinted one wins ties; a mere node of a piece to any. */
  private isBetter(squared: number): boolean {
    return squared < (this.bestIsFoot ? this.bestSquared - TIE_SQUARED_M2 : this.bestSquared);
  }

  private keep(squared: number, s: number, d: number, isFoot: boolean): void {
    this.bestIsFoot = isFoot;
    this.bestSquared = squared;
    this.bestS = s;
    this.bestD = d;
  }

  private boxDistanceSquared(i: number, x: number, y: number): number {
    const dx = Math.max(this.boxes[4 * i] - x, 0, x - this.boxes[4 * i + 2]);
    const dy = Math.max(this.boxes[4 * i + 1] - y, 0, y - this.boxes[4 * i + 3]);
    return dx * dx + dy * dy;
  }

  /** No point of an arc is farther from its chord than its middle is. */
  private boundPiece(i: number): void {
    const middle = this.piecePose(i, 0.5 * this.pieceLength(i), 0, newRoadPoint());
    const [x0, x1] = [this.nodeX[i], this.nodeX[i + 1]];
    const [y0, y1] = [this.nodeY[i], this.nodeY[i + 1]];
    const sagitta = hypot(middle.x - 0.5 * (x0 + x1), middle.y - 0.5 * (y0 + y1));
    this.boxes[4 * i] = Math.min(x0, x1) - sagitta;
    this.boxes[4 * i + 1] = Math.min(y0, y1) - sagitta;
    this.boxes[4 * i + 2] = Math.max(x0, x1) + sagitta;
    this.boxes[4 * i + 3] = Math.max(y0, y1) + sagitta;
  }
}

/** A scratch point for `pose` and `project`. */
export function newRoadPoint(): RoadPoint {
  return { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
}
