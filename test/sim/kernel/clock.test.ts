import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { substepsPerTick, tickTimeS, ticksForMs, ticksForS } from '../../../sim/kernel/clock.ts';
import { evenly } from './arbitraries.ts';

describe('tickTimeS', () => {
  it('does not drift', () => {
    expect(tickTimeS(60 * 3600 * 24, 1 / 60)).toBe(86400);
  });
});

describe('substepsPerTick', () => {
  it('divides decimal fractions', () => {
    expect(substepsPerTick(1 / 60, 1 / 120)).toBe(2);
    expect(substepsPerTick(1 / 60, 1 / 60)).toBe(1);
    expect(substepsPerTick(0.1, 0.01)).toBe(10);
    expect(substepsPerTick(1 / 30, 1 / 960)).toBe(32);
  });

  it('refuses what is no whole multiple', () => {
    expect(() => substepsPerTick(1 / 60, 1 / 100)).toThrow('controlDt must be a whole multiple of physicsDt');
    expect(() => substepsPerTick(1 / 120, 1 / 60)).toThrow('whole multiple');
  });

  it('refuses steps that are not positive and finite, by name', () => {
    expect(() => substepsPerTick(1 / 60, 0)).toThrow('physicsDt must be a finite number above 0, but is 0.');
    expect(() => substepsPerTick(NaN, 1)).toThrow('controlDt must be a finite number above 0, but is NaN.');
    expect(() => substepsPerTick(Infinity, 1)).toThrow('controlDt');
  });
});

describe('ticksForMs', () => {
  it('is due in a later tick, never in the same one', () => {
    expect(ticksForMs(0, 1 / 60)).toBe(1);
    expect(ticksForMs(1, 1 / 60)).toBe(1);
    expect(ticksForMs(17, 1 / 60)).toBe(2);
  });

  it('does not round a whole number of ticks up', () => {
    expect(ticksForMs(200, 1 / 60)).toBe(12);
    expect(ticksForMs(50, 1 / 60)).toBe(3);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 1000 }), (ticks, hertz) => {
        expect(ticksForMs((ticks * 1000) / hertz, 1 / hertz)).toBe(ticks);
      }),
    );
  });

  it('is the smallest number of ticks that covers the latency', () => {
    fc.assert(
      fc.property(evenly(0, 1e5), fc.integer({ min: 1, max: 1000 }), (latencyMs, hertz) => {
        const ticks = ticksForMs(latencyMs, 1 / hertz);
        expect((ticks * 1000) / hertz).toBeGreaterThanOrEqual(latencyMs * (1 - 2e-9) - 1e-6);
        if (ticks > 1) expect(((ticks - 1) * 1000) / hertz).toBeLessThan(latencyMs);
      }),
    );
  });

  it('refuses latencies that are negative or not finite', () => {
    expect(() => ticksForMs(-1, 1 / 60)).toThrow('latencyMs must be a finite number of at least 0, but is -1.');
    expect(() => ticksForMs(NaN, 1 / 60)).toThrow('latencyMs');
    expect(() => ticksForMs(Infinity, 1 / 60)).toThrow('latencyMs');
  });
});

describe('ticksForS', () => {
  it('counts in seconds', () => {
    expect(ticksForS(0.3, 0.1)).toBe(3);
    expect(ticksForS(2, 1 / 60)).toBe(120);
  });
});
