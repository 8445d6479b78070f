/** One line per arm, for lists and help; the reference drivers come last. */
export const ARM_TITLES = {
  fast: 'the fast policy alone: never thinks',
  aeb: 'the fast policy, with an emergency brake on time to collision',
  reflex: 'the fast policy, checked every tick against full braking; no planner',
  dual: 'the fast policy, and a slow planner asked when it is worth asking; every tick the best of both acts',
  'dual-follow': 'as dual, but the plan is followed without arbitration',
  always: 'as dual, thinking back to back',
  periodic: 'as dual, thinking once a second',
  random: 'as dual, called at random at the rate of dual',
  slow: 'acts on plans only, holds the last while it waits',
  oracle: 'privileged: sees everybody and their future, without latency',
  human: 'reference: competent and careful human driver of UN R157, brakes in its lane',
  fuzzy: 'reference: fuzzy safety model of UN R157, brakes in its lane',
  rss: 'reference: Responsibility-Sensitive Safety, brakes in its lane',
  regulation: "reference: the braking model of UN R157's cut-in requirement",
} as const;

/** What an arm is, by its plain name; null for one that is not known here. */
export function armTitle(name: string): string | null {
  return Object.hasOwn(ARM_TITLES, name) ? ARM_TITLES[name as ArmName] : null;
}

export type ArmName = keyof typeof ARM_TITLES;
export const ARM_NAMES = Object.keys(ARM_TITLES) as readonly ArmName[];
