import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { episodeKey } from '../../../scenarios/results/episode-result.ts';
import { latencyName, type SuiteJob } from '../../../scenarios/runner/job.ts';
import { listJobs, shardOf, type SuiteRun } from '../../../scenarios/runner/run-suite.ts';

const RUN: SuiteRun = {
  domain: 'driving',
  suite: 'longtail',
  scenarios: ['cut-in/tail', 'debris/tail', 'crossing/tail'],
  arms: ['fast', 'dual', 'oracle'],
  seeds: [3, 12],
  split: 'val',
  latencies: [
    { kind: 'fixed', ms: 50 },
    { kind: 'fixed', ms: 200 },
  ],
  planner: null,
  workers: 1,
  out: 'unused',
  resume: false,
  record: 'none',
  shard: null,
  only: null,
  scenarioValues: {},
  settings: null,
  engineVersion: '1.2.3',
  modelFolder: null,
  model: null,
  workerScript: 'unused',
  episodeLimitMs: 1000,
  quiet: true,
  resolve: () => {
    throw new Error('nothing is resolved to list jobs');
  },
};

const keyOf = ({ latency, ...job }: SuiteJob): string => episodeKey({ ...job, latency: latencyName(latency) });

describe('the jobs of a run', () => {
  it('are every scenario, seed, arm and latency, but arms that do not wait once', () => {
    const jobs = listJobs(RUN);
    expect(jobs).toHaveLength(3 * 10 * (1 + 2 + 1));
    expect(new Set(jobs.map(keyOf)).size).toBe(jobs.length);
    expect(new Set(jobs.map(({ seed }) => seed))).toEqual(new Set([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    const dual = jobs.filter(({ arm, seed, scenario }) => arm === 'dual' && seed === 3 && scenario === 'debris/tail');
    expect(dual.map(({ latency }) => latencyName(latency))).toEqual(['fixed:50', 'fixed:200']);
  });

  it('come situation by situation, so that a run cut short has whole pairs', () => {
    const situations = listJobs(RUN).map(({ scenario, seed }) => `${scenario} ${seed}`);
    const changes = situations.filter((name, i) => name !== situations[i - 1]);
    expect(changes).toHaveLength(3 * 10);
  });

  it('are dealt to shards, each to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (count) => {
        const parts = Array.from({ length: count }, (_, i) => listJobs({ ...RUN, shard: { index: i + 1, count } }));
        expect(parts.flat().map(keyOf).sort()).toEqual(listJobs(RUN).map(keyOf).sort());
      }),
    );
  });

  it('are dealt by what they are: more scenarios move no other to another shard', () => {
    const more = { ...RUN, scenarios: ['overtaking/tail', ...RUN.scenarios] };
    const of = (run: SuiteRun) => new Set(listJobs({ ...run, shard: { index: 2, count: 4 } }).map(keyOf));
    const [few, many] = [of(RUN), of(more)];
    for (const key of few) expect(many).toContain(key);
  });

  it('are dealt evenly enough', () => {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < 400; seed++) counts[shardOf('cut-in/tail', seed, 4) - 1]++;
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(35);
  });

  it('are exactly those of a list', () => {
    const all = listJobs(RUN);
    const wanted = [all[5], all[40], all[77], { ...all[3], seed: 999, split: 'test' }];
    expect(listJobs({ ...RUN, only: wanted })).toEqual(wanted);
    const parts = [1, 2].map((index) => listJobs({ ...RUN, only: wanted, shard: { index, count: 2 } }));
    expect(parts.flat().map(keyOf).sort()).toEqual(wanted.map(keyOf).sort());
  });
});
