import { cos, sin, wrapAngle } from '../../kernel/math.ts';
import { ACTOR_KINDS, EGO, type ActorTable } from '../actor-table.ts';
import type { ActorKind } from '../spec.ts';
import { BoxViews } from './box-view.ts';

/** Share of its angle that must be free for an object to be seen. */
export const VISIBLE_SHARE = 0.25;

/** Free width that suffices for an object of any size, m. */
export const VISIBLE_WIDTH_M = 0.4;

/** An object is seen over an occluder if it rises this far above the line of sight that grazes the occluder's top, m; half of its height suffices for low objects. */
export const SEEN_OVER_M = 0.5;

/** Too low or too narrow to hide anything. */
const TRANSPARENT: readonly ActorKind[] = ['debris', 'pedestrian', 'cyclist'];

/**
 * Whether an object of height `objectM` at the distance `objectAtM` is seen over an occluder of height `occluderM` that
 * the line of sight enters at `nearM` and leaves at `farM`, from the height `sensorM`. All in metres.
 */
export function seenOver(
  sensorM: number,
  occluderM: number,
  nearM: number,
  farM: number,
  objectM: number,
  objectAtM: number,
): boolean {
  // Looking up, the near edge of its top is in the way; looking down, the far edge.
  const edgeM = Math.max(occluderM > sensorM ? nearM : farM, 1e-6);
  const grazingM = sensorM + ((occluderM - sensorM) * objectAtM) / edgeM;
  return objectM - grazingM >= Math.min(SEEN_OVER_M, 0.5 * objectM);
}

/**
 * Which actors the ego can see from its box centre at roof height. An actor is seen if it is in range, and the part of
 * its angle that lies in the field of view and that no occluder covers is at least `VISIBLE_SHARE` of it or
 * `VISIBLE_WIDTH_M` wide. Only actors that are seen themselves hide others: whatever is undetected has no effect
 * at all, so that nothing about it leaks.
 */
export class Visibility {
  /** By row of the actor table: 1 if seen at the last look. The ego's own row stays 0. */
  readonly seen: Uint8Array;

  private readonly table: ActorTable;
  private readonly rangeM: number;
  private readonly fieldOfViewRad: number;
  private readonly views: BoxViews;
  private readonly opaque: Uint8Array;
  /** Rows in range, nearest first. */
  private readonly order: Int32Array;
  /** Seen rows that can hide others. */
  private readonly occluders: Int32Array;
  private readonly cover: IntervalUnion;

  constructor(table: ActorTable, rangeM: number, fieldOfViewRad: number) {
    this.table = table;
    this.rangeM = rangeM;
    this.fieldOfViewRad = fieldOfViewRad;
    this.views = new BoxViews(table);
    this.seen = new Uint8Array(table.count);
    this.opaque = table.kind.map((kind) => (TRANSPARENT.includes(ACTOR_KINDS[kind]) ? 0 : 1));
    this.order = new Int32Array(table.count);
    this.occluders = new Int32Array(table.count);
    // Each occluder and the blind angle can cover an object from both ends.
    this.cover = new IntervalUnion(2 * table.count);
  }

  /** Looks from where the ego is now. */
  look(): void {
    const inRange = this.sortByDistance();
    let occluders = 0;
    this.seen.fill(0);
    for (let k = 0; k < inRange; k++) {
      const row = this.order[k];
      if (!this.isSeen(row, occluders)) continue;
      this.seen[row] = 1;
      if (this.opaque[row] === 1) this.occluders[occluders++] = row;
    }
  }

  private sortByDistance(): number {
    const { table, views, order } = this;
    const x = table.x[EGO];
    const y = table.y[EGO];
    let n = 0;
    for (let row = 1; row < table.count; row++) {
      if (!views.view(row, x, y, this.rangeM)) continue;
      const near = views.nearM[row];
      let k = n++;
      for (; k > 0 && views.nearM[order[k - 1]] > near; k--) order[k] = order[k - 1];
      order[k] = row;
    }
    return n;
  }

  private isSeen(row: number, occluders: number): boolean {
    const { views, cover } = this;
    const from = views.from[row];
    const width = views.width[row];
    cover.clear();
    if (this.fieldOfViewRad < 2 * Math.PI) {
      const blindFrom = this.table.heading[EGO] + 0.5 * this.fieldOfViewRad;
      this.addCover(wrapAngle(blindFrom - from), 2 * Math.PI - this.fieldOfViewRad, width);
    }
    for (let k = 0; k < occluders; k++) this.addOccluder(this.occluders[k], row);
    const free = width - cover.length();
    return free > 0 && (free >= VISIBLE_SHARE * width || free * views.nearM[row] >= VISIBLE_WIDTH_M);
  }

  private addOccluder(occluder: number, row: number): void {
    const { views, table } = this;
    const offset = wrapAngle(views.from[occluder] - views.from[row]);
    const start = Math.max(0, offset);
    const end = Math.min(views.width[row], offset + views.width[occluder]);
    if (start >= end) return;
    // Boxes that do not overlap keep their order along all rays that meet both: one ray tells who is in front.
    const direction = views.from[row] + 0.5 * (start + end);
    const dirX = cos(direction);
    const dirY = sin(direction);
    if (!views.cast(occluder, dirX, dirY)) return;
    const occluderNear = views.enterM;
    const occluderFar = views.leaveM;
    if (!views.cast(row, dirX, dirY) || views.enterM <= occluderNear) return;
    const sensorM = table.heightM[EGO];
    if (seenOver(sensorM, table.heightM[occluder], occluderNear, occluderFar, table.heightM[row], views.enterM)) return;
    this.cover.add(start, end);
  }

  /** Covers the angles offset .. offset + length of an object that fills 0 .. width; the circle closes, so one turn back counts too. */
  private addCover(offset: number, length: number, width: number): void {
    this.cover.add(Math.max(0, offset), Math.min(width, offset + length));
    this.cover.add(Math.max(0, offset - 2 * Math.PI), Math.min(width, offset - 2 * Math.PI + length));
  }
}

/** A union of intervals on a line, of fixed capacity. */
class IntervalUnion {
  private readonly start: Float64Array;
  private readonly end: Float64Array;
  private n = 0;

  constructor(capacity: number) {
    this.start = new Float64Array(capacity);
    this.end = new Float64Array(capacity);
  }

  clear(): void {
    this.n = 0;
  }

  /** Adds [from, to]; nothing if empty. */
  add(from: number, to: number): void {
    if (from >= to) return;
    let k = this.n++;
    for (; k > 0 && this.start[k - 1] > from; k--) {
      this.start[k] = this.start[k - 1];
      this.end[k] = this.end[k - 1];
    }
    this.start[k] = from;
    this.end[k] = to;
  }

  length(): number {
    let covered = 0;
    let reached = -Infinity;
    for (let k = 0; k < this.n; k++) {
      const from = Math.max(this.start[k], reached);
      if (this.end[k] > from) covered += this.end[k] - from;
      reached = Math.max(reached, this.end[k]);
    }
    return covered;
  }
}
