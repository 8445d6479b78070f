import { describe, expect, it } from 'vitest';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { reportedArm, sharedLatency } from '../../../scenarios/results/shared-latency.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { episode, series } from './episodes.ts';

const planner = { ...episode().planner, calls: 3, accepted: 3 };
const at = (arm: string, latency: string): EpisodeResult[] => series(30, [], { arm, latency, planner });
const planning = (reported: string, ...latencies: string[]) =>
  reportedArm(
    latencies.flatMap((latency) => at('dual', latency)),
    reported,
  );
const fast = reportedArm(series(30, [], { latency: 'zero' }), 'zero');

describe('the latency at which two arms are compared', () => {
  it('is the one that both are reported at, else one that both have', () => {
    const both = planning('fixed:200', 'fixed:200', 'fixed:400');
    expect(sharedLatency(both, planning('fixed:200', 'fixed:200'))?.name).toBe('fixed:200');
    expect(sharedLatency(both, planning('fixed:400', 'fixed:400'))).toEqual({
      a: 'fixed:400',
      b: 'fixed:400',
      name: 'fixed:400',
    });
    const others = planning('fixed:50', 'fixed:50', 'fixed:800', 'fixed:400');
    expect(sharedLatency(planning('zero', 'zero', 'fixed:800', 'fixed:400'), others)?.name).toBe('fixed:400');
  });

  it('is none where they have none in common', () => {
    expect(sharedLatency(planning('fixed:200', 'fixed:200'), planning('fixed:400', 'fixed:400'))).toBeNull();
  });

  it('is any for an arm that never planned', () => {
    const dual = planning('fixed:200', 'zero', 'fixed:200');
    expect(sharedLatency(dual, fast)).toEqual({ a: 'fixed:200', b: 'zero', name: 'fixed:200' });
    expect(sharedLatency(fast, dual)).toEqual({ a: 'zero', b: 'fixed:200', name: 'fixed:200' });
  });
});

describe('pairs of a summary', () => {
  const pairs = (...episodes: EpisodeResult[][]): string[] =>
    summarise(episodes.flat())
      .paired.filter(({ metric }) => metric === 'collision')
      .map(({ a, b, n }) => `${a} ${b} ${n}`);

  it('leave out arms that plan at other latencies', () => {
    expect(pairs(at('dual', 'fixed:200'), at('always', 'fixed:400'))).toEqual([]);
    expect(pairs(at('dual', 'fixed:200'), at('always', 'fixed:200'))).toEqual(['dual always 30']);
  });

  it('hold an arm without planner against all', () => {
    expect(pairs(at('dual', 'fixed:200'), series(30, [], { latency: 'zero' }))).toEqual(['dual fast 30']);
  });
});
