import type { Futures } from './futures.ts';
import { STEP_S, STEPS } from './horizon.ts';
import type { EgoTrack } from './rollout.ts';
import { VEHICLE, VULNERABLE, type Scene } from './scene.ts';

/** What a candidate costs, by cause; smaller is better. Unit: a collision at walking pace right now is 1 in `harm`. */
export interface Cost {
  /** Expected harm of the first collision or road departure, discounted by how far ahead it is. */
  harm: number;
  /** Nearness without contact: short time to collision, short headway, small lateral clearance. */
  risk: number;
  /** Lost way, discomfort, wrong place on the road. */
  effort: number;
  /** Time of the first predicted contact under any hypothesis, s; Infinity if none. */
  contactS: number;
  total: number;
}

export const createCost = (): Cost => ({ harm: 0, risk: 0, effort: 0, contactS: Infinity, total: 0 });

/**
 * Weights, set by hand while looking at train and validation episodes, before the first test seed; `npm run tune` does
 * not vary them. A graded impact makes a lesser crash better than a worse one; pessimistic hypotheses are looked at only as far as nobody can react.
 */
export const COST_WEIGHTS = {
  harm: 120,
  risk: 5,
  /** Harm doubles at this closing speed, m/s. */
  impactSpeedMps: 7,
  vulnerableFactor: 2,
  /** Of a leaving of the road at walking pace, relative to a collision. */
  roadDeparture: 0.7,
  /** Discount per second of a predicted contact. */
  foresight: 0.8,
  /** Harm of missing by less than these distances, relative to contact: no prediction is that exact. */
  graze: 0.2,
  grazeLateralM: 0.25,
  grazeM: 0.4,
  grazeS: 0.05,
  /** The same for what crosses: times by which both should miss each other, s. */
  crossingS: 0.2,
  crossingLateralS: 0.12,
  lateralMarginM: 0.6,
  vulnerableMarginM: 1.1,
  timeToCollisionS: 2.6,
  headwayS: 0.5,
  /** Per metre of way lost against the desired speed. */
  lostMetre: 0.15,
  acceleration: 0.03,
  lateral: 0.04,
  /** Of an evasive rather than a comfortable lateral motion. */
  urgency: 1.5,
  /** Per second on a lane of the other direction, or on a shoulder. */
  oncomingLane: 0.3,
  shoulder: 0.8,
  offCentre: 0.25,
  laneEnd: 3,
  /** Leaving the lane without need. */
  laneChange: 0.2,
} as const;

/** A follower in another lane brakes for somebody who comes into its lane: after this time, with this deceleration. */
const YIELD_AFTER_S = 0.5;
const YIELD_MPS2 = 3;
/** Who moves sideways faster than this has not seen the ego, and will not yield, m/s. */
const DRIFTING_MPS = 0.4;
/** Sideways speed from which somebody crosses rather than drifts, m/s. */
const CROSSING_MPS = 2;
/** Pessimistic futures count up to here: after that the ego will have reacted. */
const REACTION_STEPS = 14;
const LANE_END_SIGHT_M = 140;

const DISCOUNT = Float64Array.from({ length: STEPS + 1 }, (_, k) => {
  let f = 1;
  for (let i = 0; i < k; i++) f *= 1 - (1 - COST_WEIGHTS.foresight) * STEP_S;
  return f;
});

/** Cost of a predicted ego motion from step `from` on, against one or more hypotheses. */
export function evaluate(scene: Scene, hypotheses: readonly Futures[], track: EgoTrack, from: number, out: Cost): void {
  out.harm = 0;
  out.risk = 0;
  out.effort = 0;
  out.contactS = Infinity;
  for (let h = 0; h < hypotheses.length; h++) {
    const futures = hypotheses[h];
    contact(scene, futures, track, h === 0 ? STEPS : REACTION_STEPS, h === 0, out);
  }
  const departure = roadDeparture(scene, track, from);
  out.harm += departure;
  out.effort = effort(scene, track, from);
  out.total = COST_WEIGHTS.harm * out.harm + COST_WEIGHTS.risk * out.risk + out.effort;
}

/** Adds harm of the first contact and, for the main hypothesis, nearness. */
function contact(scene: Scene, futures: Futures, track: EgoTrack, steps: number, nearness: boolean, out: Cost): void {
  const halfL = scene.egoLengthM * 0.5;
  const halfW = scene.egoWidthM * 0.5;
  const W = COST_WEIGHTS;
  let first = STEPS + 1;
  let harm = 0;
  let graze = 0;
  for (let i = 0; i < futures.count; i++) {
    const hs = futures.halfS[i] + halfL;
    const hd = futures.halfD[i] + halfW;
    const cls = futures.cls[i];
    const behind = futures.s[i] + hs < track.s[0] && futures.vs[i] > 0;
    if (behind && Math.abs(futures.d[i] - track.d[0]) < hd) continue;
    const drifts = futures.vd[i] > DRIFTING_MPS || futures.vd[i] < -DRIFTING_MPS;
    const yields = behind && cls === VEHICLE && !drifts;
    const margin = cls === VULNERABLE ? W.vulnerableMarginM : W.lateralMarginM;
    let inLaneS = 0;
    const end = first < steps ? first : steps;
    for (let k = 0, at = i; k <= end; k++, at += futures.stride) {
      const gd = Math.abs(futures.d[at] - track.d[k]) - hd;
      if (gd > margin && gd > W.crossingLateralS * Math.abs(futures.vd[at]) + W.grazeLateralM) continue;
      let vs = futures.vs[at];
      let s = futures.s[at];
      if (yields && gd < 0.3) {
        inLaneS += STEP_S;
        const t = inLaneS - YIELD_AFTER_S;
        if (t > 0) {
          s -= 0.5 * YIELD_MPS2 * t * t;
          vs -= YIELD_MPS2 * t;
          if (vs < 0) vs = 0;
        }
      }
      const ds = s - track.s[k];
      const gs = Math.abs(ds) - hs;
      if (gd < 0 && gs < 0) {
        if (k < first) {
          first = k;
          const dv = vs - track.v[k];
          const dd = futures.vd[at] - track.vd[k];
          const closing2 = dv * dv + dd * dd;
          harm =
            DISCOUNT[k] *
            (1 + closing2 / (W.impactSpeedMps * W.impactSpeedMps)) *
            (cls === VULNERABLE ? W.vulnerableFactor : 1);
        }
        break;
      }
      const crossing = futures.vd[at] > CROSSING_MPS || futures.vd[at] < -CROSSING_MPS;
      const nearS = crossing ? W.crossingS : W.grazeS;
      const nearD = W.grazeLateralM + (crossing ? W.crossingLateralS * Math.abs(futures.vd[at]) : 0);
      if (gd < nearD && gs < W.grazeM + nearS * track.v[k]) {
        const dv = vs - track.v[k];
        const dd = futures.vd[at] - track.vd[k];
        const impact = 1 + (dv * dv + dd * dd) / (W.impactSpeedMps * W.impactSpeedMps);
        const harmOfGraze = W.graze * DISCOUNT[k] * impact * (cls === VULNERABLE ? W.vulnerableFactor : 1);
        if (harmOfGraze > graze) graze = harmOfGraze;
      }
      if (!nearness) continue;
      if (gs < 0) {
        const m = 1 - (gd < 0 ? 0 : gd) / margin;
        out.risk += m * m * STEP_S * DISCOUNT[k] * (cls === VULNERABLE ? 2 : 1);
      } else if (gd < 0.2 && ds > 0) {
        const v = track.v[k];
        const closing = v - vs;
        if (closing > 0.5) {
          const ttc = gs / closing;
          if (ttc < W.timeToCollisionS) {
            const m = 1 - ttc / W.timeToCollisionS;
            out.risk += 2 * m * m * STEP_S * DISCOUNT[k];
          }
        }
        const headway = W.headwayS * v;
        if (gs < headway) {
          const m = 1 - gs / headway;
          out.risk += m * m * STEP_S * DISCOUNT[k];
        }
      } else if (gd < 0.2 && behind && vs > track.v[k]) {
        const ttc = gs / (vs - track.v[k] + 0.1);
        if (ttc < 1.5) {
          const m = 1 - ttc / 1.5;
          out.risk += m * m * STEP_S * DISCOUNT[k];
        }
      }
    }
  }
  if (first > steps) out.harm += futures.weight * graze;
  else {
    out.harm += futures.weight * harm;
    const t = first * STEP_S;
    if (t < out.contactS) out.contactS = t;
  }
}

/** Leaving the drivable surface, as a share of a collision's harm. */
function roadDeparture(scene: Scene, track: EgoTrack, from: number): number {
  const road = scene.map.roads[0];
  const half = scene.egoWidthM * 0.5;
  for (let k = from; k <= STEPS; k += 2) {
    const s = track.s[k];
    const d = track.d[k];
    if (d - half < road.drivableMin(s) - 0.1 || d + half > road.drivableMax(s) + 0.1) {
      const v = track.v[k];
      if (v < 0.3) return 0;
      return DISCOUNT[k] * COST_WEIGHTS.roadDeparture * (1 + (v * v) / 300);
    }
  }
  return 0;
}

function effort(scene: Scene, track: EgoTrack, from: number): number {
  const W = COST_WEIGHTS;
  const map = scene.map;
  let sum = 0;
  const desired = scene.desiredSpeedMps;
  for (let k = from + 1; k <= STEPS; k++) {
    const v = track.v[k];
    const lost = desired - v;
    sum += (lost > 0 ? W.lostMetre * lost : -4 * W.lostMetre * lost) * STEP_S;
    const a = track.a[k];
    const lateral = track.lateral[k] + v * v * scene.curvature;
    sum += (W.acceleration * a * a + W.lateral * lateral * lateral) * STEP_S;
  }
  for (let k = from + 5; k <= STEPS; k += 5) {
    const s = track.s[k];
    const d = track.d[k];
    const lane = map.laneAt(0, s, d, 0);
    if (lane < 0) continue;
    const l = map.lanes[lane];
    const off = d - l.centerM;
    sum += W.offCentre * off * off * 5 * STEP_S;
    if (l.direction < 0) sum += W.oncomingLane * 5 * STEP_S;
    else if (Math.abs(off) > 0.5 * l.widthM) sum += W.shoulder * 5 * STEP_S;
    if (k + 5 > STEPS) {
      const left = l.direction > 0 ? l.endM - s : Infinity;
      if (left < LANE_END_SIGHT_M && l.endM < map.roads[0].lengthM - 1)
        sum += W.laneEnd * (1 - left / LANE_END_SIGHT_M);
    }
  }
  if (Math.abs(track.offset[STEPS] - map.lanes[scene.lane].centerM) > 0.5) sum += W.laneChange;
  if (track.urgency[from] > 0.5 || track.urgency[STEPS] > 0.5) sum += W.urgency;
  return sum;
}
