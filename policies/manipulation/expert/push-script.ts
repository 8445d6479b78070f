import { atan2, hypot, wrapAngle } from '../../../sim/kernel/math.ts';
import type { HandGoal } from './hand-goal.ts';
import { FREE_MPS, levelShare } from './pick-script.ts';
import type { TaskState } from './task-state.ts';

/** Of the hand that pushes, m/s. */
const PUSH_MPS = 0.2;
/** Of the tool centre point while it pushes, m: the hand stays above the object. */
const LOW_M = 0.034;
/** How far above the object the hand passes, and how far behind it comes down, m. */
const OVER_M = 0.05;
const BEHIND_M = 0.05;
/** It is pushed on until within this share of the tolerance, and left alone within the other once the hand has gone. */
const THERE = 0.25;
const NEAR_ENOUGH = 0.75;
/** The hand is at the object while its middle is no farther than this beyond where they touch, m. */
const AT_M = 0.008;
/** Slides to rest with at least this deceleration, m/s2. */
const SLIDING_MPS2 = 1.5;
/** How far it goes from the object's side, m, how far up in the end, and how fast, m/s. */
const AWAY_M = 0.06;
const RISE_M = 0.15;
const AWAY_MPS = 0.3;

/** Pushes the object with both open fingers, between which a round one finds its place; corrects, and goes away. */
export function aimToPush(state: TaskState, goalX: number, goalY: number, toleranceM: number, goal: HandGoal): void {
  const { object } = state;
  if (!object.known) {
    goal.set('wait', state.x, state.y, Math.max(state.z, 0.25), state.yaw, FREE_MPS / 2, 0);
    return;
  }
  const dx = goalX - object.x;
  const dy = goalY - object.y;
  const left = hypot(dx, dy);
  if (isThere(state, dx, dy, left, toleranceM)) {
    goAway(state, goal);
    return;
  }
  const ux = dx / left;
  const uy = dy / left;
  const low = Math.max(LOW_M, object.z + object.halfZ - 0.03);
  const yaw = pushYaw(state, ux, uy);
  const hx = object.x - state.x;
  const hy = object.y - state.y;
  const ahead = hx * ux + hy * uy;
  const aside = hx * uy - hy * ux;
  const isBehind =
    ahead > 0.5 * state.contactM() && Math.abs(aside) < 0.02 && ahead < state.contactM() + BEHIND_M + 0.03;
  const turned = Math.abs(wrapAngle(yaw - state.yaw)) < 0.2;
  if (isBehind && state.z < low + 0.012 && turned) {
    // The hand is steered towards the line through object and goal while it pushes.
    goal.set('push', state.x + ux * left + 2 * aside * uy, state.y + uy * left - 2 * aside * ux, low, yaw, 0, 0);
    goal.speedMps = Math.min(PUSH_MPS, 2.5 * left + 0.02);
    return;
  }
  const behindX = object.x - ux * (state.contactM() + BEHIND_M);
  const behindY = object.y - uy * (state.contactM() + BEHIND_M);
  const r = hypot(behindX - state.x, behindY - state.y);
  const high = object.z + object.halfZ + OVER_M - low;
  const turn = Math.abs(wrapAngle(yaw - state.yaw));
  const height = Math.min(high, 3 * Math.max(0, r - 0.012) + 0.2 * Math.max(0, turn - 0.1));
  goal.set('behind', behindX, behindY, low + height, yaw, FREE_MPS, 0);
  if (r > 0.03) goal.level = levelShare(goal.z - state.z);
}

/** Time until the task is done, s. */
export function timeToPush(state: TaskState, goalX: number, goalY: number, toleranceM: number): number {
  const { object } = state;
  const dx = goalX - object.x;
  const dy = goalY - object.y;
  const left = hypot(dx, dy);
  if (isThere(state, dx, dy, left, toleranceM)) return timeToGoAway(state);
  const behindX = object.x - (dx / left) * state.contactM();
  const behindY = object.y - (dy / left) * state.contactM();
  const r = Math.max(0, hypot(behindX - state.x, behindY - state.y) - 0.02);
  return r / (0.7 * FREE_MPS) + Math.abs(state.z - LOW_M) / FREE_MPS + left / PUSH_MPS + 0.5;
}

/** Whether it rests at the goal or will come to rest there by itself. */
function isThere(state: TaskState, dx: number, dy: number, left: number, toleranceM: number): boolean {
  const { object } = state;
  const isAt = hypot(object.x - state.x, object.y - state.y) < state.contactM() + AT_M;
  const slides = (object.speed * object.speed) / (2 * SLIDING_MPS2);
  const towards = object.speed > 0.01 && left > 0 ? (object.vx * dx + object.vy * dy) / (object.speed * left) : 0;
  return left - slides * towards < (isAt && towards > 0 ? THERE : NEAR_ENOUGH) * toleranceM && left < 2 * toleranceM;
}

function timeToGoAway(state: TaskState): number {
  const { object } = state;
  const clear = Math.max(object.halfX, object.halfY) + AWAY_M;
  const back = Math.max(0, clear - hypot(state.x - object.x, state.y - object.y));
  return (back + Math.max(0, object.z + object.halfZ + RISE_M - state.z)) / AWAY_MPS;
}

/** Backwards until the fingers are clear of the object, and up. */
function goAway(state: TaskState, goal: HandGoal): void {
  const { object } = state;
  const dx = state.x - object.x;
  const dy = state.y - object.y;
  const r = hypot(dx, dy);
  const clear = Math.max(object.halfX, object.halfY) + AWAY_M;
  const isAround = r < clear && state.z < object.z + object.halfZ + 0.03;
  const back = isAround && r > 0 ? clear + 0.02 - r : 0;
  const top = object.z + object.halfZ + RISE_M;
  const z = r < clear - 0.015 && isAround ? state.z : Math.max(state.z, top);
  const done = !isAround && state.z > top - 0.02;
  goal.set(
    done ? 'done' : 'retreat',
    state.x + (back * dx) / (r || 1),
    state.y + (back * dy) / (r || 1),
    z,
    state.yaw,
    AWAY_MPS,
    0,
  );
}

/** The line of the fingers across the push: of two ways round the one that is nearer to how the arm and its hand are. */
function pushYaw(state: TaskState, ux: number, uy: number): number {
  const along = atan2(uy, ux);
  const rest = atan2(state.y, state.x);
  const effort = (yaw: number): number => Math.abs(wrapAngle(yaw - rest)) + Math.abs(wrapAngle(yaw - state.yaw));
  const other = wrapAngle(along + Math.PI);
  return effort(along) <= effort(other) ? along : other;
}
