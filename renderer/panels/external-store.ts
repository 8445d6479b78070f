import type { Scheduler } from './scheduler.ts';

/** What `useSyncExternalStore` reads: a value that is replaced, never changed. */
export interface Readable<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A value that can be set. */
export class Cell<T> implements Readable<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of [...this.listeners]) listener();
  }
}

/**
 * A value that is computed from something that changes often, at most `hz` times a second and only while somebody listens.
 * `compute` returns the value it was given where nothing that is shown has changed.
 */
export class Sampled<T> implements Readable<T> {
  private readonly cell: Cell<T>;
  private listeners = 0;
  private stop: (() => void) | null = null;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly hz: number,
    private readonly version: () => number,
    private readonly compute: (last: T) => T,
    initial: T,
  ) {
    this.cell = new Cell(initial);
  }

  readonly get = (): T => this.cell.get();

  readonly subscribe = (listener: () => void): (() => void) => {
    const leave = this.cell.subscribe(listener);
    this.listeners++;
    this.stop ??= this.scheduler.add({ hz: this.hz, version: this.version, run: () => this.sample() });
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
      if (--this.listeners > 0) return;
      this.stop?.();
      this.stop = null;
    };
  };

  private sample(): void {
    this.cell.set(this.compute(this.cell.get()));
  }
}
