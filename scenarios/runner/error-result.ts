import type { EpisodeResult } from '../results/episode-result.ts';
import { latencyName } from './job.ts';
import type { EpisodeTask } from './protocol.ts';
import { errorResultOf, type EpisodeFacts } from './runtime-summary.ts';

/** The result of an episode of any domain that could not be brought to its end. */
export function errorResultOfTask(
  { job, concrete }: EpisodeTask,
  { model, engineVersion }: Pick<EpisodeFacts, 'model' | 'engineVersion'>,
  error: NonNullable<EpisodeResult['error']>,
  wallMs: number,
): EpisodeResult {
  const { suite, scenario, seed, split, arm } = job;
  const { domain, spec } = concrete;
  const latency = latencyName(job.latency);
  const facts = { domain, suite, scenario, seed, split, arm, latency, family: spec.family, engineVersion, model };
  return errorResultOf(facts, spec.controlDt, error, wallMs);
}
