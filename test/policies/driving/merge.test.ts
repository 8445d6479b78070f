import { describe, expect, it } from 'vitest';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import type { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { FULL_BRAKE_MPS2 } from '../../../policies/driving/emergency-brake.ts';
import { ArbitrateMerge, FollowMerge, HoldMerge, type ArbitrationSettings } from '../../../policies/driving/merge.ts';
import { actor, laneCentre, worldAfter } from './worlds.ts';

const SETTINGS: ArbitrationSettings = {
  contactS: 2,
  harmRatio: 0.85,
  planBias: 1,
  planSafer: 0,
  holdS: 0.1,
  pessimism: 0.25,
};
const CENTRE = laneCentre(1);

function decisionOf(mps2: number, offset = CENTRE, urgency = 0): DrivingDecision {
  const decision = new DrivingDecision();
  decision.manoeuvre.fill(mps2, offset, urgency);
  return decision;
}

/** A plan whose knots tell their number by their acceleration: -0.1, -0.2, ... */
function countingPlan(fromTick: number): DrivingPlan {
  const plan = new DrivingPlan();
  plan.fromTick = fromTick;
  plan.horizonTicks = 96;
  plan.manoeuvre.fill(0, 7, 1);
  for (let i = 0; i < 20; i++) plan.manoeuvre.acceleration[i] = -(i + 1) / 10;
  return plan;
}

function planOf(world: DrivingWorld, mps2: number, offset: number, urgency: number): DrivingPlan {
  const plan = countingPlan(world.tick);
  plan.manoeuvre.fill(mps2, offset, urgency);
  return plan;
}

const contextAt = (tick: number, blocking = false) => ({ tick, controlDt: 1 / 60, blocking });

describe('following', () => {
  const world = worldAfter(0);

  it('does what the fast policy decided where no plan is in force', () => {
    const action = new EgoAction();
    expect(new FollowMerge().merge(world.observe(), decisionOf(1.5, 4, 1), null, contextAt(50), action)).toBe('fast');
    expect(action).toEqual({ accelerationMps2: 1.5, targetOffsetM: 4, urgency: 1 });
  });

  it.each([
    [-100, -0.1],
    [100, -0.1],
    [111, -0.1],
    [112, -0.2],
    [160, -0.6],
    [100 + 12 * 19, -2],
    [2000, -2],
  ])('takes the knot of the plan from tick 100 that is in force at tick %d', (tick, mps2) => {
    const action = new EgoAction();
    const merge = new FollowMerge();
    expect(merge.merge(world.observe(), decisionOf(1), countingPlan(100), contextAt(tick), action)).toBe('plan');
    expect(action).toEqual({ accelerationMps2: mps2, targetOffsetM: 7, urgency: 1 });
  });
});

describe('holding', () => {
  const world = worldAfter(0);

  it('keeps lane and speed before the first plan, whatever the fast policy says', () => {
    const action = new EgoAction();
    expect(new HoldMerge().merge(world.observe(), decisionOf(-9, 0, 1), null, contextAt(3, true), action)).toBe('hold');
    expect(action).toEqual({ accelerationMps2: 0, targetOffsetM: CENTRE, urgency: 0 });
  });

  it('goes on with the end of the last plan', () => {
    const action = new EgoAction();
    const merge = new HoldMerge();
    expect(merge.merge(world.observe(), decisionOf(0), countingPlan(0), contextAt(5000, true), action)).toBe('plan');
    expect(action.accelerationMps2).toBe(-2);
  });
});

describe('arbitration', () => {
  const free = worldAfter(8);
  /** A standing truck that only full braking or an evasion misses, and one that is far enough. */
  const near = worldAfter(8, { actors: [actor('truck', 'truck', 138, CENTRE)] });
  const far = worldAfter(8, { actors: [actor('truck', 'truck', 165, CENTRE)] });

  function arbitrate(world: DrivingWorld, decision: DrivingDecision, plan: DrivingPlan | null = null) {
    const action = new EgoAction();
    const merge = new ArbitrateMerge(world.map, SETTINGS);
    const source = merge.merge(world.observe(), decision, plan, contextAt(world.tick), action);
    return { source, action };
  }

  it('lets the fast policy drive where nothing is in the way', () => {
    const { source, action } = arbitrate(free, decisionOf(0.7));
    expect(source).toBe('fast');
    expect(action.accelerationMps2).toBe(0.7);
  });

  it('brakes fully where the fast action hits something soon and braking makes it less bad', () => {
    const { source, action } = arbitrate(near, decisionOf(0));
    expect(source).toBe('brake');
    expect(action.accelerationMps2).toBe(FULL_BRAKE_MPS2);
    // In a straight line, from where it is.
    expect(Math.abs(action.targetOffsetM - near.observe().ego.d)).toBeLessThan(0.01);
  });

  it('leaves a fast policy that evades in peace', () => {
    expect(arbitrate(near, decisionOf(-2, laneCentre(2), 1)).source).toBe('fast');
    expect(arbitrate(far, decisionOf(-6)).source).toBe('fast');
  });

  it('obeys a plan that is better than the fast action by its bias, and no other', () => {
    expect(arbitrate(near, decisionOf(0), planOf(near, -2, laneCentre(2), 1)).source).toBe('plan');
    expect(arbitrate(free, decisionOf(0), planOf(free, 0, laneCentre(2), 1)).source).toBe('fast');
    // Nearly the same: not worth a change.
    expect(arbitrate(free, decisionOf(-0.2), planOf(free, 0, CENTRE, 0)).source).toBe('fast');
  });

  it('brakes even against a plan where both end in the truck', () => {
    expect(arbitrate(near, decisionOf(0), planOf(near, 1, CENTRE, 0)).source).toBe('brake');
  });

  it('keeps a plan once taken without asking for the bias again, also after a restore', () => {
    const merge = new ArbitrateMerge(free.map, { ...SETTINGS, planBias: 1 });
    const action = new EgoAction();
    const better = planOf(free, 0, CENTRE, 0);
    const ask = (one: ArbitrateMerge, mps2: number) =>
      one.merge(free.observe(), decisionOf(mps2), better, contextAt(free.tick), action);
    expect(ask(merge, -0.2)).toBe('fast');
    expect(ask(merge, -5)).toBe('plan');
    const twin = new ArbitrateMerge(free.map, { ...SETTINGS, planBias: 1 });
    restoreState(twin, saveState(merge));
    expect(ask(merge, -0.2)).toBe('plan');
    expect(ask(twin, -0.2)).toBe('plan');
  });

  it('goes on braking for its hold, as long as that is no worse, also after a restore', () => {
    const merge = new ArbitrateMerge(near.map, SETTINGS);
    const action = new EgoAction();
    const at = (one: ArbitrateMerge, world: DrivingWorld, tick: number) =>
      one.merge(world.observe(), decisionOf(0), null, contextAt(tick), action);
    expect(at(merge, near, 100)).toBe('brake');
    const twin = new ArbitrateMerge(near.map, SETTINGS);
    restoreState(twin, saveState(merge));
    for (const one of [merge, twin]) {
      expect(at(one, free, 105)).toBe('brake');
      expect(at(one, free, 106)).toBe('fast');
    }
  });
});
