import { describe, expect, it } from 'vitest';
import type { ScoreId } from '../../../../sim/driving/metrics/score-episode.ts';
import { along, MIDDLE, scoreOf, valueOf, type Drive, type Motion } from './logs.ts';

const calm: Drive = { ego: along(100, MIDDLE, 20) };

/** Turns by heading(t) on the spot. */
const turning = (heading: (t: number) => number): Drive => ({
  ego: (t): Motion => ({ x: 100, y: MIDDLE, heading: heading(t), speed: 20 }),
});

describe('comfort', () => {
  // Filters of order 2 reproduce polynomials of order 2: values of constants and lines are exact.
  it.each<[ScoreId, Drive, number]>([
    ['minLonAccelerationMps2', { ...calm, acceleration: () => -3 }, -3],
    ['maxLonAccelerationMps2', { ...calm, acceleration: () => 2 }, 2],
    ['maxLatAccelerationMps2', { ...calm, lateral: () => -4.5 }, 4.5],
    ['maxLonJerkMps3', { ...calm, acceleration: (t) => 1 - 0.5 * t }, 0.5],
    // Both grow: size = sqrt(0.3^2 + 0.4^2) t = 0.5 t.
    ['maxJerkMps3', { ...calm, acceleration: (t) => 0.3 * t, lateral: (t) => -0.4 * t }, 0.5],
    ['maxYawRateRadps', turning((t) => -0.7 * t), 0.7],
    ['maxYawAccelerationRadps2', turning((t) => 0.4 * t * t), 0.8],
  ])('measures %s', (id, drive, value) => {
    expect(scoreOf(id, drive).value).toBeCloseTo(value, 9);
    expect(scoreOf(id, drive)).toMatchObject({ n: 50, valid: true });
  });

  it.each<[string, Drive, Drive]>([
    ['braking', { ...calm, acceleration: () => -4.04 }, { ...calm, acceleration: () => -4.06 }],
    ['acceleration', { ...calm, acceleration: () => 2.39 }, { ...calm, acceleration: () => 2.41 }],
    ['lateral acceleration', { ...calm, lateral: () => -4.88 }, { ...calm, lateral: () => -4.9 }],
    ['yaw rate', turning((t) => 0.94 * t), turning((t) => 0.96 * t)],
    // Around t = 2.45, so that the rate stays below 0.95.
    ['yaw acceleration', swerve(1.9), swerve(1.96)],
    ['longitudinal jerk', jerking(4.1), jerking(4.2)],
    ['jerk', swinging(8.3), swinging(8.45)],
  ])('is within bounds of %s', (_, inside, outside) => {
    expect(valueOf('comfort', inside)).toBe(1);
    expect(valueOf('comfort', outside)).toBe(0);
  });

  it('takes no notice of the jump of headings at pi', () => {
    const drive = turning((t) => (t < 2 ? Math.PI - 0.2 + 0.1 * t : -Math.PI + 0.1 * (t - 2)));
    expect(valueOf('maxYawRateRadps', drive)).toBeCloseTo(0.1, 9);
    expect(valueOf('comfort', drive)).toBe(1);
  });

  it('needs as many evenly spaced samples as its filters', () => {
    const counts: [ScoreId, number][] = [
      ['minLonAccelerationMps2', 8],
      ['maxYawRateRadps', 5],
      ['maxYawAccelerationRadps2', 5],
      ['maxLonJerkMps3', 15],
      ['maxJerkMps3', 15],
      ['comfort', 15],
      ['smoothness', 20],
    ];
    for (const [id, window] of counts) {
      expect(scoreOf(id, { ...calm, count: window }).valid).toBe(true);
      const short = scoreOf(id, { ...calm, count: window, lastTicks: 1 });
      expect(short).toEqual({ value: null, n: id === 'smoothness' ? 0 : window - 1, valid: false });
    }
  });
});

describe('smoothness', () => {
  it('is the share of segments of 20 samples within bounds', () => {
    // Hard braking from 2 to 4 s: the second of three segments. The rest of 5 samples is left out.
    const braking = { ...calm, count: 65, acceleration: (t: number) => (t > 1.95 && t < 3.95 ? -5 : 0) };
    expect(scoreOf('smoothness', braking)).toEqual({ value: 2 / 3, n: 3, valid: true });
  });

  it('differentiates the yaw rate', () => {
    expect(valueOf('smoothness', { ...calm, count: 20, yawRate: (t) => 0.9 * (t - 0.95) })).toBe(1);
    // 2 rad/s2 to and fro, never above 0.5 rad/s.
    const shaking = (t: number) => 2 * (0.25 - Math.abs((t % 1) - 0.5));
    expect(valueOf('smoothness', { ...calm, count: 20, yawRate: shaking })).toBe(0);
  });
});

/** A yaw acceleration of that size, rad/s2, and -it, for half a second each. */
function swerve(size: number): Drive {
  const rate = (t: number) => (t < 2 ? 0 : t < 2.5 ? size * (t - 2) : t < 3 ? size * (3 - t) : 0);
  const heading = (t: number) => {
    let sum = 0;
    for (let u = 0.0005; u < t; u += 0.001) sum += rate(u) * 0.001;
    return sum;
  };
  return turning(heading);
}

/** From braking to acceleration at a constant rate, m/s3. */
function jerking(rate: number): Drive {
  return { ...calm, count: 15, acceleration: (t) => rate * (t - 0.7) - 0.8 };
}

/** The whole acceleration in one direction, its size a parabola whose slope ends at `rate`, m/s3. */
function swinging(rate: number): Drive {
  const size = (t: number) => (rate / 1.8) * (t - 0.5) * (t - 0.5);
  return {
    ...calm,
    count: 15,
    acceleration: (t) => -0.45 * size(t),
    lateral: (t) => Math.sqrt(1 - 0.45 * 0.45) * size(t),
  };
}
