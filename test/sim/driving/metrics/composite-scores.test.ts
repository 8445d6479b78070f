import { describe, expect, it } from 'vitest';
import type { LoggedCollision } from '../../../../sim/driving/metrics/episode-log.ts';
import type { ActorKind } from '../../../../sim/driving/spec.ts';
import { along, MIDDLE, scoreOf, standing, STRAIGHT, straight, TASK, valueOf, type Drive } from './logs.ts';

/** 20 m/s for 4.9 s: 98 m of 400 m. */
const fine: Drive = { ego: along(100, MIDDLE, 20) };

/** The same, ended by a collision with something of a kind that stood. */
function crash(kind: ActorKind, changes: Partial<LoggedCollision> = {}, speed = 20): Drive {
  return {
    ego: along(100, MIDDLE, speed),
    others: [{ kind, at: standing(104 + speed * 4.9, MIDDLE) }],
    end: 'collision',
    collision: { actor: 1, kind: 'stopped-track', atFault: true, ...changes },
  };
}

describe('the closed-loop score of nuPlan', () => {
  it('is a weighted mean where no multiplier fails', () => {
    // (5 x 98 / 400 + 5 + 4 + 2) / 16.
    const score = scoreOf('nuplanClosedLoop', fine);
    expect(score.value).toBeCloseTo((5 * 0.245 + 11) / 16, 12);
    expect(score).toMatchObject({ n: 50, valid: true });
    // Overspeed of 1 m/s, uncomfortable, something in front at less than 0.95 s: 36 + 1 m/s make 181.3 m.
    const bad: Drive = {
      ego: along(100, MIDDLE, 37),
      acceleration: () => 3,
      others: [{ at: standing(104 + 37 * 4.9 + 10, MIDDLE) }],
    };
    expect(valueOf('nuplanClosedLoop', bad)).toBeCloseTo((5 * (181.3 / 400) + 4 * (1 - 1 / 2.23)) / 16, 12);
  });

  it('multiplies by half after a collision at fault with an object, by 0 otherwise', () => {
    // Time to collision is 0 then: (5 x 0.245 + 4 + 2) / 16 x 0.5.
    expect(valueOf('nuplanClosedLoop', crash('debris'))).toBeCloseTo(((5 * 0.245 + 6) / 16) * 0.5, 12);
    expect(valueOf('nuplanClosedLoop', crash('car'))).toBe(0);
    // Not at fault, and who was touched is looked at before that: 0.1 s.
    const hit = crash('car', { kind: 'active-rear', atFault: false });
    expect(valueOf('nuplanClosedLoop', hit)).toBeCloseTo((5 * 0.245 + 6) / 16, 12);
  });

  it('multiplies by area, progress and direction', () => {
    expect(valueOf('nuplanClosedLoop', { ego: along(100, -1.35, 20) })).toBe(0);
    expect(valueOf('nuplanClosedLoop', { ego: along(100, MIDDLE, 79 / 4.9) })).toBe(0);
    const twoWay = straight({ kind: 'two-way', lanes: 1 });
    expect(valueOf('nuplanClosedLoop', { ego: along(100, 1.75, 20) }, twoWay)).toBe(0);
    // Slow enough against the traffic for half: 5 m/s, 24.5 m of 100 m.
    const near = { ...TASK, goalS: 200 };
    const half = valueOf('nuplanClosedLoop', { ego: along(100, 1.75, 5) }, twoWay, near);
    expect(half).toBeCloseTo(((5 * 0.245 + 11) / 16) * 0.5, 12);
  });

  it('is 0 after an early crash, and not defined after an early end without one', () => {
    const early = { ...crash('car'), count: 3 };
    expect(scoreOf('nuplanClosedLoop', early)).toEqual({ value: 0, n: 3, valid: true });
    const near = { ...TASK, goalS: 104 };
    const short = scoreOf('nuplanClosedLoop', { ...fine, count: 3, end: 'goal' }, STRAIGHT, near);
    expect(short).toEqual({ value: null, n: 3, valid: false });
    expect(scoreOf('nuplanClosedLoop', { ...fine, end: 'running' })).toEqual({ value: null, n: 50, valid: false });
  });
});

describe('PDMS', () => {
  it('is a weighted mean times collision and area', () => {
    expect(valueOf('pdms', fine)).toBeCloseTo((5 * 0.245 + 7) / 12, 12);
    expect(valueOf('pdms', { ...fine, acceleration: () => 3 })).toBeCloseTo((5 * 0.245 + 5) / 12, 12);
    expect(valueOf('pdms', crash('debris'))).toBeCloseTo(((5 * 0.245 + 2) / 12) * 0.5, 12);
    expect(valueOf('pdms', crash('cyclist'))).toBe(0);
    // 0.25 m off the shoulder: nuPlan tolerates it.
    const off: Drive = { ego: along(100, -1.25, 20) };
    expect(valueOf('pdms', off)).toBe(0);
    expect(valueOf('nuplanClosedLoop', off)).toBeGreaterThan(0.5);
  });
});

describe('driving scores of CARLA', () => {
  it('are the completed route without a collision', () => {
    expect(valueOf('carla20', fine)).toBeCloseTo(24.5, 12);
    expect(valueOf('carla21', fine)).toBeCloseTo(24.5, 12);
    expect(valueOf('carla21', { ...fine, ego: along(100, MIDDLE, 400 / 4.9), end: 'goal' })).toBe(100);
  });

  it.each<[ActorKind, number, number]>([
    // 24.5 x factor; 24.5 / (1 + coefficient).
    ['pedestrian', 0.5, 1],
    ['cyclist', 0.6, 0.7],
    ['motorcycle', 0.6, 0.7],
    ['truck', 0.6, 0.7],
    ['debris', 0.65, 0.6],
    ['barrier', 0.65, 0.6],
  ])('after a collision with a %s', (kind, factor, coefficient) => {
    for (const atFault of [true, false]) {
      expect(valueOf('carla20', crash(kind, { atFault }))).toBeCloseTo(24.5 * factor, 12);
      expect(valueOf('carla21', crash(kind, { atFault }))).toBeCloseTo(24.5 / (1 + coefficient), 12);
    }
  });

  it('take no notice of who runs into an ego that stands', () => {
    const near = { ...TASK, goalS: 102 };
    const slow = (speed: number) => crash('car', { kind: 'stopped-ego', atFault: false }, speed);
    expect(valueOf('carla20', slow(0.09), STRAIGHT, near)).toBeCloseTo((100 * 0.09 * 4.9) / 2, 12);
    expect(valueOf('carla20', slow(0.11), STRAIGHT, near)).toBeCloseTo((60 * 0.11 * 4.9) / 2, 12);
  });

  it('lose the share driven outside lanes', () => {
    expect(valueOf('carla21', { ego: along(100, -0.6, 20) })).toBe(0);
    // Eight of ten steps on the shoulder.
    const out: Drive = {
      ego: (t) => ({ x: 100 + 20 * t, y: t < 0.25 ? -0.45 : -0.55, heading: 0, speed: 20 }),
      count: 11,
    };
    const hop = Math.sqrt(2 * 2 + 0.1 * 0.1);
    const share = (hop + 7 * 2) / (hop + 9 * 2);
    expect(valueOf('carla20', out)).toBeCloseTo(100 * (20 / 400) * (1 - share), 12);
    expect(valueOf('carla21', out)).toBeCloseTo(100 * (20 / 400) * (1 - share), 12);
  });
});
