import { describe, expect, it } from 'vitest';
import { choose as chooseFrom, type Choice, type Measures, type Rule } from '../../../../scenarios/tune/arm/choose.ts';
import { row } from './rows.ts';

const FAST = row(60, 20);
const choose = (rule: Rule, rows: readonly Measures[], fast: Measures, inForce = -1): Choice =>
  chooseFrom(rule, rows, fast, inForce);

describe('the choice among variants', () => {
  it('is of the most successes, then the fewest harms, then the first', () => {
    expect(choose('success', [row(50, 1), row(70, 9), row(70, 8), row(70, 8)], FAST)).toEqual({ at: 2, note: '' });
  });

  it('weighs successes against harms, without loss of success', () => {
    expect(choose('harm', [row(59, 1), row(60, 5), row(70, 16), row(62, 7)], FAST)).toEqual({ at: 1, note: '' });
    expect(choose('harm', [row(60, 5), row(70, 14)], FAST).at).toBe(1);
    const { at, note } = choose('harm', [row(59, 1), row(58, 0), row(59, 0)], FAST);
    expect([at, note]).toEqual([2, 'No variant succeeds as often as `fast`: the one that does most often.']);
  });

  it('is of a gate that is seldom open, or the one that is least', () => {
    const often = row(99, 0, { dutyCycle: 0.301 });
    expect(choose('gate', [often, row(60, 9, { dutyCycle: 0.3 }), row(70, 19)], FAST)).toEqual({ at: 1, note: '' });
    expect(choose('gate', [row(60, 9), row(70, 18), row(60, 8)], FAST).at).toBe(2);
    // Duty limits a gate alone.
    expect(choose('harm', [row(60, 9), often], FAST).at).toBe(1);
    const { at, note } = choose('gate', [row(99, 0, { dutyCycle: 0.5 }), row(0, 50, { dutyCycle: 0.4 })], FAST);
    expect([at, note]).toEqual([1, 'No variant thinks at most 30 % of the time: the least.']);
  });

  it('leaves the values in force where others are no better', () => {
    expect(choose('harm', [row(70, 5), row(70, 5), row(70, 5)], FAST, 1).at).toBe(1);
    expect(choose('harm', [row(70, 5), row(70, 6), row(70, 5)], FAST, 1).at).toBe(0);
  });

  it('is never of one with errors', () => {
    expect(choose('success', [row(99, 0, { errors: 1 }), row(1, 90)], FAST).at).toBe(1);
    expect(() => choose('success', [row(99, 0, { errors: 1 })], FAST)).toThrow('run it again');
  });
});
