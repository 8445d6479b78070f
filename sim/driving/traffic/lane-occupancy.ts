import type { LaneTable } from './lane-table.ts';

/** Keys are `lane * LANE_STRIDE + s`: lanes never mix, and s keeps a resolution of less than a micrometre. */
const LANE_STRIDE = 1e6;

/** Vehicles whose sides are nearer than this share a path, m; mirrors and unease included. */
export const SIDE_MARGIN_M = 0.3;

/**
 * Who is in which lane, sorted along the lane. Rebuilt from the actors' state in every tick; nothing of it is state.
 * One entry (a slot) is one row in one lane; a row that overlaps several lanes has as many slots.
 */
export class LaneOccupancy {
  readonly row: Int32Array;
  /** Centre along the road of the slot's lane, and half the extent along it, m. */
  readonly s: Float64Array;
  readonly half: Float64Array;
  /** Speed along the road's reference line, m/s, positive towards growing s. */
  readonly speed: Float64Array;
  /** The strip across the road that is taken, m. */
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly lanes: LaneTable;
  /** Slots of row i: `first[i]` .. `first[i + 1] - 1`. */
  private readonly first: Int32Array;
  private readonly key: Float64Array;
  private readonly used: Int32Array;
  private readonly order: Int32Array;
  private filled = 0;

  /** @param capacity by row, how many lanes it can overlap at most */
  constructor(lanes: LaneTable, capacity: readonly number[]) {
    const rows = capacity.length;
    this.lanes = lanes;
    this.first = new Int32Array(rows + 1);
    for (let row = 0; row < rows; row++) this.first[row + 1] = this.first[row] + capacity[row];
    const slots = this.first[rows];
    this.row = Int32Array.from(capacity.flatMap((count, row) => new Array<number>(count).fill(row)));
    this.s = new Float64Array(slots);
    this.half = new Float64Array(slots);
    this.speed = new Float64Array(slots);
    this.low = new Float64Array(slots);
    this.high = new Float64Array(slots);
    this.key = new Float64Array(slots).fill(Infinity);
    this.used = new Int32Array(rows);
    this.order = Int32Array.from({ length: slots }, (_, slot) => slot);
  }

  clear(): void {
    this.used.fill(0);
  }

  /**
   * Enters a row into every driving lane of `road` that the strip from `low` to `high` overlaps at `s`. With
   * `whole`, it takes the whole width of those lanes: drivers stop for it wherever in the lane it is.
   */
  add(
    row: number,
    road: number,
    s: number,
    half: number,
    low: number,
    high: number,
    speed: number,
    whole: boolean,
  ): void {
    const lanes = this.lanes;
    const count = lanes.lanesOf(road);
    for (let k = 0; k < count; k++) {
      const lane = lanes.laneOf(road, k);
      if (high <= lanes.low[lane] || low >= lanes.high[lane]) continue;
      if (s + half < lanes.start[lane] || s - half > lanes.end[lane]) continue;
      const slot = this.first[row] + this.used[row];
      if (slot === this.first[row + 1]) return;
      this.used[row]++;
      this.s[slot] = s;
      this.half[slot] = half;
      this.speed[slot] = speed;
      this.low[slot] = whole ? -Infinity : low;
      this.high[slot] = whole ? Infinity : high;
      this.key[slot] = lane * LANE_STRIDE + s;
    }
  }

  /**
   * Insertion sort: from one tick to the next hardly anything overtakes anything. Ties are broken by slot, so that the
   * result does not depend on the order it starts from. Unused slots sink to the end and stay there.
   */
  sort(): void {
    const { key, order, used, first } = this;
    for (let row = 0; row < used.length; row++) {
      for (let slot = first[row] + used[row]; slot < first[row + 1]; slot++) key[slot] = Infinity;
    }
    let filled = 0;
    for (let i = 0; i < order.length; i++) {
      const slot = order[i];
      const value = key[slot];
      if (value === Infinity) continue;
      order[i] = order[filled]!;
      let at = filled++;
      while (at > 0) {
        const before = order[at - 1];
        const other = key[before];
        if (other < value || (other === value && before < slot)) break;
        order[at] = before;
        at--;
      }
      order[at] = slot;
    }
    this.filled = filled;
  }

  /**
   * The slot of the nearest row beyond `s` in `lane`, as seen towards growing s (`direction` 1) or falling s (-1), that
   * is in the path from `low` to `high` across the road; -1 when there is none within `rangeM`. Rows at exactly `s`
   * are beyond it when their number is larger (direction 1) or smaller (-1) than `self`'s.
   * @param blind rows that are not seen, as 1 in `hidden`, when true
   */
  next(
    lane: number,
    s: number,
    direction: number,
    low: number,
    high: number,
    rangeM: number,
    self: number,
    blind: boolean,
    hidden: Uint8Array,
  ): number {
    const laneKey = lane * LANE_STRIDE;
    const step = direction > 0 ? 1 : -1;
    for (let i = this.firstFrom(laneKey + s, step); i >= 0 && i < this.filled; i += step) {
      const slot = this.order[i];
      const distance = (this.s[slot] - s) * step;
      const key = this.key[slot];
      if (key < laneKey - LANE_STRIDE / 2 || key >= laneKey + LANE_STRIDE / 2 || distance > rangeM) return -1;
      const row = this.row[slot];
      if (row === self || (blind && hidden[row] === 1)) continue;
      if (distance < 0 || (distance === 0 && (row - self) * step < 0)) continue;
      if (this.high[slot] > low - SIDE_MARGIN_M && this.low[slot] < high + SIDE_MARGIN_M) return slot;
    }
    return -1;
  }

  /** Position in `order` of the first key >= `key` (step 1) or the last key <= `key` (step -1). */
  private firstFrom(key: number, step: number): number {
    let from = 0;
    let to = this.filled;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = this.key[this.order[middle]];
      if (other < key || (step < 0 && other === key)) from = middle + 1;
      else to = middle;
    }
    return step > 0 ? from : from - 1;
  }
}
