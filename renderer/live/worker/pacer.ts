/** Ticks that are owed beyond so much wall-clock time are dropped: the run is late for good, and never in a spiral. */
export const MAX_DEBT_MS = 250;
/** Span of the real-time factor, ms. */
const WINDOW_MS = 1000;
/** More ticks than any speed gives in that span. */
const KEPT_TICKS = 2048;
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
    this.rate.start();
  }

  stop(): void {
    this.running = false;
  }

  /** @param speed simulated time per wall-clock time, above 0 */
  setSpeed(speed: number, nowMs: number): void {
    this.speed = speed;
    this.nextMs = Math.min(this.nextMs, nowMs + this.slotMs);
    this.rate.start();
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
    return this.running ? this.rate.perMs(nowMs, this.slotMs) * this.controlDt * 1000 : 0;
  }
}

/** Events per time over the last second: the intervals between them, so that a steady beat gives its exact rate. */
class RateMeter {
  private readonly times = new Float64Array(KEPT_TICKS);
  private first = 0;
  private end = 0;

  start(): void {
    this.first = this.end = 0;
  }

  count(nowMs: number): void {
    this.times[this.end++ % KEPT_TICKS] = nowMs;
    this.first = Math.max(this.first, this.end - KEPT_TICKS);
  }

  /** @param slotMs time until the next event, ms; longer silence lowers the rate */
  perMs(nowMs: number, slotMs: number): number {
    while (this.first < this.end && this.times[this.first % KEPT_TICKS] < nowMs - WINDOW_MS) this.first++;
    const intervals = this.end - this.first - 1;
    if (intervals < 1) return 0;
    const lastMs = this.times[(this.end - 1) % KEPT_TICKS];
    return intervals / (Math.max(lastMs, nowMs - slotMs) - this.times[this.first % KEPT_TICKS]);
  }
}
