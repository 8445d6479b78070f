import type { HumeModel } from '../../policies/manipulation/hume-model.ts';
import { measureArmFast, type ArmFastCosts } from './arm-fast-cost.ts';
import { measureArmParts, type ArmPartCosts } from './arm-part-cost.ts';
import { measureArmPlanner, type ArmPlannerCost } from './arm-planner-cost.ts';
import { measureSystemTwo, type SystemTwoCost } from './arm-system-two-cost.ts';
import { measureArmTicks, type ArmTickCosts } from './arm-tick-cost.ts';
import type { RoundOptions } from './rounds.ts';

export interface ArmCosts {
  readonly ticks: readonly ArmTickCosts[];
  readonly parts: ArmPartCosts;
  readonly planner: ArmPlannerCost;
  /** Null without Hume's models. */
  readonly hume: HumeCosts | null;
}

/** What Hume's two systems cost. */
export interface HumeCosts {
  readonly model: string;
  readonly ticks: readonly ArmFastCosts[];
  readonly systemTwo: SystemTwoCost;
}

/** @param plannerTicks of each episode in which planner calls are timed */
export async function measureArm(
  options: RoundOptions,
  plannerTicks: number,
  hume: HumeModel | null,
): Promise<ArmCosts> {
  return {
    ticks: [await measureArmTicks('awake', options), await measureArmTicks('asleep', options)],
    parts: await measureArmParts(options),
    planner: await measureArmPlanner(plannerTicks),
    hume: hume === null ? null : await measureHume(hume, options),
  };
}

async function measureHume(hume: HumeModel, options: RoundOptions): Promise<HumeCosts> {
  return {
    model: hume.facts.name,
    ticks: [await measureArmFast('awake', hume, options), await measureArmFast('asleep', hume, options)],
    systemTwo: await measureSystemTwo(hume, options),
  };
}
