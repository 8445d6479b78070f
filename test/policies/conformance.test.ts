import { describe, expect, it } from 'vitest';
import { checkGate, checkPlanner, checkPolicy } from '../../policies/conformance.ts';
import type { FastPolicy, Planner } from '../../policies/contracts.ts';
import { AlwaysGate } from '../../policies/gates/always.ts';
import {
  AsyncPointPlanner,
  computePlan,
  CONTROL_DT,
  PointDecision,
  PointPlan,
  PointPlanner,
  PointPolicy,
  pointDomain,
} from './runtime/point-domain.ts';
import type { PointObservation, PointRequest } from './runtime/point-domain.ts';
import type { PointGate } from './runtime/point-system.ts';

const observations: PointObservation[] = [
  { x: 5, v: 0 },
  { x: -2, v: 1 },
  { x: 0.5, v: -3 },
];

describe('checkPolicy', () => {
  const check = (create: () => FastPolicy<PointObservation, PointDecision>) =>
    checkPolicy({ create, createDecision: () => new PointDecision(), observations, guidance: [Float64Array.of(1)] });

  /** The spring, with something done to its decisions. */
  function bent(bend: (out: PointDecision) => void): FastPolicy<PointObservation, PointDecision> {
    const policy = new PointPolicy();
    return {
      model: policy.model,
      prepare: (observation, guidance) => policy.prepare(observation, guidance),
      infer: () => policy.infer(),
      decide: (observation, out) => {
        policy.decide(observation, out);
        bend(out);
      },
    };
  }

  it('passes a policy that keeps the contract', async () => {
    expect(await check(() => new PointPolicy())).toEqual([]);
  });

  it.each([
    ['a level beyond 1', (out: PointDecision) => (out.uncertainty.level = 1.5), 'level must be in [0, 1], but is 1.5'],
    ['a negative part', (out: PointDecision) => (out.uncertainty.aleatoric = -1), 'aleatoric must be at least 0'],
    ['a negative part', (out: PointDecision) => (out.uncertainty.epistemic = NaN), 'epistemic must be at least 0'],
    ['a number that is none', (out: PointDecision) => (out.acceleration = NaN), 'number 0 of its state is NaN'],
    [
      'leftovers of the last decision',
      (out: PointDecision) => (out.acceleration += out.uncertainty.epistemic++),
      'asked again',
    ],
  ])('finds %s', async (_what, bend, fault) => {
    expect((await check(() => bent(bend))).join('\n')).toContain(fault);
  });

  it('finds memory, and differences between two of a kind', async () => {
    let memory = 0;
    const forgetful = () => bent((out) => (out.acceleration += ++memory));
    expect((await check(forgetful)).join('\n')).toContain('differs when the policy is asked again, in another order');
    let made = 0;
    const individual = () => {
      const own = made++;
      return bent((out) => (out.acceleration += own));
    };
    expect((await check(individual))[0]).toMatch(/^Decision 2 of a second policy differs/);
    let models = 0;
    const renamed = () => Object.assign(new PointPolicy(), { model: { name: 'spring', sha256: String(models++) } });
    expect(await check(renamed)).toEqual(['Two policies of one kind name different weights.']);
  });
});

describe('checkGate', () => {
  const steps = observations.map((observation) => ({ observation, decision: new PointDecision() }));
  const check = (create: () => PointGate) => checkGate({ create, steps, controlDt: CONTROL_DT });
  const gate = (decide: PointGate['decide']): PointGate => ({ decide, exchange() {} });

  it('passes a gate that keeps the contract', () => {
    expect(check(() => new AlwaysGate())).toEqual([]);
  });

  it('finds a reason that does not fit', () => {
    const silent = gate((_o, _d, _c, out) => (out.think = true));
    expect(check(() => silent)[0]).toBe(
      "Step 0: the reason must be 'none' exactly when it does not think, but is 'none'.",
    );
  });

  it('finds a changed decision', () => {
    expect(check(() => gate((_o, decision) => decision.uncertainty.level++))[0]).toContain(
      'The gate changed the decision of step 0',
    );
  });

  it('finds state that is not saved, and differences between two of a kind', () => {
    const forgetful = () => {
      let tick = 0;
      return gate((_o, _d, _c, out) => {
        out.think = tick++ > 1;
        out.reason = out.think ? 'level' : 'none';
      });
    };
    expect(check(forgetful)).toEqual([
      'A gate that was saved and restored decides differently at step 2: false, none instead of true, level.',
    ]);
    let made = 0;
    const individual = () => {
      const own = made++;
      return gate((_o, _d, _c, out) => {
        out.think = own > 0;
        out.reason = out.think ? 'level' : 'none';
      });
    };
    expect(check(individual)[0]).toBe(
      'A second gate decides differently at step 0: true, level instead of false, none.',
    );
  });
});

describe('checkPlanner', () => {
  const requests: PointRequest[] = observations.map((observation, id) => ({
    id,
    tick: 10 * id,
    controlDt: CONTROL_DT,
    expectedDelayTicks: 6,
    observation,
    decision: new PointDecision(),
    inForce: id === 1 ? new PointPlan() : null,
  }));
  type PointPlannerLike = Planner<PointObservation, PointDecision, PointPlan>;
  const check = (create: () => PointPlannerLike) =>
    checkPlanner({ create, requests, budget: { evaluations: 30 }, faultOf: (plan) => pointDomain.faultOf(plan) });
  const planner = (plan: PointPlannerLike['plan']): PointPlannerLike => ({ name: 'bent', plan });

  it('passes planners that keep the contract, at once or later', async () => {
    expect(await check(() => new PointPlanner())).toEqual([]);
    expect(await check(() => new AsyncPointPlanner(() => Promise.resolve()))).toEqual([]);
  });

  function* plans(request: PointRequest, ...values: number[]): Iterable<PointPlan> {
    for (const value of values) {
      const plan = new PointPlan();
      computePlan(request, plan, 10);
      plan.value = value;
      yield plan;
    }
  }

  let drawn = 0;
  it.each<[string, PointPlannerLike['plan'], string]>([
    ['no plan', () => [], 'Request 0: the planner ended without a plan.'],
    [
      'a plan worse than before',
      (request) => plans(request, 3, 2),
      'Request 0: plan 1 is worth 2, less than 3 before it.',
    ],
    ['an endless value', (request) => plans(request, Infinity), "the plan's value must be finite, but is Infinity"],
    ['chance', (request) => plans(request, drawn++), 'Request 0: the plan differs when asked again'],
    [
      'deafness to cancellation',
      (request) => plans(request, 1, 2, 3),
      'cancelled after its first plan, the planner gave 2 more',
    ],
    [
      'an unusable plan',
      () => [Object.assign(new PointPlan(), { accelerations: new Float64Array(30).fill(NaN) })],
      'the plan cannot be used: acceleration 0 is NaN',
    ],
    [
      'a thrown error',
      () => {
        throw new Error('no fuel');
      },
      'Request 0: the planner threw: Error: no fuel.',
    ],
    [
      'a changed decision',
      (request) => {
        request.decision.acceleration++;
        return plans(request, 1);
      },
      'the planner changed the decision',
    ],
    [
      'a changed plan in force',
      (request) => {
        if (request.inForce) request.inForce.fromTick++;
        return plans(request, 1);
      },
      'Request 1: the planner changed the plan in force',
    ],
  ])('finds %s', async (_what, plan, fault) => {
    expect((await check(() => planner(plan))).join('\n')).toContain(fault);
  });

  it('finds differences between two of a kind', async () => {
    let made = 0;
    const individual = () => {
      const own = made++;
      return planner((request) => plans(request, own));
    };
    expect((await check(individual))[0]).toContain('Request 0: the plan of a second planner differs');
  });
});
