import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ARM_NAMES } from '../../policies/driving/arms.ts';
import { modelFolder } from '../../scenarios/cli/package-root.ts';
import { resolveScenario } from '../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../scenarios/language/splits.ts';
import { LIBRARY } from '../../scenarios/library/registry.ts';
import { Episode, type LoadedModel } from '../../scenarios/runner/episode.ts';
import { loadModel } from '../../scenarios/runner/model-files.ts';
import { heapGrowth, type HeapSample } from './heap-growth.ts';

/** Lines of the log, and heap samples between two of them. */
const LINES = 10;
const SAMPLES_PER_LINE = 5;
const EPISODE_S = 2;

/** Every arm and every scenario in turn, one episode after the other in one process, with the heap watched. */
async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { episodes: { type: 'string', default: '10000' }, model: { type: 'string', default: modelFolder() } },
  });
  const episodes = Number(values.episodes);
  if (!Number.isInteger(episodes) || episodes < 200) {
    throw new Error(`--episodes: expected a whole number of at least 200, found ${values.episodes}`);
  }
  if (globalThis.gc === undefined) throw new Error('start it with node --expose-gc, as npm run soak does');
  const model = await loadModel(values.model);
  const every = Math.ceil(episodes / (LINES * SAMPLES_PER_LINE));
  const samples: HeapSample[] = [];
  const start = performance.now();
  let ticks = 0;
  for (let done = 1; done <= episodes; done++) {
    ticks += await runOne(done - 1, model);
    if (done % every !== 0 && done !== episodes) continue;
    samples.push({ episodes: done, usedBytes: await heapAfterGc() });
    if (samples.length % SAMPLES_PER_LINE === 0 || done === episodes) report(samples, ticks, start);
  }
  const { levelBytes, gainBytes, grows } = heapGrowth(samples);
  const share = ((100 * gainBytes) / levelBytes).toFixed(2);
  process.stdout.write(
    `heap over the second half: ${mib(levelBytes)} MiB, gained ${share} %: it ${grows ? 'GROWS' : 'is level'}\n`,
  );
  return !grows;
}

async function runOne(index: number, model: LoadedModel): Promise<number> {
  const { id, scenario } = LIBRARY[index % LIBRARY.length];
  const seed = Math.floor(index / LIBRARY.length);
  const arm = ARM_NAMES[(index + seed) % ARM_NAMES.length];
  const seedText = episodeSeed('train', id, seed);
  const episode = new Episode({
    job: {
      suite: 'soak',
      split: 'train',
      scenario: id,
      seed,
      arm,
      latency: { kind: 'fixed', ms: 200 },
      planner: null,
    },
    spec: { ...resolveScenario(scenario, seedText), timeLimitS: EPISODE_S },
    episodeSeed: seedText,
    model,
    engineVersion: 'soak',
  });
  while (await episode.tick());
  const { error, outcome, ticks } = episode.finish(0);
  if (error !== null || !(episode.world.actors.x[0] === episode.world.actors.x[0])) {
    throw new Error(`episode ${index} (${id}, seed ${seed}, ${arm}) ended as ${outcome.end}`);
  }
  return ticks;
}

async function heapAfterGc(): Promise<number> {
  // Finalizers run between turns of the event loop; what they free is gone after the second collection.
  globalThis.gc?.();
  await sleep(5);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function report(samples: readonly HeapSample[], ticks: number, start: number): void {
  const { episodes, usedBytes } = samples[samples.length - 1];
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(
    `${String(episodes).padStart(6)} episodes  ${mib(usedBytes)} MiB after gc  ` +
      `${seconds.toFixed(0)} s  ${(ticks / 60 / seconds).toFixed(0)} simulated s/s\n`,
  );
}

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`soak: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 3;
}
