/**
 * What paths lead into: arms by name, and the other members of the document. A summary is such a thing, and so is what
 * `checkValues` makes of a comparison.
 */
export interface CheckValues {
  readonly arms: Readonly<Record<string, unknown>>;
}

/**
 * A check of a run's numbers, as in `--check "dual.collision.rate < 0.02"`: two operands and a comparison between them.
 *
 *     check   = operand ( '<' | '<=' | '>' | '>=' | '==' ) operand
 *     operand = number | path
 *     path    = segment ( '.' segment )*      a segment with other characters than letters, digits, '_', '-', '@', ':'
 *     segment = name | '"' anything '"'       is put in double quotes
 *
 * A path begins with the name of an arm (`dual.families.cut-in.collision.rate`, `fast.collision.ci95.1`) or else with a
 * member of the JSON document (`latencySweep.crossover`), in a comparison also `differences.A.B.METRIC` and
 * `baseline.ARM.METRIC`, see `checkValues`.
 */
export interface Check {
  readonly text: string;
  readonly left: Operand;
  readonly comparison: Comparison;
  readonly right: Operand;
}

export type Comparison = '<' | '<=' | '>' | '>=' | '==';

export type Operand = { readonly kind: 'number'; readonly value: number } | Path;

interface Path {
  readonly kind: 'path';
  readonly segments: readonly Segment[];
}

interface Segment {
  readonly name: string;
  /** Where it begins in the text of the check, from 0. */
  readonly position: number;
}

export interface CheckResult {
  readonly text: string;
  /** False also when an operand is undefined (null), since nothing was shown. */
  readonly holds: boolean;
  /** The check with its values, for people. */
  readonly message: string;
}

/** A check that cannot be understood; the message shows where. */
export class CheckExpressionError extends Error {
  override readonly name = 'CheckExpressionError';
  /** In the text of the check, from 0. */
  readonly position: number;

  constructor(text: string, position: number, problem: string) {
    super(`Check "${text}", at character ${position + 1}: ${problem}`);
    this.position = position;
  }
}

/** @throws CheckExpressionError */
export function parseCheck(text: string): Check {
  const scanner = new Scanner(text);
  const left = scanner.operand();
  const comparison = scanner.comparison();
  const right = scanner.operand();
  scanner.end();
  return { text, left, comparison, right };
}

/** @throws CheckExpressionError if a path leads nowhere or to something that is not a number */
export function evaluateCheck(check: Check, values: CheckValues): CheckResult {
  const left = evaluate(check, check.left, values);
  const right = evaluate(check, check.right, values);
  if (left === null || right === null) {
    const undefinedSide = left === null ? check.left : check.right;
    return {
      text: check.text,
      holds: false,
      message: `${check.text}: does not hold, ${show(undefinedSide)} is undefined`,
    };
  }
  const holds = compare(left, check.comparison, right);
  const shown = `${left} ${check.comparison} ${right}`;
  return { text: check.text, holds, message: `${check.text}: ${holds ? 'holds' : 'does not hold'} (${shown})` };
}

function compare(left: number, comparison: Comparison, right: number): boolean {
  switch (comparison) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
  }
}

function evaluate(check: Check, operand: Operand, values: CheckValues): number | null {
  if (operand.kind === 'number') return operand.value;
  const first = operand.segments[0];
  let value: unknown = Object.hasOwn(values.arms, first.name) ? values.arms : values;
  for (const { name, position } of operand.segments) {
    if (value === null) return null;
    if (typeof value !== 'object' || !Object.hasOwn(value, name)) {
      throw new CheckExpressionError(
        check.text,
        position,
        `there is no ${JSON.stringify(name)} here; ${choices(value, values)}`,
      );
    }
    value = Reflect.get(value, name);
  }
  if (value === null || typeof value === 'number') return value;
  const last = operand.segments[operand.segments.length - 1];
  const kind = typeof value === 'object' ? `a group; ${choices(value, values)}` : `a ${typeof value}.`;
  throw new CheckExpressionError(
    check.text,
    last.position,
    `a number is expected, but ${JSON.stringify(last.name)} is ${kind}`,
  );
}

function choices(value: unknown, values: CheckValues): string {
  if (value === values) return `arms are ${Object.keys(values.arms).join(', ')}.`;
  if (typeof value !== 'object' || value === null) return 'it is not a group.';
  return `there are ${Object.keys(value).join(', ')}.`;
}

function show(operand: Operand): string {
  return operand.kind === 'number' ? String(operand.value) : operand.segments.map(({ name }) => name).join('.');
}

const SPACE = /\s*/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z0-9_@:-]+/y;
const QUOTED = /"([^"]*)"/y;
const COMPARISON = /<=|>=|==|<|>/y;

class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  operand(): Operand {
    this.take(SPACE);
    const start = this.at;
    const number = this.take(NUMBER);
    if (number !== null) return this.finishNumber(start, number[0]);
    const segments: Segment[] = [this.segment()];
    while (this.text[this.at] === '.') {
      this.at++;
      segments.push(this.segment());
    }
    return { kind: 'path', segments };
  }

  comparison(): Comparison {
    this.take(SPACE);
    const match = this.take(COMPARISON);
    if (match === null) this.fail('one of < <= > >= == is expected');
    return match[0] as Comparison;
  }

  end(): void {
    this.take(SPACE);
    if (this.at < this.text.length) this.fail('the check should end');
  }

  private finishNumber(start: number, digits: string): Operand {
    if (this.take(NAME) !== null) {
      this.at = start;
      this.fail('a number, or a path that does not begin with a digit, is expected');
    }
    return { kind: 'number', value: Number(digits) };
  }

  private segment(): Segment {
    const position = this.at;
    const quoted = this.take(QUOTED);
    if (quoted !== null) return { name: quoted[1], position };
    const plain = this.take(NAME);
    if (plain === null) this.fail('a number or a name is expected');
    return { name: plain[0], position };
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match !== null) this.at = pattern.lastIndex;
    return match;
  }

  private fail(problem: string): never {
    const rest = this.text.slice(this.at, this.at + 20);
    const found = rest === '' ? 'it ends' : `found ${JSON.stringify(rest)}`;
    throw new CheckExpressionError(this.text, this.at, `${problem}, but ${found}.`);
  }
}
