import { describe, expect, it } from 'vitest';
import type { LoggedCollision } from '../../../../sim/driving/metrics/episode-log.ts';
import type { ScoreId } from '../../../../sim/driving/metrics/score-episode.ts';
import type { ActorKind } from '../../../../sim/driving/spec.ts';
import { along, logOf, MIDDLE, scoreOf, standing, STRAIGHT, TASK, valueOf, type Drive } from './logs.ts';
import { scoreEpisode } from '../../../../sim/driving/metrics/score-episode.ts';

/** The ego at 20 m/s runs into something of a kind that moves at `speed` in the direction `heading`. */
function crash(kind: ActorKind, speed = 0, heading = 0, collision: Partial<LoggedCollision> = {}): Drive {
  return {
    count: 21,
    ego: along(100, MIDDLE, 20),
    // Bumper to bumper when the log ends, at 2 s.
    others: [{ kind, at: (t) => ({ ...along(0, 0, speed, heading)(0), x: 144 + speed * (t - 2), y: MIDDLE }) }],
    end: 'collision',
    collision: { actor: 1, kind: 'stopped-track', atFault: true, ...collision },
  };
}

describe('collisions', () => {
  it.each<[ActorKind, number]>([
    // max(0, 1 - 1 / (0 + 1)) = 0 for vehicles and people, 1 - 1 / (1 + 1) = 0.5 for objects.
    ['car', 0],
    ['van', 0],
    ['truck', 0],
    ['motorcycle', 0],
    ['cyclist', 0],
    ['pedestrian', 0],
    ['debris', 0.5],
    ['barrier', 0.5],
  ])('at fault with a %s leave %f', (kind, left) => {
    expect(scoreOf('noAtFaultCollision', crash(kind))).toEqual({ value: left, n: 1, valid: true });
    expect(valueOf('atFaultCollision', crash(kind))).toBe(1);
  });

  it('that are not the fault of the ego cost nothing', () => {
    const hit = crash('car', 25, 0, { kind: 'active-rear', atFault: false });
    expect(valueOf('noAtFaultCollision', hit)).toBe(1);
    expect(valueOf('collision', hit)).toBe(1);
    expect(valueOf('atFaultCollision', hit)).toBe(0);
  });

  it.each<[LoggedCollision['kind'], ScoreId]>([
    ['stopped-ego', 'collisionStoppedEgo'],
    ['stopped-track', 'collisionStoppedTrack'],
    ['active-rear', 'collisionActiveRear'],
    ['active-front', 'collisionActiveFront'],
    ['active-lateral', 'collisionActiveLateral'],
  ])('of type %s are told apart', (kind, id) => {
    const scores = scoreEpisode(logOf(crash('car', 0, 0, { kind })), STRAIGHT, TASK);
    const types = Object.entries(scores).filter(([other]) => /^collision[SA]/.test(other));
    expect(types).toHaveLength(5);
    for (const [other, { value }] of types) expect(value).toBe(other === id ? 1 : 0);
  });

  it('count the other actors as n, with and without a collision', () => {
    const free: Drive = { ego: along(100, MIDDLE, 20), others: [{ at: standing(900, 0) }, { at: standing(900, 9) }] };
    expect(scoreOf('collision', free)).toEqual({ value: 0, n: 2, valid: true });
  });
});

describe('an impact', () => {
  it('with a standing car: both have 1500 kg', () => {
    const drive = crash('car');
    // Closing at 20 m/s; 20 x 1500 / 3000 = 10; 1/2 x 750 kg x 400 = 150 kJ.
    expect(scoreOf('impactSpeedMps', drive)).toEqual({ value: 20, n: 1, valid: true });
    expect(valueOf('impactDeltaVMps', drive)).toBeCloseTo(10, 12);
    expect(valueOf('impactDeltaVOtherMps', drive)).toBeCloseTo(10, 12);
    expect(valueOf('impactEnergyJ', drive)).toBeCloseTo(150_000, 6);
  });

  it('with a pedestrian of 75 kg hurts the pedestrian', () => {
    const drive = crash('pedestrian', 1.5, Math.PI / 2);
    const closing = Math.sqrt(20 * 20 + 1.5 * 1.5);
    expect(valueOf('impactSpeedMps', drive)).toBeCloseTo(closing, 12);
    // 75 / 1575 and 1500 / 1575 of it.
    expect(valueOf('impactDeltaVMps', drive)).toBeCloseTo(closing / 21, 12);
    expect(valueOf('impactDeltaVOtherMps', drive)).toBeCloseTo((closing * 20) / 21, 12);
  });

  it('with a barrier takes all speed and all energy of the ego', () => {
    const drive = crash('barrier');
    expect(valueOf('impactDeltaVMps', drive)).toBe(20);
    expect(valueOf('impactDeltaVOtherMps', drive)).toBe(0);
    // 1/2 x 1500 kg x 400.
    expect(valueOf('impactEnergyJ', drive)).toBe(300_000);
  });

  it('by the formula of nuPlan, at an angle', () => {
    // sqrt(20^2 + 10^2 - 2 x 20 x 10 x cos 60 deg) / 2 = sqrt(300) / 2.
    expect(valueOf('impactDeltaVNuplanMps', crash('car', 10, Math.PI / 3))).toBeCloseTo(Math.sqrt(300) / 2, 12);
  });

  it('is not defined without a collision', () => {
    for (const id of ['impactSpeedMps', 'impactDeltaVMps', 'impactDeltaVOtherMps', 'impactEnergyJ'] as const) {
      expect(scoreOf(id, { ego: along(100, MIDDLE, 20) })).toEqual({ value: null, n: 0, valid: false });
    }
  });
});
