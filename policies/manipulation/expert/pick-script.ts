import { clamp, hypot, wrapAngle } from '../../../sim/kernel/math.ts';
import type { HandGoal } from './hand-goal.ts';
import { PALM_M, type TaskState } from './task-state.ts';

/** Of the free hand, m/s. */
export const FREE_MPS = 0.55;
/** How high over a grasp the hand comes in, m, and how fast it may go down as it nears the vertical, m per m. */
const HOVER_M = 0.09;
const SLOPE = 3;
/** Positions and angles from which the fingers close. */
const NEAR_M = 0.006;
const NEAR_RAD = 0.1;
/** A thing that is faster is not grasped yet, m/s. */
const CALM_MPS = 0.3;
/** Room between open fingers and what they go around, m. */
const ROOM_M = 0.012;
/** What closing the fingers and letting them press takes, s. */
const CLOSING_S = 0.5;

/** Leads the hand over the object, down around it, and closes the fingers; a thing that moves is met where it will be. */
export function aimAtObject(state: TaskState, goal: HandGoal): void {
  const { object } = state;
  if (!object.known) {
    goal.set('wait', state.x, state.y, Math.max(state.z, 0.25), state.yaw, FREE_MPS / 2, 0);
    return;
  }
  const z = graspZ(state);
  const yaw = wrapAngle(object.yaw + state.graspTurn);
  const r = hypot(object.x - state.x, object.y - state.y);
  const turn = Math.abs(wrapAngle(yaw - state.yaw));
  const follow = object.speed < 2 * CALM_MPS ? 1 : 0.5;
  if (isClosing(state, r, turn, z)) {
    goal.set('close', object.x, object.y, z, yaw, 0.1, 1);
    goal.vx = object.vx;
    goal.vy = object.vy;
    return;
  }
  const calm = object.speed <= CALM_MPS && Math.abs(object.vz) < 0.15 && !isAloft(state);
  const narrow = Math.max(0, widthNeededM(state) - state.widthM);
  const off = calm ? Math.max(0, r - 0.004) + 0.05 * Math.max(0, turn - 0.05) + 2 * narrow : HOVER_M;
  const height = Math.min(HOVER_M, SLOPE * off);
  goal.set(height > 0.03 ? 'above' : 'down', object.x, object.y, z + height, yaw, FREE_MPS, 0);
  goal.vx = follow * object.vx;
  goal.vy = follow * object.vy;
  if (r > 0.02) goal.level = levelShare(goal.z - state.z);
}

/** Time until the object will be held, s. */
export function timeToHold(state: TaskState): number {
  const { object } = state;
  if (!object.known) return 5;
  const z = graspZ(state);
  const r = hypot(object.x - state.x, object.y - state.y);
  const height = Math.min(HOVER_M, SLOPE * Math.max(0, r - 0.004));
  const turn = Math.abs(wrapAngle(object.yaw + state.graspTurn - state.yaw));
  const closed = clamp((state.maxWidthM - state.widthM) / (state.maxWidthM - state.acrossM + 1e-3), 0, 1);
  const closing = state.between && closed > 0 ? CLOSING_S * (1 - closed) : CLOSING_S;
  return r / FREE_MPS + (Math.abs(z + height - state.z) + height) / (0.6 * FREE_MPS) + 0.3 * turn + closing;
}

/** Less horizontal speed the farther the hand has to rise. */
export function levelShare(riseM: number): number {
  return clamp(1 - (riseM - 0.02) / 0.04, 0, 1);
}

/** Around the middle, but the tips off the floor and the hand off the top. */
function graspZ({ object, tipBeyondTcpM }: TaskState): number {
  return Math.max(object.z, object.z - object.halfZ + tipBeyondTcpM + 0.004, object.z + object.halfZ - PALM_M);
}

function widthNeededM(state: TaskState): number {
  return Math.min(state.maxWidthM - 0.001, state.acrossM + ROOM_M);
}

/** Once begun, it goes on until the object is held, has gone, or the pads meet each other. */
function isClosing(state: TaskState, r: number, turn: number, z: number): boolean {
  const dz = Math.abs(z - state.z);
  const begun = state.widthM < state.maxWidthM - 0.004;
  const missed = state.widthM < Math.min(state.object.halfX, state.object.halfY) * 2 - 0.008;
  if (begun && !missed && r < 0.018 && dz < 0.015 && turn < 0.3) return true;
  return r < NEAR_M && dz < NEAR_M && turn < NEAR_RAD && !missed;
}

/** Whether it is in the air: falling, or thrown. */
function isAloft(state: TaskState): boolean {
  const { object, base } = state;
  const floor = state.floorAt(object.x, object.y);
  if (object.z - object.halfZ - floor < 0.03) return false;
  const onBase = base.known && hypot(object.x - base.x, object.y - base.y) < base.halfX + object.halfX;
  return !onBase;
}
