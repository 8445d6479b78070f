import type { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import { ACTION_DIMS, CHUNK_KNOTS } from '../../../policies/manipulation/action-chunk.ts';
import { ArmDecision, FAST_KNOTS } from '../../../policies/manipulation/arm-decision.ts';
import { ArmPlan } from '../../../policies/manipulation/arm-plan.ts';
import {
  EXPERT_EVALUATIONS,
  privilegedExpert,
  type ExpertPlanner,
} from '../../../policies/manipulation/expert/expert-planner.ts';
import { Features } from '../../../policies/manipulation/features.ts';

/** Roll-outs of a plan that follows the task's script and looks at nothing in its way. */
const SCRIPT_ALONE = 1;
const NEVER = new AbortController().signal;

/**
 * Squared differences between the script's way and the label, by the numbers of a knot (raw units), summed over the knots
 * before the episode's end: over those that the fast policy looks ahead (`short`), and over all.
 */
export interface ScriptError {
  readonly short: { readonly knots: number; readonly squares: readonly number[] };
  readonly whole: { readonly knots: number; readonly squares: readonly number[] };
}

/** What the privileged expert, which foresees nothing, would do in the states that an episode comes to. */
export class Labels {
  /** The present label. */
  readonly plan = new ArmPlan();
  /** Made by `script`. */
  readonly straight = new ArmPlan();
  private readonly expert: ExpertPlanner;
  private readonly features: Features;
  private readonly decision = new ArmDecision();
  /** Of the chunks of all rows so far. */
  private readonly differences: Float64Array[] = [];
  private asked = 0;

  constructor(private readonly world: ManipulationWorld) {
    this.expert = privilegedExpert(world, false);
    this.features = new Features(world.spec.arm.model);
  }

  /** What the networks see at the present tick; the array is reused. */
  sense(): Float32Array {
    return this.features.build(this.world.observe());
  }

  /** @param inForce the plan that is being carried out, so that the expert does not change its mind for nothing, or null */
  ask(inForce: ArmPlan | null): void {
    this.call(EXPERT_EVALUATIONS, inForce, this.plan);
  }

  /** The task's script alone. Call it after `ask` where its difference to the label is to be measured. */
  script(): void {
    this.call(SCRIPT_ALONE, null, this.straight);
  }

  /** Notes the present difference between script and label; to be called at every row. */
  compareScript(): void {
    this.differences.push(this.plan.chunk.map((value, i) => this.straight.chunk[i] - value));
  }

  /** Of a finished episode. */
  get scriptError(): ScriptError {
    return { short: this.squaresOf(FAST_KNOTS), whole: this.squaresOf(CHUNK_KNOTS) };
  }

  private squaresOf(most: number): ScriptError['whole'] {
    const squares = new Array<number>(ACTION_DIMS).fill(0);
    let knots = 0;
    this.differences.forEach((difference, row) => {
      const known = Math.min(most, this.differences.length - row);
      knots += known;
      for (let i = 0; i < known * ACTION_DIMS; i++) squares[i % ACTION_DIMS] += difference[i] * difference[i];
    });
    return { knots, squares };
  }

  private call(evaluations: number, inForce: ArmPlan | null, out: ArmPlan): void {
    const { world, decision } = this;
    const request = {
      id: this.asked++,
      tick: world.tick,
      controlDt: world.controlDt,
      expectedDelayTicks: 0,
      observation: world.observe(),
      decision,
      inForce,
    };
    for (const plan of this.expert.plan(request, { evaluations }, NEVER)) out.copy(plan);
  }
}
