import { describe, expect, it } from 'vitest';
import { along, MIDDLE, scoreOf, STRAIGHT, TASK, valueOf, type Drive } from './logs.ts';

/** From the start at s = 100 by `way` m in 4.9 s. */
const driven = (way: number, end: Drive['end'] = 'timeout'): Drive => ({ ego: along(100, MIDDLE, way / 4.9), end });

describe('progress', () => {
  // The goal is 400 m away; in 30 s at 20 m/s 600 m are made: the reference is 400 m.
  it('is the way made over the shorter of goal and desired speed', () => {
    expect(scoreOf('progressRatio', driven(100)).value).toBeCloseTo(100 / 400, 12);
    expect(scoreOf('progressRatio', driven(100))).toMatchObject({ n: 50, valid: true });
    const slow = { ...TASK, desiredSpeedMps: 5 }; // 150 m
    expect(valueOf('progressRatio', driven(100), STRAIGHT, slow)).toBeCloseTo(100 / 150, 12);
    expect(valueOf('progressRatio', driven(160), STRAIGHT, slow)).toBe(1);
    expect(valueOf('routeCompletion', driven(100))).toBeCloseTo(0.25, 12);
    expect(valueOf('pdmsProgress', driven(100), STRAIGHT, slow)).toBeCloseTo(100 / 150, 12);
  });

  it('counts less than 2 m, and up to 2 m backwards, as 2 m', () => {
    expect(valueOf('progressRatio', driven(1))).toBe(2 / 400);
    expect(valueOf('progressRatio', driven(-1.9))).toBe(2 / 400);
    expect(valueOf('progressRatio', driven(-2.1))).toBe(0);
    expect(valueOf('pdmsProgress', driven(-1.9))).toBe(0);
    expect(valueOf('routeCompletion', driven(-1.9))).toBe(0);
  });

  it('is made from a ratio of 0.2 on', () => {
    expect(valueOf('makingProgress', driven(80.1))).toBe(1);
    expect(valueOf('makingProgress', driven(79.9))).toBe(0);
  });

  it('is complete where there is next to no way to make', () => {
    const near = { ...TASK, goalS: 104.9 };
    expect(valueOf('pdmsProgress', driven(1), STRAIGHT, near)).toBe(1);
    expect(valueOf('progressRatio', driven(2), STRAIGHT, { ...TASK, goalS: 101 })).toBe(1);
  });

  it('beyond the goal is no more than all', () => {
    for (const id of ['progressRatio', 'pdmsProgress', 'routeCompletion'] as const) {
      expect(valueOf(id, driven(401, 'goal'))).toBe(1);
    }
  });

  it('is not judged before the end', () => {
    for (const id of ['progressRatio', 'pdmsProgress', 'routeCompletion', 'makingProgress'] as const) {
      expect(scoreOf(id, driven(100, 'running'))).toEqual({ value: null, n: 50, valid: false });
    }
  });
});
