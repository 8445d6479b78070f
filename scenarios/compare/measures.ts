import { scoreFacts } from '../results/domain-measures.ts';
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
  drop: -1,
  lost: -1,
};

/** Numbers of an episode that are compared by their mean, and whether they are shares in [0, 1]. */
export const MEANS = {
  minTtcS: { sense: 1, isShare: false },
  progress: { sense: 1, isShare: true },
  meanSpeedMps: { sense: 1, isShare: false },
  hardBrakingShare: { sense: -1, isShare: true },
  comfort: { sense: 1, isShare: true },
} as const satisfies Partial<Record<keyof EpisodeResult, { sense: Sense; isShare: boolean }>>;

export type MeanMetric = keyof typeof MEANS;

export const MEAN_METRICS = Object.keys(MEANS) as readonly MeanMetric[];

/** Of a score by its id (docs/metrics.md). More of an unknown one is taken for better. */
export function scoreMeasure(id: string): { readonly sense: Sense; readonly isShare: boolean } {
  const facts = scoreFacts(id);
  if (facts === null) return { sense: 1, isShare: false };
  const { better, unit, range } = facts;
  return { sense: better === 'higher' ? 1 : -1, isShare: unit === '' && /^0 (to|or) 1$/.test(range) };
}

/** A distribution that an episode has. */
export interface DurationMeasure {
  readonly name: DurationName;
  /** Pairs of a duration, ms, and how often it occurred; null where the episode does not say. */
  readonly counts: (episode: EpisodeResult) => readonly ValueCount[] | null;
}

/** Quantiles that durations are compared in. */
export const QUANTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

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
  return remembered(name, (episode) => {
    const histogram = of(episode);
    return histogram === null ? null : valueCounts(histogram);
  });
}

function ofTicks(name: DurationName, of: (episode: EpisodeResult) => TickDistribution | null): DurationMeasure {
  return remembered(name, (episode) => {
    const distribution = of(episode);
    return distribution === null ? null : countsInMs(distribution.ticks, episode.controlDt);
  });
}

/** An episode is asked once for each pair that it is in. */
function remembered(
  name: DurationName,
  countsOf: (episode: EpisodeResult) => readonly ValueCount[] | null,
): DurationMeasure {
  const known = new WeakMap<EpisodeResult, { readonly counts: readonly ValueCount[] | null }>();
  const counts = (episode: EpisodeResult): readonly ValueCount[] | null => {
    let entry = known.get(episode);
    if (entry === undefined) {
      entry = { counts: countsOf(episode) };
      known.set(episode, entry);
    }
    return entry.counts;
  };
  return { name, counts };
}
