import { beforeEach, describe, expect, it } from 'vitest';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import { StopOrRetreat } from '../../../policies/manipulation/reflex.ts';
import { SensedClearance } from '../../../policies/manipulation/sensed-clearance.ts';
import { observed, type Seen } from './observations.ts';

const SETTINGS = { stopM: 0.03, contactS: 0.25, release: 1.5, retreatM: 0.02, retreatMps: 0.4 };
const decision = new ArmDecision();
const tcp = observed().arm;
const clearance = new SensedClearance(PANDA);

let reflex: StopOrRetreat;
beforeEach(() => {
  reflex = new StopOrRetreat(PANDA, SETTINGS);
});

/** A ball that comes as near to the arm as given, seen from the tool centre point in a direction. */
function ball(gapM: number, velocity: Seen['velocity'] = [0, 0, 0], [x, y, z]: Seen['at'] = [1, 0, -0.1]): Seen {
  const at = (s: number): Seen => ({
    role: 'obstacle',
    shape: 'sphere',
    half: [0.05, 0.05, 0.05],
    at: [tcp.x + s * x, tcp.y + s * y, tcp.z + s * z],
    velocity,
  });
  let [near, far] = [0, 1];
  while (far - near > 1e-9) {
    const middle = 0.5 * (near + far);
    if (clearance.update(observed([at(middle)])) < gapM) near = middle;
    else far = middle;
  }
  return at(far);
}

function apply(things: readonly Seen[], by = reflex) {
  const action = Object.assign(new ArmAction(), { vx: 0.3, vy: 0.2, vz: -0.1, yawRate: 1, grip: 0.7 });
  const context = { tick: 0, controlDt: 1 / 60, blocking: false };
  const acted = by.apply(observed(things), decision, context, action);
  return { acted, action: [action.vx, action.vy, action.vz, action.yawRate, action.grip] };
}

const commanded = [0.3, 0.2, -0.1, 1, 0.7];
const stopped = [0, 0, 0, 0, 0.7];

describe('the reflex', () => {
  it('leaves the action alone when nothing is known or near', () => {
    expect(apply([])).toEqual({ acted: false, action: commanded });
    expect(apply([ball(0.1)])).toEqual({ acted: false, action: commanded });
    expect(apply([{ ...ball(0), role: 'object' }])).toEqual({ acted: false, action: commanded });
  });

  it('stops before what stands near, and keeps the grip', () => {
    const { acted, action } = apply([ball(0.0275)]);
    expect(acted).toBe(true);
    expect(action.map((x) => x + 0)).toEqual(stopped);
  });

  it('gets away from what is very near, along the way that leads out fastest', () => {
    const near = ball(0.005);
    clearance.update(observed([near]));
    const { action } = apply([near]);
    const [vx, vy, vz] = action;
    expect(Math.sqrt(vx * vx + vy * vy + vz * vz)).toBeCloseTo(0.4, 9);
    for (const [axis, v] of [vx, vy, vz].entries()) expect(v).toBeCloseTo(0.4 * clearance.direction[axis], 5);
    expect(vx).toBeLessThan(-0.2);
    expect(action.slice(3)).toEqual([0, 0.7]);
  });

  it('gets away from what approaches, in time', () => {
    expect(apply([ball(0.12, [-0.4, 0, 0])]).acted).toBe(false);
    const { acted, action } = apply([ball(0.12, [-0.6, 0, 0])]);
    expect(acted).toBe(true);
    expect(action[0]).toBeLessThan(-0.25);
    expect(apply([ball(0.2, [0.6, 0, 0])]).acted).toBe(false);
  });

  it('goes on until it is clear by more than what it began at', () => {
    expect(apply([ball(0.035)]).acted).toBe(false);
    expect(apply([ball(0.02)]).acted).toBe(true);
    expect(apply([ball(0.035)]).acted).toBe(true);
    const twin = new StopOrRetreat(PANDA, SETTINGS);
    restoreState(twin, saveState(reflex));
    expect(apply([ball(0.035)], twin).acted).toBe(true);
    expect(apply([ball(0.035)], new StopOrRetreat(PANDA, SETTINGS)).acted).toBe(false);
    expect(apply([ball(0.06)]).acted).toBe(false);
    expect(apply([ball(0.035)]).acted).toBe(false);
  });

  it('does not press a low hand onto the table', () => {
    const above = ball(0.004, [0, 0, 0], [0, 0, 1]);
    const [, , vz] = apply([above]).action;
    expect(vz).toBeLessThan(-0.05);
    const low = observed([above]);
    low.arm.z = 0.05;
    const action = Object.assign(new ArmAction(), { vz: -0.1 });
    expect(reflex.apply(low, decision, { tick: 0, controlDt: 1 / 60, blocking: false }, action)).toBe(true);
    expect(action.vz).toBe(0);
  });
});
