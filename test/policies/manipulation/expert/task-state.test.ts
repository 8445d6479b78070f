import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskState } from '../../../../policies/manipulation/expert/task-state.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';

const DT = 1 / 30;
const PUSH = {
  kind: 'push',
  object: 'disc',
  goal: [0.6, 0, 0.03],
  toleranceM: 0.03,
  maxLiftM: 0.02,
  holdS: 0.3,
} as const;
const LIFT = { kind: 'lift', object: 'cube', liftM: 0.04, holdS: 0.2 } as const;

function handAround(task: typeof PUSH | typeof LIFT): TaskState {
  const state = new TaskState(PANDA, task);
  state.setHand(0.5, 0, 0.03, 0);
  state.widthM = 0.08;
  const { object } = state;
  object.known = true;
  object.halfX = object.halfY = object.halfZ = 0.025;
  object.place(0.5, 0, 0.025, 0);
  return state;
}

describe('the state that roll-outs move', () => {
  it('closes on the object at the speed of the fingers, and holds it then', () => {
    const state = handAround(LIFT);
    let steps = 0;
    for (; !state.held && steps < 60; steps++) state.step(0.5, 0, 0.03, 0, 1, DT);
    // 3 cm at 0.1 m/s, and the fingers' dwell.
    expect(steps * DT).toBeGreaterThan(0.3);
    expect(steps * DT).toBeLessThan(0.45);
    expect(state.widthM).toBeCloseTo(0.05, 9);
  });

  it('keeps the palm above the object that it is over, and else the tips above what is below', () => {
    const state = handAround(PUSH);
    state.object.place(0.56, 0, 0.04, 0);
    state.object.halfZ = 0.04;
    expect(state.lowestZ()).toBeCloseTo(0.08 - 0.032, 9);
    state.object.x = 0.57;
    expect(state.lowestZ()).toBeCloseTo(PANDA.gripper.tipBeyondTcpM, 9);
    state.object.x = 0.5;
    state.takeHold();
    expect(state.lowestZ()).toBeCloseTo(PANDA.gripper.tipBeyondTcpM, 9);
  });

  it('closes the fingers on each other where nothing is between them', () => {
    const state = handAround(LIFT);
    state.object.x = 0.6;
    for (let i = 0; i < 40; i++) state.step(0.5, 0, 0.03, 0, 1, DT);
    expect([state.held, state.widthM]).toEqual([false, 0]);
  });

  it('keeps what is held where it lies in the hand, however the hand moves and turns', () => {
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, unit, unit, unit, unit, (x, y, z, yaw, dx, dy) => {
        const state = handAround(LIFT);
        state.object.place(0.5 + 0.01 * dx, 0.01 * dy, 0.025, 0.2);
        state.takeHold();
        state.step(x, y, z, 3 * yaw, 1, DT);
        const back = -3 * yaw;
        const ox = state.object.x - x;
        const oy = state.object.y - y;
        expect(Math.cos(back) * ox - Math.sin(back) * oy).toBeCloseTo(0.01 * dx, 9);
        expect(Math.sin(back) * ox + Math.cos(back) * oy).toBeCloseTo(0.01 * dy, 9);
        expect(state.object.z - z).toBeCloseTo(-0.005, 9);
        expect(Math.cos(state.object.yaw - 3 * yaw)).toBeCloseTo(Math.cos(0.2), 9);
      }),
      { numRuns: 100 },
    );
  });

  it('drops what the fingers open on to what is below', () => {
    const state = handAround(LIFT);
    state.object.z = 0.2;
    state.setHand(0.5, 0, 0.2, 0);
    state.takeHold();
    state.step(0.5, 0, 0.2, 0, 0, DT);
    expect([state.held, state.object.z]).toEqual([false, 0.025]);
  });

  it('carries along what it pushes, and knows a rough push', () => {
    const gentle = handAround(PUSH);
    gentle.object.halfX = gentle.object.halfY = 0.05;
    gentle.object.x = 0.55;
    const rough = handAround(PUSH);
    rough.copy(gentle);
    for (let i = 1; i <= 30; i++) {
      gentle.step(0.5 + 0.2 * i * DT, 0, 0.03, 0, 0, DT);
      rough.step(0.5 + 0.6 * i * DT, 0, 0.03, 0, 0, DT);
    }
    expect(gentle.object.x - gentle.x).toBeGreaterThan(gentle.contactM() - 1e-9);
    expect(gentle.object.x).toBeCloseTo(0.7 + gentle.contactM(), 1);
    expect(gentle.roughM).toBe(0);
    expect(rough.roughM).toBeGreaterThan(0.02);
  });
});
