import { LATERAL_MODES } from '../../../sim/driving/ego-action.ts';
import { LATERAL_LAG_S, LONGITUDINAL_LAG_S } from '../../../sim/driving/vehicle/tracker.ts';
import type { Futures } from './futures.ts';
import { STEP_S, STEPS } from './horizon.ts';
import { KNOTS, knotAt, type Manoeuvre } from './manoeuvre.ts';
import type { Scene } from './scene.ts';

/** Share of the nominal tyre grip (friction 0.9) that a plan may use, m/s2: a planner does not know the friction under it. */
const GRIP_MPS2 = 8;
const MAX_BRAKE_MPS2 = 8.5;
const MAX_DRIVE_MPS2 = 3;
/** The tracker's natural frequency per speed, 1/m: slow cars converge over a distance. */
const FREQUENCY_PER_METRE = 0.26;
/** Sideways speed is bounded by the heading error that the tracker allows. */
const MAX_SLIP = 0.35;

/** Predicted motion of the ego in road coordinates, one entry per step, index 0 is now. */
export class EgoTrack {
  readonly s = new Float64Array(STEPS + 1);
  readonly d = new Float64Array(STEPS + 1);
  readonly v = new Float64Array(STEPS + 1);
  readonly vd = new Float64Array(STEPS + 1);
  /** Delivered acceleration. */
  readonly a = new Float64Array(STEPS + 1);
  /** Requested acceleration and lateral action in force from this step on. */
  readonly request = new Float64Array(STEPS + 1);
  readonly offset = new Float64Array(STEPS + 1);
  readonly urgency = new Float64Array(STEPS + 1);
  /** Lateral acceleration relative to the road. */
  readonly lateral = new Float64Array(STEPS + 1);

  start(scene: Scene): void {
    this.s[0] = scene.egoS;
    this.d[0] = scene.egoD;
    this.v[0] = scene.egoV;
    this.vd[0] = scene.egoVd;
    this.a[0] = scene.egoA;
    this.lateral[0] = 0;
  }

  /** Advances from step `k` to `k + 1` under a request. Same law as the vehicle's tracker, with the vehicle's lag. */
  advance(k: number, request: number, offset: number, urgency: number, curvature: number): void {
    this.request[k] = request;
    this.offset[k] = offset;
    this.urgency[k] = urgency;
    const v0 = this.v[k];
    const wanted = request < -MAX_BRAKE_MPS2 ? -MAX_BRAKE_MPS2 : request > MAX_DRIVE_MPS2 ? MAX_DRIVE_MPS2 : request;
    const a = this.a[k] + (wanted - this.a[k]) * (STEP_S / (STEP_S + LONGITUDINAL_LAG_S));
    let v = v0 + a * STEP_S;
    if (v < 0) v = 0;
    const mode = LATERAL_MODES[urgency > 0.5 ? 1 : 0];
    const d0 = this.d[k];
    const slow = FREQUENCY_PER_METRE * (v0 > 1 ? v0 : 1);
    const w = mode.frequency < slow ? mode.frequency : slow;
    // As the tracker does: the law where the car will be when it answers.
    const before = this.lateral[k];
    const rate = this.vd[k] + LATERAL_LAG_S * before;
    let lateral = -w * w * (d0 + LATERAL_LAG_S * this.vd[k] - offset) - 2 * w * rate;
    const spare = GRIP_MPS2 * GRIP_MPS2 - a * a;
    const grip = spare > 1 ? Math.sqrt(spare) : 1;
    const bound = mode.maxAcceleration < grip ? mode.maxAcceleration : grip;
    if (lateral > bound) lateral = bound;
    else if (lateral < -bound) lateral = -bound;
    lateral = before + (lateral - before) * (STEP_S / (STEP_S + LATERAL_LAG_S));
    let vd = this.vd[k] + lateral * STEP_S;
    const slip = MAX_SLIP * v;
    if (vd > slip) vd = slip;
    else if (vd < -slip) vd = -slip;
    this.a[k + 1] = a;
    this.v[k + 1] = v;
    this.vd[k + 1] = vd;
    this.d[k + 1] = d0 + vd * STEP_S;
    this.s[k + 1] = this.s[k] + (0.5 * (v0 + v) * STEP_S) / Math.max(0.2, 1 - curvature * d0);
    this.lateral[k + 1] = lateral;
    this.request[k + 1] = request;
    this.offset[k + 1] = offset;
    this.urgency[k + 1] = urgency;
  }
}

/** Rolls a manoeuvre that began `ageS` ago. */
export function rollManoeuvre(scene: Scene, manoeuvre: Manoeuvre, ageS: number, out: EgoTrack): void {
  out.start(scene);
  for (let k = 0; k < STEPS; k++) {
    const i = knotAt(ageS + k * STEP_S);
    out.advance(k, manoeuvre.acceleration[i], manoeuvre.offset[i], manoeuvre.urgency[i], scene.curvature);
  }
}

/** How a candidate accelerates: a fixed request for some time, then it follows whatever is ahead. */
export interface LongitudinalProfile {
  readonly requestMps2: number;
  /** 0: follow at once. */
  readonly holdS: number;
}

/** Time headway, standstill gap, and the two accelerations of the ego's own car following (Intelligent Driver Model), assertive values of Treiber 2000 with stronger limits. */
const FOLLOW = { headwayS: 1.1, minGapM: 2.5, accelMps2: 1.8, decelMps2: 2.5, corridorM: 0.3 } as const;

/** The ego's car-following request at step `k` behind the nearest predicted object in its corridor. */
export function followRequest(scene: Scene, futures: Futures, track: EgoTrack, k: number, offset: number): number {
  const v = track.v[k];
  const d = track.d[k];
  const s = track.s[k];
  const half = scene.egoWidthM * 0.5 + FOLLOW.corridorM;
  const low = (d < offset ? d : offset) - half;
  const high = (d > offset ? d : offset) + half;
  const base = k * futures.stride;
  let gap = Infinity;
  let leadV = 0;
  for (let i = 0; i < futures.count; i++) {
    const od = futures.d[base + i];
    const hd = futures.halfD[i];
    if (od - hd > high || od + hd < low) continue;
    const ds = futures.s[base + i] - s;
    if (ds <= 0) continue;
    const g = ds - futures.halfS[i] - scene.egoLengthM * 0.5;
    if (g < gap) {
      gap = g;
      leadV = futures.vs[base + i]!;
    }
  }
  const ratio = v / (scene.desiredSpeedMps > 1 ? scene.desiredSpeedMps : 1);
  const free = FOLLOW.accelMps2 * (1 - ratio * ratio * ratio * ratio);
  if (gap === Infinity) return free < -2 ? -2 : free;
  const g = gap < 0.3 ? 0.3 : gap;
  const dv = v - (leadV > 0 ? leadV : 0);
  const dynamic = v * FOLLOW.headwayS + (v * dv) / (2 * Math.sqrt(FOLLOW.accelMps2 * FOLLOW.decelMps2));
  const wanted = FOLLOW.minGapM + (dynamic > 0 ? dynamic : 0);
  const a = free - FOLLOW.accelMps2 * (wanted / g) * (wanted / g);
  return a < -MAX_BRAKE_MPS2 ? -MAX_BRAKE_MPS2 : a;
}

/** Rolls a candidate: lateral target and urgency from `delayS` on (before: keeps `holdOffset`), a longitudinal profile throughout. */
export function rollCandidate(
  scene: Scene,
  futures: Futures,
  offset: number,
  urgency: number,
  delayS: number,
  holdOffset: number,
  profile: LongitudinalProfile,
  from: number,
  out: EgoTrack,
): void {
  for (let k = from; k < STEPS; k++) {
    const t = (k - from) * STEP_S;
    const target = t < delayS ? holdOffset : offset;
    const u = t < delayS ? 0 : urgency;
    const request = t < profile.holdS ? profile.requestMps2 : followRequest(scene, futures, out, k, target);
    out.advance(k, request, target, u, scene.curvature);
  }
}

/** Writes the requests of a track from step `from` on as a manoeuvre. */
export function toManoeuvre(track: EgoTrack, from: number, out: Manoeuvre): void {
  for (let i = 0; i < KNOTS; i++) {
    let k = from + Math.floor((i * 0.2) / STEP_S + 1e-9);
    if (k > STEPS) k = STEPS;
    out.acceleration[i] = track.request[k]!;
    out.offset[i] = track.offset[k]!;
    out.urgency[i] = track.urgency[k]!;
  }
}
