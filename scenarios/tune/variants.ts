import type { ArmName, ArmSettings } from '../../policies/driving/arms.ts';

/** One arm with one set of constants. */
export interface Variant {
  readonly name: string;
  readonly arm: ArmName;
  readonly settings: ArmSettings;
}

export interface Stage {
  readonly name: string;
  /** What is chosen and by which rule. */
  readonly about: string;
  readonly variants: readonly Variant[];
}

/** What is varied around the committed values. */
export function stages(base: ArmSettings): Stage[] {
  const aeb = [1, 1.4, 1.8, 2.2, 2.6].map((aebThresholdS): Variant => ({
    name: `threshold ${aebThresholdS} s`,
    arm: 'aeb',
    settings: { ...base, aebThresholdS },
  }));
  const reflex: Variant[] = [];
  for (const contactS of [1.4, 2, 2.6, 3.2, 4]) {
    for (const pessimism of [0, 0.25]) {
      reflex.push({
        name: `contact ${contactS} s, pessimism ${pessimism}`,
        arm: 'reflex',
        settings: { ...base, arbitration: { ...base.arbitration, contactS, pessimism } },
      });
    }
  }
  for (const harmRatio of [0.6, 0.95]) {
    reflex.push({
      name: `harm ratio ${harmRatio}`,
      arm: 'reflex',
      settings: { ...base, arbitration: { ...base.arbitration, harmRatio } },
    });
  }
  const gate: Variant[] = [];
  for (const level of [0.97, 0.99]) {
    for (const timeToCollisionS of [3, 4]) {
      for (const refractoryMs of [350, 450]) {
        gate.push({
          name: `level ${level}, time to collision ${timeToCollisionS} s, refractory ${refractoryMs} ms`,
          arm: 'dual',
          settings: { ...base, gate: { ...base.gate, level, timeToCollisionS, refractoryMs } },
        });
      }
    }
  }
  const merge = [0, 1, 2].map((planSafer): Variant => ({
    name: `plan safer by ${planSafer}`,
    arm: 'dual',
    settings: { ...base, arbitration: { ...base.arbitration, planSafer } },
  }));
  const arms = (
    ['fast', 'aeb', 'reflex', 'dual', 'dual-follow', 'always', 'periodic', 'random', 'slow', 'oracle'] as const
  ).map((arm): Variant => ({ name: arm, arm, settings: base }));
  const fewest = 'Chosen: fewest collisions (macro over families); among equals the higher speed.';
  return [
    { name: 'aeb', about: `Threshold of the emergency brake. ${fewest}`, variants: aeb },
    { name: 'reflex', about: `Arbitration without a planner. ${fewest}`, variants: reflex },
    { name: 'gate', about: 'Gate of dual. Chosen: fewest collisions at a duty of at most 25 %.', variants: gate },
    {
      name: 'merge',
      about: `How much less dangerous a plan must be than the fast action in the arbitration of dual. ${fewest}`,
      variants: merge,
    },
    { name: 'arms', about: 'All arms with the committed values.', variants: arms },
  ];
}
