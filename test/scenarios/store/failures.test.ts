import { expect, it } from 'vitest';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { isFailure } from '../../../scenarios/store/failures.ts';
import { crash, episode, failure } from '../results/episodes.ts';

it('what is worth running again touched something, left the road, lost its object or broke', () => {
  const ended = (end: EpisodeResult['outcome']['end']): EpisodeResult =>
    episode({ outcome: { ...episode().outcome, end } });
  expect([crash(), ended('off-road'), ended('lost'), failure()].map(isFailure)).toEqual([true, true, true, true]);
  expect([ended('goal'), ended('timeout')].map(isFailure)).toEqual([false, false]);
});
