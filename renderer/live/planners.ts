import { PLANNER_DRILLS } from '../../policies/driving/planner-drills.ts';

/** Planners that can be chosen live, with what they do. The drills are broken on purpose. */
export const LIVE_PLANNERS: Readonly<Record<string, string>> = {
  value: 'compares manoeuvres in a world model and takes the best',
  'drill:slow': 'takes ten seconds for an answer',
  ...PLANNER_DRILLS,
};
