import { describe, expect, it, vi } from 'vitest';
import { PlannerHung } from '../../../policies/runtime/planner-call.ts';
import { wallClockWatchdog } from '../../../scenarios/runner/watchdog.ts';

describe('the watchdog', () => {
  it('gives up what does not come back, and says which request it was', async () => {
    const never = wallClockWatchdog(5)(new Promise(() => undefined), 42);
    await expect(never).rejects.toBeInstanceOf(PlannerHung);
    await expect(never).rejects.toThrow('request 42 did not come back within 5 ms');
  });

  it('leaves alone what comes back, or fails by itself', async () => {
    await expect(wallClockWatchdog(10_000)(Promise.resolve(), 1)).resolves.toBeUndefined();
    await expect(wallClockWatchdog(10_000)(Promise.reject(new Error('own')), 1)).rejects.toThrow('own');
  });

  it('keeps no process awake once the call is over', async () => {
    vi.useFakeTimers();
    try {
      const pending = wallClockWatchdog(10_000)(Promise.resolve(), 1);
      expect(vi.getTimerCount()).toBe(1);
      await pending;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
