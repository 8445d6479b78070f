import { describe, expect, it } from 'vitest';
import { HandGoal, type Phase } from '../../../../policies/manipulation/expert/hand-goal.ts';
import { aim, easyTurn, timeToGo } from '../../../../policies/manipulation/expert/task-script.ts';
import { TaskState } from '../../../../policies/manipulation/expert/task-state.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { CYLINDER } from '../../../../sim/robotics/clearance/volume-table.ts';
import type { BeltSpec, TaskSpec } from '../../../../sim/robotics/spec.ts';

const GOAL = [0.5, 0.25, 0.025] as const;
const PLACE: TaskSpec = { kind: 'place', object: 'cube', goal: GOAL, toleranceM: 0.03, holdS: 0.3 };
const PUSH: TaskSpec = { kind: 'push', object: 'disc', goal: GOAL, toleranceM: 0.03, maxLiftM: 0.02, holdS: 0.3 };
const BELT: BeltSpec = {
  x: 0.5,
  y: 0,
  lengthM: 1,
  widthM: 0.2,
  heightM: 0.04,
  headingRad: Math.PI / 2,
  speedMps: 0.1,
};

/** An open hand at a place, and a cube of 5 cm that lies to its right. */
function stateOf(task: TaskSpec, x = 0.45, y = 0, z = 0.28): TaskState {
  const state = new TaskState(PANDA, task);
  state.setHand(x, y, z, 0);
  state.widthM = PANDA.gripper.maxWidthM;
  const { object } = state;
  object.known = true;
  object.halfX = object.halfY = object.halfZ = 0.025;
  object.place(0.5, -0.2, 0.025, 0);
  return state;
}

function phaseOf(state: TaskState): Phase {
  const goal = new HandGoal();
  aim(state, goal);
  return goal.phase;
}

/** Phases of a hand that obeys at once, in their order, and the time to go at each step. */
function follow(state: TaskState, seconds = 15): { phases: Phase[]; times: number[] } {
  const goal = new HandGoal();
  const phases: Phase[] = [];
  const times: number[] = [];
  const dt = 1 / 30;
  for (let t = 0; t < seconds; t += dt) {
    aim(state, goal);
    times.push(timeToGo(state));
    if (phases.at(-1) !== goal.phase) phases.push(goal.phase);
    if (goal.phase === 'done') break;
    const dx = goal.x - state.x;
    const dy = goal.y - state.y;
    const dz = goal.z - state.z;
    const distance = Math.hypot(dx, dy, dz);
    const speed = distance > 0 ? Math.min(goal.speedMps, 5 * distance) / distance : 0;
    state.step(
      state.x + (speed * dx * goal.level + goal.vx) * dt,
      state.y + (speed * dy * goal.level + goal.vy) * dt,
      state.z + (speed * dz + goal.vz) * dt,
      goal.yaw,
      goal.grip,
      dt,
    );
  }
  return { phases, times };
}

describe('the script of a task', () => {
  it('picks, carries and places in the order that has to be', () => {
    const state = stateOf(PLACE);
    const { phases, times } = follow(state);
    expect(phases.filter((phase) => phase !== 'over')).toEqual([
      'above',
      'down',
      'close',
      'lift',
      'lower',
      'open',
      'retreat',
      'done',
    ]);
    expect(state.object.x).toBeCloseTo(0.5, 2);
    expect(state.object.y).toBeCloseTo(0.25, 2);
    expect(times[0]).toBeGreaterThan(3);
    expect(times.at(-1)).toBeLessThan(0.1);
    for (let i = 1; i < times.length; i++) expect(times[i]).toBeLessThan(times[i - 1] + 0.1);
  });

  it('stacks on the base where the base is by then', () => {
    const state = stateOf({ kind: 'stack', object: 'cube', base: 'block', toleranceM: 0.02, holdS: 0.3 });
    const { base, object } = state;
    base.known = true;
    base.halfX = base.halfY = base.halfZ = 0.03;
    base.place(0.48, 0.2, 0.03, 0);
    base.move(0.3, 0, 0);
    expect(follow(state).phases.at(-1)).toBe('done');
    expect(base.x).toBeGreaterThan(0.49);
    expect(object.x).toBeCloseTo(base.x, 2);
    expect(object.y).toBeCloseTo(base.y, 2);
    expect(object.z).toBeCloseTo(0.085, 4);
  });

  it('goes back to the object when it is lost on the way', () => {
    const state = stateOf(PLACE, 0.5, 0, 0.2);
    state.object.place(0.5, 0, 0.2, 0);
    state.takeHold();
    expect(['lift', 'over']).toContain(phaseOf(state));
    state.held = false;
    state.object.place(0.55, 0.05, 0.025, 0.3);
    expect(phaseOf(state)).toBe('above');
    state.widthM = 0.05;
    expect(follow(state).phases).toContain('close');
    expect(state.object.y).toBeCloseTo(0.25, 2);
  });

  it('waits above what falls or slides fast, and goes down when it has come to rest', () => {
    const state = stateOf(PLACE, 0.5, -0.2, 0.05);
    const goal = new HandGoal();
    state.object.move(0.5, 0, 0);
    aim(state, goal);
    expect(goal.z).toBeGreaterThan(0.1);
    state.object.move(0, 0, 0);
    aim(state, goal);
    expect(goal.z).toBeCloseTo(0.025, 3);
  });

  it('lets go of what it did not want', () => {
    const state = stateOf(PLACE);
    state.heldOther = true;
    const goal = new HandGoal();
    aim(state, goal);
    expect([goal.phase, goal.grip]).toEqual(['open', 0]);
  });

  it('waits for what it does not see', () => {
    const state = stateOf(PLACE);
    state.object.known = false;
    expect(phaseOf(state)).toBe('wait');
  });

  it('takes from a belt what goes along with it', () => {
    const state = stateOf({ kind: 'lift', object: 'cube', liftM: 0.08, holdS: 0.5 });
    state.belt = BELT;
    state.object.place(0.5, -0.3, 0.065, 0);
    state.object.move(0, 0.1, 0);
    expect(follow(state).phases).toEqual(['above', 'down', 'close', 'lift', 'done']);
    expect(state.object.y).toBeGreaterThan(-0.2);
    expect(state.object.z).toBeGreaterThan(0.065 + 0.08);
  });

  it('pushes from behind, stops in time and goes away', () => {
    const state = stateOf(PUSH);
    state.object.kind = CYLINDER;
    state.object.halfX = state.object.halfY = 0.055;
    const { phases } = follow(state);
    expect(phases).toEqual(['behind', 'push', 'retreat', 'done']);
    expect(Math.hypot(state.object.x - 0.5, state.object.y - 0.25)).toBeLessThan(0.02);
    expect(Math.hypot(state.x - state.object.x, state.y - state.object.y, state.z - state.object.z)).toBeGreaterThan(
      0.08,
    );
    expect(state.roughM).toBe(0);
  });

  it('takes a long box across its narrow side', () => {
    const state = stateOf(PLACE);
    state.object.halfX = 0.06;
    state.object.halfY = 0.02;
    expect(Math.abs(Math.cos(easyTurn(state)))).toBeCloseTo(1, 9);
    state.object.halfX = 0.02;
    state.object.halfY = 0.06;
    expect(Math.abs(Math.sin(easyTurn(state)))).toBeCloseTo(1, 9);
  });
});
