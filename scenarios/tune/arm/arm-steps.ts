import type { ManipulationArmName } from '../../../policies/manipulation/arm-names.ts';
import type { ManipulationArmSettings } from '../../../policies/manipulation/arms.ts';
import type { Rule } from './choose.ts';

/** One arm with one set of constants. */
export interface ArmVariant {
  readonly name: string;
  readonly arm: ManipulationArmName;
  readonly settings: ManipulationArmSettings;
}

/** Constants that are varied together, all else as the steps before left it. */
export interface ArmStep {
  readonly name: string;
  readonly about: string;
  readonly rule: Rule;
  readonly variants: (base: ManipulationArmSettings) => ArmVariant[];
}

/** Parts that can be tuned alone, in the order in which each stands on what the ones before chose. */
export const ARM_PARTS = ['noise', 'reflex', 'gate', 'random'] as const;

export type ArmPart = (typeof ARM_PARTS)[number];

/** What is varied step by step; the rate of `random` follows from `dual`, see `rateOfRandom`. */
export const ARM_STEPS: Readonly<Record<Exclude<ArmPart, 'random'>, readonly ArmStep[]>> = {
  noise: [
    {
      name: 'noise that System 1 acts from',
      about: 'ACTED_NOISE, by the arm `fast`.',
      rule: 'success',
      variants: (base) =>
        around([0, 0.25, 0.5, 0.75, 1], base.actedNoise).map((actedNoise) => ({
          ...{ name: `noise ${actedNoise}`, arm: 'fast' },
          settings: { ...base, actedNoise },
        })),
    },
    {
      name: 'noise that System 2 starts from',
      about: 'SYSTEM_TWO.noise, by the arm `periodic`; its ablations have what is chosen for it.',
      rule: 'success',
      variants: (base) =>
        around([0.25, 0.5, 0.75, 1], base.systemTwo.noise).map((noise) =>
          ofSystemTwo(base, `noise ${noise}`, { noise }),
        ),
    },
    {
      name: 'depth of denoising',
      about: 'SYSTEM_TWO.depth and .step, by the arm `periodic`: T and xi of Hume, of which T is 0.7 to 0.9 there.',
      rule: 'success',
      variants: (base) => {
        const pairs: [depth: number, step: number][] = [
          [0.7, 0.05],
          [0.8, 0.05],
          [0.9, 0.02],
          [0.9, 0.05],
          [0.9, 0.1],
          [1, 0.05],
        ];
        const { depth, step } = base.systemTwo;
        if (!pairs.some((pair) => pair[0] === depth && pair[1] === step)) pairs.push([depth, step]);
        return pairs.map(([d, s]) => ofSystemTwo(base, `depth ${d}, step ${s}`, { depth: d, step: s }));
      },
    },
    {
      name: 'noise forcing',
      about: 'SYSTEM_TWO.noiseForcing, by the arm `periodic`.',
      rule: 'success',
      variants: (base) =>
        around([0, 0.1, 0.2, 0.4], base.systemTwo.noiseForcing).map((noiseForcing) =>
          ofSystemTwo(base, `noise forcing ${noiseForcing}`, { noiseForcing }),
        ),
    },
  ],
  reflex: [
    {
      name: 'when it acts',
      about: 'REFLEX.stopM and .contactS.',
      rule: 'harm',
      variants: (base) =>
        grid(around([0.01, 0.03, 0.05, 0.08], base.reflex.stopM), around([0, 0.25, 0.5], base.reflex.contactS)).map(
          ([stopM, contactS]) => ofReflex(base, `stop ${stopM} m, contact ${contactS} s`, { stopM, contactS }),
        ),
    },
    {
      name: 'when it lets go',
      about: 'REFLEX.release.',
      rule: 'harm',
      variants: (base) =>
        around([1, 1.5, 2, 3], base.reflex.release).map((release) => ofReflex(base, `release ${release}`, { release })),
    },
    {
      name: 'how it gets away',
      about: 'REFLEX.retreatM and .retreatMps.',
      rule: 'harm',
      variants: (base) => {
        const speeds = around([0.2, 0.4], base.reflex.retreatMps).filter((mps) => mps > 0);
        return [
          ofReflex(base, 'stops only', { retreatMps: 0 }),
          ...grid(around([0, 0.05, 0.1], base.reflex.retreatM), speeds).map(([retreatM, retreatMps]) =>
            ofReflex(base, `retreat below ${retreatM} m at ${retreatMps} m/s`, { retreatM, retreatMps }),
          ),
        ];
      },
    },
  ],
  gate: [
    {
      name: 'level and refractory time',
      about: 'GATE.level and .refractoryMs.',
      rule: 'gate',
      variants: (base) =>
        grid(
          around([0.5, 0.7, 0.9, 0.95, 0.98], base.gate.level),
          around([250, 400, 600, 700, 800], base.gate.refractoryMs),
        ).map(([level, refractoryMs]) =>
          ofGate(base, `level ${level}, refractory ${refractoryMs} ms`, { level, refractoryMs }),
        ),
    },
    {
      name: 'time to contact',
      about: 'GATE.contactS; 0 is never.',
      rule: 'gate',
      variants: (base) =>
        around([0, 0.15, 0.3, 0.5], base.gate.contactS).map((contactS) =>
          ofGate(base, `contact ${contactS} s`, { contactS }),
        ),
    },
    {
      name: 'rise',
      about: 'GATE.rise; 1000 is never.',
      rule: 'gate',
      variants: (base) => around([3, 4, 6, 1000], base.gate.rise).map((rise) => ofGate(base, `rise ${rise}`, { rise })),
    },
    {
      name: 'closing',
      about: 'GATE.lower and .holdMs.',
      rule: 'gate',
      variants: (base) =>
        grid(around([0.4, 0.6, 0.8], base.gate.lower), around([100, 300], base.gate.holdMs)).map(([lower, holdMs]) =>
          ofGate(base, `lower ${lower}, hold ${holdMs} ms`, { lower, holdMs }),
        ),
    },
  ],
};

/**
 * Draws of `random` per minute at which it makes as many calls as `dual`: a draw while a request is in flight has no
 * effect, so that of p draws a minute p (1 - duty) are calls. To a tenth.
 * @param dutyCycle of `dual`, below 1
 */
export function rateOfRandom(callsPerMinute: number, dutyCycle: number): number {
  return Math.round((10 * callsPerMinute) / (1 - dutyCycle)) / 10;
}

/** The values with the one in force among them, ascending. */
function around(values: readonly number[], base: number): number[] {
  return [...new Set([...values, base])].sort((a, b) => a - b);
}

function grid(a: readonly number[], b: readonly number[]): [number, number][] {
  return a.flatMap((x) => b.map((y): [number, number] => [x, y]));
}

function ofSystemTwo(
  base: ManipulationArmSettings,
  name: string,
  changes: Partial<ManipulationArmSettings['systemTwo']>,
): ArmVariant {
  return { name, arm: 'periodic', settings: { ...base, systemTwo: { ...base.systemTwo, ...changes } } };
}

function ofReflex(
  base: ManipulationArmSettings,
  name: string,
  changes: Partial<ManipulationArmSettings['reflex']>,
): ArmVariant {
  return { name, arm: 'reflex', settings: { ...base, reflex: { ...base.reflex, ...changes } } };
}

function ofGate(
  base: ManipulationArmSettings,
  name: string,
  changes: Partial<ManipulationArmSettings['gate']>,
): ArmVariant {
  return { name, arm: 'dual', settings: { ...base, gate: { ...base.gate, ...changes } } };
}
