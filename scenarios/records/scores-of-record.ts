import { buildMap } from '../../sim/driving/map/build-map.ts';
import type { Score } from '../../sim/driving/metrics/episode-log.ts';
import { scoreEpisode } from '../../sim/driving/metrics/score-episode.ts';
import { exactJson } from './exact-json.ts';
import { logOfRecord } from './log-of-record.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { specOf } from './recorded-setup.ts';

export interface RecordedScores {
  /** Computed from the record's states, by the id of their metric. */
  readonly scores: Readonly<Record<string, Score>>;
  /** Ids of those that are other in the result that the record holds; null: it holds no scores. */
  readonly differing: readonly string[] | null;
}

/** @throws RecordProblem when they cannot be computed here */
export function scoresOfRecord(record: EpisodeRecord): RecordedScores {
  const { ego, map, timeLimitS } = specOf(record);
  const scores: Readonly<Record<string, Score>> = scoreEpisode(logOfRecord(record), buildMap(map), {
    desiredSpeedMps: ego.desiredSpeedMps,
    startS: ego.s,
    goalS: ego.goalS,
    timeLimitS,
    speedLimitMps: map.speedLimitMps,
  });
  const stored = storedScores(record);
  if (stored === null) return { scores, differing: null };
  const ids = [...new Set([...Object.keys(scores), ...Object.keys(stored)])];
  return { scores, differing: ids.filter((id) => exactJson(scores[id] ?? null) !== exactJson(stored[id] ?? null)) };
}

function storedScores({ end }: EpisodeRecord): Readonly<Record<string, unknown>> | null {
  const { result } = end;
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  const { scores } = result;
  return typeof scores === 'object' && scores !== null && !Array.isArray(scores) ? scores : null;
}
