import { hypot } from '../../../sim/kernel/math.ts';
import type { HandGoal } from './hand-goal.ts';
import { aimAtObject, levelShare, timeToHold } from './pick-script.ts';
import type { TaskState } from './task-state.ts';

/** Of the hand that carries something, m/s. */
const CARRY_MPS = 0.45;
/** How high something is carried above the table, to its middle, and above where it is put, m. */
const CARRY_M = 0.16;
const OVER_GOAL_M = 0.07;
/** How fast it may come down as it nears the vertical, m per m. */
const SLOPE = 2.5;
/** It is let go within these, m. */
const NEAR_M = 0.004;
const LOW_M = 0.003;
/** A base that is faster is waited for, m/s. */
const CALM_MPS = 0.05;
/** How far the hand goes up in the end, m. */
const RETREAT_M = 0.12;
/** What opening the fingers and going away takes, s. */
const LEAVING_S = 0.9;

/** Where the object's middle is to be put. */
interface Spot {
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  known: boolean;
  toleranceM: number;
}

const spot: Spot = { x: 0, y: 0, z: 0, vx: 0, vy: 0, known: false, toleranceM: 0 };

/** For `place` and `stack`: picks the object up, puts it down where it belongs, and leaves it. */
export function aimToPlace(state: TaskState, goal: HandGoal): void {
  const { object } = state;
  spotOf(state);
  if (state.held) carry(state, goal);
  else if (object.known && isThere(state)) leave(state, goal);
  else aimAtObject(state, goal);
}

/** Time until the task is done, s. */
export function timeToPlace(state: TaskState): number {
  const { object } = state;
  spotOf(state);
  const r = hypot(spot.x - object.x, spot.y - object.y);
  if (!state.held && object.known && isThere(state)) {
    return (LEAVING_S * Math.max(0, object.z + RETREAT_M - state.z)) / RETREAT_M;
  }
  const top = carryZ();
  const over = Math.min(top, spot.z + SLOPE * r);
  const way = r / CARRY_MPS + (over - spot.z) / (0.6 * CARRY_MPS) + LEAVING_S;
  if (!state.held) return timeToHold(state) + way + (top - object.z) / CARRY_MPS;
  return way + Math.abs(over - object.z) / CARRY_MPS;
}

/** For `lift`: holds the object high enough. */
export function aimToLift(state: TaskState, liftM: number, goal: HandGoal): void {
  const { object } = state;
  if (!state.held) {
    aimAtObject(state, goal);
    return;
  }
  const rise = Math.max(0, liftGoalZ(state, liftM) - object.z);
  goal.set(rise > 0.005 ? 'lift' : 'done', state.x, state.y, state.z + rise, state.yaw, CARRY_MPS, 1);
}

export function timeToLift(state: TaskState, liftM: number): number {
  const rise = Math.max(0, liftGoalZ(state, liftM) - state.object.z) / CARRY_MPS;
  return state.held ? rise : timeToHold(state) + rise;
}

function liftGoalZ({ object, belt }: TaskState, liftM: number): number {
  return (belt === null ? 0 : belt.heightM) + object.halfZ + liftM + 0.03;
}

function carry(state: TaskState, goal: HandGoal): void {
  const { object } = state;
  if (!spot.known) {
    goal.set('over', state.x, state.y, Math.max(state.z, CARRY_M), state.yaw, CARRY_MPS / 2, 1);
    return;
  }
  const dx = spot.x - object.x;
  const dy = spot.y - object.y;
  const r = hypot(dx, dy);
  const calm = hypot(spot.vx, spot.vy) < CALM_MPS;
  const above = calm ? Math.min(carryZ() - spot.z, SLOPE * Math.max(0, r - 0.008)) : OVER_GOAL_M;
  const dz = spot.z + above - object.z;
  const down = calm && r < NEAR_M && object.z - spot.z < LOW_M;
  const phase = down ? 'open' : r < 0.03 ? 'lower' : dz > 0.03 ? 'lift' : 'over';
  goal.set(phase, state.x + dx, state.y + dy, state.z + dz, state.yaw, CARRY_MPS, down ? 0 : 1);
  goal.vx = spot.vx;
  goal.vy = spot.vy;
  goal.level = levelShare(dz);
}

/** Waits for the fingers to open, and goes up. */
function leave(state: TaskState, goal: HandGoal): void {
  const { object } = state;
  const around = hypot(object.x - state.x, object.y - state.y) < 0.05 && state.z - object.z < object.halfZ + 0.02;
  if (around && state.widthM < Math.min(state.maxWidthM - 0.004, state.acrossM + 0.016)) {
    goal.set('open', state.x, state.y, state.z, state.yaw, CARRY_MPS, 0);
    return;
  }
  const top = object.z + RETREAT_M;
  goal.set(
    state.z > top - 0.01 ? 'done' : 'retreat',
    state.x,
    state.y,
    Math.max(top, state.z),
    state.yaw,
    CARRY_MPS,
    0,
  );
}

function isThere({ object }: TaskState): boolean {
  const r = hypot(spot.x - object.x, spot.y - object.y);
  return spot.known && r < 0.85 * spot.toleranceM && Math.abs(spot.z - object.z) < 0.012 && object.speed < 0.05;
}

function carryZ(): number {
  return Math.max(CARRY_M, spot.z + OVER_GOAL_M);
}

function spotOf({ task, object, base }: TaskState): void {
  spot.vx = spot.vy = 0;
  if (task.kind === 'stack') {
    spot.known = base.known;
    spot.x = base.x;
    spot.y = base.y;
    spot.z = base.z + base.halfZ + object.halfZ;
    spot.vx = base.vx;
    spot.vy = base.vy;
    spot.toleranceM = task.toleranceM;
  } else if (task.kind === 'place') {
    spot.known = true;
    [spot.x, spot.y, spot.z] = task.goal;
    spot.toleranceM = task.toleranceM;
  }
}
