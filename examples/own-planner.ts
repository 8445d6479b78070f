import type { Planner, PlanRequest } from '../policies/contracts.ts';
import type { DrivingDecision } from '../policies/driving/driving-decision.ts';
import { DrivingPlan } from '../policies/driving/driving-plan.ts';
import type { DrivingObservation } from '../sim/driving/observation.ts';

type DrivingPlanner = Planner<DrivingObservation, DrivingDecision, DrivingPlan>;

/** How long a plan may be used, s. */
const IN_FORCE_S = 1.6;

/** Has one thought only: to slow down gently in its lane. */
export class CalmPlanner implements DrivingPlanner {
  readonly name = 'calm';

  *plan({ tick, controlDt, expectedDelayTicks, observation }: PlanRequest<DrivingObservation, DrivingDecision>) {
    const plan = new DrivingPlan();
    plan.requestedTick = tick;
    plan.fromTick = tick + expectedDelayTicks;
    plan.horizonTicks = Math.round(IN_FORCE_S / controlDt);
    plan.manoeuvre.fill(-2, observation.lane.centerM, 0);
    plan.explanation = 'keep the lane, brake with 2.0 m/s2';
    yield plan;
  }
}
