import type { FastPolicy, Planner, Reflex } from '../../../../policies/contracts.ts';
import { PeriodicGate } from '../../../../policies/gates/periodic.ts';
import { armDomain } from '../../../../policies/manipulation/arm-domain.ts';
import type { ArmDecision } from '../../../../policies/manipulation/arm-decision.ts';
import type { ArmPlan } from '../../../../policies/manipulation/arm-plan.ts';
import {
  EXPERT_EVALUATIONS,
  EXPERT_PERIOD_MS,
  ExpertPlanner,
  privilegedExpert,
} from '../../../../policies/manipulation/expert/expert-planner.ts';
import { SensedScene } from '../../../../policies/manipulation/expert/sensed-scene.ts';
import { FollowMerge } from '../../../../policies/manipulation/follow-merge.ts';
import { DualSystem } from '../../../../policies/runtime/dual-system.ts';
import { fixedLatency } from '../../../../policies/runtime/latency.ts';
import type { ArmAction } from '../../../../sim/robotics/arm-action.ts';
import { ManipulationWorld } from '../../../../sim/robotics/manipulation-world.ts';
import type { ManipulationObservation } from '../../../../sim/robotics/observation.ts';
import type { ManipulationSpec } from '../../../../sim/robotics/spec.ts';

/** Holds the hand still, and opens nothing: grip as it was decided last, which is open. */
class StillPolicy implements FastPolicy<ManipulationObservation, ArmDecision> {
  readonly model = { name: 'still', sha256: '' };

  prepare(): void {}

  async infer(): Promise<void> {}

  decide(_observation: ManipulationObservation, out: ArmDecision): void {
    out.chunk.fill(0);
  }
}

export type ArmPlanner = Planner<ManipulationObservation, ArmDecision, ArmPlan>;

/** Carries out the task's script as if nothing were in its way: it sees the task's things and nothing else. */
export function straightAhead(seed: number | string): Pick<ExpertPlanner, 'name' | 'plan'> {
  const sensed = new SensedScene();
  const planner = new ExpertPlanner(
    'straight',
    {
      fill(observation, aheadS, stepS, scene) {
        sensed.fill(observation, aheadS, stepS, scene);
        scene.standing.count = scene.loose.count = 0;
        for (const step of scene.moving) step.count = 0;
        scene.personKnown = false;
      },
    },
    seed,
  );
  return { name: planner.name, plan: (request, _budget, signal) => planner.plan(request, { evaluations: 1 }, signal) };
}

export interface ExpertEpisode {
  readonly world: ManipulationWorld;
  readonly system: DualSystem<ManipulationObservation, ArmDecision, ArmPlan, ArmAction>;
}

/** An episode of a planner that is asked every `EXPERT_PERIOD_MS`; its plans come after a time. */
export function expertEpisode(
  spec: ManipulationSpec,
  seed: string,
  plannerFor: (world: ManipulationWorld) => ArmPlanner = (world) => privilegedExpert(world, false),
  latencyMs = 0,
  reflexes: readonly Reflex<ManipulationObservation, ArmDecision, ArmAction>[] = [],
): ExpertEpisode {
  const world = new ManipulationWorld(spec, seed);
  const system = new DualSystem<ManipulationObservation, ArmDecision, ArmPlan, ArmAction>({
    world,
    policy: new StillPolicy(),
    domain: armDomain,
    arm: {
      name: 'expert',
      gate: new PeriodicGate(EXPERT_PERIOD_MS),
      planner: plannerFor(world),
      merge: new FollowMerge(),
      latency: fixedLatency(latencyMs),
      reflexes,
      blocking: false,
      budget: { evaluations: EXPERT_EVALUATIONS },
    },
  });
  return { world, system };
}

/** Runs it to its end. @param afterTick hears every tick */
export async function runToEnd({ world, system }: ExpertEpisode, afterTick: () => void = () => {}): Promise<void> {
  while (!world.ended) {
    await system.runTick();
    afterTick();
  }
  system.close();
}
