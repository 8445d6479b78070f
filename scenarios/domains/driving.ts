import { ARM_NAMES, ARM_TITLES } from '../../policies/driving/arm-titles.ts';
import { PLANNER_DRILLS } from '../../policies/driving/planner-drills.ts';
import { isReferenceArm, REFERENCE_ARMS } from '../../policies/driving/reference/names.ts';
import { resolveScenario } from '../language/resolve.ts';
import { LIBRARY } from '../library/registry.ts';
import type { Domain, Parts } from './domain.ts';

/** Arms whose action does not depend on how long planning takes. */
const WITHOUT_LATENCY: ReadonlySet<string> = new Set(['fast', 'aeb', 'reflex', 'oracle', ...REFERENCE_ARMS]);

const PARTS: Parts = {
  policies: {
    learned: 'the trained ensemble (policies/models/fast-driving.md)',
    rule: 'keeps its lane and follows what is ahead; no network',
  },
  gates: {
    uncertainty: 'calibrated uncertainty or time to collision, with hysteresis (arms dual, dual-follow)',
    always: 'back to back (arms always, slow)',
    periodic: 'at a fixed period (arms periodic, oracle)',
    random: 'at random with the rate of dual (arm random)',
    change: 'sudden rise of the uncertainty (for own arms)',
    never: 'does not think (arms fast, aeb, reflex)',
  },
  planners: {
    value: 'value-guided search over manoeuvres in a model of what the sensors saw',
    privileged: 'search with the truth (arm oracle only)',
    ...PLANNER_DRILLS,
  },
  merges: {
    arbitrate: 'every tick the best of fast action, rest of the plan, full braking',
    follow: 'the plan while one is in force, else the fast policy',
    hold: 'plans only; the last action while waiting',
    reference: 'a reference driver, which ignores fast policy and plans (arms human, fuzzy, rss, regulation)',
  },
};

export const DRIVING: Domain = {
  name: 'driving',
  library: LIBRARY,
  armTitles: ARM_TITLES,
  armGroups: { standard: ARM_NAMES.filter((arm) => !isReferenceArm(arm)), references: REFERENCE_ARMS },
  parts: PARTS,
  policyChoices: ['learned', 'rule'],
  plannerChoices: ['value', ...Object.keys(PLANNER_DRILLS)],
  isWithoutLatency: (arm) => WITHOUT_LATENCY.has(arm),
  usesModels: () => true,
  modelsIn: () => null,

  resolve(scenario, episodeSeed) {
    if (scenario.domain !== 'driving') throw new RangeError(`scenario: expected driving, found ${scenario.domain}.`);
    return { domain: 'driving', spec: resolveScenario(scenario, episodeSeed), episodeSeed };
  },
};
