import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarExact } from '../../../scenarios/compare/stats/mcnemar.ts';
import { wilson } from '../../../scenarios/compare/stats/wilson.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { compareLatencies, latencyMsOf } from '../../../scenarios/results/latency-label.ts';
import { exitCodeOf, summarise } from '../../../scenarios/results/summary.ts';
import { poolTickDistributions, tickDistribution } from '../../../scenarios/results/tick-distribution.ts';
import { crash, episode, failure, histogram, series } from './episodes.ts';

const withoutTiming = (results: readonly EpisodeResult[]): unknown => {
  const { wallSeconds, ...summary } = summarise(results);
  expect(wallSeconds).toBeGreaterThan(0);
  return summary;
};

describe('rates', () => {
  it('count collisions, fault, success, off-road and time-outs with their Wilson intervals', () => {
    const { fast } = summarise([
      ...series(6, [0, 1]),
      crash({ seed: 6 }, false),
      crash({ seed: 7 }, null),
      episode({ seed: 8, outcome: { ...episode().outcome, end: 'off-road' } }),
      episode({ seed: 9, outcome: { ...episode().outcome, end: 'timeout' } }),
    ]).arms;
    expect(fast.collision).toEqual({ count: 4, n: 10, rate: 0.4, ci95: wilson(4, 10) });
    // The collision whose fault nobody judged is neither at fault nor not.
    expect(fast.atFaultCollision).toEqual({ count: 2, n: 9, rate: 2 / 9, ci95: wilson(2, 9) });
    expect([fast.success.count, fast.offRoad.count, fast.timeout.count]).toEqual([4, 1, 1]);
    expect(fast.impactSpeedMps).toMatchObject({ n: 4, mean: 7 });
  });

  it('do not call it a success to touch something on the way to the goal', () => {
    const touched = episode({ outcome: { ...crash().outcome, end: 'goal' } });
    expect(summarise([touched]).arms['fast']).toMatchObject({ collision: { count: 1 }, success: { count: 0 } });
  });

  it('leave out errors, list them and turn the exit code', () => {
    const summary = summarise([...series(4, [3]), failure({ seed: 9 })]);
    expect(summary.arms['fast']).toMatchObject({ episodes: 5, errors: 1, collision: { count: 1, n: 4 } });
    expect(summary.errorEpisodes).toEqual([
      {
        arm: 'fast',
        latency: 'fixed:200',
        family: 'cut-in',
        scenario: 'cut-in',
        seed: 9,
        what: 'planner',
        message: 'no plan within 10 s',
      },
    ]);
    expect([exitCodeOf(summary, true), exitCodeOf(summary, false)]).toEqual([3, 3]);
    const clean = summarise(series(4, [3]));
    expect([exitCodeOf(clean, true), exitCodeOf(clean, false)]).toEqual([0, 1]);
  });

  it('are undefined without valid episodes', () => {
    const { fast } = summarise([failure()]).arms;
    expect(fast.collision).toEqual({ count: 0, n: 0, rate: null, ci95: null });
    expect(fast.macro.collision).toEqual({ rate: null, ci95: null });
    expect(fast.minTtcS).toEqual({ n: 0, mean: null, ci95: null });
  });

  it('are given per family and averaged over families', () => {
    const crossing = series(10, [0, 1, 2, 3, 4], { family: 'crossing', scenario: 'crossing' });
    const { fast } = summarise([...series(30, []), ...crossing]).arms;
    expect(fast.families['crossing'].collision).toMatchObject({ count: 5, n: 10 });
    expect(fast.collision.rate).toBe(5 / 40);
    expect(fast.macro.collision.rate).toBe(0.25);
  });
});

describe('the document', () => {
  it('names suite, split, seeds, engine and simulated time', () => {
    const summary = summarise([...series(3, []), episode({ seed: 12, arm: 'dual', latency: 'zero' })], {
      wallSeconds: 4,
    });
    expect(summary).toMatchObject({
      schemaVersion: 1,
      suite: 'longtail',
      split: 'test',
      seeds: '0..12',
      engine: { version: '0.1.0', models: { driver: 'ab12' } },
      simSeconds: 40,
      wallSeconds: 4,
      latencySweep: null,
    });
  });

  it('shows a mixture of engines', () => {
    const newer = episode({ seed: 1, engine: { version: '0.2.0', models: { driver: 'cd34' } } });
    expect(summarise([newer, episode()]).engine).toEqual({ version: '0.1.0, 0.2.0', models: { driver: 'ab12, cd34' } });
  });

  it('does not depend on the order of the episodes or on repeats', () => {
    const results = [
      ...series(5, [1], { meanSpeedMps: 0.1 }),
      ...series(5, [2], { arm: 'dual', latency: 'zero', meanSpeedMps: 1 / 3 }),
      ...series(5, [1, 4], { arm: 'dual', hardBrakingShare: 0.7 }),
      failure({ seed: 7 }),
    ].map((result, i) => ({ ...result, comfort: 1 / (i + 3) }));
    const expected = withoutTiming(results);
    fc.assert(
      fc.property(fc.shuffledSubarray(results, { minLength: results.length }), (shuffled) => {
        expect(withoutTiming([...shuffled, shuffled[0]])).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('has digests that follow the episodes and not the timings', () => {
    const slower = { ...episode().timing, wallMs: 999 };
    const digest = (results: EpisodeResult[]): string => summarise(results).arms['fast'].digest;
    expect(digest([episode({ timing: slower })])).toBe(digest([episode()]));
    expect(digest([episode({ digest: 'd1' })])).not.toBe(digest([episode()]));
    expect(digest([episode({ seed: 1 })])).not.toBe(digest([episode()]));
    // printf 'cut-in\t0\td0\n' | sha256sum
    expect(digest([episode()])).toBe('db3d919c465abcf6ce2bd33e34a1f45830db6b48f4d3ce162e5a9637228bddd5');
  });
});

describe('the planner', () => {
  const planned = (seed: number, calls: number, ticksMs: number[]): EpisodeResult =>
    episode({
      seed,
      arm: 'dual',
      planner: { ...episode().planner, calls, accepted: calls - 1, superseded: 1, inFlightTicks: 12 * calls },
      stalenessMs: tickDistribution(ticksMs, 1 / 60),
      timing: { ...episode().timing, plannerMs: calls },
    });

  it('has pooled rates', () => {
    const { dual } = summarise([planned(0, 4, []), planned(1, 8, [])]).arms;
    expect(dual.planner).toMatchObject({ calls: 12, callsPerMinute: 36, accepted: 10, superseded: 2, failed: 0 });
    expect(dual.planner.dutyCycle).toBeCloseTo((12 * 12) / 1200, 12);
    expect(dual.timing.plannerMs).toBeCloseTo((4 * 4 + 8 * 8) / 12, 12);
  });

  it('has quantiles of the pooled durations, not means of quantiles', () => {
    const short = Array<number>(95).fill(200);
    const { dual } = summarise([planned(0, 1, short), planned(1, 1, [400, 400, 400, 400, 1000])]).arms;
    expect(dual.stalenessMs).toEqual({ n: 100, p50: 200, p95: 200, p99: 400, max: 1000 });
  });
});

describe('tickDistribution', () => {
  it('counts whole ticks and summarises in ms', () => {
    expect(tickDistribution([200, 50, 200.0001], 1 / 60)).toEqual({
      n: 3,
      p50: 200,
      p95: 200,
      p99: 200,
      max: 200,
      ticks: [
        [3, 1],
        [12, 2],
      ],
    });
  });

  it('pools episodes of different control ticks', () => {
    const parts = [
      { controlDt: 1 / 60, ticks: [[12, 1]] as [number, number][] },
      {
        controlDt: 0.05,
        ticks: [
          [4, 1],
          [8, 1],
        ] as [number, number][],
      },
    ];
    expect(poolTickDistributions(parts)).toEqual({ n: 3, p50: 200, p95: 400, p99: 400, max: 400 });
    expect(poolTickDistributions([])).toEqual({ n: 0, p50: null, p95: null, p99: null, max: null });
  });
});

describe('uncertainty', () => {
  const level = (positive: Record<number, number>, negative: Record<number, number>, leadTimeS: number | null) => ({
    collisionWithin3S: histogram(positive),
    noCollisionWithin3S: histogram(negative),
    leadTimeS,
  });

  it('is judged over the pooled ticks of the fast arm only', () => {
    const uncertainty = level({ 60: 10 }, { 10: 30 }, 2);
    const { fast, dual } = summarise([
      episode({ uncertainty }),
      episode({ seed: 1, uncertainty: level({ 10: 10 }, { 10: 10 }, 1) }),
      episode({ seed: 2, uncertainty: level({}, {}, null) }),
      episode({ arm: 'dual', uncertainty }),
    ]).arms;
    // Of 20 positives half lie above all negatives, half are tied with them.
    expect(fast.uncertainty).toMatchObject({ auroc: 0.75, leadTimeS: 1.5 });
    expect(fast.uncertainty?.auprc).toBeCloseTo((10 * 1 + 10 * (20 / 60)) / 20, 12);
    expect(dual.uncertainty).toBeNull();
    expect(summarise([episode({ arm: 'fast@a', uncertainty })]).arms['fast@a'].uncertainty?.auroc).toBe(1);
  });

  it('is null when the arm has none', () => {
    expect(summarise([episode()]).arms['fast'].uncertainty).toBeNull();
  });
});

describe('paired rows', () => {
  const fast = series(40, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const dual = series(40, [0, 20], { arm: 'dual' });
  const aeb = series(30, [0, 1, 2], { arm: 'aeb' });

  it('compare dual arms with all others and every arm with fast', () => {
    const names = summarise([...fast, ...dual, ...aeb, episode({ arm: 'dual-follow' })]).paired;
    const pairs = [...new Set(names.map(({ a, b }) => `${a} ${b}`))];
    expect(pairs).toEqual([
      'aeb fast',
      'dual aeb',
      'dual dual-follow',
      'dual fast',
      'dual-follow aeb',
      'dual-follow fast',
    ]);
  });

  it('count the situations that both met, and test them exactly', () => {
    const rows = summarise([...fast, ...dual, failure({ arm: 'dual', seed: 50 }), episode({ seed: 50 })]).paired;
    const row = rows.find(({ metric }) => metric === 'collision');
    expect(row).toMatchObject({ a: 'dual', b: 'fast', n: 40, aOnly: 1, bOnly: 9, pValue: mcnemarExact(1, 9) });
    expect(row?.relativeReduction).toBeCloseTo((10 - 2) / 10, 12);
    expect(row!.ci95![0]!).toBeLessThan(0.8);
    expect(row!.ci95![1]).toBeGreaterThan(0.8);
  });

  it('are undefined without common situations or events', () => {
    const [collision] = summarise([episode({ seed: 1 }), episode({ arm: 'aeb', seed: 2 })]).paired;
    expect(collision).toMatchObject({ n: 0, pValue: null, relativeReduction: null, ci95: null });
  });

  it('pair by suite and split too', () => {
    const [row] = summarise([episode({ arm: 'aeb' }), episode({ split: 'val' })]).paired;
    expect(row.n).toBe(0);
  });
});

describe('the latency sweep', () => {
  const reflex = series(100, [0, 1, 2, 3, 4, 5], { arm: 'reflex' });
  const at = (latency: string, crashes: number): EpisodeResult[] =>
    series(
      100,
      Array.from({ length: crashes }, (_, i) => i),
      { arm: 'dual', latency },
    );

  it('interpolates the latency at which dual stops beating reflex', () => {
    const sweep = summarise([...reflex, ...at('zero', 2), ...at('fixed:200', 4), ...at('fixed:400', 9)]).latencySweep;
    // 4 % at 200 ms, 9 % at 400 ms, the reflex at 6 %.
    expect(sweep?.crossover).toBeCloseTo(200 + (200 * 2) / 5, 9);
    expect(sweep?.crossovers['dual'].verdict).toBe('crosses');
    expect(sweep?.arms['dual'].map(({ latencyMs, collision }) => [latencyMs, collision.count])).toEqual([
      [0, 2],
      [200, 4],
      [400, 9],
    ]);
    expect(sweep?.arms['reflex']).toHaveLength(1);
  });

  it('takes equal rates as no longer beating', () => {
    const sweep = summarise([...reflex, ...at('zero', 2), ...at('fixed:100', 6)]).latencySweep;
    expect(sweep?.crossover).toBe(100);
  });

  it.each([
    ['still-better', 1, 5],
    ['never-better', 6, 9],
  ])('knows no crossover when dual is %s', (verdict, first, last) => {
    const sweep = summarise([...reflex, ...at('zero', first), ...at('fixed:50', last)]).latencySweep;
    expect(sweep?.crossover).toBeNull();
    expect(sweep?.crossovers['dual']).toEqual({ ms: null, verdict });
  });

  it('needs a reflex arm to compare with, at the same latency when it was swept too', () => {
    const dual = [...at('zero', 1), ...at('fixed:50', 9)];
    expect(summarise(dual).latencySweep?.crossovers['dual'].verdict).toBe('no-reference');
    const swept = [
      ...series(100, [1, 2], { arm: 'reflex', latency: 'zero' }),
      ...reflex,
      ...dual,
      ...at('fixed:200', 5),
    ];
    // At 0 ms 1 % against 2 %, at 200 ms 5 % against 6 %; reflex did not run at 50 ms.
    expect(summarise(swept).latencySweep?.crossovers['dual'].verdict).toBe('still-better');
  });

  it('reports the arms at 200 ms, or at the latency asked for', () => {
    const results = [...at('fixed:400', 9), ...at('fixed:200', 4), ...at('fixed:50', 3)];
    expect(summarise(results).arms['dual']).toMatchObject({ latency: 'fixed:200', collision: { count: 4 } });
    expect(summarise(results, { referenceLatency: 'fixed:400' }).arms['dual'].collision.count).toBe(9);
    expect(summarise(results, { referenceLatency: 'zero' }).arms['dual'].latency).toBe('fixed:50');
  });
});

describe('latency labels', () => {
  it('tell their expected latency and sort by it', () => {
    expect(['zero', 'fixed:62.5', 'lognormal:250,80', 'trace:x', 'fixed:'].map(latencyMsOf)).toEqual([
      0,
      62.5,
      250,
      null,
      null,
    ]);
    const labels = ['trace:b', 'fixed:100', 'zero', 'trace:a', 'fixed:20'];
    expect(labels.sort(compareLatencies)).toEqual(['zero', 'fixed:20', 'fixed:100', 'trace:a', 'trace:b']);
  });
});
