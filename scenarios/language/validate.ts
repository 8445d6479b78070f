import type { z } from 'zod';
import { describeFound } from './problem.ts';
import type { FieldPath } from './problem.ts';
import { scenarioSchema } from './schema.ts';
import type { Scenario } from './schema.ts';

/** A problem before its place in a file is known. */
export interface Fault {
  readonly path: FieldPath;
  readonly expected: string;
  readonly found: string;
  readonly tip: string;
  /** The fault is the key itself, not its value. */
  readonly atKey?: true;
}

export type Validated<Kind> =
  { readonly scenario: Kind; readonly faults: null } | { readonly scenario: null; readonly faults: readonly Fault[] };

export type Validation = Validated<Scenario>;

/** What to do about a value that was not expected, a sentence; empty for nothing to say. */
type Tips = (path: FieldPath, value: unknown) => string;

/** More than this many faults of one file help nobody. */
const MOST_FAULTS = 50;

/** Checks the shape of a scenario and fills in defaults; what depends on draws is checked by `resolveScenario`. */
export function validateScenario(data: unknown): Validation {
  return validateWith(scenarioSchema, data, drivingTip);
}

/** Checks data against the schema of one kind of scenario. @param tips of its domain, beside those for all */
export function validateWith<Kind>(schema: z.ZodType<Kind>, data: unknown, tips: Tips): Validated<Kind> {
  const result = schema.safeParse(data);
  if (result.success) return { scenario: result.data, faults: null };
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, [], data, tips));
  return { scenario: null, faults: faults.slice(0, MOST_FAULTS) };
}

function faultsOf(issue: z.core.$ZodIssue, base: FieldPath, data: unknown, tips: Tips): Fault[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const value = valueAt(data, path);
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.replace(/^one of /, '').split(', ');
    return issue.keys.map((key) => unknownKey(path, key, known, issue.message));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = likeliestBranch(issue.errors, value);
    if (branch !== null) return branch.flatMap((inner) => faultsOf(inner, path, data, tips));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, expected: issue.issues[0].message, found: describeFound(path.at(-1)), tip: '', atKey: true }];
  }
  const tip = quotedNumberTip(path, value) || tips(path, value);
  return [{ path, expected: expectation(issue), found: describeFound(value), tip }];
}

function unknownKey(path: FieldPath, key: string, known: readonly string[], expected: string): Fault {
  const near = nearest(key, known);
  const tip = near === null ? '' : `Did you mean ${near}?`;
  return { path: [...path, key], expected, found: `the unknown key ${JSON.stringify(key)}`, tip, atKey: true };
}

/** The branch that the author meant: the one whose type fits and, among mappings, whose keys do. */
function likeliestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  value: unknown,
): readonly z.core.$ZodIssue[] | null {
  if (value === undefined) return null;
  // NaN and Infinity are numbers to the author, whatever zod calls them.
  if (typeof value === 'number') {
    const isNumberBranch = (issue: z.core.$ZodIssue) => issue.code === 'invalid_type' && issue.expected === 'number';
    const branch = branches.find((issues) => issues.some(isNumberBranch));
    if (branch !== undefined) return branch;
  }
  const typed = branches.filter(
    (issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
  );
  const keyed = typed.filter((issues) => !issues.some((issue) => issue.code === 'unrecognized_keys'));
  return keyed[0] ?? (typed.length === 1 ? typed[0] : null);
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) return `a ${issue.expected}`;
  return issue.message;
}

function quotedNumberTip(path: FieldPath, value: unknown): string {
  const isNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  return isNumber && path.at(-1) !== 'name' ? 'Write the number without quotes.' : '';
}

function drivingTip(path: FieldPath, value: unknown): string {
  const field = path.at(-1);
  if (typeof value === 'number' && value < 0 && typeof field === 'string' && /speed/i.test(field)) {
    return 'Speeds have no sign; the lane or headingRad gives the direction.';
  }
  if (field === 'map' && value === undefined)
    return 'Every scenario needs a map, for example map: { kind: highway, ... }.';
  return '';
}

function valueAt(data: unknown, path: FieldPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** The known word within two edits, or null. */
function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = 3;
  for (const candidate of known) {
    const distance = editDistance(word.slice(0, 40).toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  if (best !== null) return best;
  // A missing unit is the commonest slip: speed for speedMps.
  return known.find((candidate) => word.length >= 3 && candidate.toLowerCase().startsWith(word.toLowerCase())) ?? null;
}

/** Levenshtein 1966. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
