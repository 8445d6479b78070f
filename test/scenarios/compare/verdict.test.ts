import { describe, expect, it } from 'vitest';
import { type Evidence, verdictOf } from '../../../scenarios/compare/verdict.ts';

const evidence = (changes: Partial<Evidence>): Evidence => ({
  n: 100,
  ci95: [-0.03, 0.05],
  ci90: [-0.02, 0.04],
  margin: null,
  sense: -1,
  correctedP: null,
  ...changes,
});

describe('the verdict', () => {
  it.each([
    ['better where less is better and the interval lies below 0', { ci95: [-0.2, -0.01] }, 'better'],
    ['worse where it lies above', { ci95: [0.01, 0.2] }, 'worse'],
    ['the other way round where more is better', { ci95: [0.01, 0.2], sense: 1 }, 'better'],
    ['worse where more is better and there is less', { ci95: [-0.2, -0.01], sense: 1 }, 'worse'],
    ['undecided where the interval holds 0, also at its end', { ci95: [0, 0.2] }, 'undecided'],
    ['undecided where the corrected p-value is not small', { ci95: [-0.2, -0.01], correctedP: 0.05 }, 'undecided'],
    ['better where it is', { ci95: [-0.2, -0.01], correctedP: 0.049 }, 'better'],
    ['equivalent within the margin', { margin: 0.041 }, 'equivalent'],
    ['not equivalent on the margin', { margin: 0.04 }, 'undecided'],
    ['better though within the margin', { ci95: [-0.01, -0.001], ci90: [-0.01, -0.002], margin: 0.1 }, 'better'],
    ['not given below 20 runs', { n: 19, ci95: [0.5, 0.9] }, 'not-enough'],
    ['undecided without an interval', { ci95: null, ci90: null, margin: 1 }, 'undecided'],
  ] as const)('is %s', (_what, changes, verdict) => {
    expect(verdictOf(evidence(changes))).toBe(verdict);
  });
});
