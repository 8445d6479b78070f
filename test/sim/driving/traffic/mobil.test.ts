import { describe, expect, it } from 'vitest';
import type { MobilSpec } from '../../../../sim/driving/spec.ts';
import { mobilGain } from '../../../../sim/driving/traffic/mobil.ts';

const p: MobilSpec = { politeness: 0.5, safeDecelMps2: 4, thresholdMps2: 0.2, biasRightMps2: 0.3, durationS: 4 };

describe('MOBIL', () => {
  it('weighs its own gain, that of both followers, threshold and bias', () => {
    // own 1 - (-0.5) = 1.5; new follower -1 - 0.2 = -1.2; old follower 0.4 - (-0.6) = 1
    // 1.5 + 0.5 (-1.2 + 1) - 0.2 = 1.2, plus the bias to the right, minus it to the left
    expect(mobilGain(p, true, -0.5, 1, 0.2, -1, -0.6, 0.4)).toBeCloseTo(1.5, 12);
    expect(mobilGain(p, false, -0.5, 1, 0.2, -1, -0.6, 0.4)).toBeCloseTo(0.9, 12);
  });

  it('is egoistic without politeness', () => {
    expect(mobilGain({ ...p, politeness: 0 }, false, 0, 1, 0, -3.9, 0, 0)).toBeCloseTo(0.5, 12);
  });

  it('refuses when the new follower would brake harder than is safe, whatever the gain', () => {
    expect(mobilGain(p, true, -9, 1, 0, -4.000001, 0, 0)).toBe(-Infinity);
    expect(mobilGain(p, true, -9, 1, 0, -4, 0, 0)).toBeGreaterThan(0);
  });

  it('refuses when the driver itself would have to brake harder than is safe', () => {
    expect(mobilGain(p, true, -9, -4.000001, 0, 0, 0, 0)).toBe(-Infinity);
    expect(mobilGain(p, true, -9, -4, 0, 0, 0, 0)).toBeGreaterThan(0);
  });

  it('keeps to the lane when nothing is gained: the threshold is not overcome', () => {
    expect(mobilGain({ ...p, biasRightMps2: 0 }, true, 0.5, 0.5, 0, 0, 0, 0)).toBeCloseTo(-0.2, 12);
  });
});
