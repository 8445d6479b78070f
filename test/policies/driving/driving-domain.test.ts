import { describe, expect, it } from 'vitest';
import { saveState } from '../../../sim/kernel/state-codec.ts';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { worldAfter } from './worlds.ts';

function goodPlan(): DrivingPlan {
  const plan = new DrivingPlan();
  plan.horizonTicks = 96;
  return plan;
}

describe('a plan', () => {
  it.each<[string, (plan: DrivingPlan) => void, string]>([
    ['a tick between ticks', (p) => (p.fromTick = 1.5), 'ticks are not whole numbers'],
    ['no tick', (p) => (p.requestedTick = NaN), 'ticks are not whole numbers'],
    ['no horizon', (p) => (p.horizonTicks = 0), 'horizon of 0 ticks'],
    ['an endless horizon', (p) => (p.horizonTicks = Infinity), 'horizon of Infinity ticks'],
    ['an infinite value', (p) => (p.value = -Infinity), 'value -Infinity'],
    ['NaN for an acceleration', (p) => (p.manoeuvre.acceleration[19] = NaN), 'acceleration NaN m/s2 at knot 19'],
    ['an impossible acceleration', (p) => (p.manoeuvre.acceleration[3] = -16), 'acceleration -16 m/s2 at knot 3'],
    ['an offset beyond every road', (p) => (p.manoeuvre.offset[0] = 101), 'offset 101 m at knot 0'],
    ['NaN for an offset', (p) => (p.manoeuvre.offset[7] = NaN), 'offset NaN m at knot 7'],
    ['an urgency beyond its range', (p) => (p.manoeuvre.urgency[2] = 1.1), 'urgency 1.1 at knot 2'],
  ])('with %s is refused', (_what, spoil, fault) => {
    const plan = goodPlan();
    expect(drivingDomain.faultOf(plan)).toBeNull();
    spoil(plan);
    expect(drivingDomain.faultOf(plan)).toBe(fault);
  });

  it('is copied whole', () => {
    const plan = goodPlan();
    let next = 1;
    plan.exchange({
      entity: () => undefined,
      number: () => next++,
      boolean: () => true,
      text: () => `text ${next++}`,
      numbers: (_field, values) => values.forEach((_v, i) => (values[i] = next++)),
      words: () => undefined,
      column: () => undefined,
    });
    const copy = drivingDomain.createPlan();
    drivingDomain.copyPlan(plan, copy);
    expect(saveState(copy)).toEqual(saveState(plan));
    plan.manoeuvre.offset[0] = -1;
    expect(copy.manoeuvre.offset[0]).not.toBe(-1);
  });
});

describe('drift', () => {
  const { ego } = worldAfter(0).observe();
  const observation = worldAfter(0).observe();

  function drift(tick: number, ds: number, dd: number): number {
    const plan = goodPlan();
    plan.fromTick = 100;
    // 20 m/s along, 1 m/s to the left: 4 m and 0.2 m from knot to knot.
    for (let i = 0; i < 20; i++) {
      plan.s[i] = ego.s + ds + 4 * (i - 5);
      plan.d[i] = ego.d + dd + 0.2 * (i - 5);
    }
    return drivingDomain.drift(plan, observation, tick);
  }

  it('is the distance from where the plan has the ego at this tick, between knots too', () => {
    expect(drift(160, 0, 0)).toBeCloseTo(0, 9);
    expect(drift(160, 3, 4)).toBeCloseTo(5, 9);
    // Half a knot later the plan is 2 m and 0.1 m further.
    expect(drift(166, 0, 0)).toBeCloseTo(Math.hypot(2, 0.1), 9);
    expect(drift(154, -1, 0)).toBeCloseTo(Math.hypot(3, 0.1), 9);
  });

  it('is not known before the plan begins and after its last knot', () => {
    expect(drift(99, 0, 0)).toBeNaN();
    expect(drift(100, 0, 0)).not.toBeNaN();
    expect(drift(100 + 12 * 19, 0, 0)).not.toBeNaN();
    expect(drift(100 + 12 * 19 + 1, 0, 0)).toBeNaN();
  });
});
