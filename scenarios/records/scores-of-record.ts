import { buildMap } from '../../sim/driving/map/build-map.ts';
import type { Score } from '../../sim/driving/metrics/episode-log.ts';
import { scoreEpisode } from '../../sim/driving/metrics/score-episode.ts';
import { scoreArmEpisode } from '../../sim/robotics/metrics/arm-scores.ts';
import { exactJson } from './exact-json.ts';
import { logOfRecord } from './log-of-record.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordedArm } from './recorded-arm.ts';
import { specOf } from './recorded-setup.ts';

export interface RecordedScores {
  /** Computed from the record's states, by the id of their metric. */
  readonly scores: Readonly<Record<string, Score>>;
  /** Ids of those that are other in the result that the record holds; null: it holds no scores. */
  readonly differing: readonly string[] | null;
}

/** @throws RecordProblem when they cannot be computed here */
export function scoresOfRecord(record: EpisodeRecord): RecordedScores {
  const scores = record.header.domain === 'manipulation' ? armScores(record) : drivingScores(record);
  const stored = storedScores(record);
  if (stored === null) return { scores, differing: null };
  const ids = [...new Set([...Object.keys(scores), ...Object.keys(stored)])];
  return { scores, differing: ids.filter((id) => exactJson(scores[id] ?? null) !== exactJson(stored[id] ?? null)) };
}

/** The world of the arm measures itself as it goes, so that its last state has it all. */
function armScores(record: EpisodeRecord): Readonly<Record<string, Score>> {
  const arm = new RecordedArm(record);
  arm.restore(record.stateAt(record.end.ticks));
  return scoreArmEpisode(arm.world);
}

function drivingScores(record: EpisodeRecord): Readonly<Record<string, Score>> {
  const { ego, map, timeLimitS } = specOf(record);
  return scoreEpisode(logOfRecord(record), buildMap(map), {
    desiredSpeedMps: ego.desiredSpeedMps,
    startS: ego.s,
    goalS: ego.goalS,
    timeLimitS,
    speedLimitMps: map.speedLimitMps,
  });
}

function storedScores({ end }: EpisodeRecord): Readonly<Record<string, unknown>> | null {
  const { result } = end;
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  const { scores } = result;
  return typeof scores === 'object' && scores !== null && !Array.isArray(scores) ? scores : null;
}
