import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEBT_MS, Pacer } from '../../../renderer/live/worker/pacer.ts';

const DT = 1 / 60;

/** Runs ticks as the session does, on a machine where a tick takes `tickMs` and sleeping lasts at least `leastSleepMs`. */
function run(
  pacer: Pacer,
  startMs: number,
  forMs: number,
  tickMs: number,
  leastSleepMs = 0,
): { ticks: number; nowMs: number } {
  let nowMs = startMs;
  let ticks = 0;
  while (nowMs < startMs + forMs) {
    const waitMs = pacer.waitMs(nowMs);
    if (waitMs > 0) {
      nowMs += Math.max(waitMs, leastSleepMs);
    } else {
      pacer.begin(nowMs);
      ticks++;
      nowMs += tickMs;
    }
  }
  return { ticks, nowMs };
}

function started(speed = 1, nowMs = 0): Pacer {
  const pacer = new Pacer(DT);
  pacer.setSpeed(speed, nowMs);
  pacer.start(nowMs);
  return pacer;
}

describe('a pacer', () => {
  it('gives every speed its ticks, however coarse the timers are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.1, 0.25, 0.5, 1, 2, 5, 10),
        fc.double({ min: 0, max: 16, noNaN: true }),
        (speed, leastSleepMs) => {
          const { ticks } = run(started(speed), 0, 5000, 0.5, leastSleepMs);
          expect(Math.abs(ticks - 5 * 60 * speed)).toBeLessThanOrEqual(1 + (leastSleepMs * speed) / (DT * 1000));
        },
      ),
    );
  });

  it('says the real-time factor, exactly for a steady beat', () => {
    for (const speed of [0.25, 1, 10]) {
      const pacer = started(speed);
      const { nowMs } = run(pacer, 0, 3000, 0.2);
      expect(pacer.realTimeFactor(nowMs)).toBeCloseTo(speed, 2);
    }
  });

  it('falls behind for good where ticks take longer than their slots', () => {
    const pacer = started();
    const { ticks, nowMs } = run(pacer, 0, 3000, 2 * DT * 1000);
    expect(ticks).toBe(90);
    expect(pacer.realTimeFactor(nowMs)).toBeCloseTo(0.5, 1);
  });

  it('makes up for a short stall, and for a long one only 250 ms', () => {
    const behind = (stallMs: number): number => {
      const pacer = started();
      run(pacer, 0, 1000, 0.1);
      return run(pacer, 1000 + stallMs, 1000, 0.1).ticks - 60;
    };
    expect(Math.abs(behind(100) - 6)).toBeLessThanOrEqual(1);
    expect(Math.abs(behind(5000) - MAX_DEBT_MS / (DT * 1000))).toBeLessThanOrEqual(1);
  });

  it('ends a tick before the next slot, and leaves a late one half a slot', () => {
    const slotMs = DT * 1000;
    const pacer = started();
    expect(pacer.begin(0)).toBeCloseTo(0.9 * slotMs);
    expect(pacer.begin(slotMs + 10)).toBeCloseTo(Math.max(1.9 * slotMs, 1.5 * slotMs + 10));
    expect(pacer.begin(100)).toBeCloseTo(100 + 0.5 * slotMs);
  });

  it('counts nothing while it is stopped, and begins anew', () => {
    const pacer = started();
    run(pacer, 0, 1000, 0.1);
    pacer.stop();
    expect(pacer.realTimeFactor(1000)).toBe(0);
    pacer.start(9000);
    expect(pacer.waitMs(9000)).toBe(0);
    pacer.begin(9000);
    expect(pacer.waitMs(9000)).toBeCloseTo(DT * 1000);
  });

  it('lets the factor sink while a tick does not come', () => {
    const pacer = started();
    const { nowMs } = run(pacer, 0, 2000, 0.1);
    expect(pacer.realTimeFactor(nowMs + 500)).toBeLessThan(0.6);
  });
});
