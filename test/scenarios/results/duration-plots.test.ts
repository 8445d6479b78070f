import { describe, expect, it } from 'vitest';
import { calibrationCounts, durationPlots } from '../../../scenarios/results/duration-plots.ts';
import { logHistogramOf } from '../../../scenarios/results/log-histogram.ts';
import { tickDistribution } from '../../../scenarios/results/tick-distribution.ts';
import { episode, failure, histogram } from './episodes.ts';

const DT = 1 / 60;

describe('distributions of durations', () => {
  it('are pooled by arm, latency and clock; a clock measured compute, and latency in live runs', () => {
    const timed = { ...episode().timing, fastComputeMs: logHistogramOf([0.5]) };
    const of = (seed: number, ms: readonly number[]) => ({ seed, plannerLatencyMs: tickDistribution(ms, DT) });
    const plots = durationPlots([
      episode({ ...of(2, [200, 400]), arm: 'dual', timing: timed }),
      episode({ ...of(1, [200]), arm: 'dual', timing: timed }),
      episode({ ...of(1, [100]), arm: 'dual', latency: 'fixed:100' }),
      episode({
        ...of(1, [50]),
        arm: 'live',
        latency: 'measured',
        clock: 'live',
        stalenessMs: tickDistribution([50], DT),
      }),
      failure({ ...of(9, [900]), arm: 'dual' }),
      episode({ arm: 'fast' }),
    ]);
    expect(plots.map(({ arm, latency, what, origin }) => [arm, latency, what, origin])).toEqual([
      ['dual', 'fixed:100', 'plannerLatencyMs', 'modelled'],
      ['dual', 'fixed:200', 'fastComputeMs', 'measured'],
      ['dual', 'fixed:200', 'plannerLatencyMs', 'modelled'],
      ['live', 'measured', 'plannerLatencyMs', 'measured'],
      ['live', 'measured', 'stalenessAtUseMs', 'measured'],
    ]);
    expect(plots[2].counts).toEqual([
      [200, 2],
      [400, 1],
    ]);
    expect(plots[1].counts).toEqual([[expect.closeTo(0.5, 1), 2]]);
    expect(plots[1].counts[0][0]).toBeLessThanOrEqual(0.5);
  });

  it('come from the field of their name', () => {
    const plots = durationPlots([
      episode({
        plannerLatencyMs: tickDistribution([100], DT),
        triggerToEffectMs: tickDistribution([200], DT),
        stalenessAtArrivalMs: tickDistribution([300], DT),
        stalenessMs: tickDistribution([400], DT),
        timing: {
          ...episode().timing,
          fastComputeMs: logHistogramOf([1, 1]),
          tickComputeMs: logHistogramOf([1, 1, 1]),
          plannerComputeMs: logHistogramOf([1, 1, 1, 1]),
        },
      }),
    ]);
    expect(Object.fromEntries(plots.map(({ what, counts }) => [what, counts[0]]))).toEqual({
      fastComputeMs: [1, 2],
      tickComputeMs: [1, 3],
      plannerComputeMs: [1, 4],
      plannerLatencyMs: [100, 1],
      triggerToEffectMs: [200, 1],
      stalenessAtArrivalMs: [300, 1],
      stalenessAtUseMs: [400, 1],
    });
  });
});

describe('calibration', () => {
  it('adds up the levels of the arm fast', () => {
    const levels = (before: number, calm: number) => ({
      uncertainty: {
        collisionWithin3S: histogram({ 63: before }),
        noCollisionWithin3S: histogram({ 0: calm }),
        leadTimeS: null,
      },
    });
    const counts = calibrationCounts([
      episode(levels(1, 10)),
      episode({ ...levels(2, 20), seed: 1 }),
      episode({ ...levels(100, 100), arm: 'dual' }),
      failure(levels(100, 100)),
      episode({ seed: 2 }),
    ]);
    expect(counts).toEqual({ collisionWithin3S: histogram({ 63: 3 }), noCollisionWithin3S: histogram({ 0: 30 }) });
    expect(calibrationCounts([episode()])).toBeNull();
  });
});
