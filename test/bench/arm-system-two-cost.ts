import { CHUNK_LENGTH } from '../../policies/manipulation/action-chunk.ts';
import { ArmDecision } from '../../policies/manipulation/arm-decision.ts';
import { FEATURE_COUNT } from '../../policies/manipulation/features.ts';
import type { HumeModel } from '../../policies/manipulation/hume-model.ts';
import { EULER_STEPS } from '../../policies/manipulation/hume-networks.ts';
import { PLANNER_EVALUATIONS, SYSTEM_TWO } from '../../policies/manipulation/settings.ts';
import { SystemTwo } from '../../policies/manipulation/system-two.ts';
import { ARM_CONTROL_DT } from './arm-scene.ts';
import { settled } from './arm-tick-cost.ts';
import { timeInTurns, type Contender, type RoundOptions } from './rounds.ts';

/** Whole calls of System 2 on the bench's table. */
export interface SystemTwoCost {
  readonly candidates: number;
  readonly minMs: number;
  readonly p50Ms: number;
  /** Of its two networks in such a call. */
  readonly inferenceMinMs: number;
}

export async function measureSystemTwo(hume: HumeModel, { rounds }: RoundOptions): Promise<SystemTwoCost> {
  const costs = await timeInTurns([calls(hume), bareInference(hume)], { rounds, ticksPerRound: 1 });
  const msOf = (name: string, which: 'minUs' | 'medianUs'): number => (costs.get(name)?.[which] ?? NaN) / 1000;
  return {
    candidates: SYSTEM_TWO.candidates,
    minMs: msOf('call', 'minUs'),
    p50Ms: msOf('call', 'medianUs'),
    inferenceMinMs: msOf('inference', 'minUs'),
  };
}

function calls(hume: HumeModel): Contender {
  const world = settled('kinematic', 'awake');
  const planner = new SystemTwo(hume, world.spec.arm.model, world.seed, SYSTEM_TWO);
  const request = {
    id: 1,
    tick: world.tick,
    controlDt: ARM_CONTROL_DT,
    expectedDelayTicks: 0,
    observation: world.observe(),
    decision: new ArmDecision(),
    inForce: null,
  };
  const budget = { evaluations: PLANNER_EVALUATIONS };
  const { signal } = new AbortController();
  return {
    name: 'call',
    rewind: () => undefined,
    tick: async () => {
      for await (const plan of planner.plan(request, budget, signal)) {
        if (plan.candidates !== SYSTEM_TWO.candidates) throw new Error(`bench: ${plan.candidates} candidates.`);
      }
    },
  };
}

function bareInference({ networks }: HumeModel): Contender {
  const rows = SYSTEM_TWO.candidates;
  const features = new Float32Array(rows * FEATURE_COUNT).fill(0.1);
  const start = new Float32Array(rows * CHUNK_LENGTH).fill(0.5);
  const until = new Float32Array(rows).fill(SYSTEM_TWO.depth);
  const forcing = new Float32Array(rows * EULER_STEPS * CHUNK_LENGTH);
  const length = new Float32Array(rows).fill(1);
  return {
    name: 'inference',
    rewind: () => undefined,
    tick: async () => {
      const chunk = await networks.systemTwo(rows, features, start, until, forcing);
      await networks.critics(rows, features, chunk, length);
    },
  };
}
