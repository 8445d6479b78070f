import type { DomainName } from '../domains/concrete.ts';
import { ResultsError } from './episode-lines.ts';
import { domainOfResult, type EpisodeResult } from './episode-result.ts';

/**
 * The one domain of all episodes; driving where there are none.
 * @throws ResultsError where they are of several: their rates mean different things
 */
export function commonDomain(episodes: Iterable<Pick<EpisodeResult, 'domain' | 'scenario'>>): DomainName {
  let first: Pick<EpisodeResult, 'domain' | 'scenario'> | null = null;
  for (const episode of episodes) {
    first ??= episode;
    const [known, other] = [domainOfResult(first), domainOfResult(episode)];
    if (known === other) continue;
    throw new ResultsError(
      `The results are of two domains, ${known} (${first.scenario}) and ${other} (${episode.scenario}), which have no ` +
        `rates in common; expected those of one, compare them apart.`,
    );
  }
  return first === null ? 'driving' : domainOfResult(first);
}
