import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { Planner } from '../contracts.ts';
import type { DrivingDecision } from './driving-decision.ts';
import { DrivingPlan } from './driving-plan.ts';

type DrivingPlanner = Planner<DrivingObservation, DrivingDecision, DrivingPlan>;

/** Broken planners, to see what a run makes of them: `--planner drill:throw` and so on. */
export const PLANNER_DRILLS = {
  'drill:dead': 'never answers: ends without a plan',
  'drill:throw': 'throws at every call',
  'drill:nan': 'answers with accelerations that are not numbers',
  'drill:never': 'an asynchronous call that never comes back',
  'drill:hang': 'computes for ever, so that only the watchdog can stop it',
} as const;

export type DrillName = keyof typeof PLANNER_DRILLS;

export function isDrillName(name: string): name is DrillName {
  return Object.hasOwn(PLANNER_DRILLS, name);
}

export function createDrill(name: DrillName): DrivingPlanner {
  return { name, plan: () => DRILLS[name]() };
}

const DRILLS: Record<DrillName, () => Iterable<DrivingPlan> | AsyncIterable<DrivingPlan>> = {
  'drill:dead': () => [],
  'drill:throw': () => {
    throw new Error('drill: this planner throws');
  },
  'drill:nan': () => {
    const plan = new DrivingPlan();
    plan.horizonTicks = 60;
    plan.manoeuvre.acceleration.fill(NaN);
    return [plan];
  },
  'drill:never': () => ({
    [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<DrivingPlan>>(() => undefined) }),
  }),
  'drill:hang': () => {
    for (;;) {
      // Only another process can end this.
    }
  },
};
