import { describe, expect, it } from 'vitest';
import { wilson } from '../../../scenarios/compare/stats/wilson.ts';
import { estimateMean } from '../../../scenarios/compare/stats/mean.ts';
import { summariseScores } from '../../../scenarios/results/score-summary.ts';
import type { ScoreSummary } from '../../../scenarios/results/summary-types.ts';
import { episode } from './episodes.ts';

function summaryOf(id: string, values: readonly number[]): ScoreSummary {
  const episodes = values.map((value, seed) => episode({ seed, scores: { [id]: { value, n: 1, valid: true } } }));
  return summariseScores(episodes)[id];
}

describe('the interval of a score', () => {
  it("is Wilson's where the score is 0 or 1, also where it is always the same", () => {
    expect(summaryOf('collision', [0, 1, 0, 0])).toEqual({ n: 4, mean: 0.25, ci95: wilson(1, 4), invalid: 0 });
    expect(summaryOf('collision', Array<number>(40).fill(0)).ci95).toEqual(wilson(0, 40));
    expect(summaryOf('drivableArea', Array<number>(40).fill(1)).ci95).toEqual(wilson(40, 40));
  });

  it("is Student's t, within what the score can be", () => {
    const student = (values: readonly number[]) => estimateMean(values).interval!;
    expect(student([100, 100, 90])[1]).toBeGreaterThan(100);
    expect(summaryOf('carla21', [100, 100, 90]).ci95).toEqual([student([100, 100, 90])[0], 100]);
    expect(summaryOf('noAtFaultCollision', [0.5, 1, 1]).ci95![1]).toBe(1);
    expect(summaryOf('impactEnergyJ', [1, 2, 900]).ci95).toEqual([0, student([1, 2, 900])[1]]);
    expect(summaryOf('minTtcS', [3, 3, 2.5]).ci95![1]).toBe(3);
    expect(summaryOf('minLonAccelerationMps2', [-8, -1, 0]).ci95).toEqual(student([-8, -1, 0]));
    expect(summaryOf('unknown', [-8, 300]).ci95).toEqual(student([-8, 300]));
  });

  it('does not exist where all values are equal, and so tell nothing of their spread', () => {
    expect(summaryOf('pdms', [0.7, 0.7, 0.7])).toMatchObject({ n: 3, ci95: null });
    expect(summaryOf('pdms', [0.7]).ci95).toBeNull();
  });
});
