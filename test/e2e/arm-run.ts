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
  const world = new ManipulationWorld(spec, SEED);
  const { script, middle, digests } = pick(world);
  const facts = {
    end: world.end,
    ticks: world.tick,
    grasps: world.manipulator.grasp.grasps,
    asleep: world.scene.objects.bodies.filter(({ sleepState }) => sleepState === 2).length,
  };
  const from = (start: ManipulationWorld): string[] => {
    restoreState(start, middle);
    const early = digests.slice(0, Math.floor(MIDDLE_TICK / DIGEST_TICKS));
    return [...early, ...follow(start, script)];
  };
  return { ...facts, through: digests, restored: from(world), forked: from(new ManipulationWorld(spec, SEED)) };
}

interface Picked {
  /** What was commanded at each tick. */
  readonly script: readonly ArmAction[];
  readonly middle: Float64Array;
  readonly digests: readonly string[];
}

/** By somebody who knows the truth. */
function pick(world: ManipulationWorld): Picked {
  const script: ArmAction[] = [];
  const digests: string[] = [];
  let middle: Float64Array = new Float64Array();
  const step = world.step.bind(world);
  world.step = (action) => {
    if (world.tick === MIDDLE_TICK) middle = saveState(world);
    const copy = new ArmAction();
    copy.copy(action);
    script.push(copy);
    step(action);
    if (world.tick % DIGEST_TICKS === 0) digests.push(digestState(world));
  };
  const hand = new Hand(world, SPEED_MPS);
  const cube = world.spec.objects.findIndex(({ id }) => id === 'cube');
  hand.pick(cube, GRIP);
  hand.wait(DURATION_S, GRIP);
  world.step = step;
  return { script, middle, digests };
}

/** @returns digests on the way */
function follow(world: ManipulationWorld, script: readonly ArmAction[]): string[] {
  const digests: string[] = [];
  while (!world.ended) {
    world.step(script[world.tick]);
    if (world.tick % DIGEST_TICKS === 0) digests.push(digestState(world));
  }
  return digests;
}
