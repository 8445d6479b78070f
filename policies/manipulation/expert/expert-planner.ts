import { RandomStream } from '../../../sim/kernel/random.ts';
import type { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import type { ManipulationObservation } from '../../../sim/robotics/observation.ts';
import type { Planner, PlannerBudget, PlanRequest } from '../../contracts.ts';
import type { ArmDecision } from '../arm-decision.ts';
import { ArmPlan } from '../arm-plan.ts';
import { CHUNK_TICKS } from '../action-chunk.ts';
import { STEP_TICKS, STEPS } from './horizon.ts';
import { RollOut } from './roll-out.ts';
import { SAFE, SamplingPlanner } from './sampling-planner.ts';
import { SceneModel, type SceneSource } from './scene-model.ts';
import { SensedScene } from './sensed-scene.ts';
import { easyTurn } from './task-script.ts';
import { TrueScene } from './true-scene.ts';

/** How often it is meant to be asked, ms. */
export const EXPERT_PERIOD_MS = 100;
/** Roll-outs of one call. */
export const EXPERT_EVALUATIONS = 140;
/** No plan looks farther ahead than so many steps before it begins. */
const MOST_DELAY_STEPS = STEPS;

/**
 * Plans a second ahead by a script for the task and samples around it. What it reckons with comes from its source: the
 * truth (the expert that is imitated, and the `oracle`) or the sensors (a strong planner that has not learned). It keeps
 * nothing from call to call: the plan in force is its warm start, and each call draws from a stream of its own.
 */
export class ExpertPlanner implements Planner<ManipulationObservation, ArmDecision, ArmPlan> {
  private model: { readonly scene: SceneModel; readonly rollOut: RollOut; readonly sampler: SamplingPlanner } | null =
    null;
  private readonly best = new ArmPlan();

  constructor(
    readonly name: string,
    private readonly source: SceneSource<ManipulationObservation>,
    private readonly seed: number | string,
  ) {}

  *plan(
    request: PlanRequest<ManipulationObservation, ArmDecision>,
    budget: PlannerBudget,
    signal: AbortSignal,
  ): Iterable<ArmPlan> {
    const { observation, tick, controlDt } = request;
    const stepS = STEP_TICKS * controlDt;
    const { scene, rollOut, sampler } = (this.model ??= modelFor(observation, stepS));
    const delaySteps = Math.min(MOST_DELAY_STEPS, Math.round(request.expectedDelayTicks / STEP_TICKS));
    this.source.fill(observation, delaySteps * stepS, stepS, scene);
    const inForce = request.inForce instanceof ArmPlan ? request.inForce : null;
    const age = inForce === null ? 0 : tick - inForce.fromTick;
    rollOut.begin(inForce === null ? request.decision.chunk : inForce.chunk, age, delaySteps);
    rollOut.start.graspTurn = easyTurn(rollOut.start);
    const laterAge = age + STEP_TICKS * delaySteps;
    const fromTick = tick + STEP_TICKS * delaySteps;

    const goesOn = inForce !== null && laterAge < CHUNK_TICKS && budget.evaluations > 1;
    const isSafe = sampler.begin(goesOn ? inForce.chunk : null, laterAge);
    yield this.write(request.tick, fromTick);
    if (isSafe || signal.aborted || sampler.evaluations >= budget.evaluations) return;
    sampler.tryWays(budget.evaluations - sampler.evaluations);
    yield this.write(request.tick, fromTick);
    const random = RandomStream.named(this.seed, `expert/${tick}`);
    while (!signal.aborted && sampler.evaluations < budget.evaluations) {
      sampler.improve(random, budget.evaluations - sampler.evaluations);
      yield this.write(request.tick, fromTick);
    }
  }

  private write(requestedTick: number, fromTick: number): ArmPlan {
    const { best } = this;
    const { sampler, rollOut } = this.model!;
    best.requestedTick = requestedTick;
    best.fromTick = fromTick;
    best.horizonTicks = CHUNK_TICKS;
    best.value = -sampler.cost;
    best.chunk.set(sampler.chunk);
    best.denoised = 1;
    best.x.set(sampler.x);
    best.y.set(sampler.y);
    best.z.set(sampler.z);
    best.candidates = 1;
    best.chosen = 0;
    best.candidateValue[0] = best.value;
    best.explanation = `${rollOut.firstGoal.phase}: ${sampler.risk <= SAFE ? 'free' : `risk ${sampler.risk.toFixed(2)}`}`;
    return best;
  }
}

/** The planner that is told the truth. @param foresight also where obstacles and the person are going to go */
export function privilegedExpert(world: ManipulationWorld, foresight: boolean): ExpertPlanner {
  return new ExpertPlanner(foresight ? 'oracle' : 'expert', new TrueScene(world, foresight), world.seed);
}

/** The planner that knows no more than the sensors give. */
export function sensingExpert(seed: number | string): ExpertPlanner {
  return new ExpertPlanner('sampling', new SensedScene(), seed);
}

function modelFor({ model, task }: ManipulationObservation, stepS: number) {
  const scene = new SceneModel(model, task);
  const rollOut = new RollOut(scene, stepS);
  return { scene, rollOut, sampler: new SamplingPlanner(rollOut) };
}
