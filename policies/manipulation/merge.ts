import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { ActionSource, Merge, MergeContext } from '../contracts.ts';
import { actionAt, CHUNK_TICKS } from './action-chunk.ts';
import type { ArmDecision } from './arm-decision.ts';
import type { ArmPlan } from './arm-plan.ts';

type ArmMerge = Merge<ManipulationObservation, ArmDecision, ArmPlan, ArmAction>;

/** System 1 acts; it counts as the plan's action where it was denoised from the plan in force. */
export class CascadeMerge implements ArmMerge {
  merge(
    _o: ManipulationObservation,
    decision: ArmDecision,
    plan: ArmPlan | null,
    _context: MergeContext,
    out: ArmAction,
  ): ActionSource {
    act(decision.chunk, 0, out);
    return plan !== null && decision.cascaded ? 'plan' : 'fast';
  }

  exchange(_io: StateIo): void {
    // Nothing outlives a tick.
  }
}

/** The plan's chunk is carried out as it stands, with the noise that is left in it; System 1 acts where there is none. */
export class ChunkMerge implements ArmMerge {
  merge(
    _o: ManipulationObservation,
    decision: ArmDecision,
    plan: ArmPlan | null,
    context: MergeContext,
    out: ArmAction,
  ): ActionSource {
    if (plan === null) {
      act(decision.chunk, 0, out);
      return 'fast';
    }
    act(plan.chunk, context.tick - plan.fromTick, out);
    return 'plan';
  }

  exchange(_io: StateIo): void {
    // Nothing outlives a tick.
  }
}

/** For arms that act on plans only: the hand stands before the first plan and after a plan's end, its grip as it was. */
export class HoldMerge implements ArmMerge {
  merge(
    _o: ManipulationObservation,
    _decision: ArmDecision,
    plan: ArmPlan | null,
    context: MergeContext,
    out: ArmAction,
  ): ActionSource {
    const ticks = plan === null ? 0 : context.tick - plan.fromTick;
    if (plan !== null) act(plan.chunk, ticks, out);
    if (plan !== null && ticks <= CHUNK_TICKS) return 'plan';
    out.vx = 0;
    out.vy = 0;
    out.vz = 0;
    out.yawRate = 0;
    if (plan === null) out.grip = 0;
    return 'hold';
  }

  exchange(_io: StateIo): void {
    // Nothing outlives a tick.
  }
}

/** What is left of a chunk's noise may ask for more than a closed or an open gripper. */
function act(chunk: Float64Array, ticks: number, out: ArmAction): void {
  actionAt(chunk, ticks, out);
  out.grip = Math.min(1, Math.max(0, out.grip));
}
