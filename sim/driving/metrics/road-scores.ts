import { wrapAngle } from '../../kernel/math.ts';
import { EGO } from '../actor-table.ts';
import { METRIC_CONSTANTS as C } from './constants.ts';
import type { EgoTrace } from './ego-trace.ts';
import type { EpisodeLog, Score } from './episode-log.ts';
import type { ScoreMap, ScoreTask } from './score-map.ts';
import { judged, measured, undefinedScore } from './score.ts';

/** What the ego did on the road: its area, its direction, its lane and its speed limit. */
export function roadScores(log: EpisodeLog, trace: EgoTrace, map: ScoreMap, task: ScoreTask) {
  const { count, offM } = trace;
  return {
    drivableArea:
      count === 0
        ? undefinedScore()
        : judged(
            offM.every((off) => off < C.drivableTolerance.value),
            count,
          ),
    drivableAreaStrict:
      count === 0
        ? undefinedScore()
        : judged(
            offM.every((off) => off === 0),
            count,
          ),
    offRoadShare: count === 0 ? undefinedScore() : measured(offM.filter((off) => off > 0).length / count, count),
    drivingDirection: drivingDirection(trace, map),
    laneKeeping: laneKeeping(trace, map),
    outsideLaneShare: count < 2 ? undefinedScore(count) : measured(outsideLaneShare(log, trace, map), count),
    speedLimit: speedLimit(log, trace, map, task),
    kinematicInfeasibility: kinematicInfeasibility(log, trace),
  };
}

/** nuPlan, over windows of exactly 1 s and without forgetting the way at a lane change. */
function drivingDirection({ count, even, dt, s, lane }: EgoTrace, map: ScoreMap): Score {
  if (count < 2) return undefinedScore(count);
  const steps = Math.max(1, Math.round(C.directionWindow.value / dt));
  const forward = new Float64Array(even);
  for (let k = 1; k < even; k++) {
    const [from, to] = [directionOf(map, lane[k - 1]), directionOf(map, lane[k])];
    forward[k] = from === to ? to * (s[k] - s[k - 1]) : 0;
  }
  let against = 0;
  for (let k = 1; k < even; k++) {
    let sum = 0;
    for (let i = Math.max(1, k - steps + 1); i <= k; i++) sum += forward[i];
    if (-sum > against) against = -sum;
  }
  return measured(against < C.directionCompliance.value ? 1 : against < C.directionViolation.value ? 0.5 : 0, even);
}

/** 0 off the lanes. */
function directionOf(map: ScoreMap, lane: number): number {
  return lane < 0 ? 0 : map.lanes[lane].direction;
}

/** NAVSIM v2, from the middle of the nearest lane of the own direction; an intersection interrupts. */
function laneKeeping({ even, dt, s, d, inIntersection }: EgoTrace, map: ScoreMap): Score {
  const needed = Math.ceil(C.laneKeepingDuration.value / dt - 1e-9);
  if (even < needed) return undefinedScore(even);
  let run = 0;
  let longest = 0;
  for (let k = 0; k < even; k++) {
    const lane = map.laneAt(0, s[k], d[k], 1);
    const deviation = lane < 0 ? Infinity : Math.abs(d[k] - map.lanes[lane].centerM);
    run = inIntersection[k] === 0 && deviation > C.laneKeepingDeviation.value ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return judged(longest < needed, even);
}

/** Share of the driven distance on oncoming lanes or farther beside all lanes than CARLA tolerates. */
function outsideLaneShare(log: EpisodeLog, { count, s, d, lane }: EgoTrace, map: ScoreMap): number {
  const n = log.actors.length;
  let driven = 0;
  let outside = 0;
  for (let k = 1; k < count; k++) {
    const dx = log.x[k * n + EGO] - log.x[(k - 1) * n + EGO];
    const dy = log.y[k * n + EGO] - log.y[(k - 1) * n + EGO];
    const way = Math.sqrt(dx * dx + dy * dy);
    driven += way;
    if (lane[k] < 0 ? besideM(map, s[k], d[k]) > C.carlaOutsideTolerance.value : map.lanes[lane[k]].direction === -1) {
      outside += way;
    }
  }
  return driven === 0 ? 0 : outside / driven;
}

/** Distance from the nearest driving lane of road 0, m. */
function besideM(map: ScoreMap, s: number, d: number): number {
  const index = map.laneAt(0, s, d, 0);
  if (index < 0) return Infinity;
  const lane = map.lanes[index];
  const along = Math.max(0, lane.startM - s, s - lane.endM);
  return along + Math.max(0, Math.abs(d - lane.centerM) - lane.widthM / 2);
}

/** nuPlan, with the overspeed integrated over time by trapezia. */
function speedLimit(log: EpisodeLog, { count, time, lane }: EgoTrace, map: ScoreMap, task: ScoreTask): Score {
  if (count < 2) return undefinedScore(count);
  const over = (k: number): number => {
    const at = k * log.actors.length + EGO;
    const speed = Math.sqrt(log.vx[at] * log.vx[at] + log.vy[at] * log.vy[at]);
    return Math.max(0, speed - (lane[k] < 0 ? task.speedLimitMps : map.lanes[lane[k]].speedLimitMps));
  };
  let integral = 0;
  for (let k = 1; k < count; k++) integral += 0.5 * (over(k - 1) + over(k)) * (time[k] - time[k - 1]);
  return measured(Math.max(0, 1 - integral / (C.overspeed.value * time[count - 1])), count);
}

/** Waymax: share of steps that no bicycle could have made, by its inverse model; headings are the true ones. */
function kinematicInfeasibility(log: EpisodeLog, { even, dt }: EgoTrace): Score {
  const steps = even - 1;
  if (steps < 1) return undefinedScore();
  const n = log.actors.length;
  const speed = (k: number): number => {
    const at = k * n + EGO;
    return Math.sqrt(log.vx[at] * log.vx[at] + log.vy[at] * log.vy[at]);
  };
  let infeasible = 0;
  for (let k = 0; k < steps; k++) {
    const [from, to] = [speed(k), speed(k + 1)];
    const slow = Math.min(from, to) < C.infeasibleMinSpeed.value;
    const turn = wrapAngle(log.heading[(k + 1) * n + EGO] - log.heading[k * n + EGO]);
    const curvature = slow ? 0 : turn / (0.5 * (from + to) * dt);
    const tooHard = Math.abs(to - from) / dt > C.infeasibleAcceleration.value + C.infeasibleTolerance.value;
    if (tooHard || Math.abs(curvature) > C.infeasibleCurvature.value + C.infeasibleTolerance.value) infeasible++;
  }
  return measured(infeasible / steps, steps);
}
