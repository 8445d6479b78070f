import { ARM_NAMES, ARM_TITLES, type ArmName } from '../../policies/driving/arm-titles.ts';
import { isReferenceArm } from '../../policies/driving/reference/names.ts';
import type { Split } from '../../scenarios/language/splits.ts';
import { LIBRARY } from '../../scenarios/library/registry.ts';
import { SUITES } from '../../scenarios/suites/suites.ts';

/** What a run can be about: a suite, or one scenario of the library. */
export interface Choosable {
  readonly id: string;
  readonly title: string;
  readonly group: 'Suites' | 'Long tail' | 'Common driving';
  /** Ids of its scenarios. */
  readonly scenarios: readonly string[];
}

export const CHOOSABLE: readonly Choosable[] = [
  ...SUITES.filter(({ domain }) => domain === 'driving').map(({ id, title, scenarios }): Choosable => ({
    id,
    title,
    group: 'Suites',
    scenarios,
  })),
  ...LIBRARY.map(({ id, scenario }): Choosable => ({
    ...{ id, title: scenario.name, scenarios: [id] },
    group: id.endsWith('/tail') ? 'Long tail' : 'Common driving',
  })),
];

/** Scenarios behind ids of suites and scenarios, each once. */
export function scenariosOf(what: readonly string[]): readonly string[] {
  return [...new Set(CHOOSABLE.filter(({ id }) => what.includes(id)).flatMap(({ scenarios }) => scenarios))];
}

/** Arms in the groups that people know from `--arms`. */
export const ARM_GROUPS: readonly { readonly name: string; readonly arms: readonly ArmName[] }[] = [
  { name: 'standard', arms: ARM_NAMES.filter((arm) => !isReferenceArm(arm)) },
  { name: 'references', arms: ARM_NAMES.filter(isReferenceArm) },
];

/** What an arm is, without what its group says already. */
export function armWords(arm: ArmName): string {
  return ARM_TITLES[arm].replace(/^reference: /, '');
}

export const SPLIT_WORDS: Readonly<Record<Split, string>> = {
  train: 'Train: what the policies learn from. Good results here prove nothing.',
  val: 'Validation: for choosing settings and comparing versions while you work.',
  test: 'Test: for looking and for reporting. Nothing was fitted to it.',
  sealed: 'Sealed: for one last look. Whoever looks twice has begun to fit.',
};
