import {
  ABLATION_ARMS,
  isManipulationArmName,
  isWithoutPlanningTime,
  MANIPULATION_ARM_TITLES,
  needsHume,
  STANDARD_MANIPULATION_ARMS,
} from '../../policies/manipulation/arm-names.ts';
import { resolveManipulation } from '../language/manipulation/resolve.ts';
import { MANIPULATION_LIBRARY } from '../library/manipulation/registry.ts';
import type { Domain, Parts } from './domain.ts';

const PARTS: Parts = {
  policies: {
    'system-one': "Hume's System 1: denoises the slice of the plan in force, or noise, at every tick",
    still: 'holds the hand still, for plans alone; no network (arm oracle)',
  },
  gates: {
    uncertainty: 'level or sudden rise of the calibrated uncertainty, with hysteresis (arm dual)',
    always: 'back to back (arms always, best-of-n, slow)',
    periodic: "4 times a second, Hume's own mode (arm periodic and those that it is compared with)",
    random: 'at random with the rate of dual (arm random)',
    never: 'does not think (arms fast, reflex)',
  },
  planners: {
    'system-two': "Hume's System 2: samples chunks by flow matching, and its critics pick one",
    privileged: 'a script for the task and samples around it, with the truth (arm oracle only)',
  },
  merges: {
    cascade: 'System 1 acts, denoised from the plan in force where there is one',
    chunk: "the plan's chunk as it stands, else System 1",
    hold: 'plans only; stands while it waits',
  },
};

export const MANIPULATION: Domain = {
  name: 'manipulation',
  library: MANIPULATION_LIBRARY,
  armTitles: MANIPULATION_ARM_TITLES,
  armGroups: { standard: STANDARD_MANIPULATION_ARMS, ablations: ABLATION_ARMS },
  parts: PARTS,
  policyChoices: [],
  plannerChoices: [],
  isWithoutLatency: (arm) => isManipulationArmName(arm) && isWithoutPlanningTime(arm),
  usesModels: (arm) => isManipulationArmName(arm) && needsHume(arm),

  resolve(scenario, episodeSeed) {
    if (scenario.domain !== 'manipulation')
      throw new RangeError(`scenario: expected manipulation, found ${scenario.domain}.`);
    return { domain: 'manipulation', spec: resolveManipulation(scenario, episodeSeed), episodeSeed };
  },
};
