import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { ActionSource, Merge, MergeContext } from '../contracts.ts';
import { actionAt } from './action-chunk.ts';
import type { ArmDecision } from './arm-decision.ts';
import type { ArmPlan } from './arm-plan.ts';

/** Obeys the plan while one is in force, else the fast policy. */
export class FollowMerge implements Merge<ManipulationObservation, ArmDecision, ArmPlan, ArmAction> {
  merge(
    _observation: ManipulationObservation,
    decision: ArmDecision,
    plan: ArmPlan | null,
    context: MergeContext,
    out: ArmAction,
  ): ActionSource {
    if (plan === null) {
      actionAt(decision.chunk, 0, out);
      return 'fast';
    }
    actionAt(plan.chunk, context.tick - plan.fromTick, out);
    return 'plan';
  }

  exchange(_io: StateIo): void {
    // Nothing outlives a tick.
  }
}
