import { beforeAll, describe, expect, it } from 'vitest';
import { digestState, saveState } from '../../../sim/kernel/state-codec.ts';
import { checkPlanner } from '../../../policies/conformance.ts';
import type { Planner, PlanRequest } from '../../../policies/contracts.ts';
import type { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { EXPERT, PrivilegedPlanner } from '../../../policies/driving/privileged-planner.ts';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';
import { actor, cruising, laneCentre, requestAt, worldAfter } from './worlds.ts';

type Request = PlanRequest<DrivingObservation, DrivingDecision>;
type DrivingPlanner = Planner<DrivingObservation, DrivingDecision, DrivingPlan>;

const NEVER = new AbortController().signal;
const EVALUATIONS = 96;

/** All plans of a call, as copies. */
function plansOf(planner: DrivingPlanner, request: Request, evaluations = EVALUATIONS, signal = NEVER): DrivingPlan[] {
  const plans: DrivingPlan[] = [];
  for (const plan of planner.plan(request, { evaluations }, signal) as Iterable<DrivingPlan>) {
    const copy = new DrivingPlan();
    copy.copy(plan);
    plans.push(copy);
  }
  return plans;
}

function planIn(world: DrivingWorld, request = requestAt(world)): DrivingPlan {
  return plansOf(new ValuePlanner(world.map), request).at(-1)!;
}

/** Scenes that call for different plans; a few ticks old, so that what is seen is confirmed. */
let empty: DrivingWorld;
let blocked: DrivingWorld;
let wall: DrivingWorld;
let crowded: DrivingWorld;

beforeAll(() => {
  const barriers = [0, 1, 2].map((lane) => actor(`barrier-${lane}`, 'barrier', 126, laneCentre(lane), { widthM: 3.4 }));
  const shoulders = [-1, 11.5].map((d) => actor(`edge-${d}`, 'barrier', 126, d, { widthM: 2 }));
  empty = worldAfter(8);
  blocked = worldAfter(8, { actors: [actor('parked', 'truck', 140, laneCentre(1))] });
  wall = worldAfter(8, { actors: [...barriers, ...shoulders] });
  crowded = worldAfter(8, {
    actors: [
      cruising('ahead', 125, 1, 15),
      cruising('left', 98, 2, 20),
      cruising('right', 110, 0, 18),
      actor('walker', 'pedestrian', 150, 4),
    ],
    sensors: { positionNoiseM: 0.2, velocityNoiseMps: 0.2 },
  });
});

describe('the value-guided planner', () => {
  it('keeps its lane and its speed on an empty road', () => {
    const plan = planIn(empty);
    expect(plan.explanation).toBe('keep the lane, hold speed');
    expect(plan.harm).toBe(0);
    expect(plan.value).toBeCloseTo(0, 0);
    expect([...plan.manoeuvre.offset]).toEqual(new Array(20).fill(laneCentre(1)));
  });

  it('changes lane where its own is blocked and the next ones are free', () => {
    const plan = planIn(blocked);
    expect(plan.harm).toBe(0);
    expect(plan.explanation).toMatch(/^(change to|evade into|swerve)/);
  });

  it('brakes with all it has where nothing is free, and says that it may not be enough', () => {
    const plan = planIn(wall);
    expect(plan.manoeuvre.acceleration[0]).toBeLessThanOrEqual(-8.5);
    expect(plan.explanation).toMatch(/brake with \d\.\d m\/s2; contact still possible$/);
  });

  it('begins its plan where the ego will be when it arrives, after what is being executed', () => {
    const request = requestAt(empty, { expectedDelayTicks: 24 });
    request.decision.manoeuvre.fill(-2, laneCentre(1), 0);
    const plan = planIn(empty, request);
    expect(plan.requestedTick).toBe(request.tick);
    expect(plan.fromTick).toBe(request.tick + 24);
    // 0.4 s with -2 m/s2, which come with a lag of 0.05 s.
    const { s, speed } = empty.observe().ego;
    expect(Math.abs(plan.v[0] - (speed - 2 * (0.4 - 0.05)))).toBeLessThan(0.04);
    expect(Math.abs(plan.s[0] - (s + speed * 0.4 - 0.35 * 0.35))).toBeLessThan(0.04);
    expect(drivingDomain.drift(plan, empty.observe(), plan.fromTick - 1)).toBeNaN();
  });

  it('takes the plan in force, at its age, for what is being executed', () => {
    const inForce = new DrivingPlan();
    inForce.fromTick = empty.tick - 30;
    inForce.horizonTicks = 96;
    inForce.manoeuvre.fill(0, laneCentre(1), 0);
    for (let i = 3; i < 20; i++) inForce.manoeuvre.acceleration[i] = -4;
    const request = requestAt(empty, { expectedDelayTicks: 12, inForce });
    // Half a second old: 0.1 s of coasting are left, then 0.1 s of braking.
    const lost = empty.observe().ego.speed - planIn(empty, request).v[0];
    expect(Math.abs(lost - 4 * 0.1 * (0.1 / 0.15))).toBeLessThan(0.03);
  });

  it.each([1, 2, 7, 40, 79])('evaluates no more than the %d candidates of its budget', (evaluations) => {
    for (const world of [empty, blocked, wall, crowded]) {
      const plans = plansOf(new ValuePlanner(world.map), requestAt(world), evaluations);
      if (evaluations <= 40) expect(plans.at(-1)!.candidates).toBe(evaluations);
      expect(plans.every((plan) => plan.candidates <= evaluations)).toBe(true);
    }
  });

  it('gets better with its budget, never worse', () => {
    for (const world of [blocked, wall, crowded]) {
      let before = -Infinity;
      for (const evaluations of [1, 10, 30, 60, 96, 128]) {
        const { value } = plansOf(new ValuePlanner(world.map), requestAt(world), evaluations).at(-1)!;
        expect(value).toBeGreaterThanOrEqual(before);
        before = value;
      }
    }
  });

  it('improves step by step, and stops when nobody waits any more', () => {
    const all = plansOf(new ValuePlanner(crowded.map), requestAt(crowded));
    expect(all.length).toBeGreaterThan(3);
    for (let i = 1; i < all.length; i++) expect(all[i].value).toBeGreaterThanOrEqual(all[i - 1].value);
    const abort = new AbortController();
    abort.abort();
    const cut = plansOf(new ValuePlanner(crowded.map), requestAt(crowded), EVALUATIONS, abort.signal);
    expect(cut).toHaveLength(1);
    expect(cut[0]).toEqual(all[0]);
  });

  it('keeps the contract of planners', async () => {
    const request = requestAt(crowded);
    const inForce = planIn(crowded, request);
    const faults = await checkPlanner({
      create: () => new ValuePlanner(crowded.map),
      requests: [request, { ...request, id: 99, inForce }, { ...request, id: 100, expectedDelayTicks: 100 }],
      budget: { evaluations: EVALUATIONS },
      faultOf: (plan) => drivingDomain.faultOf(plan),
    });
    expect(faults).toEqual([]);
  });
});

describe('the privileged planner', () => {
  it('keeps the contract of planners', async () => {
    const faults = await checkPlanner({
      create: () => new PrivilegedPlanner(crowded),
      requests: [requestAt(crowded)],
      budget: { evaluations: EVALUATIONS },
      faultOf: (plan) => drivingDomain.faultOf(plan),
    });
    expect(faults).toEqual([]);
  });

  it('leaves the world as it is', () => {
    const before = digestState(crowded);
    plansOf(new PrivilegedPlanner(crowded), requestAt(crowded));
    expect(digestState(crowded)).toBe(before);
  });

  describe('knows', () => {
    /** A pedestrian in the shadow of a parked van; `waits`: runs out when the ego is 1.5 s away, else walks already. */
    function shadow(waits: boolean): DrivingWorld {
      const world = worldAfter(8, {
        ego: { speedMps: 14, desiredSpeedMps: 14, lane: 0 },
        actors: [
          actor('van', 'van', 122, -1.1),
          actor('walker', 'pedestrian', 127, -1.1, {
            heightM: 1.2,
            behaviour: {
              kind: 'walk',
              road: 0,
              points: [
                { s: 127, d: -1.1 },
                { s: 127, d: 9 },
              ],
              speedMps: 2.2,
              accelerationMps2: 5,
              waits,
            },
            events: waits ? [{ trigger: { kind: 'ego-arrival', s: 1.5 }, action: { kind: 'go' } }] : [],
          }),
        ],
      });
      expect(world.perception.tracks.valid[world.actors.ids.indexOf('walker') - 1]).toBe(0);
      return world;
    }

    /** Whether its plan brakes or leaves the lane. */
    function reacts(world: DrivingWorld, planner: DrivingPlanner): boolean {
      const { acceleration, offset } = plansOf(planner, requestAt(world)).at(-1)!.manoeuvre;
      return acceleration.slice(0, 5).reduce((sum, a) => sum + a / 5, 0) < -1 || offset[10] > 3;
    }

    it.each([
      ['who is hidden', false, { hidden: true, script: false }],
      ['what they are going to do', true, { hidden: true, script: true }],
    ])('%s, where it is told; the expert and the value-guided planner know neither', (_what, waits, knowledge) => {
      const world = shadow(waits);
      expect(reacts(world, new PrivilegedPlanner(world, knowledge))).toBe(true);
      expect(reacts(world, new PrivilegedPlanner(world))).toBe(true);
      expect(reacts(world, new PrivilegedPlanner(world, EXPERT))).toBe(false);
      expect(reacts(world, new ValuePlanner(world.map))).toBe(false);
    });

    it('no script where it is told of the hidden only', () => {
      const world = shadow(true);
      expect(reacts(world, new PrivilegedPlanner(world, { hidden: true, script: false }))).toBe(false);
    });
  });

  it('knows nothing of the fast decision that would be executed meanwhile: it has no delay', () => {
    const one = requestAt(crowded);
    const other = requestAt(crowded);
    other.decision.manoeuvre.fill(-5, 0, 1);
    const planner = new PrivilegedPlanner(crowded);
    expect(saveState(plansOf(planner, one)[0])).toEqual(saveState(plansOf(planner, other)[0]));
  });
});
