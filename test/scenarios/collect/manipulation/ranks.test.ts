import { expect, it } from 'vitest';
import { areaUnderCurve, rankCorrelation } from '../../../../scenarios/collect/manipulation/ranks.ts';

it('rank correlation looks at the order alone, and shares the ranks of ties', () => {
  expect(rankCorrelation([1, 2, 3, 4], [10, 1000, 1001, 1e9])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3, 4], [9, 7, 3, -1])).toBeCloseTo(-1, 12);
  // scipy.stats.spearmanr([1, 2, 2, 4, 7], [3, 1, 2, 2, 9]).statistic
  expect(rankCorrelation([1, 2, 2, 4, 7], [3, 1, 2, 2, 9])).toBeCloseTo(0.2894736842105264, 12);
  expect(rankCorrelation([1, 2, 3], [5, 5, 5])).toBeNull();
  expect(rankCorrelation([], [])).toBeNull();
});

it('the area under the curve is the share of pairs in the right order', () => {
  expect(areaUnderCurve([3, 4], [1, 2])).toBe(1);
  expect(areaUnderCurve([1, 2], [3, 4])).toBe(0);
  // Of six pairs four are in order and one is tied.
  expect(areaUnderCurve([2, 5, 3], [1, 3])).toBeCloseTo(4.5 / 6, 12);
  expect(areaUnderCurve([], [1])).toBeNull();
});
