/** One line per arm of the arm's domain, for lists and help: what it is, and in which one part it differs from which other. */
export const MANIPULATION_ARM_TITLES = {
  fast: 'System 1 alone, from noise: never thinks',
  reflex: 'as fast, with a reflex: stops or gets away from what is near; no planner',
  dual: 'as reflex, but System 1 denoises the chunk that System 2 picked, which is asked when System 1 is unsure',
  'dual-follow': 'as dual, without the reflex',
  always: 'as dual, but System 2 thinks back to back',
  periodic: "as dual-follow, but System 2 thinks 4 times a second: Hume's own mode",
  random: 'as dual, but System 2 is called at random at the rate of dual',
  slow: 'acts on fully denoised chunks of System 2 only, stands while it waits; no System 1',
  'best-of-n': 'as periodic, but the best fully denoised chunk is carried out as it stands: no cascade at all',
  'random-of-n': 'as periodic, but the chunk is picked at random',
  n1: 'as periodic, but System 2 samples one chunk only',
  'no-cascade': 'as periodic, but System 2 denoises its chunks fully',
  'no-system-1': "as periodic, but System 2's chunk is carried out as it stands, with the noise left in it",
  oracle: 'privileged: a sampling expert that knows everything and its future, without latency',
} as const;

export type ManipulationArmName = keyof typeof MANIPULATION_ARM_TITLES;
export const MANIPULATION_ARM_NAMES = Object.keys(MANIPULATION_ARM_TITLES) as readonly ManipulationArmName[];

/** Arms under study, and what they are held against; those after them differ from `periodic` in one part. */
export const STANDARD_MANIPULATION_ARMS = [
  'fast',
  'reflex',
  'dual',
  'dual-follow',
  'always',
  'periodic',
  'random',
  'slow',
  'oracle',
] as const satisfies readonly ManipulationArmName[];

/** Hume without one of its parts. */
export const ABLATION_ARMS = [
  'best-of-n',
  'random-of-n',
  'n1',
  'no-cascade',
  'no-system-1',
] as const satisfies readonly ManipulationArmName[];

/** Whether the first is Hume without one of the parts of the second, which is Hume's own mode. */
export function isAblationOf(ablation: string, full: string): boolean {
  return full === 'periodic' && ABLATION_ARMS.some((name) => name === ablation);
}

/** Whether any part of it is one of Hume's networks. */
export function needsHume(name: ManipulationArmName): boolean {
  return name !== 'oracle';
}

/** Arms whose action does not depend on how long planning takes. */
export function isWithoutPlanningTime(name: ManipulationArmName): boolean {
  return name === 'fast' || name === 'reflex' || name === 'oracle';
}

/** Arms whose planner knows the truth. */
export function isPrivilegedArm(name: ManipulationArmName): boolean {
  return name === 'oracle';
}

export function isManipulationArmName(name: string): name is ManipulationArmName {
  return Object.hasOwn(MANIPULATION_ARM_TITLES, name);
}
