import { newRoadPoint } from '../map/reference-line.ts';
import { EGO } from '../actor-table.ts';
import type { EpisodeLog, Score } from './episode-log.ts';
import type { ScoreMap, ScoreTask } from './score-map.ts';

/**
 * All scores of an episode by the id of their metric (docs/metrics.md). Pure: the same log, map and task give the same
 * bits. Also for an episode that still runs; what cannot be told yet is not valid.
 */
export function scoreEpisode(log: EpisodeLog, map: ScoreMap, task: ScoreTask): Record<string, Score> {
  const atFault = log.collision !== null && log.collision.atFault;
  const last = (log.count - 1) * log.actors.length + EGO;
  const way = log.count === 0 ? 0 : map.roads[0].project(log.x[last], log.y[last], NaN, newRoadPoint()).s - task.startS;
  return {
    noAtFaultCollision: { value: atFault ? 0 : 1, n: log.actors.length - 1, valid: log.count > 0 },
    routeCompletion: { value: way / (task.goalS - task.startS), n: log.count, valid: log.count > 0 },
  };
}
