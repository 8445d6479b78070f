import { boxesOverlap, boxesTimeToCollision } from '../../kernel/geometry.ts';
import { cos, sin } from '../../kernel/math.ts';
import { EGO } from '../actor-table.ts';
import { METRIC_CONSTANTS as C } from './constants.ts';
import type { EgoTrace } from './ego-trace.ts';
import type { EpisodeLog } from './episode-log.ts';
import { judged, measured, undefinedScore } from './score.ts';

const COS_AHEAD = cos((C.aheadBearing.value * Math.PI) / 180);
const COS_BEHIND = cos((C.behindBearing.value * Math.PI) / 180);

export function timeToCollisionScores(log: EpisodeLog, trace: EgoTrace) {
  const { count, even } = trace;
  if (count === 0) return { ttcWithinBound: undefinedScore(), minTtcS: undefinedScore(), pdmsTtc: undefinedScore() };
  const least = leastTimeToCollision(log, trace);
  return {
    ttcWithinBound: judged(least > C.ttcBound.value, count),
    minTtcS: measured(Math.min(least, C.ttcHorizon.value), count),
    pdmsTtc: judged(!comesTooClose(log, trace), even),
  };
}

/**
 * nuPlan: everybody keeps speed and heading, boxes are compared at whole steps. 0 in a collision at fault; Infinity when
 * nothing is met before the horizon.
 */
function leastTimeToCollision(log: EpisodeLog, trace: EgoTrace): number {
  const { collision, actors } = log;
  if (collision?.atFault === true) return 0;
  const n = actors.length;
  let least = Infinity;
  for (let k = 0; k < trace.count; k++) {
    if (Math.abs(log.speed[k * n + EGO]) <= C.ttcStoppedSpeed.value) continue;
    const collided = collision !== null && k === trace.count - 1 ? collision.actor : -1;
    const sight = new Sight(log, trace, k);
    for (let i = 1; i < n; i++) {
      if (i === collided || !sight.concerns(log.x[k * n + i], log.y[k * n + i])) continue;
      const ttc = steppedTimeToCollision(log, k * n, i, Math.min(least, C.ttcHorizon.value));
      if (ttc < least) least = ttc;
    }
  }
  return least;
}

/** First whole step before `limitS` at which the boxes of ego and row `i` overlap, s; Infinity: none. */
function steppedTimeToCollision(log: EpisodeLog, first: number, i: number, limitS: number): number {
  const [a, b] = [first + EGO, first + i];
  const [ego, other] = [log.actors[EGO], log.actors[i]];
  const reach = ego.lengthM + ego.widthM + other.lengthM + other.widthM;
  const travel = (Math.abs(log.speed[a]) + Math.abs(log.speed[b])) * limitS + reach;
  const dx = log.x[b] - log.x[a];
  const dy = log.y[b] - log.y[a];
  if (dx * dx + dy * dy > travel * travel) return Infinity;
  const avx = log.speed[a] * cos(log.heading[a]);
  const avy = log.speed[a] * sin(log.heading[a]);
  const bvx = log.speed[b] * cos(log.heading[b]);
  const bvy = log.speed[b] * sin(log.heading[b]);
  const contact = boxesTimeToCollision(
    log.x[a],
    log.y[a],
    log.heading[a],
    ego.lengthM,
    ego.widthM,
    avx,
    avy,
    log.x[b],
    log.y[b],
    log.heading[b],
    other.lengthM,
    other.widthM,
    bvx,
    bvy,
    limitS,
  );
  if (contact === Infinity) return Infinity;
  // A contact on a whole step counts for it in spite of rounding.
  for (let step = Math.max(1, Math.ceil(contact / C.ttcStep.value - 1e-9)); ; step++) {
    const t = step * C.ttcStep.value;
    if (!(t < limitS - 1e-9)) return Infinity;
    const meets = boxesOverlap(
      log.x[a] + avx * t,
      log.y[a] + avy * t,
      log.heading[a],
      ego.lengthM,
      ego.widthM,
      log.x[b] + bvx * t,
      log.y[b] + bvy * t,
      log.heading[b],
      other.lengthM,
      other.widthM,
    );
    if (meets) return t;
  }
}

/**
 * PDMS: whether the ego, if it kept speed and heading, would touch another within 1 s where that other really was then.
 * Whoever is touched beside or behind is not looked at again.
 */
function comesTooClose(log: EpisodeLog, trace: EgoTrace): boolean {
  const { actors } = log;
  const n = actors.length;
  const excluded = actors.map((_, i) => i > 0 && meetsAt(log, 0, 0, i));
  for (let k = 0; k < trace.even; k++) {
    if (Math.abs(log.speed[k * n + EGO]) < C.ttcStoppedSpeed.value) continue;
    const sight = new Sight(log, trace, k);
    for (let ahead = 0; ahead < C.pdmsTtcSamples.value && k + ahead < trace.even; ahead += C.pdmsTtcStride.value) {
      for (let i = 1; i < n; i++) {
        if (excluded[i] || !meetsAt(log, k, k + ahead, i, ahead * trace.dt)) continue;
        const there = (k + ahead) * n + i;
        if (sight.concerns(log.x[there], log.y[there])) return true;
        excluded[i] = true;
      }
    }
  }
  return false;
}

/** Whether the ego of sample `k`, moved on by `aheadS`, overlaps row `i` of sample `then`. */
function meetsAt(log: EpisodeLog, k: number, then: number, i: number, aheadS = 0): boolean {
  const a = k * log.actors.length + EGO;
  const b = then * log.actors.length + i;
  const [ego, other] = [log.actors[EGO], log.actors[i]];
  const way = log.speed[a] * aheadS;
  const reach = ego.lengthM + ego.widthM + other.lengthM + other.widthM + Math.abs(way);
  const dx = log.x[b] - log.x[a];
  const dy = log.y[b] - log.y[a];
  if (dx * dx + dy * dy > reach * reach) return false;
  const x = log.x[a] + way * cos(log.heading[a]);
  const y = log.y[a] + way * sin(log.heading[a]);
  return boxesOverlap(
    x,
    y,
    log.heading[a],
    ego.lengthM,
    ego.widthM,
    log.x[b],
    log.y[b],
    log.heading[b],
    other.lengthM,
    other.widthM,
  );
}

/** Whom the look ahead of a sample concerns: who is ahead; between lanes, off them and in intersections also who is beside. */
class Sight {
  private readonly rearX: number;
  private readonly rearY: number;
  private readonly cos: number;
  private readonly sin: number;
  private readonly least: number;

  constructor(log: EpisodeLog, trace: EgoTrace, k: number) {
    const at = k * log.actors.length + EGO;
    const rear = C.rearAxleShare.value * log.actors[EGO].lengthM;
    this.cos = cos(log.heading[at]);
    this.sin = sin(log.heading[at]);
    this.rearX = log.x[at] - rear * this.cos;
    this.rearY = log.y[at] - rear * this.sin;
    this.least = trace.inOneLane[k] === 0 || trace.inIntersection[k] === 1 ? COS_BEHIND : COS_AHEAD;
  }

  concerns(x: number, y: number): boolean {
    const dx = x - this.rearX;
    const dy = y - this.rearY;
    const along = dx * this.cos + dy * this.sin;
    const bound = this.least * Math.sqrt(dx * dx + dy * dy);
    return this.least === COS_BEHIND ? along >= bound : along > bound;
  }
}
