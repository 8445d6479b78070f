import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckExpressionError, evaluateCheck, parseCheck } from '../../../scenarios/compare/check-expression.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { crash, failure, series } from '../results/episodes.ts';

const summary = summarise([
  ...series(10, [0, 1, 2, 3], { arm: 'fast' }),
  ...series(10, [0], { arm: 'dual' }),
  crash({ arm: 'dual', seed: 11, family: 'odd "family".' }),
  crash({ arm: 'dual', seed: 12, family: 'run 2' }),
  failure({ arm: 'aeb' }),
]);
const holds = (text: string): boolean => evaluateCheck(parseCheck(text), summary).holds;

describe('checks', () => {
  it.each([
    ['fast.collision.rate < 0.41', true],
    ['fast.collision.rate<0.4', false],
    ['fast.collision.rate <= 0.4', true],
    ['fast.collision.rate >= .4', true],
    ['fast.collision.rate > 4e-1', false],
    ['fast.collision.rate == +0.4', true],
    ['0.3 < fast.collision.rate', true],
    ['-1 < 0', true],
    ['dual.collision.rate < fast.collision.rate', true],
    ['dual.families.cut-in.collision.rate == 0.1', true],
    ['dual.families."run 2".collision.n == 1', true],
    ['  fast.collision.ci95.1  >  0.4 ', true],
    ['dual.errors == 0', true],
    ['simSeconds == 230', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('show their values', () => {
    const [good, bad] = ['fast.collision.rate < 0.5', 'fast.collision.rate < 0.1'].map((text) =>
      evaluateCheck(parseCheck(text), summary),
    );
    expect(good.message).toBe('fast.collision.rate < 0.5: holds (0.4 < 0.5)');
    expect(bad.message).toBe('fast.collision.rate < 0.1: does not hold (0.4 < 0.1)');
  });

  it('do not hold on what is undefined, whichever way they point', () => {
    for (const text of [
      'aeb.collision.rate < 1',
      'aeb.collision.rate >= 0',
      '0 <= aeb.collision.rate',
      'latencySweep.crossover > 0',
    ]) {
      expect(evaluateCheck(parseCheck(text), summary)).toMatchObject({ holds: false });
    }
    expect(evaluateCheck(parseCheck('1 > aeb.collision.ci95.0'), summary).message).toBe(
      '1 > aeb.collision.ci95.0: does not hold, aeb.collision.ci95.0 is undefined',
    );
  });

  it.each([
    ['', 1, 'a number or a name is expected, but it ends.'],
    ['dual.collision.rate', 20, 'one of < <= > >= == is expected, but it ends.'],
    ['dual..rate < 1', 6, 'a number or a name is expected, but found ".rate < 1".'],
    ['dual.rate = 1', 11, 'one of < <= > >= == is expected, but found "= 1".'],
    ['dual.rate <', 12, 'a number or a name is expected, but it ends.'],
    ['dual.rate < 1 && x', 15, 'the check should end, but found "&& x".'],
    ['dual.rate < 2x', 13, 'a number, or a path that does not begin with a digit, is expected, but found "2x".'],
    ['dual."rate < 2', 6, 'a number or a name is expected, but found "\\"rate < 2".'],
  ])('that make no sense are refused at the place: %j', (text, character, problem) => {
    expect(() => parseCheck(text)).toThrow(`Check "${text}", at character ${character}: ${problem}`);
  });

  it.each([
    ['dula.collision.rate < 1', 1, 'there is no "dula" here; arms are aeb, dual, fast.'],
    ['dual.collision.rat < 1', 16, 'there is no "rat" here; there are count, n, rate, ci95.'],
    ['0 < dual.collision', 10, 'a number is expected, but "collision" is a group; there are count, n, rate, ci95.'],
    ['dual.digest < 1', 6, 'a number is expected, but "digest" is a string.'],
    ['dual.errors.x < 1', 13, 'there is no "x" here; it is not a group.'],
    ['dual.constructor < 1', 6, 'there is no "constructor" here; there are latency, '],
  ])('with a path that leads nowhere are refused at the place: %s', (text, character, problem) => {
    expect(() => evaluateCheck(parseCheck(text), summary)).toThrow(
      `Check "${text}", at character ${character}: ${problem}`,
    );
  });

  it('never fail in any other way', () => {
    const token = fc.constantFrom(
      'dual',
      'fast',
      'collision',
      'rate',
      'ci95',
      '.',
      '<',
      '<=',
      '==',
      '=',
      '1',
      '-',
      'e',
      '"',
      ' ',
      '\n',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
    );
    fc.assert(
      fc.property(text, (text) => {
        try {
          expect(typeof evaluateCheck(parseCheck(text), summary).holds).toBe('boolean');
        } catch (error) {
          if (!(error instanceof CheckExpressionError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('compare like JavaScript', () => {
    const comparisons = {
      '<': (a: number, b: number) => a < b,
      '<=': (a: number, b: number) => a <= b,
      '>': (a: number, b: number) => a > b,
      '>=': (a: number, b: number) => a >= b,
      '==': (a: number, b: number) => a === b,
    };
    const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(number, number, fc.constantFrom('<', '<=', '>', '>=', '=='), (a, b, comparison) => {
        expect(holds(`${a} ${comparison} ${b}`)).toBe(comparisons[comparison](a, b));
      }),
    );
  });
});
