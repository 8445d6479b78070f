import { measureArmParts, type ArmPartCosts } from './arm-part-cost.ts';
import { measureArmPlanner, type ArmPlannerCost } from './arm-planner-cost.ts';
import { measureArmTicks, type ArmTickCosts } from './arm-tick-cost.ts';
import type { RoundOptions } from './rounds.ts';

export interface ArmCosts {
  readonly ticks: readonly ArmTickCosts[];
  readonly parts: ArmPartCosts;
  readonly planner: ArmPlannerCost;
}

/** @param plannerTicks of each episode in which planner calls are timed */
export async function measureArm(options: RoundOptions, plannerTicks: number): Promise<ArmCosts> {
  return {
    ticks: [await measureArmTicks('awake', options), await measureArmTicks('asleep', options)],
    parts: await measureArmParts(options),
    planner: await measureArmPlanner(plannerTicks),
  };
}
