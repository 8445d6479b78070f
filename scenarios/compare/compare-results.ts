import { type EpisodeResult, episodeKey } from '../results/episode-result.ts';
import { ResultsError, uniqueEpisodes } from '../results/episode-lines.ts';
import { summarise, type SummaryOptions } from '../results/summary.ts';
import type { Summary } from '../results/summary-types.ts';
import { type BaselineRow, compareWithBaseline } from './baseline.ts';

/** The results of one folder. */
export interface ResultSet {
  /** Distinguishes arms of the same name. */
  readonly name: string;
  readonly episodes: readonly EpisodeResult[];
}

export interface Comparison {
  readonly summary: Summary;
  /** Null without a baseline. */
  readonly baseline: BaselineRow[] | null;
}

/**
 * Pools result sets into one summary. Parts of one run (shards, other arms) simply add up; an arm of which two sets hold
 * different results of the same episode is kept apart, as `arm@set`. With a baseline every arm is also compared with the
 * arm of the same name there.
 *
 * @throws ResultsError without any episode, or if one set contradicts itself
 */
export function compareResults(
  sets: readonly ResultSet[],
  baseline: readonly EpisodeResult[] | null,
  options: SummaryOptions = {},
): Comparison {
  const apart = contradictingArms(sets);
  const pooled = sets.flatMap(({ name, episodes }) =>
    episodes.map((episode) => (apart.has(episode.arm) ? { ...episode, arm: labelOf(episode.arm, name) } : episode)),
  );
  if (pooled.length === 0) throw new ResultsError('There is nothing to compare: the results hold no finished episode.');
  const armOf = new Map([...apart].flatMap((arm) => sets.map(({ name }) => [labelOf(arm, name), arm])));
  return {
    summary: summarise(pooled, options),
    baseline:
      baseline === null
        ? null
        : compareWithBaseline(uniqueEpisodes(pooled), uniqueEpisodes(baseline), (label) => armOf.get(label) ?? label),
  };
}

function labelOf(arm: string, set: string): string {
  return `${arm}@${set}`;
}

/** Arms of which two sets hold different results of the same episode. */
function contradictingArms(sets: readonly ResultSet[]): Set<string> {
  const digests = new Map<string, string>();
  const apart = new Set<string>();
  for (const { episodes } of sets) {
    for (const episode of uniqueEpisodes(episodes)) {
      if (episode.error !== null) continue;
      const key = episodeKey(episode);
      const known = digests.get(key);
      if (known !== undefined && known !== episode.digest) apart.add(episode.arm);
      digests.set(key, episode.digest);
    }
  }
  return apart;
}
