import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { Futures } from '../../../policies/driving/value/futures.ts';
import { STEP_S, STEPS } from '../../../policies/driving/value/horizon.ts';
import { KNOT_S } from '../../../policies/driving/value/manoeuvre.ts';
import { predictNominal } from '../../../policies/driving/value/predict.ts';
import { EgoTrack, followRequest, rollManoeuvre } from '../../../policies/driving/value/rollout.ts';
import { Scene } from '../../../policies/driving/value/scene.ts';
import { fillSensedScene } from '../../../policies/driving/value/sensed-scene.ts';
import type { RoadMap, RoadPoint } from '../../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import {
  CANDIDATE_POINTS,
  FAST_POINT,
  FAST_STRIDE,
  MAX_CANDIDATES,
  PATH_POINTS,
  PLAN_POINT,
  PLAN_STRIDE,
} from '../frame.ts';
import type { HeardRun } from './heard-run.ts';

const STEPS_PER_POINT = Math.round(KNOT_S / STEP_S);
/** A plan does not say how long a candidate keeps its first request; the planner's profiles keep it 1.2 s to 2 s. */
const REQUEST_HELD_S = 1.5;

/** Turns decisions, plans and candidates into paths in the world frame, on objects of its own. */
export class FramePaths {
  /** x, y of `CANDIDATE_POINTS` points of each candidate. */
  readonly candidates = new Float64Array(MAX_CANDIDATES * CANDIDATE_POINTS * 2);
  /** Index of the candidate with the best value, or -1 where the plan is better than all that it shows. */
  chosen = -1;
  private rolled = 0;
  private readonly scene: Scene;
  private readonly futures = new Futures();
  private readonly track = new EgoTrack();
  private readonly point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };

  constructor(private readonly map: RoadMap) {
    this.scene = new Scene(map);
  }

  /**
   * The last decision, rolled forward from where the ego takes itself to be, as the arms' arbitration rolls it. The spread
   * is one Laplace scale of the distance travelled when the errors of the three seconds go the same way: then the scale of
   * their sum is the sum of the scales, here twice integrated over time.
   */
  writeFast(observation: DrivingObservation, heard: HeardRun, out: Float64Array): void {
    const { scene, track, point } = this;
    const road = this.map.roads[0];
    fillSensedScene(observation, scene);
    const ageS = heard.decisionTick < 0 ? 0 : (observation.tick - heard.decisionTick) * observation.controlDt;
    rollManoeuvre(scene, heard.manoeuvre, ageS, track);
    let speedSpread = 0;
    let spreadM = 0;
    for (let i = 0; i < PATH_POINTS; i++) {
      const k = i * STEPS_PER_POINT;
      road.pose(track.s[k], track.d[k], point);
      const at = i * FAST_STRIDE;
      out[at + FAST_POINT.x] = point.x;
      out[at + FAST_POINT.y] = point.y;
      out[at + FAST_POINT.speedMps] = track.v[k];
      out[at + FAST_POINT.spreadM] = spreadM;
      const second = Math.min(heard.scale.length - 1, Math.floor(i * KNOT_S + 1e-9));
      const scale = heard.scale[second];
      spreadM += speedSpread * KNOT_S + 0.5 * scale * KNOT_S * KNOT_S;
      speedSpread += scale * KNOT_S;
    }
  }

  writePlan(plan: DrivingPlan | null, out: Float64Array): void {
    if (plan === null) return;
    const { point } = this;
    const road = this.map.roads[0];
    for (let i = 0; i < PATH_POINTS; i++) {
      road.pose(plan.s[i], plan.d[i], point);
      const at = i * PLAN_STRIDE;
      out[at + PLAN_POINT.x] = point.x;
      out[at + PLAN_POINT.y] = point.y;
      out[at + PLAN_POINT.speedMps] = plan.v[i];
    }
  }

  /** Index, with fraction, of the point of the plan at which its ego would be now. */
  staleTo(plan: DrivingPlan, tick: number, controlDt: number): number {
    const knots = ((tick - plan.fromTick) * controlDt) / KNOT_S;
    return knots < 0 ? 0 : knots > PATH_POINTS - 1 ? PATH_POINTS - 1 : knots;
  }

  /**
   * Rolls the candidates of the last plan that arrived, once per plan. A plan keeps target offset, first request and value
   * of each; a path is that request held for a while and then car following towards the offset, from the plan's start and
   * among the others as sensed now. The chosen one's path is the plan's own.
   */
  rollCandidates(observation: DrivingObservation, heard: HeardRun): void {
    if (this.rolled === heard.deliveries) return;
    this.rolled = heard.deliveries;
    const { scene } = this;
    const plan = heard.delivered;
    fillSensedScene(observation, scene);
    predictNominal(scene, this.futures);
    const count = Math.min(MAX_CANDIDATES, plan.candidates);
    this.chosen = chosenOf(plan, count);
    for (let c = 0; c < count; c++) {
      if (c === this.chosen) this.copyPlan(plan, c);
      else this.rollOne(plan, c);
    }
  }

  private rollOne(plan: DrivingPlan, c: number): void {
    const { scene, futures, track } = this;
    const offset = plan.candidateOffset[c];
    const request = plan.candidateRequest[c];
    const urgency = this.isUrgent(plan, c) ? 1 : 0;
    track.start(scene);
    track.s[0] = plan.s[0];
    track.d[0] = plan.d[0];
    track.v[0] = plan.v[0];
    for (let k = 0; k < STEPS; k++) {
      const held = k * STEP_S < REQUEST_HELD_S;
      track.advance(
        k,
        held ? request : followRequest(scene, futures, track, k, offset),
        offset,
        urgency,
        scene.curvature,
      );
    }
    for (let j = 0; j < CANDIDATE_POINTS; j++) {
      const k = j * 2 * STEPS_PER_POINT;
      this.putPoint(c, j, track.s[k], track.d[k]);
    }
  }

  /** Swerves off the middle of a lane are urgent, and of two equal options the second one is. */
  private isUrgent(plan: DrivingPlan, c: number): boolean {
    const offset = plan.candidateOffset[c];
    if (c > 0 && plan.candidateOffset[c - 1] === offset && plan.candidateRequest[c - 1] === plan.candidateRequest[c]) {
      return true;
    }
    const lane = this.map.laneAt(0, plan.s[0], offset, 0);
    return lane < 0 || Math.abs(this.map.lanes[lane].centerM - offset) > 1e-6;
  }

  private copyPlan(plan: DrivingPlan, c: number): void {
    for (let j = 0; j < CANDIDATE_POINTS; j++) this.putPoint(c, j, plan.s[2 * j], plan.d[2 * j]);
  }

  private putPoint(c: number, j: number, s: number, d: number): void {
    const p = this.map.roads[0].pose(s, d, this.point);
    const at = (c * CANDIDATE_POINTS + j) * 2;
    this.candidates[at] = p.x;
    this.candidates[at + 1] = p.y;
  }
}

/** Later candidates of the same value were tried in vain. */
function chosenOf(plan: DrivingPlan, count: number): number {
  let best = -1;
  for (let c = 0; c < count; c++) {
    if (best < 0 || plan.candidateValue[c] > plan.candidateValue[best]) best = c;
  }
  return best >= 0 && plan.candidateValue[best] >= plan.value ? best : -1;
}
