/** Ticks that are owed beyond so much wall-clock time are dropped: the run is late for good, and never in a spiral. */
export const MAX_DEBT_MS = 250;
/** Span of the real-time factor, ms, and the parts in which it moves on. */
const WINDOW_MS = 1000;
const BUCKETS = 20;
const BUCKET_MS = WINDOW_MS / BUCKETS;
/** What a tick that starts late may take of its slot, so that it neither misses for that alone nor falls further behind. */
const LATE_SHARE = 0.5;
/** Left of the slot for the end of the tick. */
const FINISH_SHARE = 0.1;

/**
 * When ticks are due on the wall clock. Holds no timer and asks no clock: every method is told the time (ms).
 */
export class Pacer {
  private speed = 1;
  private running = false;
  /** Start of the slot of the next tick. */
  private nextMs = 0;
  private readonly rate = new RateMeter();

  /** @param controlDt control tick, s */
  constructor(private readonly controlDt: number) {}

  /** Wall-clock time of one tick, ms. */
  get slotMs(): number {
    return (this.controlDt * 1000) / this.speed;
  }

  /** The first tick is due at once. */
  start(nowMs: number): void {
    this.running = true;
    this.nextMs = nowMs;
    this.rate.start(nowMs);
  }

  stop(): void {
    this.running = false;
  }

  /** @param speed simulated time per wall-clock time, above 0 */
  setSpeed(speed: number, nowMs: number): void {
    this.speed = speed;
    this.nextMs = Math.min(this.nextMs, nowMs + this.slotMs);
    this.rate.start(nowMs);
  }

  /** Time until the next tick is due, ms; 0 or less: now. */
  waitMs(nowMs: number): number {
    return this.nextMs - nowMs;
  }

  /** Takes the next slot. @returns when its tick must end, ms */
  begin(nowMs: number): number {
    const { slotMs } = this;
    this.nextMs = Math.max(this.nextMs, nowMs - MAX_DEBT_MS) + slotMs;
    this.rate.count(nowMs);
    return Math.max(this.nextMs - FINISH_SHARE * slotMs, nowMs + LATE_SHARE * slotMs);
  }

  /** Simulated time per wall-clock time over the last second, or since the start or the last change of speed; 0 while stopped. */
  realTimeFactor(nowMs: number): number {
    return this.running ? this.rate.perSecond(nowMs) * this.controlDt : 0;
  }
}

/** Events per second over the last second, in a ring of buckets. */
class RateMeter {
  private readonly counts = new Float64Array(BUCKETS + 1);
  private startMs = 0;
  private bucket = 0;

  start(nowMs: number): void {
    this.counts.fill(0);
    this.startMs = nowMs;
    this.bucket = 0;
  }

  count(nowMs: number): void {
    this.moveTo(nowMs);
    this.counts[this.bucket % this.counts.length]++;
  }

  perSecond(nowMs: number): number {
    this.moveTo(nowMs);
    // The oldest bucket reaches beyond the window; its part within it counts.
    const inBucketMs = nowMs - this.startMs - this.bucket * BUCKET_MS;
    const oldest = (this.bucket + 1) % this.counts.length;
    let sum = -this.counts[oldest] * (inBucketMs / BUCKET_MS);
    for (const count of this.counts) sum += count;
    const spanMs = Math.min(WINDOW_MS, nowMs - this.startMs);
    return spanMs > 0 ? (sum * 1000) / spanMs : 0;
  }

  private moveTo(nowMs: number): void {
    const bucket = Math.floor((nowMs - this.startMs) / BUCKET_MS);
    const steps = Math.min(bucket - this.bucket, this.counts.length);
    for (let i = 0; i < steps; i++) this.counts[(this.bucket + 1 + i) % this.counts.length] = 0;
    if (bucket - this.bucket >= this.counts.length) this.counts.fill(0);
    this.bucket = Math.max(bucket, this.bucket);
  }
}
