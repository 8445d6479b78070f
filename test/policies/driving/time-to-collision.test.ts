import { describe, expect, it } from 'vitest';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { buildMap } from '../../../sim/driving/map/build-map.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { EmergencyBrake, FULL_BRAKE_MPS2 } from '../../../policies/driving/emergency-brake.ts';
import { sceneTimeToCollision } from '../../../policies/driving/time-to-collision.ts';
import { Scene } from '../../../policies/driving/value/scene.ts';
import { mapSpec } from '../../sim/driving/map/specs.ts';
import { cruising, worldAfter } from './worlds.ts';

const map = buildMap(mapSpec({ segments: [{ lengthM: 2000, curvature: 0 }] }));

interface Other {
  readonly gap: number;
  readonly left?: number;
  readonly speed?: number;
  readonly leftwards?: number;
}

/** The ego with 20 m/s in the middle lane; others of 4 x 2 m, bumper to bumper `gap` ahead. */
function ttc(others: readonly Other[], egoVd = 0): number {
  const scene = new Scene(map);
  scene.setEgo(500, 5.25, 20, egoVd, 0, 4.6, 1.85, 20);
  for (const { gap, left = 0, speed = 0, leftwards = 0 } of others) {
    scene.add(0, 0, 500 + 2.3 + 2 + gap, 5.25 + left, 0, speed, leftwards, 0, 4, 2);
  }
  return sceneTimeToCollision(scene);
}

describe('time to collision', () => {
  it('is the gap over the closing speed, of the most urgent', () => {
    expect(ttc([{ gap: 30 }])).toBeCloseTo(1.5, 12);
    expect(ttc([{ gap: 30, speed: 10 }])).toBeCloseTo(3, 12);
    expect(ttc([{ gap: 30, speed: -10 }])).toBeCloseTo(1, 12);
    expect(ttc([{ gap: 80 }, { gap: 30 }, { gap: 50 }])).toBeCloseTo(1.5, 12);
    expect(ttc([{ gap: -1 }])).toBe(0);
  });

  it('is none to what is as fast or faster, behind, beside, or more than 10 s away', () => {
    expect(ttc([{ gap: 5, speed: 20 }])).toBe(Infinity);
    expect(ttc([{ gap: 5, speed: 25 }])).toBe(Infinity);
    expect(ttc([{ gap: -40, speed: 0 }])).toBe(Infinity);
    expect(ttc([{ gap: 30, left: 3.5 }])).toBe(Infinity);
    expect(ttc([{ gap: 30, left: -3.5 }])).toBe(Infinity);
    expect(ttc([{ gap: 101, speed: 10 }])).toBe(Infinity);
  });

  it('has a corridor a quarter of a metre wider than the car on each side', () => {
    const reach = 1.85 / 2 + 1 + 0.25;
    expect(ttc([{ gap: 30, left: reach - 0.01 }])).toBeCloseTo(1.5, 12);
    expect(ttc([{ gap: 30, left: reach + 0.01 }])).toBe(Infinity);
  });

  it('sees who walks into the corridor in time, and not who is through before', () => {
    expect(ttc([{ gap: 30, left: -5, leftwards: 2.5 }])).toBeCloseTo(1.5, 12);
    expect(ttc([{ gap: 30, left: -5, leftwards: 0.5 }])).toBe(Infinity);
    expect(ttc([{ gap: 30, left: 1, leftwards: 2.5 }])).toBe(Infinity);
  });

  it('follows the ego out of its lane for a second', () => {
    expect(ttc([{ gap: 60, left: 3.5 }], 2)).toBeCloseTo(3, 12);
    expect(ttc([{ gap: 60, left: 3.5 }], 1)).toBe(Infinity);
  });
});

describe('the emergency brake', () => {
  const decision = new DrivingDecision();

  /** Whether it acts, and on what, at each of the given ticks of an approach to a slower car. */
  function act(brake: EmergencyBrake, tick: number, mps2 = 0): { acts: boolean; mps2: number } {
    // 20 m/s behind 8 m/s.
    const world = worldAfter(tick, { actors: [cruising('lead', 160, 1, 8)] });
    const action = new EgoAction();
    action.accelerationMps2 = mps2;
    const context = { tick, controlDt: 1 / 60, blocking: false };
    return { acts: brake.apply(world.observe(), decision, context, action), mps2: action.accelerationMps2 };
  }

  // Gap at tick t: 160 - 100 - 4.55 - 12 t / 60 metres, so the time to collision is 4.62 s - t / 60.
  it('brakes fully below its threshold, and not above', () => {
    expect(act(new EmergencyBrake(map, 1.5), 170)).toEqual({ acts: false, mps2: 0 });
    expect(act(new EmergencyBrake(map, 1.5), 200)).toEqual({ acts: true, mps2: FULL_BRAKE_MPS2 });
  });

  it('holds on until the time has grown to half as much again, also after a restore', () => {
    const brake = new EmergencyBrake(map, 1.5);
    expect(act(brake, 200).acts).toBe(true);
    const twin = new EmergencyBrake(map, 1.5);
    restoreState(twin, saveState(brake));
    for (const one of [brake, twin]) {
      expect(act(one, 160).acts).toBe(true);
      expect(act(one, 130).acts).toBe(false);
      expect(act(one, 160).acts).toBe(false);
    }
  });

  it('does not count as acting where the action brakes as hard already', () => {
    expect(act(new EmergencyBrake(map, 1.5), 200, -9.5)).toEqual({ acts: false, mps2: -9.5 });
    expect(act(new EmergencyBrake(map, 1.5), 200, -4)).toEqual({ acts: true, mps2: FULL_BRAKE_MPS2 });
  });
});
