import type { EpisodeResult } from '../results/episode-result.ts';

const FAILED: readonly EpisodeResult['outcome']['end'][] = ['off-road', 'lost', 'error'];

/** What is worth running again with another version: a collision, off the road, an object lost, an internal error. A time-out is none. */
export function isFailure({ outcome }: EpisodeResult): boolean {
  return outcome.collision || FAILED.includes(outcome.end);
}
