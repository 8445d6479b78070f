import { FEATURE_COUNT } from '../../policies/manipulation/features.ts';
import { ACTION_DIMS, CHUNK_LENGTH } from '../../policies/manipulation/action-chunk.ts';
import { FAST_KNOTS } from '../../policies/manipulation/arm-decision.ts';
import { armDomain } from '../../policies/manipulation/arm-domain.ts';
import { createManipulationArm, type ManipulationArm } from '../../policies/manipulation/arms.ts';
import { guidanceIn } from '../../policies/manipulation/guidance.ts';
import type { HumeModel } from '../../policies/manipulation/hume-model.ts';
import { SPREAD_SAMPLES, UNCERTAINTY_TICKS } from '../../policies/manipulation/settings.ts';
import { SystemOne } from '../../policies/manipulation/system-one.ts';
import { DualSystem } from '../../policies/runtime/dual-system.ts';
import { zeroLatency } from '../../policies/runtime/latency.ts';
import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import { allocatedPerTick } from './allocation.ts';
import { ARM_CONTROL_DT, ARM_PHYSICS_DT, sway } from './arm-scene.ts';
import { expectAll, settled, SUBSTEPS, type ArmTickCosts } from './arm-tick-cost.ts';
import { timeInTurns, type Contender, type RoundOptions, type TickCost } from './rounds.ts';

/** The cost of a whole tick of `fast` with eight objects, awake or asleep, and of what it cannot do without. */
export interface ArmFastCosts {
  readonly objects: ArmTickCosts['objects'];
  /** Bare physics and bare inference in one tick, and each alone. */
  readonly floor: TickCost;
  readonly physics: TickCost;
  readonly inference: TickCost;
  readonly tick: TickCost;
  /** Cost of a tick over that of the floor, both by their fastest round. */
  readonly toFloor: number;
  /** Simulated seconds per wall-clock second on one core. */
  readonly speed: number;
  /** Allocated by a tick, and by the inference in it, bytes. */
  readonly allocatedB: number;
  readonly inferenceAllocatedB: number;
}

export async function measureArmFast(
  objects: ArmTickCosts['objects'],
  hume: HumeModel,
  options: RoundOptions,
): Promise<ArmFastCosts> {
  const tick = fastTicks(objects, hume);
  const inference = new BareInference(hume).contender();
  const physics = barePhysics(objects);
  const costs = await timeInTurns([bareTicks(objects, hume), physics, inference, tick], options);
  const cost = (name: string): TickCost => costs.get(name) ?? { minUs: NaN, medianUs: NaN };
  return {
    objects,
    floor: cost('floor'),
    physics: cost('physics'),
    inference: cost('inference'),
    tick: cost('tick'),
    toFloor: cost('tick').minUs / cost('floor').minUs,
    speed: (1e6 * ARM_CONTROL_DT) / cost('tick').minUs,
    allocatedB: await allocatedPerTick(tick, options),
    inferenceAllocatedB: await allocatedPerTick(inference, options),
  };
}

/** A whole tick, in which the hand goes to and fro whatever the networks say: they may know nothing of this table. */
function fastTicks(objects: ArmTickCosts['objects'], hume: HumeModel): Contender {
  const world = settled('kinematic', objects);
  const arm: ManipulationArm = {
    ...createManipulationArm('fast', world, hume, zeroLatency()),
    reflexes: [
      {
        name: 'sway',
        apply: (_o, _decision, { tick }, action) => {
          sway(tick, action);
          return true;
        },
        exchange: () => undefined,
      },
    ],
  };
  const policy = new SystemOne(hume, world.spec.arm.model, world.seed);
  const guidanceOf = guidanceIn(hume.facts.action);
  const system = new DualSystem({ world, policy, domain: armDomain, arm, guidanceOf });
  const start = system.snapshot();
  return {
    name: 'tick',
    rewind: () => {
      expectAll(world, objects);
      system.restore(start);
    },
    tick: () => system.runTick(),
  };
}

/** The networks that System 1 asks in a tick, with as many rows, in its order. */
class BareInference {
  private tick = 0;
  private readonly all = rowsOfInput(1 + SPREAD_SAMPLES);
  private readonly one = rowsOfInput(1);

  constructor(private readonly hume: HumeModel) {}

  rewind(): void {
    this.tick = 0;
  }

  async run(): Promise<void> {
    const { networks } = this.hume;
    const renewed = this.tick++ % UNCERTAINTY_TICKS === 0;
    const { rows, features, start, level, stamp, chunk, length } = renewed ? this.all : this.one;
    await networks.systemOne(rows, features, start, level, stamp);
    if (renewed) await networks.critics(rows, features, chunk, length);
  }

  contender(): Contender {
    return { name: 'inference', rewind: () => this.rewind(), tick: () => this.run() };
  }
}

function rowsOfInput(rows: number) {
  return {
    rows,
    features: new Float32Array(rows * FEATURE_COUNT).fill(0.1),
    start: new Float32Array(rows * FAST_KNOTS * ACTION_DIMS).fill(0.5),
    level: new Float32Array(rows),
    stamp: new Float32Array(rows * 3),
    chunk: new Float32Array(rows * CHUNK_LENGTH),
    length: new Float32Array(rows).fill(0.5),
  };
}

function barePhysics(objects: ArmTickCosts['objects']): Contender & { step(): void } {
  const { physics } = settled('kinematic', objects).scene;
  const start = saveState(physics);
  const step = (): void => {
    for (let k = 0; k < SUBSTEPS; k++) physics.world.step(ARM_PHYSICS_DT);
  };
  return { name: 'physics', rewind: () => restoreState(physics, start), tick: async () => step(), step };
}

function bareTicks(objects: ArmTickCosts['objects'], hume: HumeModel): Contender {
  const physics = barePhysics(objects);
  const inference = new BareInference(hume);
  return {
    name: 'floor',
    rewind: () => {
      physics.rewind();
      inference.rewind();
    },
    tick: () => {
      physics.step();
      return inference.run();
    },
  };
}
