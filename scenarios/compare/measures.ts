import type { EpisodeResult } from '../results/episode-result.ts';
import { type LogHistogram, valueCounts } from '../results/log-histogram.ts';
import type { RateMetric } from '../results/summary-types.ts';
import { countsInMs, type TickDistribution } from '../results/tick-distribution.ts';
import type { DurationName } from './comparison.ts';
import type { ValueCount } from './stats/quantiles.ts';

/** Which way is better: 1 where more of it is, -1 where less is. */
export type Sense = 1 | -1;

export const RATE_SENSE: Readonly<Record<RateMetric, Sense>> = {
  collision: -1,
  atFaultCollision: -1,
  offRoad: -1,
  timeout: -1,
  success: 1,
};

/** Numbers of an episode that are compared by their mean. */
export const MEAN_SENSE = {
  minTtcS: 1,
  progress: 1,
  meanSpeedMps: 1,
  hardBrakingShare: -1,
  comfort: 1,
} as const satisfies Partial<Record<keyof EpisodeResult, Sense>>;

export type MeanMetric = keyof typeof MEAN_SENSE;

export const MEAN_METRICS = Object.keys(MEAN_SENSE) as readonly MeanMetric[];

/** A distribution that an episode has. */
export interface DurationMeasure {
  readonly name: DurationName;
  /** Pairs of a duration, ms, and how often it occurred; null where the episode does not say. */
  readonly counts: (episode: EpisodeResult) => readonly ValueCount[] | null;
}

export const DURATIONS: readonly DurationMeasure[] = [
  ofHistogram('fastComputeMs', ({ timing }) => timing.fastComputeMs),
  ofHistogram('tickComputeMs', ({ timing }) => timing.tickComputeMs),
  ofHistogram('plannerComputeMs', ({ timing }) => timing.plannerComputeMs),
  ofTicks('plannerLatencyMs', ({ plannerLatencyMs }) => plannerLatencyMs),
  ofTicks('triggerToEffectMs', ({ triggerToEffectMs }) => triggerToEffectMs),
  ofTicks('stalenessAtArrivalMs', ({ stalenessAtArrivalMs }) => stalenessAtArrivalMs),
  ofTicks('stalenessAtUseMs', ({ stalenessMs }) => stalenessMs),
];

function ofHistogram(name: DurationName, of: (episode: EpisodeResult) => LogHistogram | null): DurationMeasure {
  const counts = (episode: EpisodeResult): ValueCount[] | null => {
    const histogram = of(episode);
    return histogram === null ? null : valueCounts(histogram);
  };
  return { name, counts };
}

function ofTicks(name: DurationName, of: (episode: EpisodeResult) => TickDistribution | null): DurationMeasure {
  const counts = (episode: EpisodeResult): ValueCount[] | null => {
    const distribution = of(episode);
    return distribution === null ? null : countsInMs(distribution.ticks, episode.controlDt);
  };
  return { name, counts };
}
