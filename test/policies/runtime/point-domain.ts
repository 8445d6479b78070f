import { RandomStream } from '../../../sim/kernel/random.ts';
import type {
  ActionSource,
  Decision,
  Domain,
  FastPolicy,
  Merge,
  MergeContext,
  Plan,
  Planner,
  PlannerBudget,
  PlanRequest,
  Reflex,
  StateIo,
  Stateful,
  World,
} from '../../../policies/contracts.ts';

/** A point on a line, pushed about by a seeded disturbance; both systems want it at 0. */

export const CONTROL_DT = 1 / 60;

export interface PointObservation {
  x: number;
  v: number;
}

export class PointAction implements Stateful {
  acceleration = 0;

  exchange(io: StateIo): void {
    this.acceleration = io.number('acceleration', this.acceleration);
  }
}

export class PointWorld implements World<PointObservation, PointAction> {
  tick = 0;
  readonly controlDt = CONTROL_DT;
  x = 5;
  v = 0;
  private readonly stream: RandomStream;
  private readonly lastTick: number;
  private readonly observation: PointObservation = { x: 0, v: 0 };

  constructor(seed: number, lastTick = Infinity) {
    this.stream = RandomStream.named(seed, 'point');
    this.lastTick = lastTick;
  }

  get ended(): boolean {
    return this.tick >= this.lastTick;
  }

  observe(): PointObservation {
    this.observation.x = this.x;
    this.observation.v = this.v;
    return this.observation;
  }

  step(action: PointAction): void {
    this.v += (action.acceleration + this.stream.normal(0, 2)) * this.controlDt;
    this.x += this.v * this.controlDt;
    this.tick++;
    // Stale observations must not go unnoticed.
    this.observation.x = NaN;
    this.observation.v = NaN;
  }

  exchange(io: StateIo): void {
    this.tick = io.number('tick', this.tick);
    this.x = io.number('x', this.x);
    this.v = io.number('v', this.v);
    this.stream.exchange(io);
  }
}

export class PointDecision implements Decision {
  acceleration = 0;
  readonly uncertainty = { level: 0, aleatoric: 0, epistemic: 0 };

  exchange(io: StateIo): void {
    this.acceleration = io.number('acceleration', this.acceleration);
    this.uncertainty.level = io.number('level', this.uncertainty.level);
    this.uncertainty.aleatoric = io.number('aleatoric', this.uncertainty.aleatoric);
    this.uncertainty.epistemic = io.number('epistemic', this.uncertainty.epistemic);
  }
}

/** A weak spring, unsure of itself far from 0. */
export class PointPolicy implements FastPolicy<PointObservation, PointDecision> {
  readonly model = { name: 'spring', sha256: '0'.repeat(64) };
  /** Messages of the slow system, as they came. */
  readonly guidanceSeen: number[][] = [];
  private readonly input = new Float64Array(2);
  private readonly output = new Float64Array(2);

  prepare(observation: PointObservation, guidance: Float64Array): void {
    this.input[0] = observation.x;
    this.input[1] = observation.v;
    this.guidanceSeen.push([...guidance]);
  }

  async infer(): Promise<void> {
    await Promise.resolve();
    this.output[0] = -0.5 * this.input[0] - 0.3 * this.input[1];
    this.output[1] = Math.min(1, Math.abs(this.input[0]) / 6);
  }

  decide(_observation: PointObservation, out: PointDecision): void {
    out.acceleration = this.output[0];
    out.uncertainty.level = this.output[1];
  }
}

const PLAN_LENGTH = 30;

export class PointPlan implements Plan {
  fromTick = 0;
  requestedTick = 0;
  horizonTicks = PLAN_LENGTH - 1;
  value = 0;
  explanation = '';
  /** Where the point is thought to be at `fromTick`. */
  x = 0;
  readonly accelerations = new Float64Array(PLAN_LENGTH);

  exchange(io: StateIo): void {
    this.fromTick = io.number('fromTick', this.fromTick);
    this.requestedTick = io.number('requestedTick', this.requestedTick);
    this.horizonTicks = io.number('horizonTicks', this.horizonTicks);
    this.value = io.number('value', this.value);
    this.explanation = io.text('explanation', this.explanation);
    this.x = io.number('x', this.x);
    io.numbers('accelerations', this.accelerations);
  }
}

export const pointDomain: Domain<PointObservation, PointDecision, PointPlan, PointAction> = {
  createDecision: () => new PointDecision(),
  createPlan: () => new PointPlan(),
  createAction: () => new PointAction(),
  copyPlan(from, to) {
    to.fromTick = from.fromTick;
    to.requestedTick = from.requestedTick;
    to.horizonTicks = from.horizonTicks;
    to.value = from.value;
    to.explanation = from.explanation;
    to.x = from.x;
    to.accelerations.set(from.accelerations);
  },
  faultOf(plan) {
    const bad = plan.accelerations.findIndex((acceleration) => !Number.isFinite(acceleration));
    return bad < 0 ? null : `acceleration ${bad} is ${plan.accelerations[bad]}`;
  },
  drift: (plan, observation, tick) => (tick === plan.fromTick ? Math.abs(observation.x - plan.x) : NaN),
};

export type PointRequest = PlanRequest<PointObservation, PointDecision>;

/** A stiff, damped spring from where the point will be; each improvement looks further ahead. */
export function computePlan(request: PointRequest, out: PointPlan, steps: number): void {
  let { x, v } = request.observation;
  x += v * request.expectedDelayTicks * request.controlDt;
  out.fromTick = request.tick + request.expectedDelayTicks;
  out.horizonTicks = PLAN_LENGTH - 1;
  out.x = x;
  out.explanation = `back from ${x.toFixed(2)} m`;
  out.accelerations.fill(0);
  for (let k = 0; k < Math.min(steps, PLAN_LENGTH); k++) {
    out.accelerations[k] = -4 * x - 4 * v;
    v += out.accelerations[k] * request.controlDt;
    x += v * request.controlDt;
  }
  out.value = Math.min(steps, PLAN_LENGTH);
}

export class PointPlanner implements Planner<PointObservation, PointDecision, PointPlan> {
  readonly name = 'damper';
  readonly signals: AbortSignal[] = [];

  *plan(request: PointRequest, budget: PlannerBudget, signal: AbortSignal): Iterable<PointPlan> {
    this.signals.push(signal);
    const plan = new PointPlan();
    for (let steps = 10; steps <= budget.evaluations && !signal.aborted; steps += 10) {
      computePlan(request, plan, steps);
      yield plan;
    }
  }
}

/** The same plans, but each waits for `turn` first. */
export class AsyncPointPlanner implements Planner<PointObservation, PointDecision, PointPlan> {
  readonly name = 'slow damper';
  readonly signals: AbortSignal[] = [];
  private readonly turn: (request: PointRequest) => Promise<void>;

  constructor(turn: (request: PointRequest) => Promise<void>) {
    this.turn = turn;
  }

  async *plan(request: PointRequest, budget: PlannerBudget, signal: AbortSignal): AsyncIterable<PointPlan> {
    this.signals.push(signal);
    const own: PointRequest = { ...request, observation: { ...request.observation } };
    const plan = new PointPlan();
    for (let steps = 10; steps <= budget.evaluations && !signal.aborted; steps += 10) {
      await this.turn(own);
      computePlan(own, plan, steps);
      yield plan;
    }
  }
}

export class FollowMerge implements Merge<PointObservation, PointDecision, PointPlan, PointAction> {
  merge(
    _observation: PointObservation,
    decision: PointDecision,
    plan: PointPlan | null,
    context: MergeContext,
    out: PointAction,
  ): ActionSource {
    if (plan !== null) {
      const step = Math.min(Math.max(context.tick - plan.fromTick, 0), PLAN_LENGTH - 1);
      out.acceleration = plan.accelerations[step];
      return 'plan';
    }
    if (context.blocking) return 'hold';
    out.acceleration = decision.acceleration;
    return 'fast';
  }

  exchange(): void {}
}

/** Brakes when the point is fast. */
export class SpeedReflex implements Reflex<PointObservation, PointDecision, PointAction> {
  readonly name = 'speed';
  private interventions = 0;

  apply(observation: PointObservation, _decision: PointDecision, _context: MergeContext, action: PointAction): boolean {
    if (Math.abs(observation.v) < 1.5) return false;
    action.acceleration = -3 * Math.sign(observation.v);
    this.interventions++;
    return true;
  }

  exchange(io: StateIo): void {
    this.interventions = io.number('interventions', this.interventions);
  }
}
