import type { DomainName } from '../domains/concrete.ts';
import { domainNamed } from '../domains/domains.ts';
import { MANIPULATION } from '../domains/manipulation.ts';
import type { AnyScenario } from '../language/any-scenario.ts';

/**
 * Suites with their thresholds. They are frozen: a commit that changes anything here comes before the first run on test
 * seeds that it is used for, never after.
 */
export interface Suite {
  readonly id: string;
  /** A sentence. */
  readonly title: string;
  readonly domain: DomainName;
  /** Ids in the domain's library. */
  readonly scenarios: readonly string[];
  /** Arms that run when the user names none. */
  readonly arms: readonly string[];
  /** Checks in the language of `--check` that a release must hold on the test split. */
  readonly thresholds: readonly string[];
}

/** All standard arms: a claim for `dual` stands only beside the strong baselines. */
const STANDARD_ARMS = [
  'fast',
  'aeb',
  'reflex',
  'dual',
  'dual-follow',
  'always',
  'periodic',
  'random',
  'slow',
  'oracle',
] as const;

/** What the arm's suites run: Hume in its modes, what it is held against, and Hume without one of its parts. */
const ARMS_OF_MANIPULATION = Object.keys(MANIPULATION.armTitles);

const idsOf = (domain: DomainName, kind: 'common' | 'tail'): string[] =>
  domainNamed(domain)
    .library.map(({ id }) => id)
    .filter((id) => id.endsWith(`/${kind}`));

export const SUITES: readonly Suite[] = [
  {
    id: 'common',
    title: 'Everyday driving in ten families: nothing here should need the slow system.',
    domain: 'driving',
    scenarios: idsOf('driving', 'common'),
    arms: STANDARD_ARMS,
    thresholds: ['fast.collision.rate <= 0.025', 'dual.collision.rate <= 0.01'],
  },
  {
    id: 'longtail',
    title: 'Rare and dangerous situations in the same ten families.',
    domain: 'driving',
    scenarios: idsOf('driving', 'tail'),
    arms: STANDARD_ARMS,
    thresholds: [
      'dual.macro.collision.rate < fast.macro.collision.rate',
      'dual.macro.collision.rate < aeb.macro.collision.rate',
      'dual.macro.collision.rate < reflex.macro.collision.rate',
      'dual.macro.collision.rate < random.macro.collision.rate',
      'dual.planner.dutyCycle <= 0.25',
    ],
  },
  {
    id: 'manipulation',
    title: "The arm's seven families, everyday cases and rare ones.",
    domain: 'manipulation',
    scenarios: domainNamed('manipulation').library.map(({ id }) => id),
    arms: ARMS_OF_MANIPULATION,
    thresholds: [],
  },
  {
    id: 'manipulation-tail',
    title: "Rare and dangerous situations in the arm's seven families.",
    domain: 'manipulation',
    scenarios: idsOf('manipulation', 'tail'),
    arms: ARMS_OF_MANIPULATION,
    thresholds: [
      'dual.collision.rate < fast.collision.rate',
      'dual.collision.rate < reflex.collision.rate',
      'dual.drop.rate < fast.drop.rate',
      'dual.drop.rate <= reflex.drop.rate',
      'dual.success.rate >= fast.success.rate',
      'dual.success.rate >= reflex.success.rate',
      'dual.planner.dutyCycle <= 0.3',
      'periodic.success.rate > n1.success.rate',
      'periodic.success.rate > no-cascade.success.rate',
      'periodic.success.rate > no-system-1.success.rate',
      'periodic.success.rate > random-of-n.success.rate',
      'no-cascade.success.rate > random-of-n.success.rate',
      'n1.success.rate > random-of-n.success.rate',
      'no-system-1.success.rate > random-of-n.success.rate',
    ],
  },
];

/** @throws RangeError that lists the known suites */
export function findSuite(id: string): Suite {
  const found = SUITES.find((suite) => suite.id === id);
  if (found !== undefined) return found;
  throw new RangeError(
    `suite: expected one of ${SUITES.map((suite) => suite.id).join(', ')}, found ${JSON.stringify(id)}.`,
  );
}

export function suiteScenarios(suite: Suite): { readonly id: string; readonly scenario: AnyScenario }[] {
  return domainNamed(suite.domain).library.filter(({ id }) => suite.scenarios.includes(id));
}
