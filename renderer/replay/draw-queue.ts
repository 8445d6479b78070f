import type { FrameClock } from '../panels/scheduler.ts';

/** Draws what has changed once in the next frame, however often it changed; stands still otherwise. */
export class DrawQueue {
  private readonly waiting = new Set<() => void>();
  private handle: number | null = null;

  constructor(private readonly clock: Pick<FrameClock, 'request' | 'cancel'>) {}

  /** @param draw the same function each time: it is drawn once */
  request(draw: () => void): void {
    this.waiting.add(draw);
    this.handle ??= this.clock.request(() => {
      this.handle = null;
      const due = [...this.waiting];
      this.waiting.clear();
      for (const run of due) run();
    });
  }

  forget(draw: () => void): void {
    this.waiting.delete(draw);
    if (this.waiting.size > 0 || this.handle === null) return;
    this.clock.cancel(this.handle);
    this.handle = null;
  }
}
