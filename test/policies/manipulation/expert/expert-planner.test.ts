import { describe, expect, it } from 'vitest';
import { armDomain } from '../../../../policies/manipulation/arm-domain.ts';
import { ArmDecision } from '../../../../policies/manipulation/arm-decision.ts';
import type { ArmPlan } from '../../../../policies/manipulation/arm-plan.ts';
import { privilegedExpert, sensingExpert } from '../../../../policies/manipulation/expert/expert-planner.ts';
import { resolveManipulation } from '../../../../scenarios/language/manipulation/resolve.ts';
import { pushCommon } from '../../../../scenarios/library/manipulation/push.ts';
import { recoverTail } from '../../../../scenarios/library/manipulation/recover.ts';
import { stackCommon } from '../../../../scenarios/library/manipulation/stack.ts';
import { saveState } from '../../../../sim/kernel/state-codec.ts';
import { ArmAction } from '../../../../sim/robotics/arm-action.ts';
import { ManipulationWorld } from '../../../../sim/robotics/manipulation-world.ts';
import type { ManipulationSpec, ObstacleSpec, PathSpec, PersonSpec } from '../../../../sim/robotics/spec.ts';
import { episode, postureAt } from '../../../sim/robotics/arm-episode.ts';
import { expertEpisode, runToEnd } from './expert-episode.ts';

const STILL = { peakSpeedMps: 1, dwellS: 0, backAndForth: false, start: { kind: 'time', s: 0 } } as const;

/** From one side to the other. */
function reach(changes: Partial<ManipulationSpec>): ManipulationSpec {
  return episode({
    task: { kind: 'reach', goal: [0.5, 0.3, 0.15], toleranceM: 0.025, holdS: 0.3 },
    objects: [],
    timeLimitS: 10,
    arm: { ...episode().arm, start: postureAt([0.5, -0.3, 0.15]) },
    ...changes,
  });
}

const WALL: ObstacleSpec = {
  id: 'wall',
  shape: { kind: 'box', size: [0.5, 0.03, 0.2] },
  yawRad: 0,
  path: { points: [[0.55, 0, 0.1]], ...STILL },
};

const TO_AND_FRO: PathSpec = {
  points: [
    [0.75, -0.1, 0.15],
    [0.5, 0, 0.15],
  ],
  peakSpeedMps: 0.5,
  dwellS: 0.4,
  backAndForth: true,
  start: { kind: 'time', s: 0 },
};

const PERSON: PersonSpec = {
  shoulder: [1.02, 0.1, 0.45],
  upperArmM: 0.32,
  foreArmM: 0.38,
  radiusM: 0.05,
  hand: TO_AND_FRO,
};

interface Asked {
  readonly plans: readonly ArmPlan[];
  readonly bytes: string;
}

/** What a planner answers at the start of an episode. */
function ask(
  world: ManipulationWorld,
  evaluations: number,
  abortAfter = Infinity,
  delayTicks = 0,
  planner = privilegedExpert(world, false),
  inForce: ArmPlan | null = null,
): Asked {
  const abort = new AbortController();
  const plans: ArmPlan[] = [];
  const request = {
    id: 0,
    tick: world.tick,
    controlDt: world.controlDt,
    expectedDelayTicks: delayTicks,
    observation: world.observe(),
    decision: new ArmDecision(),
    inForce,
  };
  for (const plan of planner.plan(request, { evaluations }, abort.signal)) {
    const copy = armDomain.createPlan();
    armDomain.copyPlan(plan, copy);
    plans.push(copy);
    if (plans.length >= abortAfter) abort.abort();
  }
  return { plans, bytes: plans.map((plan) => saveState(plan).join()).join('\n') };
}

/** A world whose straight way is barred. */
function barred(): ManipulationWorld {
  return new ManipulationWorld(
    reach({
      obstacles: [WALL],
      arm: { ...episode().arm, start: postureAt([0.5, -0.16, 0.15]) },
    }),
    'barred',
  );
}

describe('the expert', () => {
  it('goes over a wall that bars its way', async () => {
    const run = expertEpisode(reach({ obstacles: [WALL] }), 'wall');
    let highest = 0;
    await runToEnd(run, () => (highest = Math.max(highest, run.world.manipulator.arm.kinematics.z)));
    expect(run.world.end).toBe('goal');
    expect(highest).toBeGreaterThan(0.2);
  });

  it("keeps clear of a person's arm that comes into its way", async () => {
    const run = expertEpisode(reach({ person: PERSON }), 'person');
    let nearest = Infinity;
    await runToEnd(run, () => (nearest = Math.min(nearest, run.world.collision.personM)));
    expect(run.world.end).toBe('goal');
    expect(nearest).toBeGreaterThan(0.02);
    expect(nearest).toBeLessThan(0.2);
  });

  it.each([
    ['push', pushCommon],
    ['recover', recoverTail],
  ] as const)('does the task of %s', async (_name, scenario) => {
    const run = expertEpisode(resolveManipulation(scenario, 'expert'), 'expert');
    await runToEnd(run);
    expect(run.world.end).toBe('goal');
  });

  it('does a task by its sensors alone', async () => {
    const run = expertEpisode(resolveManipulation(stackCommon, 'sensed'), 'sensed', () => sensingExpert('sensed'));
    await runToEnd(run);
    expect(run.world.end).toBe('goal');
  });

  it('looks around only where the straight way is not safe', () => {
    const free = new ManipulationWorld(reach({}), 'free');
    expect(ask(free, 100).plans).toHaveLength(1);
    const { plans } = ask(barred(), 100);
    expect(plans.length).toBeGreaterThan(2);
    expect(plans.at(-1)!.value).toBeGreaterThan(plans[0].value + 5);
    for (let i = 1; i < plans.length; i++) expect(plans[i].value).toBeGreaterThanOrEqual(plans[i - 1].value);
  });

  it('makes plans that the runtime accepts', () => {
    for (const plan of ask(barred(), 60).plans) expect(armDomain.faultOf(plan)).toBeNull();
  });

  it('stops when it is told to', () => {
    expect(ask(barred(), 1000, 1).plans).toHaveLength(1);
    expect(ask(barred(), 1000, 3).plans).toHaveLength(3);
  });

  it('stops when its budget is used up', () => {
    expect(ask(barred(), 1).plans).toHaveLength(1);
    expect(ask(barred(), 10).plans).toHaveLength(2);
    expect(ask(barred(), 40).plans).toHaveLength(3);
  });

  it('looks at the plan in force only where that is within its budget', () => {
    const good = ask(barred(), 100).plans.at(-1)!;
    const after = (evaluations: number, inForce: ArmPlan | null): string =>
      ask(barred(), evaluations, Infinity, 0, undefined, inForce).bytes;
    expect(after(1, good)).toBe(after(1, null));
    expect(after(2, good)).not.toBe(after(2, null));
  });

  it('answers the same question with the same bytes, from planner to planner', () => {
    expect(ask(barred(), 100).bytes).toBe(ask(barred(), 100).bytes);
  });

  it('remembers nothing from call to call', () => {
    const world = barred();
    const planner = privilegedExpert(world, false);
    ask(world, 100, Infinity, 0, planner);
    const action = new ArmAction();
    action.vx = 0.2;
    action.vz = 0.2;
    for (let tick = 0; tick < 12; tick++) world.step(action);
    expect(ask(world, 60, Infinity, 6, planner).bytes).toBe(ask(world, 60, Infinity, 6).bytes);
  });

  it('gives the same episode twice', async () => {
    const digests: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { system } = expertEpisode(reach({ obstacles: [WALL] }), 'twice');
      for (let tick = 0; tick < 20; tick++) await system.runTick();
      digests.push(system.digest());
    }
    expect(digests[1]).toBe(digests[0]);
  });

  it('plans from when the plan will be there', () => {
    const { plans } = ask(new ManipulationWorld(reach({}), 'late'), 100, Infinity, 12);
    expect(plans[0].fromTick).toBe(12);
    expect(plans[0].requestedTick).toBe(0);
  });

  it('foresees where its plan will take the hand', async () => {
    const world = new ManipulationWorld(reach({}), 'foreseen');
    const { plans } = ask(world, 1);
    const run = expertEpisode(reach({}), 'foreseen', () => ({ name: 'fixed', plan: () => [plans[0]] }));
    for (let tick = 0; tick < 45; tick++) {
      await run.system.runTick();
      const drift = armDomain.drift(plans[0], run.world.observe(), tick + 1);
      // The plan comes into force one tick after the one that it was made for.
      expect(drift).toBeLessThan(0.015);
    }
  });
});
