import { ARM_NAMES, ARM_TITLES } from '../../policies/driving/arm-titles.ts';
import { isReferenceArm, REFERENCE_ARMS } from '../../policies/driving/reference/names.ts';
import { resolveScenario } from '../language/resolve.ts';
import { LIBRARY } from '../library/registry.ts';
import type { Domain } from './domain.ts';

/** Arms whose action does not depend on how long planning takes. */
const WITHOUT_LATENCY: ReadonlySet<string> = new Set(['fast', 'aeb', 'reflex', 'oracle', ...REFERENCE_ARMS]);

export const DRIVING: Domain = {
  name: 'driving',
  library: LIBRARY,
  armTitles: ARM_TITLES,
  armGroups: { standard: ARM_NAMES.filter((arm) => !isReferenceArm(arm)), references: REFERENCE_ARMS },
  isWithoutLatency: (arm) => WITHOUT_LATENCY.has(arm),
  usesModels: () => true,

  resolve(scenario, episodeSeed) {
    if (scenario.domain !== 'driving') throw new RangeError(`scenario: expected driving, found ${scenario.domain}.`);
    return { domain: 'driving', spec: resolveScenario(scenario, episodeSeed), episodeSeed };
  },
};
