import { RandomStream } from '../../../sim/kernel/random.ts';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import { actionAt, KNOT_TICKS } from '../../../policies/manipulation/action-chunk.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import { armDomain } from '../../../policies/manipulation/arm-domain.ts';
import { ArmPlan } from '../../../policies/manipulation/arm-plan.ts';
import { createManipulationArm, TUNED, type ManipulationArmSettings } from '../../../policies/manipulation/arms.ts';
import { guidanceIn } from '../../../policies/manipulation/guidance.ts';
import type { HumeModel } from '../../../policies/manipulation/hume-model.ts';
import { SystemOne } from '../../../policies/manipulation/system-one.ts';
import { DualSystem } from '../../../policies/runtime/dual-system.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { EpisodeRecorder, type EpisodeRows } from './episode-rows.ts';
import { HandDisturbance } from './hand-disturbance.ts';
import { Labels, type ScriptError } from './labels.ts';
import { RewardMeter } from './reward.ts';
import type { ArmDriver } from './sample-file.ts';

/** Share of a driver's episodes in which the hand is disturbed now and then. */
export const DISTURBED: Readonly<Record<ArmDriver, number>> = {
  expert: 0,
  'noisy expert': 1,
  'stale expert': 0.5,
  script: 0.5,
  policy: 0.3,
};
/** A stale expert's plan is carried out for so long, control ticks, whatever happens meanwhile. */
const STALE_TICKS = [24, 90] as const;
/** Share of the policy's episodes in which System 2 thinks too (`periodic`), and its latency, ms. */
export const PLANNED_SHARE = 0.5;
export const PLANNED_LATENCY_MS = [0, 600] as const;
/** What the policy drives with while data are collected; what is tuned later does not change the data. */
export const DRIVEN_WITH: ManipulationArmSettings = {
  ...TUNED,
  actedNoise: 0.5,
  systemTwo: {
    candidates: 5,
    depth: 0.9,
    step: 0.05,
    noise: 0.5,
    noiseForcing: 0.1,
    choose: 'best',
    inForceTicks: 40,
  },
};

export interface CollectedArmEpisode {
  readonly rows: EpisodeRows;
  readonly scriptError: ScriptError;
}

/**
 * Runs one episode and labels every state at a knot with what the expert would do there, whoever drives: the expert, the
 * expert disturbed or with old plans, the task's script that looks at nothing in its way (its failures teach the critics),
 * or, with a model, the policy (DAgger, Ross, Gordon and Bagnell 2011). It follows from spec, seed, driver and model alone.
 * @param compareScript whether the script's difference to the label is measured
 * @param ticks after so many it is given up, as if its time had run out
 */
export async function collectArmEpisode(
  spec: ManipulationSpec,
  episodeSeed: string,
  driver: ArmDriver,
  model: HumeModel | null,
  compareScript = false,
  ticks = Infinity,
): Promise<CollectedArmEpisode> {
  const world = new ManipulationWorld(spec, episodeSeed);
  const labels = new Labels(world);
  const recorder = new EpisodeRecorder();
  const rewards = new RewardMeter(world);
  const stream = RandomStream.named(episodeSeed, 'collect/driver');
  const disturbance = stream.uniform() < DISTURBED[driver] ? new HandDisturbance(episodeSeed) : null;
  const drive =
    driver === 'policy'
      ? policyOf(world, model, disturbance, stream)
      : expertOf(world, labels, driver, disturbance, stream);
  while (!world.ended && world.tick < ticks) {
    if (world.tick % KNOT_TICKS === 0) {
      const features = labels.sense();
      labels.ask(drive.inForce);
      if (compareScript) {
        labels.script();
        labels.compareScript();
      }
      recorder.addRow(features, labels.plan.chunk);
    }
    const action = await drive.step();
    recorder.addTick(action, rewards.ofTick());
  }
  return { rows: recorder.finish(world.ended ? world.end : 'timeout'), scriptError: labels.scriptError };
}

interface Driver {
  /** What the expert is to take for its own plan in force. */
  readonly inForce: ArmPlan | null;
  /** One tick of the world. @returns what was commanded; reused */
  step(): Promise<ArmAction>;
}

function expertOf(
  world: ManipulationWorld,
  labels: Labels,
  driver: Exclude<ArmDriver, 'policy'>,
  disturbance: HandDisturbance | null,
  stream: RandomStream,
): Driver {
  const keepsToPlan = driver === 'expert' || driver === 'noisy expert';
  const executing = new ArmPlan();
  const action = new ArmAction();
  const decision = new ArmDecision();
  let until = 0;
  let planned = false;
  return {
    get inForce() {
      return keepsToPlan && planned ? executing : null;
    },
    step() {
      const { tick, controlDt } = world;
      if (tick % KNOT_TICKS === 0 && tick >= until) {
        if (driver === 'script') labels.script();
        executing.copy(driver === 'script' ? labels.straight : labels.plan);
        planned = true;
        if (driver === 'stale expert') until = tick + STALE_TICKS[0] + stream.int(STALE_TICKS[1] - STALE_TICKS[0]);
      }
      actionAt(executing.chunk, tick - executing.fromTick, action);
      disturbance?.apply(world.observe(), decision, { tick, controlDt, blocking: false }, action);
      world.step(action);
      return Promise.resolve(action);
    },
  };
}

function policyOf(
  world: ManipulationWorld,
  model: HumeModel | null,
  disturbance: HandDisturbance | null,
  stream: RandomStream,
): Driver {
  if (model === null) throw new Error('the policy drives: expected its model');
  const name = stream.uniform() < PLANNED_SHARE ? 'periodic' : 'fast';
  const latency = fixedLatency(Math.round(stream.range(PLANNED_LATENCY_MS[0], PLANNED_LATENCY_MS[1])));
  const arm = createManipulationArm(name, world, model, latency, DRIVEN_WITH);
  const action = new ArmAction();
  const system = new DualSystem({
    world,
    policy: new SystemOne(model, world.spec.arm.model, world.seed, DRIVEN_WITH.actedNoise),
    domain: armDomain,
    arm: { ...arm, reflexes: disturbance === null ? [] : [disturbance] },
    guidanceOf: guidanceIn(model.facts.action),
    onCommand: (command) => action.copy(command.action),
  });
  return {
    // What the policy does is no plan of the expert's: its labels follow from the state alone.
    inForce: null,
    async step() {
      await system.runTick();
      if (world.ended) system.close();
      return action;
    },
  };
}
