import { describe, expect, it } from 'vitest';
import { Sampled } from '../../../renderer/panels/external-store.ts';
import { Scheduler, type FrameClock } from '../../../renderer/panels/scheduler.ts';

/** A display whose frames come when the test says so. */
class Display implements FrameClock {
  ms = 0;
  private pending: (() => void) | null = null;

  now = () => this.ms;
  request(callback: () => void): number {
    this.pending = callback;
    return 1;
  }
  cancel(): void {
    this.pending = null;
  }
  get idle(): boolean {
    return this.pending === null;
  }
  /** Frames at 60 Hz. */
  run(seconds: number): void {
    const end = this.ms + seconds * 1000;
    while (this.ms + 1000 / 60 <= end + 1e-6) {
      this.ms += 1000 / 60;
      const callback = this.pending;
      this.pending = null;
      callback?.();
    }
  }
}

describe('scheduler', () => {
  it('runs a task that always changes at its rate', () => {
    const display = new Display();
    const scheduler = new Scheduler(display);
    const runs = { fast: 0, slow: 0 };
    let version = 0;
    scheduler.add({ hz: 10, version: () => version++, run: () => runs.fast++ });
    scheduler.add({ hz: 2, version: () => version++, run: () => runs.slow++ });
    display.run(10);
    expect(runs.fast).toBeGreaterThanOrEqual(99);
    expect(runs.fast).toBeLessThanOrEqual(101);
    expect(runs.slow).toBeGreaterThanOrEqual(20);
    expect(runs.slow).toBeLessThanOrEqual(21);
  });

  it('runs a task that does not change once', () => {
    const display = new Display();
    let runs = 0;
    new Scheduler(display).add({ hz: 10, version: () => 5, run: () => runs++ });
    display.run(2);
    expect(runs).toBe(1);
  });

  it('spreads what does not fit into a frame over the next ones, and starves nobody', () => {
    const display = new Display();
    const scheduler = new Scheduler(display);
    const runs = [0, 0, 0];
    const frames = new Map<number, number>();
    let version = 0;
    runs.forEach((_, i) =>
      scheduler.add({
        hz: 60,
        version: () => version++,
        run: () => {
          runs[i]++;
          frames.set(Math.round((display.ms * 60) / 1000), (frames.get(Math.round((display.ms * 60) / 1000)) ?? 0) + 1);
          display.ms += 3;
        },
      }),
    );
    display.run(3);
    expect(Math.min(...runs)).toBeGreaterThan(0.9 * Math.max(...runs));
    expect(Math.max(...frames.values())).toBe(1);
  });

  it('stands still without tasks', () => {
    const display = new Display();
    const remove = new Scheduler(display).add({ hz: 1, version: () => 0, run: () => {} });
    expect(display.idle).toBe(false);
    remove();
    remove();
    expect(display.idle).toBe(true);
  });

  it('lets a task take itself or another out while it runs', () => {
    const display = new Display();
    const scheduler = new Scheduler(display);
    let others = 0;
    const removers: (() => void)[] = [];
    const run = () => removers.forEach((remove) => remove());
    removers.push(scheduler.add({ hz: 5, version: () => 0, run }));
    removers.push(scheduler.add({ hz: 5, version: () => 0, run: () => others++ }));
    display.run(1);
    expect([others, display.idle]).toEqual([0, true]);
  });
});

describe('sampled value', () => {
  it('is computed only while somebody listens, and tells only changes', () => {
    const display = new Display();
    let source = 1;
    let version = 0;
    let computed = 0;
    const compute = () => {
      computed++;
      return source;
    };
    const sampled = new Sampled(new Scheduler(display), 5, () => version, compute, 0);
    display.run(1);
    expect([computed, sampled.get()]).toEqual([0, 0]);
    const told: number[] = [];
    const leave = sampled.subscribe(() => told.push(sampled.get()));
    for (const value of [1, 1, 2]) {
      source = value;
      version++;
      display.run(1);
    }
    expect([computed, told]).toEqual([3, [1, 2]]);
    leave();
    version++;
    display.run(1);
    expect([computed, display.idle]).toEqual([3, true]);
  });
});
