import { describe, expect, it } from 'vitest';
import { along, MIDDLE, scoreOf, standing, straight, valueOf, type Drive } from './logs.ts';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { crossingSpec } from '../map/specs.ts';

/** One sample or more of an ego at 20 m/s from x = 100, with one other. */
const meeting = (other: (t: number) => ReturnType<ReturnType<typeof along>>, changes: Partial<Drive> = {}): Drive => ({
  count: 1,
  ego: along(100, MIDDLE, 20),
  others: [{ at: other }],
  ...changes,
});

describe('time to collision', () => {
  it('is the first tenth of a second at which boxes overlap', () => {
    // Bumpers are 34 - 4 = 30 m apart: 1.5 s at 20 m/s.
    expect(scoreOf('minTtcS', meeting(standing(134, MIDDLE)))).toEqual({ value: 1.5, n: 1, valid: true });
    // 30.5 m: 1.525 s, seen at 1.6 s.
    expect(valueOf('minTtcS', meeting(standing(134.5, MIDDLE)))).toBeCloseTo(1.6, 12);
    // A leader at 15 m/s, 6 m of gap: 6 / 5 = 1.2 s.
    expect(valueOf('minTtcS', meeting(along(110, MIDDLE, 15)))).toBeCloseTo(1.2, 12);
    // Oncoming at 10 m/s: 30 / 30 = 1 s.
    expect(valueOf('minTtcS', meeting(along(134, MIDDLE, 10, Math.PI)))).toBeCloseTo(1, 12);
  });

  it('is the least over samples', () => {
    // Ten samples, the last at 0.9 s: 12 m of the 30 m left, 0.6 s.
    const drive = meeting(standing(134, MIDDLE), { count: 10 });
    expect(scoreOf('minTtcS', drive).value).toBeCloseTo(0.6, 12);
    expect(scoreOf('minTtcS', drive).n).toBe(10);
    expect(valueOf('ttcWithinBound', drive)).toBe(0);
  });

  it('passes above 0.95 s only', () => {
    expect(valueOf('ttcWithinBound', meeting(standing(124, MIDDLE)))).toBe(1); // 20 m: 1.0 s
    expect(valueOf('ttcWithinBound', meeting(standing(122, MIDDLE)))).toBe(0); // 18 m: 0.9 s
  });

  it('looks less than 3 s ahead, and says 3 when nothing is met', () => {
    // 57.9 m: met at 2.9 s. 58.1 m would be met at 3.0 s.
    expect(valueOf('minTtcS', meeting(standing(161.9, MIDDLE)))).toBeCloseTo(2.9, 12);
    expect(valueOf('minTtcS', meeting(standing(162.1, MIDDLE)))).toBe(3);
    expect(valueOf('minTtcS', { count: 1, ego: along(100, MIDDLE, 20) })).toBe(3);
  });

  it('of an ego that stands is not looked at', () => {
    const oncoming = along(110, MIDDLE, 10, Math.PI);
    expect(valueOf('minTtcS', meeting(oncoming, { ego: standing(100, MIDDLE) }))).toBe(3);
    expect(valueOf('minTtcS', meeting(oncoming, { ego: along(100, MIDDLE, 0.006) }))).toBeCloseTo(0.6, 12);
  });

  it('concerns who is within 30 degrees ahead of the rear axle; beside, only an ego between lanes', () => {
    // The rear axle is at 98.88. From there (107, 5.25 + 5.5) is seen under 34 degrees, (109, 5.25 + 5.5) under 28.5.
    const cutsIn = (x: number) => along(x, MIDDLE + 5.5, 15, -0.3);
    expect(valueOf('minTtcS', meeting(cutsIn(107)))).toBe(3);
    expect(valueOf('minTtcS', meeting(cutsIn(109)))).toBeLessThan(1.5);
    const between = { ego: along(100, 7, 20) };
    expect(valueOf('minTtcS', meeting(along(107, 7 + 5.5, 15, -0.3), between))).toBeLessThan(1.5);
    // Behind: never.
    expect(valueOf('minTtcS', meeting(along(90, 7, 40), between))).toBe(3);
  });

  it('also concerns who is beside in an intersection', () => {
    const map = buildMap(crossingSpec({ segments: [{ lengthM: 300, curvature: 0 }] }));
    // The ego in its lane at d = -1.75; road 1 crosses at x = 180, its lanes are at x = 178.25 and 181.75.
    const task = { desiredSpeedMps: 10, startS: 100, goalS: 290, timeLimitS: 30, speedLimitMps: 14 };
    const fromTheLeft = (x: number) => along(x, 6, 10, -Math.PI / 2);
    const inside = { count: 1, ego: along(181, -1.75, 0.5), others: [{ at: fromTheLeft(182) }] };
    const before = { count: 1, ego: along(160, -1.75, 0.5), others: [{ at: fromTheLeft(161) }] };
    expect(valueOf('minTtcS', inside, map, task)).toBeLessThan(1);
    expect(valueOf('minTtcS', before, map, task)).toBe(3);
  });

  it('is 0 after a collision at fault; who was touched otherwise is not looked at in that sample', () => {
    const touching: Drive = meeting(standing(103.9, MIDDLE), { end: 'collision' });
    const collided = (atFault: boolean): Drive => ({
      ...touching,
      collision: { actor: 1, kind: atFault ? 'stopped-track' : 'active-rear', atFault },
    });
    expect(valueOf('minTtcS', collided(true))).toBe(0);
    expect(valueOf('minTtcS', collided(false))).toBe(3);
    expect(valueOf('minTtcS', touching)).toBeCloseTo(0.1, 12);
  });

  it('expects who rolls back to roll on back', () => {
    expect(valueOf('minTtcS', meeting(along(134, MIDDLE, -10)))).toBeCloseTo(1, 12);
  });
});

describe('time to collision of PDMS', () => {
  it('compares with where others really were 0, 0.3, 0.6 and 0.9 s later', () => {
    // Closing at 20 m/s: after 0.9 s 18 m are gone.
    expect(valueOf('pdmsTtc', meeting(standing(121.9, MIDDLE), { count: 10 }))).toBe(0);
    // 18.1 m at the start, but at 0.1 s the gap is 16.1 m: only the first sample can look 0.9 s ahead in ten samples,
    // and 0.6 s, the farthest of the fourth one (gap 12.1 m), takes 12 m.
    expect(valueOf('pdmsTtc', meeting(standing(122.1, MIDDLE), { count: 10 }))).toBe(1);
    expect(valueOf('pdmsTtc', meeting(standing(122.1, MIDDLE), { count: 11 }))).toBe(0);
    // An eleventh sample half a tenth later is none to look at.
    expect(valueOf('pdmsTtc', meeting(standing(122.1, MIDDLE), { count: 11, lastTicks: 1 }))).toBe(1);
  });

  it('forgives who leaves in time, which constant speed does not', () => {
    // 15 m ahead, standing; flies off after 0.25 s.
    const leaves = (t: number) => ({ x: t > 0.25 ? 300 + t * 100 : 119, y: MIDDLE, heading: 0, speed: 0 });
    const drive = meeting(leaves, { count: 20 });
    expect(valueOf('pdmsTtc', drive)).toBe(1);
    expect(valueOf('ttcWithinBound', drive)).toBe(0);
  });

  it('does not look again at whom it touched beside, nor at who overlapped from the start', () => {
    const wide = straight({ lanes: 1, laneWidthM: 10 });
    const ego = along(100, MIDDLE, 1);
    // At 1.5 s it stands in front, with a gap of 0.5 m.
    const other = (beside: (t: number) => number) => (t: number) =>
      t < 1.45 ? { ...along(100, beside(t), 1)(t) } : standing(106, MIDDLE)(t);
    const judge = (beside: (t: number) => number) =>
      valueOf('pdmsTtc', meeting(other(beside), { ego, count: 30 }), wide);
    expect(judge(() => MIDDLE + 4)).toBe(0);
    expect(judge((t) => MIDDLE + (t > 0.45 ? 1.9 : 4))).toBe(1);
    expect(judge((t) => MIDDLE + (t < 0.05 ? 1.9 : 4))).toBe(1);
    expect(valueOf('pdmsTtc', meeting(along(103.9, MIDDLE, 20), { count: 10 }))).toBe(1);
  });

  it('counts evenly spaced samples, and passes over an ego that stands', () => {
    const drive = meeting(standing(134, MIDDLE), { count: 10, lastTicks: 1 });
    expect(scoreOf('pdmsTtc', drive).n).toBe(9);
    const touched = meeting(along(104.05, MIDDLE, 10, Math.PI), { count: 10, ego: standing(100, MIDDLE) });
    expect(valueOf('pdmsTtc', touched)).toBe(1);
  });
});
