import type { EpisodeResult } from '../results/episode-result.ts';

/** What is worth running again with another version: a collision, off the road, an internal error. A time-out is none. */
export function isFailure({ outcome }: EpisodeResult): boolean {
  return outcome.collision || outcome.end === 'off-road' || outcome.end === 'error';
}
