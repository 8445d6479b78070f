import { describe, expect, it } from 'vitest';
import { ACTOR_KINDS } from '../../../../sim/driving/actor-table.ts';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import type { ActorKind } from '../../../../sim/driving/spec.ts';
import { Futures } from '../../../../policies/driving/value/futures.ts';
import { predictNominal, predictPessimistic } from '../../../../policies/driving/value/predict.ts';
import { Scene } from '../../../../policies/driving/value/scene.ts';
import { mapSpec } from '../../../sim/driving/map/specs.ts';

const map = buildMap(mapSpec({ segments: [{ lengthM: 2000, curvature: 0 }] }));

interface Motion {
  readonly kind?: ActorKind;
  readonly ahead?: number;
  readonly d?: number;
  readonly vx?: number;
  readonly vy?: number;
  readonly a?: number;
  readonly heading?: number;
}

/** Where one object is after `seconds`; the ego is at s = 500 m in the middle lane (d = 5.25 m) with 20 m/s. */
function after(seconds: number, motion: Motion, pessimistic = false): { s: number; d: number; vs: number; vd: number } {
  const scene = new Scene(map);
  scene.setEgo(500, 5.25, 20, 0, 0, 4.6, 1.85, 20);
  const { kind = 'car', ahead = 30, d = 5.25, vx = 0, vy = 0, a = 0, heading = 0 } = motion;
  scene.add(0, ACTOR_KINDS.indexOf(kind), 500 + ahead, d, heading, vx, vy, a, 4, 2);
  const futures = new Futures();
  if (pessimistic) predictPessimistic(scene, 0.5, futures);
  else predictNominal(scene, futures);
  expect(futures.weight).toBe(pessimistic ? 0.5 : 1);
  const at = Math.round(seconds * 10) * futures.stride;
  return { s: futures.s[at] - 500, d: futures.d[at], vs: futures.vs[at], vd: futures.vd[at] };
}

describe('the nominal future', () => {
  it('is now at step 0', () => {
    expect(after(0, { vx: 12, vy: 0.1, a: -5 })).toEqual({ s: 30, d: 5.25, vs: 12, vd: 0 });
  });

  it('goes on at constant speed, whatever the acceleration, unless it brakes', () => {
    expect(after(3, { vx: 12, a: 2 }).s).toBeCloseTo(30 + 36, 9);
    expect(after(3, { vx: 12, a: -0.5 }).s).toBeCloseTo(30 + 36, 9);
  });

  it('brakes on to standstill: v^2 / 2a', () => {
    expect(after(1, { vx: 12, a: -4 }).s).toBeCloseTo(30 + 12 - 2, 9);
    const end = after(4, { vx: 12, a: -4 });
    expect(end.s).toBeCloseTo(30 + 18, 9);
    expect(end.vs).toBe(0);
  });

  it('lets an oncoming car that brakes stop too', () => {
    const end = after(4, { vx: -12, a: -4, heading: Math.PI });
    expect(end.s).toBeCloseTo(30 - 18, 9);
    expect(end.vs).toBe(0);
  });

  it('ends a lane change in the middle of the next lane', () => {
    const cut = after(4, { d: 8, vx: 20, vy: -1 });
    expect(cut.d).toBeCloseTo(5.25, 0);
    expect(cut.d).toBeGreaterThan(5.25 - 0.11);
    expect(cut.vd).toBe(0);
    expect(after(1, { d: 8, vx: 20, vy: -1 }).d).toBeCloseTo(7, 9);
  });

  it('takes slow sideways motion of a car for noise, that of a pedestrian for walking', () => {
    expect(after(4, { d: 8.75, vx: 20, vy: -0.3 }).d).toBe(8.75);
    expect(after(4, { kind: 'pedestrian', d: -1, vy: 0.3 }).d).toBeCloseTo(0.2, 9);
    expect(after(4, { kind: 'pedestrian', d: -1, vy: 1.4 }).d).toBeCloseTo(4.6, 9);
  });

  it('lets lie what lies', () => {
    expect(after(4, { kind: 'debris', vx: 0.2, vy: 0.2 })).toEqual({ s: 30, d: 5.25, vs: 0, vd: 0 });
  });
});

describe('the pessimistic future', () => {
  it('brakes the leader with 6 m/s2, or with more if it does more', () => {
    expect(after(2, { vx: 20 }, true).s).toBeCloseTo(30 + 40 - 12, 9);
    expect(after(2, { vx: 20, a: -8 }, true).s).toBeCloseTo(30 + 40 - 16, 9);
  });

  it('leaves who is behind, and who comes towards, as they are', () => {
    expect(after(2, { ahead: -30, vx: 20 }, true)).toEqual(after(2, { ahead: -30, vx: 20 }));
    expect(after(2, { vx: -20, heading: Math.PI }, true)).toEqual(after(2, { vx: -20, heading: Math.PI }));
  });

  it('lets a standing pedestrian beside the lane step towards the ego, from either side', () => {
    expect(after(1, { kind: 'pedestrian', d: 2 }, true).d).toBeCloseTo(3.6, 9);
    expect(after(1, { kind: 'pedestrian', d: 9 }, true).d).toBeCloseTo(7.4, 9);
    expect(after(1, { kind: 'pedestrian', d: -1 }, true).d).toBe(-1);
  });

  it('lets a standing car at a crossing pull out with 2 m/s2', () => {
    const crossing = { d: -4, heading: Math.PI / 2 };
    expect(after(2, crossing, true).d).toBeCloseTo(0, 9);
    expect(after(2, crossing, true).vd).toBeCloseTo(4, 9);
    expect(after(2, crossing).d).toBe(-4);
  });
});

describe('the scene', () => {
  it('sees a box across the road as wide as it is long, and its motion along the road', () => {
    const scene = new Scene(map);
    scene.setEgo(500, 5.25, 20, 0, 0, 4.6, 1.85, 20);
    scene.add(3, ACTOR_KINDS.indexOf('cyclist'), 520, 1, Math.PI / 2, 0.5, 4, 1, 2, 0.6);
    expect([scene.halfS[0], scene.halfD[0]].map((half) => Math.round(half * 1e9) / 1e9)).toEqual([0.3, 1]);
    expect([scene.s[0], scene.d[0], scene.vs[0], scene.vd[0]]).toEqual([520, 1, 0.5, 4]);
    expect(scene.row[0]).toBe(3);
    expect(scene.as[0]).toBeCloseTo(0, 12);
  });

  it('leaves out what is too far to matter', () => {
    const scene = new Scene(map);
    scene.setEgo(500, 5.25, 20, 0, 0, 4.6, 1.85, 20);
    for (const x of [420, 700, 500]) scene.add(0, 0, x, x === 500 ? 70 : 5, 0, 0, 0, 0, 4, 2);
    expect(scene.count).toBe(0);
  });

  it('keeps the nearest when there are more than it can hold, in whatever order they come', () => {
    const scene = new Scene(map);
    scene.setEgo(500, 5.25, 20, 0, 0, 4.6, 1.85, 20);
    // 0, 37, 74, 10, ... of 101 distances from 1 to 101 m, all different.
    for (let i = 0; i < 101; i++) scene.add(i, 0, 501 + ((i * 37) % 101), 5, 0, 0, 0, 0, 4, 2);
    expect(scene.count).toBe(64);
    expect([...scene.s].map((s) => Math.round(s - 500)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 64 }, (_, i) => i + 1),
    );
  });

  it('counts an ego that is changing lane to the lane where it will be', () => {
    const scene = new Scene(map);
    const laneAt = (d: number, vd: number): number => {
      scene.setEgo(500, d, 20, vd, 0, 4.6, 1.85, 20);
      return map.lanes[scene.lane].centerM;
    };
    expect(laneAt(5.25, 0)).toBe(5.25);
    expect(laneAt(6.7, 0)).toBe(5.25);
    expect(laneAt(6.7, 1)).toBe(8.75);
    expect(laneAt(6.7, -5)).toBe(5.25);
  });
});
