/**
 * Arithmetic over a scenario's parameters, as in `$gap + 0.5 * $speed`:
 *
 *     comparison = sum ( ( '<' | '<=' | '>' | '>=' | '==' | '!=' ) sum )? 1 when it holds, else 0
 *     sum        = product ( ( '+' | '-' ) product )*
 *     product    = unary ( ( '*' | '/' ) unary )*
 *     unary      = '-' unary | primary
 *     primary    = number | '$' name | 'pi' | ( 'min' | 'max' ) '(' comparison ( ',' comparison )+ ')' | '(' comparison ')'
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'parameter'; readonly name: string; readonly position: number }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly position: number;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'min' | 'max'; readonly operands: readonly Expression[] };

type BinaryOperator = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '==' | '!=';

/** Longest expression, characters; with it the depth of nesting is bounded, too. */
export const MAX_EXPRESSION_LENGTH = 200;

/** An expression that cannot be understood or evaluated; `position` counts characters of the text from 0. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly position: number;

  constructor(position: number, problem: string) {
    super(`${problem} at character ${position + 1}`);
    this.position = position;
  }
}

/** @throws ExpressionError */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionError(MAX_EXPRESSION_LENGTH, `more than ${MAX_EXPRESSION_LENGTH} characters`);
  }
  const parser = new Parser(text);
  const expression = parser.comparison();
  parser.expectEnd();
  return expression;
}

/** Names of the parameters that an expression uses, each once, in order of appearance. */
export function parametersOf(expression: Expression): string[] {
  const names: string[] = [];
  collect(expression, names);
  return names;
}

/**
 * @param parameter value of a parameter; undefined when there is none of that name
 * @throws ExpressionError for an unknown parameter, a division by zero or a result that is not finite
 */
export function evaluateExpression(expression: Expression, parameter: (name: string) => number | undefined): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'parameter': {
      const value = parameter(expression.name);
      if (value === undefined) throw new ExpressionError(expression.position, `unknown parameter $${expression.name}`);
      return value;
    }
    case 'negate':
      return -evaluateExpression(expression.operand, parameter);
    case 'min':
      return Math.min(...expression.operands.map((operand) => evaluateExpression(operand, parameter)));
    case 'max':
      return Math.max(...expression.operands.map((operand) => evaluateExpression(operand, parameter)));
    case 'binary': {
      const left = evaluateExpression(expression.left, parameter);
      const right = evaluateExpression(expression.right, parameter);
      if (expression.operator === '/' && right === 0)
        throw new ExpressionError(expression.position, 'division by zero');
      const value = combine(expression.operator, left, right);
      if (!Number.isFinite(value)) throw new ExpressionError(expression.position, 'a result beyond all numbers');
      return value;
    }
  }
}

function combine(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '<':
      return left < right ? 1 : 0;
    case '<=':
      return left <= right ? 1 : 0;
    case '>':
      return left > right ? 1 : 0;
    case '>=':
      return left >= right ? 1 : 0;
    case '==':
      return left === right ? 1 : 0;
    case '!=':
      return left !== right ? 1 : 0;
  }
}

function collect(expression: Expression, names: string[]): void {
  switch (expression.kind) {
    case 'number':
      return;
    case 'parameter':
      if (!names.includes(expression.name)) names.push(expression.name);
      return;
    case 'negate':
      return collect(expression.operand, names);
    case 'min':
    case 'max':
      return expression.operands.forEach((operand) => collect(operand, names));
    case 'binary':
      collect(expression.left, names);
      collect(expression.right, names);
  }
}

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z][A-Za-z0-9]*/y;
const COMPARISON = /<=|>=|==|!=|<|>/y;

class Parser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  comparison(): Expression {
    const left = this.sum();
    const position = this.at;
    const operator = this.match(COMPARISON);
    if (operator === null) return left;
    return { kind: 'binary', operator: operator as BinaryOperator, position, left, right: this.sum() };
  }

  expectEnd(): void {
    if (this.at < this.text.length) this.fail(`unexpected ${this.next()}`);
  }

  private sum(): Expression {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): Expression {
    return this.chain(['*', '/'], () => this.unary());
  }

  private chain(operators: readonly ('+' | '-' | '*' | '/')[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      this.skipSpace();
      const operator = operators.find((candidate) => candidate === this.text[this.at]);
      if (operator === undefined) return left;
      const position = this.at++;
      left = { kind: 'binary', operator, position, left, right: operand() };
    }
  }

  private unary(): Expression {
    return this.take('-') ? { kind: 'negate', operand: this.unary() } : this.primary();
  }

  private primary(): Expression {
    this.skipSpace();
    const start = this.at;
    if (this.take('(')) {
      const inner = this.comparison();
      this.expect(')');
      return inner;
    }
    if (this.text[this.at] === '$') return this.parameter();
    const digits = this.match(NUMBER);
    if (digits !== null) {
      const value = Number(digits);
      if (!Number.isFinite(value)) throw new ExpressionError(start, 'a number beyond all numbers');
      return { kind: 'number', value };
    }
    const name = this.match(NAME);
    if (name === 'pi') return { kind: 'number', value: Math.PI };
    if (name === 'min' || name === 'max') return { kind: name, operands: this.operands() };
    if (name !== null) throw new ExpressionError(start, `unknown name ${name} (parameters are written $${name})`);
    return this.fail(`expected a number, a $parameter or an opening parenthesis, found ${this.next()}`);
  }

  private parameter(): Expression {
    const position = this.at++;
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.text)?.[0];
    if (name === undefined) throw new ExpressionError(position, 'expected a name after $');
    this.at += name.length;
    return { kind: 'parameter', name, position };
  }

  private operands(): Expression[] {
    this.expect('(');
    const operands = [this.comparison()];
    while (this.take(',')) operands.push(this.comparison());
    this.expect(')');
    return operands;
  }

  private match(pattern: RegExp): string | null {
    this.skipSpace();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private take(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) this.fail(`expected ${character}, found ${this.next()}`);
  }

  private skipSpace(): void {
    while (this.text[this.at] === ' ') this.at++;
  }

  private next(): string {
    this.skipSpace();
    return this.at < this.text.length ? `'${this.text[this.at]}'` : 'the end';
  }

  private fail(problem: string): never {
    throw new ExpressionError(Math.min(this.at, this.text.length), problem);
  }
}
