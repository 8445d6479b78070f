import { LIBRARY, libraryScenario } from '../library/registry.ts';
import type { Scenario } from '../language/schema.ts';

/**
 * Suites with their thresholds. They are frozen: a commit that changes anything here comes before the first run on test
 * seeds that it is used for, never after.
 */
export interface Suite {
  readonly id: string;
  /** A sentence. */
  readonly title: string;
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

const idsOf = (kind: 'common' | 'tail'): string[] =>
  LIBRARY.map(({ id }) => id).filter((id) => id.endsWith(`/${kind}`));

export const SUITES: readonly Suite[] = [
  {
    id: 'common',
    title: 'Everyday driving in ten families: nothing here should need the slow system.',
    scenarios: idsOf('common'),
    arms: STANDARD_ARMS,
    thresholds: ['fast.collision.rate <= 0.025', 'dual.collision.rate <= 0.01'],
  },
  {
    id: 'longtail',
    title: 'Rare and dangerous situations in the same ten families.',
    scenarios: idsOf('tail'),
    arms: STANDARD_ARMS,
    thresholds: [
      'dual.macro.collision.rate < fast.macro.collision.rate',
      'dual.macro.collision.rate < aeb.macro.collision.rate',
      'dual.macro.collision.rate < reflex.macro.collision.rate',
      'dual.macro.collision.rate < random.macro.collision.rate',
      'dual.planner.dutyCycle <= 0.25',
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

export function suiteScenarios(suite: Suite): { readonly id: string; readonly scenario: Scenario }[] {
  return suite.scenarios.map((id) => ({ id, scenario: libraryScenario(id) }));
}
