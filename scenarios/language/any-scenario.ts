import type { ManipulationScenario } from './manipulation/schema.ts';
import { validateManipulation } from './manipulation/validate.ts';
import { describeFound } from './problem.ts';
import type { Scenario } from './schema.ts';
import { validateScenario } from './validate.ts';
import type { Validated } from './validate.ts';
import { loadWith } from './yaml.ts';
import type { Loaded } from './yaml.ts';

/** A scenario of any domain; its `domain` tells which. */
export type AnyScenario = Scenario | ManipulationScenario;

/** As `loadScenario`, for all domains: the text's `domain` chooses the schema, without one that of driving. */
export function loadAnyScenario(text: string, file: string): Loaded<AnyScenario> {
  return loadWith<AnyScenario>(text, file, validateAny);
}

/** As `validateScenario`, for all domains. */
export function validateAny(data: unknown): Validated<AnyScenario> {
  const domain = domainOf(data);
  if (domain === 'manipulation') return validateManipulation(data);
  if (domain === undefined || domain === 'driving') return validateScenario(data);
  const expected = 'driving or manipulation';
  return { scenario: null, faults: [{ path: ['domain'], expected, found: describeFound(domain), tip: '' }] };
}

function domainOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, 'domain')
    ? (data as { readonly domain: unknown }).domain
    : undefined;
}
