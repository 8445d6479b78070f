import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINIMUM_JERK_PEAK, minimumJerk } from '../../../../sim/kernel/minimum-jerk.ts';
import { laneChangeStep, MAX_LATERAL_SHARE } from '../../../../sim/driving/traffic/lane-change.ts';

describe('lane change', () => {
  it('begins and ends at rest, without lateral acceleration, half-way at half-time', () => {
    const h = 1e-3;
    for (const u of [0, 1]) {
      expect(minimumJerk(u)).toBe(u);
      expect((minimumJerk(u + h) - minimumJerk(u - h)) / (2 * h)).toBeCloseTo(0, 4);
      expect((minimumJerk(u + h) - 2 * minimumJerk(u) + minimumJerk(u - h)) / (h * h)).toBeCloseTo(0, 4);
    }
    expect(minimumJerk(0.5)).toBe(0.5);
  });

  it('rises and is steepest in the middle', () => {
    const slope = (u: number): number => (minimumJerk(u + 1e-5) - minimumJerk(u - 1e-5)) / 2e-5;
    expect(slope(0.5)).toBeCloseTo(MINIMUM_JERK_PEAK, 8);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (u) => {
        expect(slope(u)).toBeGreaterThan(0);
        expect(slope(u)).toBeLessThanOrEqual(MINIMUM_JERK_PEAK + 1e-8);
      }),
    );
  });

  it('takes its duration at speed, longer at a crawl, and for ever at a standstill', () => {
    expect(laneChangeStep(0.1, 4, 3.5, 20)).toBeCloseTo(0.025, 12);
    expect(laneChangeStep(0.1, 4, 3.5, 0)).toBe(0);
    const crawl = laneChangeStep(0.1, 4, 3.5, 1);
    // Peak lateral speed = slope * way * share rate
    expect((MINIMUM_JERK_PEAK * 3.5 * crawl) / 0.1).toBeCloseTo(MAX_LATERAL_SHARE * 1, 9);
  });
});
