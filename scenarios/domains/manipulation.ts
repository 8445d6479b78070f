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
import type { Domain } from './domain.ts';

export const MANIPULATION: Domain = {
  name: 'manipulation',
  library: MANIPULATION_LIBRARY,
  armTitles: MANIPULATION_ARM_TITLES,
  armGroups: { standard: STANDARD_MANIPULATION_ARMS, ablations: ABLATION_ARMS },
  isWithoutLatency: (arm) => isManipulationArmName(arm) && isWithoutPlanningTime(arm),
  usesModels: (arm) => isManipulationArmName(arm) && needsHume(arm),

  resolve(scenario, episodeSeed) {
    if (scenario.domain !== 'manipulation')
      throw new RangeError(`scenario: expected manipulation, found ${scenario.domain}.`);
    return { domain: 'manipulation', spec: resolveManipulation(scenario, episodeSeed), episodeSeed };
  },
};
