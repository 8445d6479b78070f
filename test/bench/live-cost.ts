import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Observable } from 'rxjs';
import { createArm } from '../../policies/driving/arms.ts';
import { drivingDomain } from '../../policies/driving/driving-domain.ts';
import { LearnedPolicy } from '../../policies/driving/fast-policy.ts';
import {
  PlannerServer,
  PortPlanner,
  type PlannerAnswer,
  type PlannerMessage,
} from '../../policies/driving/remote-planner.ts';
import { remoteTask } from '../../policies/driving/remote-request.ts';
import { ValuePlanner } from '../../policies/driving/value-planner.ts';
import { zeroLatency } from '../../policies/runtime/latency.ts';
import { LiveLink } from '../../policies/runtime/live.ts';
import { DualSystem } from '../../policies/runtime/dual-system.ts';
import type { LoadedModel } from '../../scenarios/runner/episode.ts';
import { DrivingWorld } from '../../sim/driving/driving-world.ts';
import { benchScene } from './bench-scene.ts';
import { quantile } from './rounds.ts';

/** How long the planner's thread computes on each request, ms. */
const PLANNER_MS = 300;
const VEHICLES = 20;

export interface LiveTicks {
  readonly planner: string;
  readonly ticks: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Ticks that took longer than a control tick. */
  readonly overrun: number;
  /** Control ticks between a request and its plan; null without a planner. */
  readonly delayTicks: { readonly min: number; readonly median: number; readonly max: number } | null;
}

/** Ticks paced at 60 Hz, without a planner and beside one that computes `PLANNER_MS` per call in another thread. */
export async function measureLive(model: LoadedModel, seconds: number, script: string): Promise<LiveTicks[]> {
  const worker = new Worker(script, { workerData: PLANNER_MS });
  try {
    await once(worker, 'message');
    return [await drive(model, seconds, null), await drive(model, seconds, worker)];
  } finally {
    await worker.terminate();
  }
}

/** The worker's part: plans over and over until the time is up. */
export function serveBusyPlanner(): void {
  const busyMs = workerData as number;
  const server = new PlannerServer(
    (map) => {
      const planner = new ValuePlanner(map);
      return {
        name: 'busy',
        *plan(request, budget, signal) {
          const start = performance.now();
          do yield* planner.plan(request, budget, signal);
          while (performance.now() - start < busyMs);
        },
      };
    },
    (answer) => {
      if (answer.kind === 'fault' || answer.final) parentPort?.postMessage(answer);
    },
  );
  parentPort?.on('message', (message: PlannerMessage) => void server.receive(message));
  parentPort?.postMessage('ready');
}

async function drive(model: LoadedModel, seconds: number, worker: Worker | null): Promise<LiveTicks> {
  const spec = benchScene(VEHICLES);
  const world = new DrivingWorld(spec, 'bench');
  const arm = createArm(worker === null ? 'reflex' : 'always', world, zeroLatency());
  const link = worker === null ? null : linkTo(worker, world);
  const system = new DualSystem({
    world,
    policy: new LearnedPolicy(world.map, model.facts, model.inference),
    domain: drivingDomain,
    arm,
    ...(link === null ? {} : { link }),
  });
  const times: number[] = [];
  const tickMs = 1000 * spec.controlDt;
  const start = performance.now();
  for (let tick = 0; tick < seconds / spec.controlDt && !system.ended; tick++) {
    const wait = start + tick * tickMs - performance.now();
    // At least one turn of the event loop, as in the desktop's worker.
    await sleep(Math.max(0, wait));
    const begin = performance.now();
    await system.runTick();
    times.push(performance.now() - begin);
  }
  system.close();
  const delays = [...system.statistics.plannerLatencyMs.values()].map((ms) => Math.round(ms / tickMs));
  // The first second compiles.
  const warm = times.slice(Math.round(1 / spec.controlDt));
  return {
    planner: worker === null ? 'none' : `${PLANNER_MS} ms in another thread`,
    ticks: warm.length,
    p50Ms: quantile(warm, 0.5),
    p99Ms: quantile(warm, 0.99),
    maxMs: Math.max(...warm),
    overrun: warm.filter((ms) => ms > tickMs).length,
    delayTicks:
      delays.length === 0
        ? null
        : { min: Math.min(...delays), median: quantile(delays, 0.5), max: Math.max(...delays) },
  };
}

function linkTo(worker: Worker, world: DrivingWorld) {
  const answers = new Observable<PlannerAnswer>((subscriber) => {
    const listen = (answer: PlannerAnswer) => subscriber.next(answer);
    worker.on('message', listen);
    return () => worker.off('message', listen);
  });
  const port = { post: (message: PlannerMessage) => worker.postMessage(message), answers };
  const planner = new PortPlanner('value', port, remoteTask(world.observe(), world.spec.map));
  return new LiveLink({
    planner,
    budget: { evaluations: 96 },
    plans: drivingDomain,
    expectedMs: PLANNER_MS,
    timeoutMs: 5000,
  });
}
