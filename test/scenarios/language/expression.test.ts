import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateExpression,
  ExpressionError,
  MAX_EXPRESSION_LENGTH,
  parametersOf,
  parseExpression,
} from '../../../scenarios/language/expression.ts';

const VALUES: Readonly<Record<string, number>> = { a: 3, b: -2, speed2: 0.5 };

function evaluate(text: string): number {
  return evaluateExpression(parseExpression(text), (name) => VALUES[name]);
}

/** A random expression as our text, and its value from JavaScript's own arithmetic. */
const expressions = fc.letrec<{ node: { text: string; value: number } }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.nat(99).map((n) => ({ text: String(n), value: n })),
    fc.constantFrom(...Object.keys(VALUES)).map((name) => ({ text: `$${name}`, value: VALUES[name] })),
    fc.tuple(tie('node'), fc.constantFrom('+', '-', '*'), tie('node')).map(([left, operator, right]) => ({
      text: `(${left.text} ${operator}${right.text})`,
      value:
        operator === '+'
          ? left.value + right.value
          : operator === '-'
            ? left.value - right.value
            : left.value * right.value,
    })),
    tie('node').map(({ text, value }) => ({ text: `-${text}`, value: -value })),
    fc
      .tuple(tie('node'), tie('node'))
      .map(([left, right]) => ({ text: `min(${left.text}, ${right.text})`, value: Math.min(left.value, right.value) })),
    fc
      .tuple(tie('node'), tie('node'))
      .map(([left, right]) => ({ text: `(${left.text}<=${right.text})`, value: left.value <= right.value ? 1 : 0 })),
  ),
})).node;

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 - 4 - 2', 2],
    ['8 / 4 / 2', 1],
    ['-$a * -$b', -6],
    ['- - 2', 2],
    ['2 * -3', -6],
    ['$a + 0.5 * $speed2', 3.25],
    ['max($a, $b, 4) - min($a, $b)', 6],
    ['.5e1', 5],
    ['1.', 1],
    ['2e-1', 0.2],
    ['pi / 2', Math.PI / 2],
    ['$a == 3', 1],
    ['$a != 3', 0],
    ['$a < 3', 0],
    ['$a >= 3', 1],
    ['($a > 1) * ($b > 1)', 0],
    ['1 + 1 < 3', 1],
  ])('%s is %d', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it('agrees with the arithmetic of the language', () => {
    fc.assert(
      fc.property(expressions, ({ text, value }) => {
        fc.pre(text.length <= MAX_EXPRESSION_LENGTH && Number.isFinite(value));
        expect(evaluate(text)).toBe(value);
      }),
    );
  });

  it.each([
    ['', 1, 'found the end'],
    ['1 +', 4, 'found the end'],
    ['1 2', 3, "unexpected '2'"],
    ['(1', 3, 'expected )'],
    ['$', 1, 'a name after $'],
    ['speed', 1, 'parameters are written $speed'],
    ['min(1', 6, 'expected )'],
    ['max 1', 5, 'expected ('],
    ['1 < 2 < 3', 7, "unexpected '<'"],
    ['1e999', 1, 'beyond all numbers'],
    ['constructor', 1, 'unknown name'],
  ])('%j is refused at character %i', (text, character, problem) => {
    let found: unknown;
    try {
      parseExpression(text);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(ExpressionError);
    expect((found as ExpressionError).position).toBe(character - 1);
    expect((found as ExpressionError).message).toContain(problem);
  });

  it('has no value where arithmetic has none', () => {
    expect(() => evaluate('1 / ($a - 3)')).toThrow('division by zero at character 3');
    expect(() => evaluate('1e308 * 10')).toThrow('beyond all numbers');
    expect(() => evaluate('$nobody')).toThrow('unknown parameter $nobody at character 1');
  });

  it('is limited in length', () => {
    expect(() => parseExpression('1'.padEnd(MAX_EXPRESSION_LENGTH + 1))).toThrow('more than 200 characters');
    expect(evaluate(`${'('.repeat(99)}1${')'.repeat(99)}`)).toBe(1);
  });

  it('knows its parameters', () => {
    expect(parametersOf(parseExpression('max($b, -$a) / $b + pi'))).toEqual(['b', 'a']);
  });

  it('is read or refused, whatever the text', () => {
    const pieces = fc.constantFrom(
      '$a',
      '1',
      '.',
      '(',
      ')',
      '+',
      '-',
      '*',
      '/',
      'min',
      ',',
      ' ',
      '<',
      '=',
      'e',
      '$',
      'ü',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          expect(evaluate(parts.join(''))).not.toBeNaN();
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
