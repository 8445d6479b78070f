/** Longest time in which the page gets no turn, ms. */
const TURN_MS = 10;

/** Lets the page draw and listen in between long work, also in a tab that is hidden, where timers hardly run. */
export class PageRest {
  private lastMs = performance.now();
  private readonly channel = new MessageChannel();
  private resolve: (() => void) | null = null;

  constructor() {
    this.channel.port1.onmessage = () => {
      this.lastMs = performance.now();
      const { resolve } = this;
      this.resolve = null;
      resolve?.();
    };
  }

  /** Null while the turn is not over; one caller at a time. */
  readonly rest = (): Promise<void> | null => {
    if (performance.now() - this.lastMs < TURN_MS) return null;
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.channel.port2.postMessage(null);
    });
  };

  dispose(): void {
    this.channel.port1.close();
  }
}
