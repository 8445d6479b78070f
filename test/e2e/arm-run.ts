import { digestState, restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import { ArmAction } from '../../sim/robotics/arm-action.ts';
import { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import { resolveManipulation } from '../../scenarios/language/manipulation/resolve.ts';
import { pickPlaceTail } from '../../scenarios/library/manipulation/pick-place.ts';
import { Hand } from '../sim/robotics/arm-episode.ts';

/** What one host made of an episode of the arm; plain data. */
export interface ArmRun {
  readonly end: string;
  readonly ticks: number;
  /** Things grasped, and objects asleep at the end. */
  readonly grasps: number;
  readonly asleep: number;
  /** Of the whole state, every `DIGEST_TICKS`: run through; gone back to the middle and run again; in another world from there. */
  readonly through: readonly string[];
  readonly restored: readonly string[];
  readonly forked: readonly string[];
}

const SEED = 'determinism/3';
const DURATION_S = 3.5;
/** Just after the grasp. */
const MIDDLE_TICK = 185;
const DIGEST_TICKS = 30;
const SPEED_MPS = 0.7;
const GRIP = 0.6;

/** The hand picks the cube of `pick-place/tail` among tins that fall asleep; what it was told is then told again. */
export function runArm(): ArmRun {
  const spec = { ...resolveManipulation(pickPlaceTail, SEED), timeLimitS: DURATION_S };
  const create = (): ManipulationWorld => new ManipulationWorld(spec, SEED);
  const script = scriptOf(create());
  const world = create();
  const early = follow(world, script, MIDDLE_TICK);
  const middle = saveState(world);
  const through = [...early, ...follow(world, script)];
  const facts = {
    end: world.end,
    ticks: world.tick,
    grasps: world.manipulator.grasp.grasps,
    asleep: world.scene.objects.bodies.filter(({ sleepState }) => sleepState === 2).length,
  };
  const other = create();
  restoreState(other, middle);
  const forked = [...early, ...follow(other, script)];
  restoreState(world, middle);
  return { ...facts, through, forked, restored: [...early, ...follow(world, script)] };
}

/** The commands of somebody who knows the truth, one for each tick. */
function scriptOf(world: ManipulationWorld): ArmAction[] {
  const script: ArmAction[] = [];
  const step = world.step.bind(world);
  world.step = (action) => {
    const copy = new ArmAction();
    copy.copy(action);
    script.push(copy);
    step(action);
  };
  const hand = new Hand(world, SPEED_MPS);
  hand.pick(
    world.spec.objects.findIndex(({ id }) => id === 'cube'),
    GRIP,
  );
  hand.wait(DURATION_S, GRIP);
  return script;
}

/** @returns digests on the way */
function follow(world: ManipulationWorld, script: readonly ArmAction[], endTick = script.length): string[] {
  const digests: string[] = [];
  while (world.tick < endTick && !world.ended) {
    world.step(script[world.tick]);
    if (world.tick % DIGEST_TICKS === 0) digests.push(digestState(world));
  }
  return digests;
}
