/** Something that is drawn or computed again when it has changed, at most `hz` times a second. */
export interface ScheduledTask {
  readonly hz: number;
  /** Grows with every change; the task runs only when it is another than at the last run. */
  version(): number;
  run(): void;
}

/** Frames and time of the host: `requestAnimationFrame` and `performance.now()` in a page. */
export interface FrameClock {
  now(): number;
  request(callback: () => void): number;
  cancel(handle: number): void;
}

/** A frame runs further tasks only as long as those before took less than this, ms; what is left is due in the next one. */
const FRAME_BUDGET_MS = 2;

interface Entry {
  readonly task: ScheduledTask;
  lastRunMs: number;
  lastVersion: number;
}

/**
 * One animation loop for all panels: each task runs when it is due and has changed, the most overdue first, and what does
 * not fit into a frame waits for the next. It stands still while there is no task, and the host stops it in hidden pages.
 */
export class Scheduler {
  private readonly entries: Entry[] = [];
  private handle: number | null = null;

  constructor(private readonly clock: FrameClock) {}

  /** @returns takes the task out again; harmless when repeated */
  add(task: ScheduledTask): () => void {
    const entry: Entry = { task, lastRunMs: -Infinity, lastVersion: NaN };
    this.entries.push(entry);
    this.handle ??= this.clock.request(this.frame);
    return () => {
      const at = this.entries.indexOf(entry);
      if (at >= 0) this.entries.splice(at, 1);
      if (this.entries.length > 0 || this.handle === null) return;
      this.clock.cancel(this.handle);
      this.handle = null;
    };
  }

  private readonly frame = (): void => {
    this.handle = this.clock.request(this.frame);
    const start = this.clock.now();
    const due = this.entries.filter((entry) => overdue(entry, start) >= 1 && changed(entry));
    due.sort((a, b) => overdue(b, start) - overdue(a, start));
    for (const entry of due) {
      if (!this.entries.includes(entry)) continue;
      entry.lastVersion = entry.task.version();
      entry.lastRunMs = start;
      entry.task.run();
      if (this.clock.now() - start >= FRAME_BUDGET_MS) return;
    }
  };
}

/** Time since the last run in periods; 5 % of slack, so that a rate that divides the display's is not missed by jitter. */
function overdue({ task, lastRunMs }: Entry, now: number): number {
  return ((now - lastRunMs) * task.hz * 1.05) / 1000;
}

function changed({ task, lastVersion }: Entry): boolean {
  return task.version() !== lastVersion;
}

let shared: Scheduler | null = null;

/** The page's scheduler. */
export function pageScheduler(): Scheduler {
  shared ??= new Scheduler({
    now: () => performance.now(),
    request: (callback) => requestAnimationFrame(callback),
    cancel: (handle) => cancelAnimationFrame(handle),
  });
  return shared;
}
