import { wilson } from '../compare/stats/wilson.ts';
import { domainOfResult, type EpisodeResult } from './episode-result.ts';
import type { Rates, RateMetric, RateSummary } from './summary-types.ts';

/** Score that counts drops; without a value nothing was grasped, so that nothing was dropped. */
export const DROPS = 'arm-drops';

/** What of a result the rates are counted by. */
export interface RatedEpisode {
  readonly domain?: EpisodeResult['domain'];
  readonly outcome: Pick<EpisodeResult['outcome'], 'collision' | 'atFault'> & { readonly end: string };
  readonly scores: Readonly<Record<string, { readonly value: number | null } | undefined>> | null;
}

/** What the rates count; null: the episode says nothing about it and is left out of n. */
export const RATE_METRICS: Readonly<Record<RateMetric, (episode: RatedEpisode) => boolean | null>> = {
  collision: ({ outcome }) => outcome.collision,
  atFaultCollision: ({ outcome }) => (outcome.collision ? outcome.atFault : false),
  success: ({ outcome }) => outcome.end === 'goal' && !outcome.collision,
  offRoad: ({ outcome }) => outcome.end === 'off-road',
  timeout: ({ outcome }) => outcome.end === 'timeout',
  drop: ({ scores }) => (scores === null || !Object.hasOwn(scores, DROPS) ? null : (scores[DROPS]?.value ?? 0) > 0),
  lost: (episode) => (domainOfResult(episode) === 'driving' ? null : episode.outcome.end === 'lost'),
};

/** Rates over episodes; those that ended in an error are counted but are in no rate. */
export function summariseRates(episodes: readonly EpisodeResult[]): Rates {
  const valid = withoutErrors(episodes);
  return {
    episodes: episodes.length,
    errors: episodes.length - valid.length,
    collision: rateOf(valid, 'collision'),
    atFaultCollision: rateOf(valid, 'atFaultCollision'),
    success: rateOf(valid, 'success'),
    offRoad: rateOf(valid, 'offRoad'),
    timeout: rateOf(valid, 'timeout'),
    ...(episodes.every((episode) => domainOfResult(episode) === 'driving')
      ? {}
      : { drop: rateOf(valid, 'drop'), lost: rateOf(valid, 'lost') }),
  };
}

export function withoutErrors(episodes: readonly EpisodeResult[]): EpisodeResult[] {
  return episodes.filter((episode) => episode.error === null);
}

function rateOf(episodes: readonly EpisodeResult[], metric: RateMetric): RateSummary {
  let count = 0;
  let n = 0;
  for (const episode of episodes) {
    const had = RATE_METRICS[metric](episode);
    if (had === null) continue;
    n++;
    if (had) count++;
  }
  return rateFrom(count, n);
}

/** A rate with its Wilson interval; without any n there is none. */
export function rateFrom(count: number, n: number): RateSummary {
  return n === 0 ? { count, n, rate: null, ci95: null } : { count, n, rate: count / n, ci95: wilson(count, n) };
}
