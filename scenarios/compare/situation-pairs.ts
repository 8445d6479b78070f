import { compareSituations, type EpisodeResult, pairKey } from '../results/episode-result.ts';

/** Two episodes of the same situation (suite, split, scenario and seed). */
export interface SituationPair {
  readonly a: EpisodeResult;
  readonly b: EpisodeResult;
}

/**
 * Pairs the episodes of two arms; those that ended in an error are left out. In the order of the situations, whichever
 * worker finished first: the bootstrap draws by position.
 *
 * @param ofA,ofB each situation at most once
 */
export function pairSituations(ofA: readonly EpisodeResult[], ofB: readonly EpisodeResult[]): SituationPair[] {
  const byKey = new Map<string, EpisodeResult>();
  for (const episode of ofB) if (episode.error === null) byKey.set(pairKey(episode), episode);
  const pairs: SituationPair[] = [];
  for (const a of ofA) {
    const b = a.error === null ? byKey.get(pairKey(a)) : undefined;
    if (b !== undefined) pairs.push({ a, b });
  }
  return pairs.sort((x, y) => compareSituations(x.a, y.a) || (x.a.suite < y.a.suite ? -1 : 1));
}
