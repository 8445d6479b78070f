import { collisionScores, impactScores } from './collision-scores.ts';
import { comfortScores } from './comfort.ts';
import { compositeScores } from './composite-scores.ts';
import { traceEgo } from './ego-trace.ts';
import type { EpisodeLog, Score } from './episode-log.ts';
import { handOverScores } from './hand-over-comfort.ts';
import { progressScores } from './progress-scores.ts';
import { roadScores } from './road-scores.ts';
import type { ScoreMap, ScoreTask } from './score-map.ts';
import { timeToCollisionScores } from './time-to-collision.ts';

/**
 * All scores of an episode by the id of their metric (`METRICS`, docs/metrics.md). Pure: the same log, map and task give
 * the same bits. Also for an episode that still runs; what cannot be told yet is not valid.
 */
export function scoreEpisode(log: EpisodeLog, map: ScoreMap, task: ScoreTask) {
  const trace = traceEgo(log, map);
  const parts = {
    ...collisionScores(log),
    ...impactScores(log),
    ...timeToCollisionScores(log, trace),
    ...roadScores(log, trace, map, task),
    ...progressScores(log, trace, task),
    ...comfortScores(log, trace),
    ...handOverScores(log),
  };
  return { ...compositeScores(log, parts), ...parts } satisfies Record<string, Score>;
}

/** Ids of metrics. */
export type ScoreId = keyof ReturnType<typeof scoreEpisode>;
