import { ManipulationWorld, type ManipulationEnd } from '../sim/robotics/manipulation-world.ts';
import { ArmAction } from '../sim/robotics/arm-action.ts';
import { resolveManipulation } from '../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../scenarios/language/splits.ts';
import { reachTail } from '../scenarios/library/manipulation/reach.ts';

/** Per second: the hand goes to the goal as fast as it is far. */
const GAIN = 2;

/** The hand goes straight to the goal, whatever crosses its way. */
export function reachStraight(seed: number): ManipulationEnd {
  const drawnFrom = episodeSeed('train', 'reach/tail', seed);
  const world = new ManipulationWorld(resolveManipulation(reachTail, drawnFrom), drawnFrom);
  const action = new ArmAction();
  while (!world.ended) {
    const { arm, task } = world.observe();
    if (task.kind !== 'reach') throw new Error(`This controller can only reach, but is asked to ${task.kind}.`);
    const [x, y, z] = task.goal;
    action.vx = GAIN * (x - arm.x);
    action.vy = GAIN * (y - arm.y);
    action.vz = GAIN * (z - arm.z);
    world.step(action);
  }
  return world.end;
}
