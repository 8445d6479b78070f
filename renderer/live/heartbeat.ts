const SILENCE_MS = 5000;
const CHECK_MS = 1000;

/**
 * Notices that a running worker has gone silent for 5 s. A page that was itself asleep, hidden or stalled, has heard
 * nothing either: after a late check the silence counts anew.
 */
export class Heartbeat {
  private readonly silent: () => void;
  private timer: ReturnType<typeof setInterval> | null = null;
  private heardMs = 0;
  private checkedMs = 0;

  /** @param silent is called once; watching ends with it */
  constructor(silent: () => void) {
    this.silent = silent;
  }

  /** @param on whether the worker has to speak */
  watch(on: boolean): void {
    if (on === (this.timer !== null)) return;
    if (!on) return this.stop();
    this.heardMs = this.checkedMs = performance.now();
    this.timer = setInterval(() => this.check(), CHECK_MS);
  }

  heard(): void {
    this.heardMs = performance.now();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private check(): void {
    const now = performance.now();
    if (now - this.checkedMs > 2 * CHECK_MS) this.heardMs = now;
    this.checkedMs = now;
    if (now - this.heardMs < SILENCE_MS) return;
    this.stop();
    this.silent();
  }
}
