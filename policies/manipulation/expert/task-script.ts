import { atan2, hypot, wrapAngle } from '../../../sim/kernel/math.ts';
import type { HandGoal } from './hand-goal.ts';
import { FREE_MPS } from './pick-script.ts';
import { aimToLift, aimToPlace, timeToLift, timeToPlace } from './place-script.ts';
import { aimToPush, timeToPush } from './push-script.ts';
import type { TaskState } from './task-state.ts';

/**
 * What to do next for each kind of task. The phase follows from how things are, and from nothing that was before: when
 * the object is lost, moved or dropped, the script is back in the right phase by itself.
 */
export function aim(state: TaskState, goal: HandGoal): void {
  const { task } = state;
  if (state.heldOther) {
    goal.set('open', state.x, state.y, state.z, state.yaw, FREE_MPS, 0);
    return;
  }
  switch (task.kind) {
    case 'reach':
      goal.set('reach', task.goal[0], task.goal[1], task.goal[2], state.yaw, FREE_MPS, 0);
      break;
    case 'lift':
      aimToLift(state, task.liftM, goal);
      break;
    case 'push':
      aimToPush(state, task.goal[0], task.goal[1], task.toleranceM, goal);
      break;
    default:
      aimToPlace(state, goal);
  }
}

/** An estimate of the time until the task is done, s; falls as the script goes on. */
export function timeToGo(state: TaskState): number {
  const { task } = state;
  switch (task.kind) {
    case 'reach': {
      const r = hypot(task.goal[0] - state.x, task.goal[1] - state.y);
      return hypot(r, task.goal[2] - state.z) / FREE_MPS;
    }
    case 'lift':
      return timeToLift(state, task.liftM);
    case 'push':
      return timeToPush(state, task.goal[0], task.goal[1], task.toleranceM);
    default:
      return timeToPlace(state);
  }
}

/**
 * How the hand is to be turned against the object when it grasps it, rad: of the four ways that lie along a box's sides
 * the one that fits between the fingers and is nearest to how the arm and its hand are.
 */
export function easyTurn(state: TaskState): number {
  const { object } = state;
  const rest = atan2(object.y, object.x);
  let best = 0;
  let least = Infinity;
  for (let k = 0; k < 4; k++) {
    const turn = (k * Math.PI) / 2;
    const yaw = object.yaw + turn;
    const across = k % 2 === 0 ? object.halfY : object.halfX;
    let cost = Math.abs(wrapAngle(yaw - rest)) + 0.7 * Math.abs(wrapAngle(yaw - state.yaw));
    if (2 * across > state.maxWidthM - 0.01) cost += 20;
    if (cost < least) {
      least = cost;
      best = turn;
    }
  }
  return best;
}
