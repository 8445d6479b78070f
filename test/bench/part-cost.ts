import { EpisodeMetrics } from '../../sim/driving/episode-metrics.ts';
import { DrivingWorld } from '../../sim/driving/driving-world.ts';
import { Perception } from '../../sim/driving/sensors/perception.ts';
import { Traffic } from '../../sim/driving/traffic/traffic.ts';
import { LearnedPolicy } from '../../policies/driving/fast-policy.ts';
import { UncertaintyGate } from '../../policies/driving/gate.ts';
import { ArbitrateMerge, FollowMerge } from '../../policies/driving/merge.ts';
import type { LoadedModel } from '../../scenarios/runner/episode.ts';
import { benchEpisode, rewinding } from './bench-episode.ts';
import { benchScene } from './bench-scene.ts';
import { quantile, type RoundOptions } from './rounds.ts';

/** Time per tick, us: the median over the rounds, without the clock readings. */
export type PartCosts = Readonly<Record<PartName, number>>;

type PartName = (typeof PARTS)[number];

export const PARTS = [
  'traffic',
  'physics',
  'metrics and collision',
  'sense',
  'features',
  'infer',
  'decide',
  'gate',
  'follow',
  'arbitrate',
  'digest',
  'whole tick',
] as const;

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Adds up the time that a method takes, for as long as it is attached. */
class Stopwatch {
  private us = 0;
  private calls = 0;
  private readonly original: Method;
  private readonly holder: Record<string, Method>;

  constructor(
    holder: object,
    private readonly method: string,
  ) {
    this.holder = holder as Record<string, Method>;
    this.original = this.holder[method];
    const { original } = this;

    const watch = this;
    this.holder[method] = function timed(...args) {
      const start = performance.now();
      const result = original.apply(this, args);
      if (result instanceof Promise) return result.then(() => watch.add(start));
      watch.add(start);
      return result;
    };
  }

  /** Time since the last call, without the clock's own, us. */
  take(clockUs: number): number {
    const net = this.us - this.calls * clockUs;
    this.us = 0;
    this.calls = 0;
    return net;
  }

  detach(): void {
    this.holder[this.method] = this.original;
  }

  private add(start: number): void {
    this.us += 1000 * (performance.now() - start);
    this.calls++;
  }
}

/** What an empty method costs under a stopwatch, us. */
function clockCost(): number {
  const empty = { nothing: () => undefined };
  const watch = new Stopwatch(empty, 'nothing');
  const costs: number[] = [];
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 1000; i++) empty.nothing();
    costs.push(watch.take(0) / 1000);
  }
  return Math.min(...costs);
}

/** Where the time of a tick of `fast` goes, and what the gate of `dual` and the arbitration of `reflex` take. */
export async function measureParts(vehicles: number, model: LoadedModel, options: RoundOptions): Promise<PartCosts> {
  const spec = benchScene(vehicles);
  const inference = { ...model.inference, run: () => model.inference.run() };
  const timedModel = { facts: model.facts, inference };
  const silent = { kind: 'fixed', ms: 3_600_000 } as const;
  const dual = benchEpisode(spec, 'dual', timedModel, silent);
  const fast = benchEpisode(spec, 'fast', timedModel);
  const reflex = benchEpisode(spec, 'reflex', timedModel);
  const contenders = [await rewinding('fast', fast), await rewinding('reflex', reflex), await rewinding('dual', dual)];
  const clockUs = clockCost();
  const watches = new Map<string, Stopwatch>();
  const watch = (name: string, holder: object, method: string) => watches.set(name, new Stopwatch(holder, method));
  watch('traffic', Traffic.prototype, 'step');
  watch('sense', Perception.prototype, 'sense');
  watch('step', DrivingWorld.prototype, 'step');
  watch('metrics', EpisodeMetrics.prototype, 'add');
  watch('judge', DrivingWorld.prototype, 'judge');
  watch('features', LearnedPolicy.prototype, 'prepare');
  watch('infer', inference, 'run');
  watch('decide', LearnedPolicy.prototype, 'decide');
  watch('gate', UncertaintyGate.prototype, 'decide');
  watch('follow', FollowMerge.prototype, 'merge');
  watch('arbitrate', ArbitrateMerge.prototype, 'merge');
  watch('world digest', DrivingWorld.prototype, 'exchange');
  for (const episode of [fast, reflex, dual])
    watch(`minds digest ${episode.setup.job.arm}`, episode.system.minds, 'exchange');
  const take = (name: string): number => (watches.get(name)?.take(clockUs) ?? NaN) / options.ticksPerRound;
  const samples = new Map<PartName, number[]>(PARTS.map((name) => [name, []]));
  for (let round = -2; round < options.rounds; round++) {
    for (const contender of contenders) {
      contender.rewind();
      for (const name of watches.keys()) take(name);
      const start = performance.now();
      for (let tick = 0; tick < options.ticksPerRound; tick++) await contender.tick();
      const whole = (1000 * (performance.now() - start)) / options.ticksPerRound;
      const cost = new Map([...watches.keys()].map((name) => [name, take(name)]));
      if (round < 0) continue;
      const us = (name: string): number => cost.get(name) ?? NaN;
      const add = (name: PartName, value: number) => samples.get(name)?.push(value);
      if (contender.name === 'dual') add('gate', us('gate'));
      if (contender.name === 'reflex') add('arbitrate', us('arbitrate'));
      if (contender.name !== 'fast') continue;
      const judged = us('metrics') + us('judge');
      add('follow', us('follow'));
      add('traffic', us('traffic'));
      add('metrics and collision', judged);
      add('sense', us('sense'));
      add('physics', us('step') - us('traffic') - us('sense') - judged - 4 * clockUs);
      add('features', us('features'));
      add('infer', us('infer'));
      add('decide', us('decide'));
      add('digest', us('world digest') + us('minds digest fast'));
      add('whole tick', whole);
    }
  }
  for (const stopwatch of watches.values()) stopwatch.detach();
  return Object.fromEntries([...samples].map(([name, us]) => [name, quantile(us, 0.5)])) as PartCosts;
}
