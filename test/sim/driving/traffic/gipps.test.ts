import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gippsEquilibriumGap,
  gippsFreeSpeed,
  gippsSafeSpeed,
  gippsSpeed,
  GIPPS_PRESETS,
} from '../../../../sim/driving/traffic/gipps.ts';

const p = GIPPS_PRESETS.gipps1981;
const speeds = fc.double({ min: 0, max: 40, noNaN: true });

describe('Gipps', () => {
  it('gives the hand-computed values of the published parameters', () => {
    expect(gippsSafeSpeed(p, 10, 10, 10)).toBeCloseTo(9.696657, 5);
    // 10 + 2.5 * 1.7 * 2/3 * 0.5 * sqrt(0.525)
    expect(gippsFreeSpeed(p, 20, 10)).toBeCloseTo(11.026473, 5);
    expect(gippsSpeed(p, 10, 10, 10)).toBeCloseTo(9.696657, 5);
    expect(gippsSpeed(p, 10, 200, 10)).toBeCloseTo(11.026473, 5);
  });

  it('stops exactly at the minimum gap when the leader brakes as expected and half a reaction time is lost', () => {
    fc.assert(
      fc.property(speeds, speeds, fc.double({ min: 0, max: 200, noNaN: true }), (speed, leader, gap) => {
        const next = gippsSafeSpeed(p, speed, gap, leader);
        fc.pre(next > 0);
        const tau = p.reactionS;
        const reaction = ((speed + next) / 2) * tau + next * (tau / 2);
        const braking = (next * next) / (2 * p.decelMps2);
        const leaderBraking = (leader * leader) / (2 * p.estimatedLeaderDecelMps2);
        expect(reaction + braking).toBeCloseTo(gap - p.minGapM + leaderBraking, 6);
      }),
    );
  });

  it('keeps its speed at the equilibrium gap', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 19, noNaN: true }), (speed) => {
        expect(gippsSafeSpeed(p, speed, gippsEquilibriumGap(p, speed), speed)).toBeCloseTo(speed, 9);
      }),
    );
  });

  it('with b = b^ follows at one and a half reaction times', () => {
    expect(gippsEquilibriumGap({ ...p, estimatedLeaderDecelMps2: p.decelMps2 }, 12)).toBeCloseTo(
      2 + 1.5 * 12 * (2 / 3),
      9,
    );
  });

  it('approaches its desired speed without passing it', () => {
    let speed = 0;
    for (let i = 0; i < 200; i++) {
      const next = gippsFreeSpeed(p, 20, speed);
      expect(next).toBeGreaterThanOrEqual(speed);
      speed = next;
    }
    expect(speed).toBeLessThanOrEqual(20);
    expect(speed).toBeGreaterThan(19.99);
  });

  it('asks for a stop when it is too close to stop, and behind oncoming traffic', () => {
    expect(gippsSafeSpeed(p, 20, 3, 0)).toBe(0);
    expect(gippsSafeSpeed(p, 10, 20, -10)).toBeLessThan(gippsSafeSpeed(p, 10, 20, 0));
  });

  it('with a desired speed of 0 asks for a stop', () => {
    expect(gippsFreeSpeed(p, 0, 10)).toBe(0);
  });
});
