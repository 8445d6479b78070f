import { ExpertPlanner } from '../../policies/manipulation/expert/expert-planner.ts';
import type { ArmPlan } from '../../policies/manipulation/arm-plan.ts';
import { episodeSeed } from '../../scenarios/language/splits.ts';
import { resolveManipulation } from '../../scenarios/language/manipulation/resolve.ts';
import { MANIPULATION_LIBRARY } from '../../scenarios/library/manipulation/registry.ts';
import { TcpController } from '../../sim/robotics/arm/tcp-controller.ts';
import { expertEpisode } from '../policies/manipulation/expert/expert-episode.ts';
import { quantile } from './rounds.ts';

/** Each request is planned so often; its fastest time counts. */
const REPEATS = 3;
/** The first calls are compiled while they run. */
const WARM_UP_CALLS = 20;

/** Whole calls of the sampling planner in the library's rare scenarios. */
export interface ArmPlannerCost {
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of its model of the world, everything that a call does included. */
  readonly stepsPerS: number;
}

export async function measureArmPlanner(ticksPerScene: number): Promise<ArmPlannerCost> {
  const times: number[] = [];
  const steps: number[] = [];
  let updates = 0;
  const { plan } = ExpertPlanner.prototype;
  const { update } = TcpController.prototype;
  TcpController.prototype.update = function counted(this: TcpController, ...args) {
    updates++;
    update.apply(this, args);
  };
  ExpertPlanner.prototype.plan = function timed(this: ExpertPlanner, ...args) {
    let last: ArmPlan | null = null;
    let fastest = Infinity;
    const before = updates;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const start = performance.now();
      for (const better of plan.apply(this, args)) last = better;
      fastest = Math.min(fastest, performance.now() - start);
    }
    times.push(fastest);
    steps.push((updates - before) / REPEATS);
    return last === null ? [] : [last];
  };
  try {
    for (const { id, scenario } of MANIPULATION_LIBRARY) {
      if (!id.endsWith('/tail')) continue;
      const seed = episodeSeed('train', id, 0);
      const { world, system } = expertEpisode(resolveManipulation(scenario, seed), seed);
      while (!world.ended && world.tick < ticksPerScene) await system.runTick();
      system.close();
    }
  } finally {
    ExpertPlanner.prototype.plan = plan;
    TcpController.prototype.update = update;
  }
  const warm = times.slice(WARM_UP_CALLS);
  return {
    calls: warm.length,
    p50Ms: quantile(warm, 0.5),
    p99Ms: quantile(warm, 0.99),
    maxMs: Math.max(...warm),
    stepsPerS: (1000 * sum(steps.slice(WARM_UP_CALLS))) / sum(warm),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
