/** Longest time in which the page gets no turn, ms. */
const TURN_MS = 10;
/** A page that always has something better to do gives a turn after so long, ms. */
const PATIENCE_MS = 60;

/** Part of the Prioritized Task Scheduling API, which not every browser has. */
interface TaskScheduler {
  postTask(task: () => void, options: { readonly priority: 'background' }): Promise<void>;
}

/** Lets the page draw and listen in between long work, also in a tab that is hidden, where timers hardly run. */
export class PageRest {
  private lastMs = performance.now();
  private readonly scheduler = (globalThis as { readonly scheduler?: TaskScheduler }).scheduler ?? null;
  private readonly channel = new MessageChannel();
  private resolve: () => void = () => undefined;

  constructor() {
    this.channel.port1.onmessage = () => this.resolve();
  }

  /** Null while the turn is not over; one caller at a time. */
  readonly rest = (): Promise<void> | null => {
    if (performance.now() - this.lastMs < TURN_MS) return null;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.resolve(), PATIENCE_MS);
      this.resolve = () => {
        clearTimeout(timer);
        this.lastMs = performance.now();
        resolve();
      };
      // Of lower priority than drawing; messages would come before it.
      if (this.scheduler === null) this.channel.port2.postMessage(null);
      else this.scheduler.postTask(this.resolve, { priority: 'background' }).catch(() => this.resolve());
    });
  };

  dispose(): void {
    this.channel.port1.close();
  }
}
