import { readArm, type ReadBeside } from './manipulation/read-arm.ts';
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

/**
 * As `loadScenario`, for all domains: the text's `domain` chooses the schema, without one that of driving.
 * @param readBeside reads the files that it names; without it, they stay paths, of which no episode can be made
 */
export function loadAnyScenario(text: string, file: string, readBeside?: ReadBeside): Loaded<AnyScenario> {
  const loaded = loadWith<AnyScenario>(text, file, validateAny);
  const { scenario } = loaded;
  if (readBeside === undefined || scenario === null || scenario.domain !== 'manipulation') return loaded;
  const { place } = loaded;
  return readArm({ scenario, problems: null, place }, readBeside);
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
