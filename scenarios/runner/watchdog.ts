import { PlannerHung, type Watchdog } from '../../policies/runtime/planner-call.ts';

/** Gives an asynchronous planner call up after `limitMs` of wall-clock time. */
export function wallClockWatchdog(limitMs: number): Watchdog {
  return (work, requestId) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new PlannerHung(`request ${requestId} did not come back within ${limitMs} ms of wall-clock time`));
      }, limitMs);
    });
    return Promise.race([work, limit]).finally(() => {
      clearTimeout(timer);
    });
  };
}
