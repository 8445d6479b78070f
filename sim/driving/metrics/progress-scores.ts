import { METRIC_CONSTANTS as C } from './constants.ts';
import type { EgoTrace } from './ego-trace.ts';
import type { EpisodeLog } from './episode-log.ts';
import type { ScoreTask } from './score-map.ts';
import { judged, measured, undefinedScore } from './score.ts';

/**
 * How far the ego came. There is no recorded expert: what nuPlan divides by is replaced by the way that a driver on an
 * empty road would have made at the desired speed within the time limit, at most to the goal. An episode that has not
 * ended is not judged.
 */
export function progressScores(log: EpisodeLog, { count, s }: EgoTrace, task: ScoreTask) {
  if (count === 0 || log.end === 'running') {
    const open = undefinedScore(count);
    return { routeCompletion: open, progressRatio: open, makingProgress: open, pdmsProgress: open };
  }
  const way = task.goalS - task.startS;
  const made = s[count - 1] - task.startS;
  const reference = Math.min(way, task.desiredSpeedMps * task.timeLimitS);
  const none = C.progressThreshold.value;
  const ratio = made < -none ? 0 : Math.min(1, Math.max(made, none) / Math.max(reference, none));
  const pdms = reference > C.pdmsProgressThreshold.value ? Math.min(1, Math.max(0, made) / reference) : 1;
  return {
    routeCompletion: measured(Math.min(1, Math.max(0, made / way)), count),
    progressRatio: measured(ratio, count),
    makingProgress: judged(ratio >= C.makingProgressShare.value, count),
    pdmsProgress: measured(pdms, count),
  };
}
