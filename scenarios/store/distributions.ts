import { LEVEL_BINS, type EpisodeResult } from '../results/episode-result.ts';
import { valueCounts, type LogHistogram } from '../results/log-histogram.ts';
import type { TickDistribution } from '../results/tick-distribution.ts';
import type { DistributionRow } from './columns.ts';

type Values = (episode: EpisodeResult) => Iterable<readonly [value: number, count: number]>;

/** A quantity of which each episode has a distribution. */
export interface Quantity {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  readonly of: Values;
}

const ticks =
  (of: (episode: EpisodeResult) => TickDistribution | null): Values =>
  (episode) =>
    (of(episode)?.ticks ?? []).map(([n, count]) => [Math.round(n * episode.controlDt * 1e9) / 1e6, count] as const);

const bins =
  (of: (episode: EpisodeResult) => LogHistogram | null): Values =>
  (episode) => {
    const histogram = of(episode);
    return histogram === null ? [] : valueCounts(histogram);
  };

const levels =
  (of: (uncertainty: NonNullable<EpisodeResult['uncertainty']>) => readonly number[]): Values =>
  ({ uncertainty }) =>
    uncertainty === null
      ? []
      : of(uncertainty).flatMap((count, bin) => (count > 0 ? [[(bin + 0.5) / LEVEL_BINS, count] as const] : []));

/** Quantities of `distributions.csv`; what is measured by a clock differs from run to run. */
export const QUANTITIES: readonly Quantity[] = [
  { name: 'plannerLatencyMs', unit: 'ms', meaning: 'latency of the planner', of: ticks((e) => e.plannerLatencyMs) },
  {
    name: 'triggerToEffectMs',
    unit: 'ms',
    meaning: "from the gate's opening to the first action from a plan",
    of: ticks((e) => e.triggerToEffectMs),
  },
  {
    name: 'stalenessAtArrivalMs',
    unit: 'ms',
    meaning: 'age of a plan when it comes into force',
    of: ticks((e) => e.stalenessAtArrivalMs),
  },
  {
    name: 'stalenessAtUseMs',
    unit: 'ms',
    meaning: 'age of the plan at each tick that acts on it',
    of: ticks((e) => e.stalenessMs),
  },
  {
    name: 'driftM',
    unit: 'm',
    meaning: 'distance between where the plan in use assumed the ego and where it was',
    of: bins((e) => e.driftM),
  },
  {
    name: 'fastComputeMs',
    unit: 'ms',
    meaning: 'measured: a fast inference',
    of: bins((e) => e.timing.fastComputeMs),
  },
  {
    name: 'tickComputeMs',
    unit: 'ms',
    meaning: 'measured: a control tick without the planner',
    of: bins((e) => e.timing.tickComputeMs),
  },
  {
    name: 'plannerComputeMs',
    unit: 'ms',
    meaning: 'measured: a planner call',
    of: bins((e) => e.timing.plannerComputeMs),
  },
  {
    name: 'plannerQueueMs',
    unit: 'ms',
    meaning: "measured in live runs: how long a call waited for the planner's thread",
    of: bins((e) => e.timing.plannerQueueMs),
  },
  {
    name: 'levelCollisionWithin3S',
    unit: '',
    meaning: 'uncertainty level of ticks with a collision within 3 s, in 64 bins',
    of: levels((u) => u.collisionWithin3S),
  },
  {
    name: 'levelNoCollisionWithin3S',
    unit: '',
    meaning: 'uncertainty level of the others',
    of: levels((u) => u.noCollisionWithin3S),
  },
];

/** The distributions of an episode, row by row. */
export function* distributionRows(episode: EpisodeResult): Generator<DistributionRow> {
  for (const { name, of } of QUANTITIES) {
    for (const [value, count] of of(episode)) yield { episode, quantity: name, value, count };
  }
}
