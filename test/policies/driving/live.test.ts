import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArm } from '../../../policies/driving/arms.ts';
import { FollowMerge } from '../../../policies/driving/merge.ts';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { PortPlanner, type PlannerAnswer, type PlannerMessage } from '../../../policies/driving/remote-planner.ts';
import { remoteTask } from '../../../policies/driving/remote-request.ts';
import { RulePolicy } from '../../../policies/driving/rule-policy.ts';
import { DualSystem } from '../../../policies/runtime/dual-system.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { ReplayLink } from '../../../policies/runtime/live-trace.ts';
import { LiveLink } from '../../../policies/runtime/live.ts';
import type { PlannerLink } from '../../../policies/runtime/planner-link.ts';
import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import { saveState } from '../../../sim/kernel/state-codec.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';

/** A planner of 300 ms at 60 Hz. */
const PLANNER_TICKS = 18;
const CALLS = 4;
const TICKS = CALLS * (PLANNER_TICKS + 1);

const SCENARIO = 'car-following/tail';
const seed = episodeSeed('train', SCENARIO, 0);
const spec = { ...resolveScenario(libraryScenario(SCENARIO), seed), timeLimitS: 30 };
const budget = { evaluations: 96 };

/** Counts the calls that the worker may finish. */
const release = new Int32Array(new SharedArrayBuffer(4));
let worker: Worker;
let answers: Observable<PlannerAnswer>;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('planner-worker.ts', import.meta.url));
  const bundle = await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', write: false });
  worker = new Worker(bundle.outputFiles[0].text, { eval: true, workerData: release });
  answers = new Observable((subscriber) => {
    worker.on('message', (answer: PlannerAnswer) => subscriber.next(answer));
  });
});

afterAll(() => worker?.terminate());

type DrivingLink = PlannerLink<DrivingObservation, DrivingDecision, DrivingPlan>;

function systemOn(world: DrivingWorld, link?: DrivingLink) {
  return new DualSystem({
    world,
    policy: new RulePolicy(world.map),
    domain: drivingDomain,
    // Followed, so that every plan shows in what the car does.
    arm: { ...createArm('always', world, fixedLatency((1000 * PLANNER_TICKS) / 60)), merge: new FollowMerge() },
    ...(link ? { link } : {}),
  });
}

function liveLink(world: DrivingWorld) {
  const port = { post: (message: PlannerMessage) => worker.postMessage(message), answers };
  return new LiveLink({
    planner: new PortPlanner('value', port, remoteTask(world.observe(), spec.map)),
    budget,
    plans: drivingDomain,
    expectedMs: (1000 * PLANNER_TICKS) / 60,
    timeoutMs: 60_000,
  });
}

async function finalAnswer(): Promise<void> {
  for (;;) {
    const [answer] = (await once(worker, 'message')) as [PlannerAnswer];
    if (answer.kind === 'fault' || answer.final) return;
  }
}

describe('a planner of 300 ms in another thread', () => {
  it('never holds a tick up: plans arrive 18 ticks later, bit for bit those of virtual time, and replay', async () => {
    const world = new DrivingWorld(spec, seed);
    const link = liveLink(world);
    const live = systemOn(world, link);
    const digests: string[] = [];
    const inFlight: number[] = [];
    let answered: Promise<void> | null = null;
    for (let tick = 0; tick < TICKS; tick++) {
      // The worker is blocked; only the count of ticks, no clock, lets it go on.
      if (tick % PLANNER_TICKS === 0 && tick > 0) {
        answered = finalAnswer();
        Atomics.add(release, 0, 1);
        Atomics.notify(release, 0);
        await answered;
      }
      expect(live.settle()).toBeNull();
      await live.runTick();
      inFlight.push(live.ledger.inFlight);
      digests.push(live.digest());
    }
    expect(live.statistics).toMatchObject({ ticks: TICKS, deadlineMisses: 0 });
    expect(inFlight.every((count) => count === 1)).toBe(true);
    const { arrivals } = link.trace();
    expect(arrivals.map(({ deliveredTick }) => deliveredTick)).toEqual([1, 2, 3, 4].map((n) => n * PLANNER_TICKS));
    expect(live.ledger.counts).toMatchObject({ calls: CALLS + 1, accepted: CALLS, failed: 0 });
    expect(live.statistics.sourceTicks.fast).toBeLessThan(TICKS);

    const virtual = systemOn(new DrivingWorld(spec, seed));
    const accepted: DrivingPlan[] = [];
    for (let tick = 0; tick < TICKS; tick++) {
      await virtual.runTick();
      if (tick % PLANNER_TICKS === 0 && tick > 0) {
        const plan = drivingDomain.createPlan();
        drivingDomain.copyPlan(virtual.planInForce!, plan);
        accepted.push(plan);
      }
    }
    const plans = arrivals.map((arrival) => (arrival.kind === 'plan' ? [...arrival.plan] : arrival.kind));
    expect(plans).toEqual(accepted.map((plan) => [...saveState(plan)]));

    const replayed = systemOn(
      new DrivingWorld(spec, seed),
      new ReplayLink<DrivingObservation, DrivingDecision, DrivingPlan>(link.trace(), drivingDomain),
    );
    const again: string[] = [];
    for (let tick = 0; tick < TICKS; tick++) {
      await replayed.runTick();
      again.push(replayed.digest());
    }
    expect(again).toEqual(digests);
    live.close();
  });
});
