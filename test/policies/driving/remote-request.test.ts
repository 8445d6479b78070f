import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import {
  PlannerServer,
  PortPlanner,
  type PlannerAnswer,
  type PlannerMessage,
} from '../../../policies/driving/remote-planner.ts';
import {
  remoteTask,
  RequestReader,
  writeRequest,
  type DrivingRequest,
} from '../../../policies/driving/remote-request.ts';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';
import type { RemoteResult } from '../../../policies/runtime/live.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { saveState, StateMismatch } from '../../../sim/kernel/state-codec.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';

const budget = { evaluations: 96 };

function worldAt(scenario: string, ticks: number): DrivingWorld {
  const seed = episodeSeed('train', scenario, 0);
  const world = new DrivingWorld(resolveScenario(libraryScenario(scenario), seed), seed);
  const action = new EgoAction();
  action.targetOffsetM = world.observe().lane.centerM;
  while (world.tick < ticks) world.step(action);
  return world;
}

function requestOf(world: DrivingWorld, inForce: DrivingPlan | null): DrivingRequest {
  const decision = new DrivingDecision();
  decision.chosen = 3;
  decision.choice[3] = 0.75;
  decision.uncertainty.level = 0.5;
  decision.manoeuvre.fill(-1.25, world.observe().lane.centerM, 1);
  return {
    id: 7,
    tick: world.tick,
    controlDt: world.controlDt,
    expectedDelayTicks: 12,
    observation: world.observe(),
    decision,
    inForce,
  };
}

function plans(world: DrivingWorld, request: DrivingRequest): number[][] {
  const found: number[][] = [];
  for (const plan of new ValuePlanner(world.map).plan(request, budget, new AbortController().signal)) {
    found.push([...saveState(plan)]);
  }
  return found;
}

describe('a request that left the thread', () => {
  it.each(['car-following/tail', 'pedestrian/tail', 'crossing/tail'])(
    'makes the planner think the same, bit for bit: %s',
    (scenario) => {
      const world = worldAt(scenario, 60);
      const reader = new RequestReader(structuredClone(remoteTask(world.observe(), world.spec.map)));
      const first = requestOf(world, null);
      const planned = new DrivingPlan();
      const signal = new AbortController().signal;
      for (const plan of new ValuePlanner(world.map).plan(first, budget, signal)) planned.copy(plan);
      for (const request of [first, requestOf(world, planned), first]) {
        const copy = reader.read(structuredClone(writeRequest(request)));
        expect(plans(world, copy)).toEqual(plans(world, request));
        expect(copy).toMatchObject({ id: 7, tick: 60, expectedDelayTicks: 12, controlDt: world.controlDt });
        const { observation, decision } = copy;
        for (const part of ['ego', 'lane', 'tracks'] as const) {
          expect(saveState(observation[part])).toEqual(saveState(request.observation[part]));
        }
        expect(saveState(decision)).toEqual(saveState(request.decision));
        expect(copy.inForce === null).toBe(request.inForce === null);
        const { egoLengthM, egoWidthM, desiredSpeedMps, goalS, tick } = request.observation;
        expect(observation).toMatchObject({ egoLengthM, egoWidthM, desiredSpeedMps, goalS, tick });
      }
    },
  );

  it('is a copy: what the world does next does not reach it', () => {
    const world = worldAt('car-following/tail', 30);
    const message = writeRequest(requestOf(world, null));
    const before = [...message.state];
    world.step(new EgoAction());
    expect([...message.state]).toEqual(before);
  });

  it('is refused by a reader of another episode', () => {
    const here = worldAt('car-following/tail', 10);
    const there = worldAt('pedestrian/tail', 10);
    const reader = new RequestReader(remoteTask(there.observe(), there.spec.map));
    expect(() => reader.read(writeRequest(requestOf(here, null)))).toThrow(StateMismatch);
  });
});

/** Both ends in one thread; messages pass as plain data. */
function connect(world: DrivingWorld, begin = true) {
  const answers = new Subject<PlannerAnswer>();
  const server = new PlannerServer(
    (map) => new ValuePlanner(map),
    (answer) => answers.next(structuredClone(answer)),
  );
  const done: Promise<void>[] = [];
  const post = (message: PlannerMessage): void => {
    if (begin || message.kind !== 'begin') done.push(server.receive(structuredClone(message)));
  };
  const planner = new PortPlanner('value', { post, answers }, remoteTask(world.observe(), world.spec.map));
  const results: RemoteResult<DrivingPlan>[] = [];
  planner.results.subscribe((result) => results.push(result));
  return { planner, results, settle: () => Promise.all(done) };
}

describe('PortPlanner and PlannerServer', () => {
  it('pass every improvement on, and the last once more as the final one', async () => {
    const world = worldAt('cut-in/tail', 60);
    const request = requestOf(world, null);
    const { planner, results, settle } = connect(world);
    planner.post(5, request, budget);
    await settle();
    const expected = plans(world, request);
    expect(expected.length).toBeGreaterThan(2);
    const received = results.map((result) => (result.kind === 'plan' ? [...saveState(result.plan)] : result.message));
    expect(received).toEqual([...expected, expected.at(-1)]);
    expect(results.map((result) => result.kind === 'plan' && result.final)).toEqual([
      ...expected.map(() => false),
      true,
    ]);
    expect(results.every(({ call }) => call === 5)).toBe(true);
  });

  it('falls silent when cancelled', async () => {
    const world = worldAt('cut-in/tail', 60);
    const { planner, results, settle } = connect(world);
    planner.post(0, requestOf(world, null), budget);
    planner.cancel(0);
    await settle();
    expect(results.length).toBeLessThan(2);
    expect(results.some((result) => result.kind === 'fault' || result.final)).toBe(false);
  });

  it('answers a request without an episode with a fault', async () => {
    const world = worldAt('cut-in/tail', 10);
    const { planner, results, settle } = connect(world, false);
    planner.post(3, requestOf(world, null), budget);
    await settle();
    expect(results).toEqual([{ call: 3, kind: 'fault', message: 'a request came before the episode began' }]);
  });
});
