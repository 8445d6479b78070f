import { describe, expect, it } from 'vitest';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import { ArmPlan } from '../../../policies/manipulation/arm-plan.ts';
import { CascadeMerge, ChunkMerge, HoldMerge } from '../../../policies/manipulation/merge.ts';
import { observed } from './observations.ts';

const observation = observed();
const decision = new ArmDecision();
decision.chunk.set([0.1, 0.2, 0.3, 0.4, 0.5, 9, 9, 9, 9, 9]);
const plan = new ArmPlan();
plan.fromTick = 100;
for (let knot = 0; knot < 16; knot++) plan.chunk.set([knot, -knot, 0, 1, knot === 0 ? -0.3 : 1.4], 5 * knot);

type AnyMerge = CascadeMerge | ChunkMerge | HoldMerge;

function merged(merge: AnyMerge, inForce: ArmPlan | null, tick = 102, cascaded = true) {
  const action = Object.assign(new ArmAction(), { vx: 7, vy: 7, vz: 7, yawRate: 7, grip: 7 });
  decision.cascaded = cascaded;
  const source = merge.merge(observation, decision, inForce, { tick, controlDt: 1 / 60, blocking: false }, action);
  return { source, action: [action.vx, action.vy, action.vz, action.yawRate, action.grip] };
}

const now = [0.1, 0.2, 0.3, 0.4, 0.5];

describe('the merges', () => {
  it('cascade: System 1 acts, and it is the plan that acts where it goes on from one', () => {
    expect(merged(new CascadeMerge(), plan)).toEqual({ source: 'plan', action: now });
    expect(merged(new CascadeMerge(), plan, 102, false)).toEqual({ source: 'fast', action: now });
    expect(merged(new CascadeMerge(), null)).toEqual({ source: 'fast', action: now });
  });

  it('chunk: the plan acts as it stands, its grip within limits, and System 1 without one', () => {
    const { source, action } = merged(new ChunkMerge(), plan);
    expect(source).toBe('plan');
    for (const [i, value] of [0.5, -0.5, 0, 1, 0.55].entries()) expect(action[i]).toBeCloseTo(value, 12);
    expect(merged(new ChunkMerge(), plan, 100).action[4]).toBe(0);
    expect(merged(new ChunkMerge(), plan, 104).action[4]).toBe(1);
    expect(merged(new ChunkMerge(), null)).toEqual({ source: 'fast', action: now });
  });

  it('hold: stands before the first plan and after the end of one, then with its grip', () => {
    expect(merged(new HoldMerge(), null)).toEqual({ source: 'hold', action: [0, 0, 0, 0, 0] });
    expect(merged(new HoldMerge(), plan, 108)).toEqual({ source: 'plan', action: [2, -2, 0, 1, 1] });
    expect(merged(new HoldMerge(), plan, 160).source).toBe('plan');
    expect(merged(new HoldMerge(), plan, 161)).toEqual({ source: 'hold', action: [0, 0, 0, 0, 1] });
  });
});
