import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { summariseArm } from '../../../scenarios/results/arm-summary.ts';
import { CALL_STATES, type EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { logHistogramOf } from '../../../scenarios/results/log-histogram.ts';
import { tickDistribution } from '../../../scenarios/results/tick-distribution.ts';
import { summariseHistograms, summariseValues } from '../../../scenarios/results/value-summary.ts';
import { episode, failure } from './episodes.ts';

const DT = 1 / 60;
const NONE = { n: 0, mean: null, p50: null, p95: null, p99: null, max: null };

/** Width of a bin. */
const BIN = 2 ** (1 / 16);

function call(dispatch: number, end: number, latencyMs: number | null, state: (typeof CALL_STATES)[number]) {
  const row: NonNullable<EpisodeResult['calls']>[number] = [
    ...([0, dispatch, end, latencyMs, CALL_STATES.indexOf(state)] as const),
    ...([null, null, 0] as const),
  ];
  return row;
}

const duration = fc.double({ min: 0.001, max: 1e5, noNaN: true });

describe('quantiles over episodes', () => {
  it('of pooled histograms are the exact ones up to half a bin; mean and maximum are exact', () => {
    fc.assert(
      fc.property(fc.array(fc.array(duration, { maxLength: 60 }), { minLength: 1, maxLength: 5 }), (parts) => {
        const pooled = summariseHistograms([null, ...parts.map((values) => logHistogramOf(values))]);
        const exact = summariseValues(parts.flat());
        expect(pooled.n).toBe(exact.n);
        expect(pooled.max).toBe(exact.max);
        if (exact.n === 0) return;
        expect(pooled.mean! / exact.mean!).toBeCloseTo(1, 9);
        for (const quantile of ['p50', 'p95', 'p99'] as const) {
          const ratio = pooled[quantile]! / exact[quantile]!;
          expect(Math.abs(Math.log(ratio))).toBeLessThan((Math.log(BIN) / 2) * (1 + 1e-9));
        }
      }),
    );
  });

  it('are values that occurred (nearest rank), and null where there are none', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summariseValues(values)).toEqual({ n: 100, mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(summariseValues([])).toEqual(NONE);
    expect(summariseHistograms([null, logHistogramOf([NaN])])).toEqual(NONE);
  });
});

describe('the summary of an arm', () => {
  it('tells how long answers waited for a tick: those that were taken in, in virtual time', () => {
    const virtual = episode({
      seed: 1,
      calls: [
        call(0, 12, 200, 'accepted'),
        call(20, 33, 201, 'expired'),
        call(40, 41, 0, 'failed'),
        call(50, 52, null, 'superseded'),
      ],
    });
    const live = episode({ seed: 2, clock: 'live', calls: [call(0, 7, 100, 'accepted')] });
    const { deliveryMs, clock } = summariseArm('dual', 'fixed:200', [virtual, live, episode({ seed: 3 })]);
    expect(deliveryMs.n).toBe(3);
    expect(deliveryMs.p50).toBeCloseTo(13 * DT * 1000 - 201, 6);
    expect(deliveryMs.mean).toBeCloseTo((0 + (13 * DT * 1000 - 201) + DT * 1000) / 3, 6);
    expect(deliveryMs.max).toBeCloseTo(DT * 1000, 6);
    expect(clock).toBe('mixed');
    expect(summariseArm('dual', 'measured', [live]).clock).toBe('live');
    expect(summariseArm('dual', 'measured', [live]).deliveryMs).toEqual(NONE);
  });

  it('averages scores where they are valid and counts where not; episodes without scores say nothing', () => {
    const scored = (seed: number, value: number | null, valid = true): EpisodeResult =>
      episode({ seed, scores: { a: { value, n: 5, valid } } });
    const { scores } = summariseArm('dual', 'zero', [
      ...[scored(1, 1), scored(2, 0.5), scored(3, 7, false), scored(4, null, false), episode({ seed: 5 })],
      failure({ seed: 6, scores: { a: { value: 9, n: 1, valid: true } } }),
    ]);
    expect(scores).toEqual({ a: { n: 2, mean: 0.75, ci95: [expect.any(Number), expect.any(Number)], invalid: 2 } });
    // Student's t with one degree of freedom: 12.706 times the standard error of 0.25.
    expect(scores.a.ci95![1]).toBeCloseTo(0.75 + 12.7062047 * 0.25, 6);
    const none = summariseArm('dual', 'zero', [scored(1, null, false)]).scores.a;
    expect(none).toEqual({ n: 0, mean: null, ci95: null, invalid: 1 });
    expect(summariseArm('dual', 'zero', [episode()]).scores).toEqual({});
  });

  it('adds up what the two systems did, and pools what was measured', () => {
    const runtime = (seed: number, plan: number, deadlineMisses: number): EpisodeResult =>
      episode({
        seed,
        ticks: 600,
        runtime: {
          ...{ triggers: 2, lapsed: 1, replaced: 3, deadlineMisses },
          sourceTicks: { fast: 600 - plan, plan, brake: 0, hold: 0 },
        },
        stalenessAtArrivalMs: tickDistribution([200, 200, 300], DT),
        driftM: logHistogramOf([0, 1, 2]),
        timing: {
          ...episode().timing,
          fastComputeMs: logHistogramOf([0.1, 0.2]),
          tickComputeMs: logHistogramOf([1, 2, 20]),
          plannerComputeMs: seed === 1 ? null : logHistogramOf([3]),
          overruns: 1,
        },
      });
    const arm = summariseArm('dual', 'zero', [runtime(1, 60, 0), runtime(2, 0, 12), episode({ seed: 3 })]);
    expect(arm.runtime).toEqual({
      ...{ triggers: 4, lapsed: 2, replaced: 6, deadlineMisses: 12, deadlineMissShare: null },
      sourceShare: { fast: 0.95, plan: 0.05, brake: 0, hold: 0 },
    });
    // Live ticks alone can miss a deadline.
    const live: EpisodeResult = { ...runtime(2, 0, 12), clock: 'live' };
    const mixed = summariseArm('dual', 'zero', [runtime(1, 60, 0), live]);
    expect(mixed.runtime).toMatchObject({ deadlineMisses: 12, deadlineMissShare: 0.02 });
    expect(arm.stalenessAtArrivalMs).toEqual({ n: 6, p50: 200, p95: 300, p99: 300, max: 300 });
    expect(arm.driftM).toMatchObject({ n: 6, mean: 1, max: 2 });
    const { fastComputeMs, tickComputeMs, plannerComputeMs, overruns, timedTicks } = arm.timing;
    expect([fastComputeMs.n, tickComputeMs.n, plannerComputeMs.n]).toEqual([4, 6, 1]);
    expect([tickComputeMs.max, overruns, timedTicks]).toEqual([20, 2, 6]);
    const nothing = summariseArm('dual', 'zero', [{ ...runtime(1, 0, 0), ticks: 0 }]).runtime;
    expect(nothing).toMatchObject({ deadlineMissShare: null, sourceShare: null });
    expect(summariseArm('dual', 'zero', [episode()])).toMatchObject({
      runtime: null,
      driftM: NONE,
      clock: 'virtual',
      timing: { tickComputeMs: NONE, overruns: 0, timedTicks: 0 },
    });
  });
});
