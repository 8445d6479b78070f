import type { LiveComponents } from '../../scenarios/live/intervention.ts';
import { GATE } from '../../policies/driving/settings.ts';
import { ARM_PRESETS } from '../host/contract.ts';

export type ArmPreset = (typeof ARM_PRESETS)[number];

type Parts = Pick<LiveComponents, 'gate' | 'merge' | 'brake'>;

const PARTS: Readonly<Record<ArmPreset, Parts>> = {
  fast: { gate: 'none', merge: 'follow', brake: false },
  aeb: { gate: 'none', merge: 'follow', brake: true },
  reflex: { gate: 'none', merge: 'arbitrate', brake: false },
  dual: { gate: 'uncertainty', merge: 'arbitrate', brake: false },
  'dual-follow': { gate: 'uncertainty', merge: 'follow', brake: false },
  always: { gate: 'always', merge: 'arbitrate', brake: false },
  periodic: { gate: 'periodic', merge: 'arbitrate', brake: false },
  random: { gate: 'random', merge: 'arbitrate', brake: false },
};

export const ARM_TITLES: Readonly<Record<ArmPreset, string>> = {
  fast: 'Fast policy alone, never thinks',
  aeb: 'Fast policy with an emergency brake',
  reflex: 'Fast policy against full braking, no planner',
  dual: 'Thinks when uncertain, plan arbitrated',
  'dual-follow': 'Thinks when uncertain, plan followed as it is',
  always: 'Thinks back to back',
  periodic: 'Thinks once a second',
  random: 'Thinks at random, as often as dual',
};

export function isArmPreset(name: string): name is ArmPreset {
  return (ARM_PRESETS as readonly string[]).includes(name);
}

/** The level of the gate that the standard arms use. */
export const STANDARD_LEVEL: number = GATE.level;

/** `components` with the gate, merge and brake of a standard arm. */
export function withArm(components: LiveComponents, arm: ArmPreset): LiveComponents {
  return { ...components, ...PARTS[arm], level: STANDARD_LEVEL };
}

/** The standard arm that these components make up, or null. The level counts only where the gate looks at it. */
export function armOf({ gate, merge, brake, level }: LiveComponents): ArmPreset | null {
  if (gate === 'uncertainty' && level !== STANDARD_LEVEL) return null;
  return (
    ARM_PRESETS.find((arm) => {
      const parts = PARTS[arm];
      return parts.gate === gate && parts.merge === merge && parts.brake === brake;
    }) ?? null
  );
}

/** What an episode starts with. */
export function startingComponents(arm: ArmPreset, latencyMs: number): LiveComponents {
  return withArm(
    { gate: 'none', level: STANDARD_LEVEL, merge: 'follow', brake: false, planner: 'value', latencyMs, driving: false },
    arm,
  );
}
