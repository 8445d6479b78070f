import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { cos, sin } from '../../../../sim/kernel/math.ts';
import { along, MIDDLE, scoreOf, standing, straight, STRAIGHT, TASK, valueOf, type Motion } from './logs.ts';
import { crossingSpec } from '../map/specs.ts';

/** From `MIDDLE`, at y(t), 20 m/s along x. */
const weaving = (y: (t: number) => number) => (t: number) => ({ x: 100 + 20 * t, y: y(t), heading: 0, speed: 20 });

/** Own lane d in [-3.5, 0], oncoming [0, 3.5]. */
const TWO_WAY = straight({ kind: 'two-way', lanes: 1 });

describe('drivable area', () => {
  // The right shoulder ends at y = -2; the ego is 2 m wide, so that its corners are 1 m right of its centre.
  it.each([
    [-1, 1, 1, 0],
    [-1.25, 1, 0, 1], // corners 0.25 m off
    [-1.35, 0, 0, 1], // 0.35 m
  ])('with the centre at y = %f: compliance %d, strict %d, share off %d', (y, tolerant, strict, share) => {
    const drive = { ego: along(100, y, 20), count: 30 };
    expect(scoreOf('drivableArea', drive)).toEqual({ value: tolerant, n: 30, valid: true });
    expect(valueOf('drivableAreaStrict', drive)).toBe(strict);
    expect(valueOf('offRoadShare', drive)).toBe(share);
  });

  it('counts the share of samples off the road, one among many fails', () => {
    const once = { ego: weaving((t) => (t > 0.95 && t < 1.05 ? -1.5 : MIDDLE)), count: 40 };
    expect(valueOf('drivableArea', once)).toBe(0);
    expect(valueOf('offRoadShare', once)).toBe(1 / 40);
  });

  it('knows corners on a bend, and far from any road', () => {
    const bend = straight({ segments: [{ lengthM: 100, curvature: 0.02 }] });
    // Centre of the circle at (0, 50). Lane 0 ends at radius 50, the shoulder at 52; corners of an ego at 51 are at
    // sqrt(52^2 + 2^2) = 52.04, 0.04 m off.
    const ego = standing(51 * sin(1), 50 - 51 * cos(1), 1);
    expect(valueOf('drivableArea', { ego, count: 1 }, bend)).toBe(1);
    expect(valueOf('drivableAreaStrict', { ego, count: 1 }, bend)).toBe(0);
    expect(valueOf('drivableArea', { ego: standing(300, -300), count: 1 })).toBe(0);
  });
});

describe('driving direction', () => {
  const against = (speed: number, count = 30) => ({ ego: along(400, 1.75, speed, Math.PI), count });

  it('judges the way against the traffic within 1 s', () => {
    // In the right lane of a road with traffic towards +x: 1.9, 2.1, 5.9 and 6.1 m in 1 s.
    expect(scoreOf('drivingDirection', against(1.9))).toEqual({ value: 1, n: 30, valid: true });
    expect(valueOf('drivingDirection', against(2.1))).toBe(0.5);
    expect(valueOf('drivingDirection', against(5.9))).toBe(0.5);
    expect(valueOf('drivingDirection', against(6.1))).toBe(0);
  });

  it('sums no more than 1 s', () => {
    // Eleven samples have ten steps, 1 s; more make no difference, fewer do.
    expect(valueOf('drivingDirection', against(5.9, 200))).toBe(0.5);
    expect(valueOf('drivingDirection', against(5.9, 4))).toBe(1);
  });

  it('goes by the lane that the ego is on', () => {
    expect(valueOf('drivingDirection', { ego: along(100, -1.75, 20) }, TWO_WAY)).toBe(1);
    expect(valueOf('drivingDirection', { ego: along(100, 1.75, 20) }, TWO_WAY)).toBe(0);
    expect(valueOf('drivingDirection', { ego: along(900, 1.75, 20, Math.PI) }, TWO_WAY)).toBe(1);
    // On the shoulder there is no direction.
    expect(valueOf('drivingDirection', { ego: along(400, -1, 5, Math.PI) })).toBe(1);
  });
});

describe('the distance outside lanes', () => {
  it('is what was driven on oncoming lanes or beside all lanes', () => {
    expect(valueOf('outsideLaneShare', { ego: along(100, -1.75, 20) }, TWO_WAY)).toBe(0);
    expect(valueOf('outsideLaneShare', { ego: along(100, 0.1, 20) }, TWO_WAY)).toBe(1);
    // Half a metre beside the lane is tolerated.
    expect(valueOf('outsideLaneShare', { ego: along(100, -0.45, 20) })).toBe(0);
    expect(valueOf('outsideLaneShare', { ego: along(100, -0.55, 20) })).toBe(1);
  });

  it('is a share of distance, not of time', () => {
    // 10 steps of 1 m on the lane, then 10 of 2 m on the shoulder, but for sideways hops of 3 m: sqrt(4 + 9) for one.
    const ego = (t: number): Motion =>
      t < 1.05 ? { x: 100 + 10 * t, y: 2, heading: 0, speed: 10 } : { x: 90 + 20 * t, y: -1, heading: 0, speed: 20 };
    const outside = Math.sqrt(4 + 9) + 9 * 2;
    expect(valueOf('outsideLaneShare', { ego, count: 21 })).toBeCloseTo(outside / (10 + outside), 12);
  });

  it('is none of an ego that stands', () => {
    expect(valueOf('outsideLaneShare', { ego: standing(100, 0.1) }, TWO_WAY)).toBe(0);
  });
});

describe('lane keeping', () => {
  it('fails after 20 samples in a row more than 0.5 m from the middle', () => {
    const off = (samples: number) => weaving((t) => MIDDLE + (t < samples * 0.1 - 0.05 ? 0.6 : 0));
    expect(scoreOf('laneKeeping', { ego: off(19) })).toEqual({ value: 1, n: 50, valid: true });
    expect(valueOf('laneKeeping', { ego: off(20) })).toBe(0);
    expect(valueOf('laneKeeping', { ego: weaving(() => MIDDLE + 0.45) })).toBe(1);
  });

  it('lets lanes be changed, and is not defined in less than 2 s', () => {
    const change = weaving((t) => MIDDLE + Math.min(3.5, 1.75 * t));
    expect(valueOf('laneKeeping', { ego: change })).toBe(1);
    expect(scoreOf('laneKeeping', { ego: change, count: 19 })).toEqual({ value: null, n: 19, valid: false });
  });

  it('does not look in intersections', () => {
    const map = buildMap(crossingSpec({ segments: [{ lengthM: 300, curvature: 0 }] }));
    // At 1 m/s beside the middle of the own lane: in the crossing of lanes all the time, or before it.
    expect(valueOf('laneKeeping', { ego: along(179, -1.1, 0.5) }, map)).toBe(1);
    expect(valueOf('laneKeeping', { ego: along(60, -1.1, 0.5) }, map)).toBe(0);
  });
});

describe('the speed limit', () => {
  it('costs the mean overspeed over 2.23 m/s', () => {
    expect(scoreOf('speedLimit', { ego: along(100, MIDDLE, 36) })).toEqual({ value: 1, n: 50, valid: true });
    expect(valueOf('speedLimit', { ego: along(100, MIDDLE, 37) })).toBeCloseTo(1 - 1 / 2.23, 12);
    expect(valueOf('speedLimit', { ego: along(100, MIDDLE, 38.3) })).toBe(0);
  });

  it('integrates over time, also over a last sample at an odd moment', () => {
    // 35 + t: over the limit from t = 1 on. To t = 3.05: 2.05^2 / 2 of 2.23 x 3.05. Trapezia are exact on lines.
    const ego = (t: number): Motion => ({ x: 100 + 35 * t, y: MIDDLE, heading: 0, speed: 35 + t });
    const score = scoreOf('speedLimit', { ego, count: 32, lastTicks: 1 });
    expect(score.value).toBeCloseTo(1 - (2.05 * 2.05) / 2 / (2.23 * 3.05), 12);
    expect(score.n).toBe(32);
  });

  it('is that of the task beside lanes', () => {
    const drive = { ego: along(100, -1, 20) };
    expect(valueOf('speedLimit', drive)).toBe(1);
    expect(valueOf('speedLimit', drive, STRAIGHT, { ...TASK, speedLimitMps: 19 })).toBeCloseTo(1 - 1 / 2.23, 12);
    expect(valueOf('speedLimit', { ego: along(100, 1, 20) }, STRAIGHT, { ...TASK, speedLimitMps: 19 })).toBe(1);
  });
});

describe('kinematic infeasibility', () => {
  it('is the share of steps with too much acceleration', () => {
    // 10.3 m/s2 is feasible, 10.5 is not.
    const speeding = (a: number) => (t: number) => ({ x: 100 + 20 * t, y: MIDDLE, heading: 0, speed: 20 + a * t });
    expect(scoreOf('kinematicInfeasibility', { ego: speeding(10.3) })).toEqual({ value: 0, n: 49, valid: true });
    expect(valueOf('kinematicInfeasibility', { ego: speeding(10.5) })).toBe(1);
    // A push by 2 m/s within one of ten steps.
    const pushed = (t: number) => ({ ...speeding(0)(t), speed: t < 0.45 ? 20 : 22 });
    expect(valueOf('kinematicInfeasibility', { ego: pushed, count: 11 })).toBeCloseTo(1 / 10, 12);
  });

  it('is the share of steps with too much curvature, from 0.6 m/s on', () => {
    const turning = (speed: number, curvature: number) => (t: number) => ({
      x: 100,
      y: MIDDLE,
      heading: speed * curvature * t,
      speed,
    });
    expect(valueOf('kinematicInfeasibility', { ego: turning(5, 0.29) })).toBe(0);
    expect(valueOf('kinematicInfeasibility', { ego: turning(5, -0.31) })).toBe(1);
    expect(valueOf('kinematicInfeasibility', { ego: turning(0.5, 0.31) })).toBe(0);
  });
});
