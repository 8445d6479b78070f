import { GSSolver, Narrowphase } from 'cannon-es';
import { digestState, restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import { ArmAction } from '../../sim/robotics/arm-action.ts';
import { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import { ARM_CONTROL_DT, ARM_PHYSICS_DT, armBenchSpec, sway } from './arm-scene.ts';
import { allocatedPerTick } from './allocation.ts';
import { timeInTurns, type Contender, type RoundOptions, type TickCost } from './rounds.ts';

/** Simulated seconds per second that a whole tick with the fast policy is to reach. */
export const ARM_TARGETS = { awake: 25, asleep: 70 } as const;

export const SUBSTEPS = Math.round(ARM_CONTROL_DT / ARM_PHYSICS_DT);

/** After so many ticks nothing that lies has fallen asleep yet; after so many, everything has. */
const AWAKE_AFTER = 20;
const ASLEEP_AFTER = 240;

/** The cost of a tick with eight objects, awake or asleep, and of what it is held against. */
export interface ArmTickCosts {
  readonly objects: 'awake' | 'asleep';
  /** The bodies alone, for a control tick: as cannon-es steps them with solver and narrowphase of its own, and as ours does. */
  readonly stock: TickCost;
  readonly physics: TickCost;
  readonly kinematic: TickCost;
  readonly torque: TickCost;
  /** Of the whole state, once per tick, as records need it. */
  readonly digest: TickCost;
  /** Of a kinematic tick over the bodies alone, both by their fastest round. */
  readonly toStock: number;
  readonly toPhysics: number;
  /** Simulated seconds per wall-clock second on one core, without a policy. */
  readonly speed: number;
  /** What the target leaves of a tick for the fast policy and all else, us. */
  readonly leftUs: number;
  /** Allocated by a kinematic tick, and by the bodies' part of it, bytes. */
  readonly allocatedB: number;
  readonly physicsAllocatedB: number;
}

export async function measureArmTicks(objects: ArmTickCosts['objects'], options: RoundOptions): Promise<ArmTickCosts> {
  const digested = settled('kinematic', objects);
  const physics = bareSteps('physics', objects, false);
  const kinematic = steps('kinematic', objects);
  const costs = await timeInTurns(
    [
      bareSteps('stock', objects, true),
      physics,
      kinematic,
      steps('torque', objects),
      { name: 'digest', rewind: () => undefined, tick: async () => digestState(digested) },
    ],
    options,
  );
  const cost = (name: string): TickCost => costs.get(name) ?? { minUs: NaN, medianUs: NaN };
  const tickUs = 1e6 * ARM_CONTROL_DT;
  const { minUs } = cost('kinematic');
  return {
    objects,
    stock: cost('stock'),
    physics: cost('physics'),
    kinematic: cost('kinematic'),
    torque: cost('torque'),
    digest: cost('digest'),
    toStock: minUs / cost('stock').minUs,
    toPhysics: minUs / cost('physics').minUs,
    speed: tickUs / minUs,
    leftUs: tickUs / ARM_TARGETS[objects] - minUs,
    allocatedB: await allocatedPerTick(kinematic, options),
    physicsAllocatedB: await allocatedPerTick(physics, options),
  };
}

/** @throws Error if the objects are not all awake, or asleep, as they are to be */
export function settled(dynamics: 'kinematic' | 'torque', objects: ArmTickCosts['objects']): ManipulationWorld {
  const world = new ManipulationWorld(armBenchSpec(dynamics), 'bench');
  const action = new ArmAction();
  const ticks = objects === 'awake' ? AWAKE_AFTER : ASLEEP_AFTER;
  while (world.tick < ticks) {
    sway(world.tick, action);
    world.step(action);
  }
  expectAll(world, objects);
  return world;
}

export function expectAll(world: ManipulationWorld, objects: ArmTickCosts['objects']): void {
  const { bodies } = world.scene.objects;
  const asleep = bodies.filter(({ sleepState }) => sleepState === 2).length;
  if (asleep === (objects === 'asleep' ? bodies.length : 0)) return;
  throw new Error(`bench: expected the arm's objects ${objects} at tick ${world.tick}, found ${asleep} asleep.`);
}

function steps(dynamics: 'kinematic' | 'torque', objects: ArmTickCosts['objects']): Contender {
  const world = settled(dynamics, objects);
  const start = saveState(world);
  const action = new ArmAction();
  return {
    name: dynamics,
    rewind: () => {
      expectAll(world, objects);
      restoreState(world, start);
    },
    tick: async () => {
      sway(world.tick, action);
      world.step(action);
    },
  };
}

/** Steps of the physics of one control tick, nothing driven. */
function bareSteps(name: string, objects: ArmTickCosts['objects'], stock: boolean): Contender {
  const { physics } = settled('kinematic', objects).scene;
  if (stock) {
    const solver = new GSSolver();
    solver.iterations = 20;
    physics.world.solver = solver;
    physics.world.narrowphase = new Narrowphase(physics.world);
  }
  const start = saveState(physics);
  return {
    name,
    rewind: () => restoreState(physics, start),
    tick: async () => {
      for (let k = 0; k < SUBSTEPS; k++) physics.world.step(ARM_PHYSICS_DT);
    },
  };
}
