/** Odd constants that spread cell coordinates over the buckets. */
const HASH_X = 0x9e3779b1 | 0;
const HASH_Y = 0x85ebca77 | 0;

/**
 * Uniform hash grid over circles (points are circles of radius 0, boxes are represented by their bounding circles).
 * Rebuilt in O(n), typically every tick; after construction nothing allocates. Results come in ascending index order,
 * so that they do not depend on the grid.
 */
export class SpatialIndex {
  readonly capacity: number;
  readonly cellSizeM: number;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly radius: Float64Array;
  private readonly bucketOf: Int32Array;
  /** Items of bucket b are `items[bucketStart[b]]` .. `items[bucketStart[b + 1] - 1]`. */
  private readonly bucketStart: Int32Array;
  private readonly items: Int32Array;
  private readonly bucketMask: number;
  private readonly found: Uint32Array;
  private count = 0;
  private largestRadius = 0;

  /**
   * @param capacity largest number of items
   * @param cellSizeM edge of a cell, m; about the usual query radius
   */
  constructor(capacity: number, cellSizeM: number) {
    if (!(capacity >= 1 && Math.floor(capacity) === capacity)) {
      throw new RangeError(`SpatialIndex capacity must be a whole number of at least 1, but is ${capacity}.`);
    }
    if (!(cellSizeM > 0) || cellSizeM === Infinity) {
      throw new RangeError(`SpatialIndex cellSizeM must be a finite number above 0, but is ${cellSizeM}.`);
    }
    this.capacity = capacity;
    this.cellSizeM = cellSizeM;
    let buckets = 16;
    while (buckets < 2 * capacity) buckets *= 2;
    this.bucketMask = buckets - 1;
    this.x = new Float64Array(capacity);
    this.y = new Float64Array(capacity);
    this.radius = new Float64Array(capacity);
    this.bucketOf = new Int32Array(capacity);
    this.bucketStart = new Int32Array(buckets + 1);
    this.items = new Int32Array(capacity);
    this.found = new Uint32Array(Math.ceil(capacity / 32));
  }

  /**
   * Replaces the content by the first `count` circles; the arrays are copied.
   * @param radius null: all are points
   * @throws RangeError if `count` exceeds the capacity
   */
  rebuild(x: Float64Array, y: Float64Array, radius: Float64Array | null, count: number): void {
    if (count > this.capacity) {
      throw new RangeError(`SpatialIndex holds ${this.capacity} items, but was given ${count}.`);
    }
    this.count = count;
    this.largestRadius = 0;
    const start = this.bucketStart;
    start.fill(0);
    for (let i = 0; i < count; i++) {
      this.x[i] = x[i]!;
      this.y[i] = y[i]!;
      const r = radius === null ? 0 : radius[i];
      this.radius[i] = r;
      if (r > this.largestRadius) this.largestRadius = r;
      const bucket = this.bucket(Math.floor(x[i] / this.cellSizeM), Math.floor(y[i] / this.cellSizeM));
      this.bucketOf[i] = bucket;
      start[bucket] = start[bucket] + 1;
    }
    for (let b = 1; b < start.length; b++) start[b] = start[b] + start[b - 1];
    for (let i = count - 1; i >= 0; i--) {
      const at = start[this.bucketOf[i]] - 1;
      start[this.bucketOf[i]] = at;
      this.items[at] = i;
    }
  }

  /**
   * Writes the indices of all circles that share a point with the circle (x, y, radius) to `out`, ascending.
   * @returns their number
   * @throws RangeError if `out` is too short
   */
  query(x: number, y: number, radius: number, out: Int32Array): number {
    // A little wider, so that rounding at a cell edge loses nothing.
    const reach = (radius + this.largestRadius) * (1 + 1e-9);
    const x0 = Math.floor((x - reach) / this.cellSizeM);
    const x1 = Math.floor((x + reach) / this.cellSizeM);
    const y0 = Math.floor((y - reach) / this.cellSizeM);
    const y1 = Math.floor((y + reach) / this.cellSizeM);
    if (!((x1 - x0 + 1) * (y1 - y0 + 1) < this.count)) {
      for (let i = 0; i < this.count; i++) this.mark(i, x, y, radius);
    } else {
      for (let cellY = y0; cellY <= y1; cellY++) {
        for (let cellX = x0; cellX <= x1; cellX++) this.markBucket(this.bucket(cellX, cellY), x, y, radius);
      }
    }
    return this.collect(out);
  }

  private bucket(cellX: number, cellY: number): number {
    const hash = Math.imul(cellX, HASH_X) ^ Math.imul(cellY, HASH_Y);
    return (hash ^ (hash >>> 15)) & this.bucketMask;
  }

  private markBucket(bucket: number, x: number, y: number, radius: number): void {
    const end = this.bucketStart[bucket + 1];
    for (let at = this.bucketStart[bucket]; at < end; at++) this.mark(this.items[at], x, y, radius);
  }

  private mark(item: number, x: number, y: number, radius: number): void {
    const dx = this.x[item] - x;
    const dy = this.y[item] - y;
    const reach = radius + this.radius[item];
    if (dx * dx + dy * dy <= reach * reach) this.found[item >>> 5] |= 1 << (item & 31);
  }

  /** Reads the marks in ascending order and clears them. */
  private collect(out: Int32Array): number {
    let total = 0;
    const end = (this.count + 31) >>> 5;
    for (let w = 0; w < end; w++) {
      const word = this.found[w];
      if (word === 0) continue;
      this.found[w] = 0;
      for (let bit = 0; bit < 32; bit++) {
        if (((word >>> bit) & 1) === 0) continue;
        if (total < out.length) out[total] = w * 32 + bit;
        total++;
      }
    }
    if (total > out.length) {
      throw new RangeError(`SpatialIndex found ${total} items, but the array for them holds only ${out.length}.`);
    }
    return total;
  }
}
