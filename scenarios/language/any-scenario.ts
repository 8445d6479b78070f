import { readArm, type ReadBeside } from './manipulation/read-arm.ts';
import type { ManipulationScenario } from './manipulation/schema.ts';
import { validateManipulation } from './manipulation/validate.ts';
import { describeFound } from './problem.ts';
import type { Scenario } from './schema.ts';
import { validateScenario } from './validate.ts';
import type { Fault, Validated } from './validate.ts';
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
  const domain = fieldOf(data, 'domain');
  if (domain === undefined && isMeantForArm(data)) return { scenario: null, faults: [NO_DOMAIN] };
  if (domain === 'manipulation') return validateManipulation(data);
  if (domain === undefined || domain === 'driving') return validateScenario(data);
  const expected = 'driving or manipulation';
  return { scenario: null, faults: [{ path: ['domain'], expected, found: describeFound(domain), tip: '' }] };
}

/** Instead of a line for every field that driving lacks. */
const NO_DOMAIN: Fault = {
  path: ['task'],
  expected: 'domain: manipulation beside it, since driving has no task',
  found: 'no domain, which means driving',
  tip: '',
  atKey: true,
};

function isMeantForArm(data: unknown): boolean {
  return ['map', 'ego'].every((key) => fieldOf(data, key) === undefined) && fieldOf(data, 'task') !== undefined;
}

function fieldOf(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key)
    ? (data as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
