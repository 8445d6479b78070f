import {
  ABLATION_ARMS,
  isManipulationArmName,
  isWithoutPlanningTime,
  MANIPULATION_ARM_TITLES,
  needsHume,
  STANDARD_MANIPULATION_ARMS,
} from '../../policies/manipulation/arm-names.ts';
import { FEATURE_JOINTS } from '../../policies/manipulation/features.ts';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import { PANDA } from '../../sim/robotics/arm/panda.ts';
import { armModelOf } from '../language/manipulation/arm-model.ts';
import { resolveManipulation } from '../language/manipulation/resolve.ts';
import { MANIPULATION_LIBRARY } from '../library/manipulation/registry.ts';
import type { Domain, Parts } from './domain.ts';

const PARTS: Parts = {
  policies: {
    'system-one': "Hume's System 1: denoises the slice of the plan in force, or noise, at every tick",
    still: 'holds the hand still, for plans alone; no network (arm oracle)',
  },
  gates: {
    uncertainty: 'level or sudden rise of the calibrated uncertainty, with hysteresis (arms dual, dual-follow)',
    always: 'back to back (arms always, slow)',
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

/** Why Hume's models cannot move an arm at all; null: they can. */
export function beyondHume(model: ArmModel): string | null {
  if (model.joints.length <= FEATURE_JOINTS) return null;
  return `the arm '${model.name}' has ${jointsOf(model)}, and Hume's models have room for ${FEATURE_JOINTS}`;
}

function jointsOf({ joints: { length } }: ArmModel): string {
  return length === 1 ? '1 joint' : `${length} joints`;
}

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

  modelsIn(scenario) {
    if (scenario.domain !== 'manipulation' || scenario.arm.urdf === undefined) return null;
    const { urdf } = scenario.arm;
    const model = armModelOf(scenario.arm);
    // What is wrong with the description is said where it is read.
    if (!('joints' in model)) return null;
    const file = typeof urdf === 'string' ? urdf : urdf.file;
    const beyond = beyondHume(model);
    if (beyond !== null)
      return { isRefused: true, text: `${file}: ${beyond}; run it with --arms oracle, which needs no models` };
    const text = `${file}: Hume's models were trained with the arm '${PANDA.name}' alone and have never moved '${model.name}', of ${jointsOf(model)}; --arms oracle needs no models`;
    return { isRefused: false, text };
  },

  resolve(scenario, episodeSeed) {
    if (scenario.domain !== 'manipulation')
      throw new RangeError(`scenario: expected manipulation, found ${scenario.domain}.`);
    return { domain: 'manipulation', spec: resolveManipulation(scenario, episodeSeed), episodeSeed };
  },
};
