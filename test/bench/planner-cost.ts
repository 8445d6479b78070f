import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { ValuePlanner } from '../../policies/driving/value-planner.ts';
import { episodeSeed } from '../../scenarios/language/splits.ts';
import { resolveScenario } from '../../scenarios/language/resolve.ts';
import { LIBRARY } from '../../scenarios/library/registry.ts';
import type { LoadedModel } from '../../scenarios/runner/episode.ts';
import { benchEpisode } from './bench-episode.ts';
import { benchScene } from './bench-scene.ts';
import { quantile } from './rounds.ts';

/** Each request is planned so often; its fastest time counts, so that what the machine does besides does not. */
const REPEATS = 3;

export interface PlannerCost {
  readonly scenes: string;
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Time of whole planner calls: in rare and dangerous scenes of every family, and among 50 vehicles. */
export async function measurePlanner(model: LoadedModel, ticksPerScene: number): Promise<PlannerCost[]> {
  const tails = LIBRARY.filter(({ id }) => id.endsWith('/tail')).map(({ id, scenario }) =>
    resolveScenario(scenario, episodeSeed('train', id, 0)),
  );
  return [
    await timeCalls('library, tail', tails, model, ticksPerScene),
    await timeCalls('50 vehicles', [benchScene(50)], model, 4 * ticksPerScene),
  ];
}

async function timeCalls(
  scenes: string,
  specs: readonly Parameters<typeof benchEpisode>[0][],
  model: LoadedModel,
  ticks: number,
): Promise<PlannerCost> {
  const times: number[] = [];
  const { plan } = ValuePlanner.prototype;
  ValuePlanner.prototype.plan = function timed(this: ValuePlanner, ...args) {
    let last: DrivingPlan | null = null;
    let fastest = Infinity;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const start = performance.now();
      for (const better of plan.apply(this, args)) last = better;
      fastest = Math.min(fastest, performance.now() - start);
    }
    times.push(fastest);
    return last === null ? [] : [last];
  };
  try {
    for (const spec of specs) {
      const episode = benchEpisode(spec, 'always', model, { kind: 'zero' });
      for (let tick = 0; tick < ticks && (await episode.tick()); tick++);
    }
  } finally {
    ValuePlanner.prototype.plan = plan;
  }
  // The first calls are compiled while they run.
  const warm = times.slice(Math.min(100, Math.floor(times.length / 4)));
  return {
    scenes,
    calls: warm.length,
    p50Ms: quantile(warm, 0.5),
    p99Ms: quantile(warm, 0.99),
    maxMs: Math.max(...warm),
  };
}
