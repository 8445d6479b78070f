import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { Planner, PlannerBudget, PlanRequest } from '../contracts.ts';
import { CHOICES, type DrivingDecision } from './driving-decision.ts';
import { DrivingPlan } from './driving-plan.ts';
import { LATERAL_NAMES } from './value/candidates.ts';
import { Futures } from './value/futures.ts';
import { STEP_S } from './value/horizon.ts';
import { Manoeuvre } from './value/manoeuvre.ts';
import { predictNominal, predictPessimistic } from './value/predict.ts';
import { toManoeuvre } from './value/rollout.ts';
import { Scene } from './value/scene.ts';
import { fillSensedScene } from './value/sensed-scene.ts';
import { Selector } from './value/select.ts';
import { PLAN_IN_FORCE_S, VALUE_PESSIMISM } from './settings.ts';
import { writePlan } from './write-plan.ts';

/** The order in which longitudinal profiles are tried: what matters most first, since a call may be cut short. */
const PROFILE_ORDER = [0, 3, 2, 1, 4, 6, 5];

/**
 * Value-guided planner: enumerates manoeuvres, rolls them forward in a world model built from what the sensors saw
 * (nominal and pessimistic), scores collision harm, nearness, way and comfort, and refines the best. Plans from the
 * state it expects at arrival (VLASH, arXiv 2512.01031): what is being executed meanwhile is rolled first. Anytime:
 * yields after every group of candidates. Deterministic: its budget counts evaluations, not time.
 */
export class ValuePlanner implements Planner<DrivingObservation, DrivingDecision, DrivingPlan> {
  readonly name: string = 'value';
  protected readonly scene: Scene;
  private readonly nominal = new Futures();
  private readonly pessimistic = new Futures();
  private readonly hypotheses: readonly Futures[] = [this.nominal, this.pessimistic];
  private readonly selector = new Selector();
  private readonly executing = new Manoeuvre();
  private readonly best = new DrivingPlan();

  constructor(map: RoadMap) {
    this.scene = new Scene(map);
  }

  *plan(
    request: PlanRequest<DrivingObservation, DrivingDecision>,
    budget: PlannerBudget,
    signal: AbortSignal,
  ): Iterable<DrivingPlan> {
    const { scene, selector, hypotheses } = this;
    fillSensedScene(request.observation, scene);
    predictNominal(scene, this.nominal);
    predictPessimistic(scene, VALUE_PESSIMISM, this.pessimistic);
    const inForce = request.inForce instanceof DrivingPlan ? request.inForce : null;
    this.executing.copy(inForce === null ? request.decision.manoeuvre : inForce.manoeuvre);
    const ageS = inForce === null ? 0 : (request.tick - inForce.fromTick) * request.controlDt;
    const delayS = request.expectedDelayTicks * request.controlDt;
    const from = selector.begin(scene, this.executing, ageS, delayS);
    const limit = Math.max(1, Math.min(128, budget.evaluations));

    this.warmStart(request.decision, from);
    for (const profile of PROFILE_ORDER) {
      selector.tryProfile(scene, hypotheses, from, profile, limit);
      yield this.write(request, from);
      if (signal.aborted || selector.selection.count >= limit) return;
    }
    selector.refine(scene, hypotheses, from, limit);
    yield this.write(request, from);
  }

  /** The fast policy's own choice, held for its first second, then following. */
  private warmStart(decision: DrivingDecision, from: number): void {
    const m = decision.manoeuvre;
    const name = LATERAL_NAMES.indexOf(CHOICES[decision.chosen] ?? 'keep');
    this.selector.tryOne(this.scene, this.hypotheses, from, name, m.offset[0], m.urgency[0], 0, m.acceleration[0], 1);
  }

  private write(request: PlanRequest<DrivingObservation, DrivingDecision>, from: number): DrivingPlan {
    const { selector, scene, best } = this;
    selector.roll(scene, this.nominal, from, selector.selection.best, selector.track);
    toManoeuvre(selector.track, from, best.manoeuvre);
    best.requestedTick = request.tick;
    best.fromTick = request.tick + Math.round((from * STEP_S) / request.controlDt);
    best.horizonTicks = Math.round(PLAN_IN_FORCE_S / request.controlDt);
    writePlan(best, selector, from);
    return best;
  }
}
