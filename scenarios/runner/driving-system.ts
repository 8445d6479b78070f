import type { FastPolicy } from '../../policies/contracts.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { LearnedPolicy, type FastModel, type Inference } from '../../policies/driving/fast-policy.ts';
import { RulePolicy } from '../../policies/driving/rule-policy.ts';
import type { DualSystem } from '../../policies/runtime/dual-system.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';

export type DrivingSystem = DualSystem<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction>;

/** A loaded fast policy: its facts and the network, shared by the episodes of one worker. */
export interface LoadedModel {
  readonly facts: FastModel;
  readonly inference: Inference;
}

/** The fast policy of one episode. @param model null: the rule policy */
export function createPolicy(map: RoadMap, model: LoadedModel | null): FastPolicy<DrivingObservation, DrivingDecision> {
  return model === null ? new RulePolicy(map) : new LearnedPolicy(map, model.facts, model.inference);
}
