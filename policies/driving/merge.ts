import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { ActionSource, Merge, MergeContext } from '../contracts.ts';
import type { DrivingDecision } from './driving-decision.ts';
import type { DrivingPlan } from './driving-plan.ts';
import { FULL_BRAKE_MPS2 } from './emergency-brake.ts';
import { COST_WEIGHTS, createCost, evaluate, type Cost } from './value/cost.ts';
import { Futures } from './value/futures.ts';
import { STEP_S, STEPS } from './value/horizon.ts';
import { knotAt, Manoeuvre } from './value/manoeuvre.ts';
import { predictNominal, predictPessimistic } from './value/predict.ts';
import { EgoTrack, followRequest, rollManoeuvre } from './value/rollout.ts';
import { Scene } from './value/scene.ts';
import { fillSensedScene } from './value/sensed-scene.ts';

type DrivingMerge = Merge<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction>;

/** Obeys the plan while one is in force, else the fast policy. */
export class FollowMerge implements DrivingMerge {
  merge(
    _o: DrivingObservation,
    decision: DrivingDecision,
    plan: DrivingPlan | null,
    context: MergeContext,
    out: EgoAction,
  ): ActionSource {
    if (plan === null) {
      act(decision.manoeuvre, 0, out);
      return 'fast';
    }
    act(plan.manoeuvre, (context.tick - plan.fromTick) * context.controlDt, out);
    return 'plan';
  }

  exchange(_io: StateIo): void {
    // Nothing outlives a tick.
  }
}

/** For arms that act on plans only: keeps lane and speed before the first plan, and the last plan's action at its end. */
export class HoldMerge implements DrivingMerge {
  merge(
    o: DrivingObservation,
    _d: DrivingDecision,
    plan: DrivingPlan | null,
    context: MergeContext,
    out: EgoAction,
  ): ActionSource {
    if (plan !== null) {
      act(plan.manoeuvre, (context.tick - plan.fromTick) * context.controlDt, out);
      return 'plan';
    }
    out.accelerationMps2 = 0;
    out.targetOffsetM = o.lane.centerM;
    out.urgency = 0;
    return 'hold';
  }

  exchange(_io: StateIo): void {
    // Nothing outlives a tick.
  }
}

/** What the arbitration may be tuned in; the committed values come from the validation split. */
export interface ArbitrationSettings {
  /** Full braking is considered when the fast action meets something within this time, s. */
  readonly contactS: number;
  /** Braking must reduce the predicted harm to this share of the fast action's. */
  readonly harmRatio: number;
  /** A plan must be better than the fast action by this much cost. */
  readonly planBias: number;
  /** … and less dangerous by this much: a plan is for safety, the way is the fast policy's. */
  readonly planSafer: number;
  /** Once begun, braking is kept at least this long, s. */
  readonly holdS: number;
  readonly pessimism: number;
}

/**
 * Decides every tick, on the present observation, between the fast action, the plan's remainder and full braking, by one
 * roll-out each. A third, reflex tier: without a planner it is the `reflex` arm.
 */
export class ArbitrateMerge implements DrivingMerge {
  private readonly scene: Scene;
  private readonly nominal = new Futures();
  private readonly pessimistic = new Futures();
  private readonly hypotheses = [this.nominal, this.pessimistic];
  private readonly track = new EgoTrack();
  private readonly brake = new Manoeuvre();
  private readonly fastCost = createCost();
  private readonly planCost = createCost();
  private readonly brakeCost = createCost();
  private readonly firmCost = createCost();
  /** First tick at which braking may end. */
  private brakeUntil = 0;
  private planLast = false;

  constructor(
    map: RoadMap,
    private readonly settings: ArbitrationSettings,
  ) {
    this.scene = new Scene(map);
  }

  merge(
    o: DrivingObservation,
    decision: DrivingDecision,
    plan: DrivingPlan | null,
    context: MergeContext,
    out: EgoAction,
  ): ActionSource {
    const { scene, settings, hypotheses, track } = this;
    fillSensedScene(o, scene);
    predictNominal(scene, this.nominal);
    predictPessimistic(scene, settings.pessimism, this.pessimistic);
    this.rollFast(decision.manoeuvre);
    evaluate(scene, hypotheses, track, 0, this.fastCost);
    let source: ActionSource = 'fast';
    let best = this.fastCost;
    const ageS = plan === null ? 0 : (context.tick - plan.fromTick) * context.controlDt;
    if (plan !== null) {
      rollManoeuvre(scene, plan.manoeuvre, ageS, track);
      evaluate(scene, hypotheses, track, 0, this.planCost);
      const bias = this.planLast ? 0 : settings.planBias;
      const safer = danger(this.planCost) + (this.planLast ? 0 : settings.planSafer) <= danger(this.fastCost);
      if (safer && this.planCost.total + bias < this.fastCost.total) {
        source = 'plan';
        best = this.planCost;
      }
    }
    this.planLast = source === 'plan';
    if (best.contactS < settings.contactS || context.tick < this.brakeUntil) {
      this.tryBraking(FULL_BRAKE_MPS2, this.brakeCost);
      const full = this.brakeCost.harm;
      const held = context.tick < this.brakeUntil;
      if (full < settings.harmRatio * best.harm || (held && full <= best.harm)) {
        source = 'brake';
        if (!held) this.brakeUntil = context.tick + Math.round(settings.holdS / context.controlDt);
        this.tryBraking(FIRM_BRAKE_MPS2, this.firmCost);
        if (this.firmCost.harm > full) this.brake.acceleration.fill(FULL_BRAKE_MPS2);
      }
    }
    if (source === 'brake') act(this.brake, 0, out);
    else if (source === 'plan') act(plan!.manoeuvre, ageS, out);
    else act(decision.manoeuvre, 0, out);
    return source;
  }

  /** Rolls braking in the lane with a constant request. */
  private tryBraking(requestMps2: number, out: Cost): void {
    this.brake.fill(requestMps2, this.scene.egoD, 0);
    rollManoeuvre(this.scene, this.brake, 0, this.track);
    evaluate(this.scene, this.hypotheses, this.track, 0, out);
  }

  /** The fast trajectory for its first second, then as a car follower would: the policy decides anew every tick. */
  private rollFast(m: Manoeuvre): void {
    const { scene, track, nominal } = this;
    track.start(scene);
    for (let k = 0; k < STEPS; k++) {
      const i = knotAt(k * STEP_S);
      const offset = m.offset[i];
      const knot = m.acceleration[i];
      const follow = k * STEP_S < FAST_HELD_S ? knot : followRequest(scene, nominal, track, k, offset);
      track.advance(
        k,
        follow < knot || k * STEP_S < FAST_HELD_S ? follow : knot,
        offset,
        m.urgency[i],
        scene.curvature,
      );
    }
  }

  exchange(io: StateIo): void {
    this.brakeUntil = io.number('arbitration.brakeUntil', this.brakeUntil);
    this.planLast = io.boolean('arbitration.planLast', this.planLast);
  }
}

/** Braking that is firm but not yet hard, m/s2 (nuPlan's comfort bound is 4.05): enough whenever full braking saves no more. */
const FIRM_BRAKE_MPS2 = -3.9;

/** How long the fast action is taken to be held before the policy reacts, s. */
const FAST_HELD_S = 0.8;

/** Harm and nearness, in units of cost. */
function danger(cost: Cost): number {
  return COST_WEIGHTS.harm * cost.harm + COST_WEIGHTS.risk * cost.risk;
}

function act(m: Manoeuvre, ageS: number, out: EgoAction): void {
  const i = knotAt(ageS);
  out.accelerationMps2 = m.acceleration[i]!;
  out.targetOffsetM = m.offset[i]!;
  out.urgency = m.urgency[i]!;
}
