/** Something that resolves at a time unless it is called off. */
export interface Deadline {
  readonly passed: Promise<void>;
  cancel(): void;
}

/** Wall-clock time for a session; tests have one of their own. */
export interface Clock {
  /** Milliseconds, from any origin. */
  now(): number;
  /** Since 1970, ms. */
  wallMs(): number;
  /** Resolves after about `ms`; messages get their turn meanwhile. */
  sleep(ms: number): Promise<void>;
  deadline(ms: number): Deadline;
  /** @returns what ends it */
  every(ms: number, work: () => void): () => void;
}

/** The clock of a worker. Hidden pages slow their own timers down, not those of their workers. */
export function workerClock(): Clock {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return {
    now: () => performance.now(),
    wallMs: () => performance.now() + performance.timeOrigin,
    // Nested timers take at least 4 ms; a message takes its turn at once.
    sleep: (ms) =>
      new Promise((resolve) => {
        if (ms >= 1) {
          setTimeout(resolve, ms);
        } else {
          waiting.push(resolve);
          port2.postMessage(null);
        }
      }),
    deadline: (ms) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const passed = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      return { passed, cancel: () => clearTimeout(timer) };
    },
    every: (ms, work) => {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
  };
}

/** Ms since the epoch by a clock that all threads of the page share; unlike the calendar's it never jumps. */
export function sharedClockMs(): number {
  return performance.timeOrigin + performance.now();
}
