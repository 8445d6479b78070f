import type { Futures } from './futures.ts';
import { STEP_S, STEPS } from './horizon.ts';
import { OBSTACLE, VEHICLE, VULNERABLE, type Scene } from './scene.ts';

/** Sideways speed from which a vehicle is taken to be changing lane, m/s; sensor noise stays below it. */
const LANE_CHANGE_MPS = 0.45;
/** A measured deceleration stronger than this is taken to last, m/s2. */
const BRAKING_MPS2 = 1;
/** Hypothesis 'pessimistic': deceleration of every moving vehicle ahead, m/s2 (UNECE R157 lead-braking scenario: 6). */
const LEAD_BRAKES_MPS2 = 6;
/** Standing pedestrians near the road may step out this fast, m/s (brisk walk). */
const STEP_OUT_MPS = 1.6;
/** Who comes over may be only at the beginning of it: so much faster, pessimistically. */
const PULLS_OVER_FACTOR = 1.7;
/** People who cross may stop where they are, this fast, m/s2. */
const STOPS_MPS2 = 4;
/** Crossing vehicles that stand may pull out with this acceleration, m/s2. */
const PULL_OUT_MPS2 = 2;
/** Reach, m, within which somebody beside the ego's corridor may enter it. */
const NEAR_ROAD_M = 5;

/** The single best guess: what moves goes on as it does, brakers brake on, lane changers finish in the next lane. */
export function predictNominal(scene: Scene, out: Futures): void {
  begin(scene, out, 1);
  for (let i = 0; i < scene.count; i++) {
    const a = scene.as[i];
    const forward = scene.vs[i] >= 0 ? 1 : -1;
    const braking = a * forward < -BRAKING_MPS2 && scene.cls[i] === VEHICLE;
    walk(scene, out, i, scene.vs[i], braking ? a : 0, lateralGoal(scene, i));
  }
}

/** What must not surprise: who comes over does so faster, leaders brake hard, people step out or stop in the way, standing crossers pull out. Others as nominal. */
export function predictPessimistic(scene: Scene, weight: number, out: Futures): void {
  begin(scene, out, weight);
  for (let i = 0; i < scene.count; i++) {
    const a = scene.as[i];
    const v = scene.vs[i];
    const forward = v >= 0 ? 1 : -1;
    const ahead = scene.s[i] > scene.egoS;
    const side = scene.d[i] - scene.egoD;
    if (
      scene.cls[i] === VEHICLE &&
      Math.abs(scene.along[i]) > 0.7 &&
      scene.vd[i] * side < 0 &&
      Math.abs(scene.vd[i]) >= LANE_CHANGE_MPS
    ) {
      walk(scene, out, i, v, 0, lateralGoal(scene, i), PULLS_OVER_FACTOR);
    } else if (scene.cls[i] === VEHICLE && ahead && v > 1 && scene.along[i] > 0.7) {
      walk(scene, out, i, v, a < -LEAD_BRAKES_MPS2 ? a : -LEAD_BRAKES_MPS2, lateralGoal(scene, i));
    } else if (
      scene.cls[i] === VULNERABLE &&
      ahead &&
      Math.abs(scene.vd[i]) < 0.4 &&
      Math.abs(side) < NEAR_ROAD_M &&
      Math.abs(v) < 1
    ) {
      straight(scene, out, i, v, side > 0 ? -STEP_OUT_MPS : STEP_OUT_MPS, 0);
    } else if (scene.cls[i] === VULNERABLE && ahead && Math.abs(scene.vd[i]) >= 0.4) {
      straight(scene, out, i, v, scene.vd[i], scene.vd[i] > 0 ? -STOPS_MPS2 : STOPS_MPS2, true);
    } else if (scene.cls[i] === VEHICLE && Math.abs(scene.along[i]) < 0.5 && Math.abs(scene.vd[i]) < 1 && ahead) {
      straight(scene, out, i, v, scene.vd[i], side > 0 ? -PULL_OUT_MPS2 : PULL_OUT_MPS2);
    } else {
      const braking = a * forward < -BRAKING_MPS2 && scene.cls[i] === VEHICLE;
      walk(scene, out, i, v, braking ? a : 0, lateralGoal(scene, i));
    }
  }
}

function begin(scene: Scene, out: Futures, weight: number): void {
  out.count = scene.count;
  out.weight = weight;
  for (let i = 0; i < scene.count; i++) {
    out.halfS[i] = scene.halfS[i]!;
    out.halfD[i] = scene.halfD[i]!;
    out.cls[i] = scene.cls[i]!;
  }
}

/** Offset at which sideways motion ends: the centre of the lane it is heading for; infinite for what does not keep to lanes. */
function lateralGoal(scene: Scene, i: number): number {
  const vd = scene.vd[i];
  if (scene.cls[i] !== VEHICLE || Math.abs(scene.along[i]) < 0.7) return vd >= 0 ? Infinity : -Infinity;
  const d = scene.d[i];
  if (Math.abs(vd) < LANE_CHANGE_MPS) return d;
  const { lanes } = scene.map;
  const here = scene.map.laneAt(0, scene.s[i], d, 0);
  if (here < 0) return d;
  const center = lanes[here].centerM;
  if ((center - d) * vd > 0 && Math.abs(center - d) > 0.3) return center;
  const step = vd > 0 ? lanes[here].widthM : -lanes[here].widthM;
  const next = scene.map.laneAt(0, scene.s[i], center + step, 0);
  return next >= 0 && next !== here ? lanes[next].centerM : d + vd;
}

/** Constant acceleration along the road until standstill, sideways at constant speed until `goal`. */
function walk(scene: Scene, out: Futures, i: number, v0: number, a: number, goal: number, hurry = 1): void {
  let s = scene.s[i];
  let d = scene.d[i];
  let v = v0;
  const still = scene.cls[i] === OBSTACLE && Math.abs(v0) < 0.3;
  if (still) v = 0;
  const vd0 = still ? 0 : hurry * scene.vd[i];
  for (let k = 0; k <= STEPS; k++) {
    const at = k * out.stride + i;
    const arrived = vd0 >= 0 ? d >= goal : d <= goal;
    const vd = arrived || vd0 === 0 || goal === scene.d[i] ? 0 : vd0;
    out.s[at] = s;
    out.d[at] = d;
    out.vs[at] = v;
    out.vd[at] = vd;
    let next = v + a * STEP_S;
    if (v0 >= 0 ? next < 0 && a < 0 : next > 0 && a > 0) next = 0;
    s += 0.5 * (v + next) * STEP_S;
    d += vd * STEP_S;
    v = next;
  }
}

/** Straight motion with a sideways velocity and acceleration (an upper speed keeps it plausible); ends at standstill if `stops`. */
function straight(scene: Scene, out: Futures, i: number, vs: number, vd0: number, ad: number, stops = false): void {
  let d = scene.d[i];
  let vd = vd0;
  for (let k = 0; k <= STEPS; k++) {
    const at = k * out.stride + i;
    out.s[at] = scene.s[i] + vs * k * STEP_S;
    out.d[at] = d;
    out.vs[at] = vs;
    out.vd[at] = vd;
    let next = Math.max(-8, Math.min(8, vd + ad * STEP_S));
    if (stops && next * vd0 < 0) next = 0;
    d += 0.5 * (vd + next) * STEP_S;
    vd = next;
    if (stops && vd === 0) ad = 0;
  }
}
