/** Something wrong with a scenario, in words for its author. */
export interface Problem {
  readonly file: string;
  /** From 1; 0 when the scenario did not come from text. */
  readonly line: number;
  readonly column: number;
  /** Path such as `actors[2].start.s`; empty for the whole file. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  /** What to do, a sentence; empty when `expected` says it all. */
  readonly tip: string;
}

export type FieldPath = readonly (string | number)[];

/** `['actors', 2, 'start', 's']` as `actors[2].start.s`. */
export function fieldName(path: FieldPath): string {
  let name = '';
  for (const step of path) name += typeof step === 'number' ? `[${step}]` : name === '' ? step : `.${step}`;
  return name;
}

/** One line: `file.yaml:12:5  actors[1].start.speedMps: expected a number >= 0, found -3. Tip: ...` */
export function formatProblem(problem: Problem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  const field = problem.field === '' ? '' : `${problem.field}: `;
  const tip = problem.tip === '' ? '' : ` Tip: ${problem.tip}`;
  return `${place}  ${field}expected ${problem.expected}, found ${problem.found}.${tip}`;
}

/** A scenario that cannot be used; the message has one line for each problem. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** A value as a short piece of YAML on one line. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return String(value);
}

const LONGEST_QUOTE = 60;

function quote(text: string): string {
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
  return JSON.stringify(cut);
}
