import { describe, expect, it } from 'vitest';
import { logSlope } from './growth.ts';
import { quantile, timeInTurns } from './rounds.ts';

describe('logSlope', () => {
  it('is the exponent of a power law', () => {
    const x = [10, 20, 50, 80];
    expect(
      logSlope(
        x,
        x.map((n) => 7 * n * Math.sqrt(n)),
      ),
    ).toBeCloseTo(1.5, 12);
  });
});

describe('quantile', () => {
  it('lies between the order statistics', () => {
    const values = [4, 1, 3, 2, 5];
    expect([0, 0.5, 0.875, 1].map((q) => quantile(values, q))).toEqual([1, 3, 4.5, 5]);
  });
});

describe('timeInTurns', () => {
  it('lets everybody run as often, each from its start, and each in first place', async () => {
    const log: string[] = [];
    const contenders = ['a', 'b', 'c'].map((name) => ({
      name,
      rewind: () => log.push(name.toUpperCase()),
      tick: () => Promise.resolve(log.push(name)),
    }));
    const costs = await timeInTurns(contenders, { rounds: 4, ticksPerRound: 2 });
    const rounds = Array.from({ length: 6 }, (_, round) => log.slice(9 * round, 9 * round + 9).join(''));
    expect(rounds.slice(0, 3)).toEqual(['AaaBbbCcc', 'BbbCccAaa', 'CccAaaBbb']);
    expect(log).toHaveLength(54);
    expect([...costs.keys()]).toEqual(['a', 'b', 'c']);
    for (const { minUs, medianUs } of costs.values()) expect(medianUs).toBeGreaterThanOrEqual(minUs);
  });
});
