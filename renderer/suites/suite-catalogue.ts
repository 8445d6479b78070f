import type { DomainName } from '../../scenarios/domains/concrete.ts';
import { domainNamed, DOMAINS } from '../../scenarios/domains/domains.ts';
import type { Split } from '../../scenarios/language/splits.ts';
import { SUITES } from '../../scenarios/suites/suites.ts';

/** What is controlled, in the words of the form. */
export const DOMAIN_WORDS: Readonly<Record<DomainName, string>> = { driving: 'Driving', manipulation: 'Robot arm' };

const KINDS: Readonly<Record<DomainName, { readonly tail: string; readonly common: string }>> = {
  driving: { tail: 'Long tail', common: 'Common driving' },
  manipulation: { tail: 'Long tail', common: 'Common tasks' },
};

/** What a run can be about: a suite, or one scenario of the library. */
export interface Choosable {
  readonly domain: DomainName;
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** Ids of its scenarios. */
  readonly scenarios: readonly string[];
}

export const CHOOSABLE: readonly Choosable[] = DOMAINS.flatMap(({ name: domain, library }) => [
  ...SUITES.filter((suite) => suite.domain === domain).map(({ id, title, scenarios }): Choosable => ({
    ...{ domain, id, title, scenarios },
    group: 'Suites',
  })),
  ...library.map(({ id, scenario }): Choosable => ({
    ...{ domain, id, title: scenario.name, scenarios: [id] },
    group: KINDS[domain][id.endsWith('/tail') ? 'tail' : 'common'],
  })),
]);

/** Scenarios behind ids of suites and scenarios, each once. */
export function scenariosOf(what: readonly string[]): readonly string[] {
  return [...new Set(CHOOSABLE.filter(({ id }) => what.includes(id)).flatMap(({ scenarios }) => scenarios))];
}

/** Arms in the groups that people know from `--arms`. */
export function armGroups(domain: DomainName): { readonly name: string; readonly arms: readonly string[] }[] {
  return Object.entries(domainNamed(domain).armGroups).map(([name, arms]) => ({ name, arms }));
}

/** What an arm is; null for one that is not known here. */
export function armTitle(domain: DomainName, arm: string): string | null {
  const { armTitles } = domainNamed(domain);
  return Object.hasOwn(armTitles, arm) ? armTitles[arm] : null;
}

/** The same without what its group says already. */
export function armWords(domain: DomainName, arm: string): string {
  return (armTitle(domain, arm) ?? '').replace(/^reference: /, '');
}

export const SPLIT_WORDS: Readonly<Record<Split, string>> = {
  train: 'Train: what the policies learn from. Good results here prove nothing.',
  val: 'Validation: for choosing settings and comparing versions while you work.',
  test: 'Test: for looking and for reporting. Nothing was fitted to it.',
  sealed: 'Sealed: for one last look. Whoever looks twice has begun to fit.',
};
