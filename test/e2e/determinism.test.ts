import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadHumeModel } from '../../scenarios/runner/hume-files.ts';
import { FAST_MODEL, loadModel } from '../../scenarios/runner/model-files.ts';
import { launchChromium } from './browser.ts';
import { runHost, type HostRun } from './determinism-run.ts';
import { serveFiles, type StaticServer } from './static-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const models = `${root}policies/models`;
const humeModels = `${root}test/fixtures/hume`;
const HUME_FILES = ['hume.json', 'system-one.onnx', 'system-two.onnx', 'critics.onnx'];
const wasm = `${root}node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded`;

let server: StaticServer;
let browser: Browser;
let inNode: HostRun;
let inChromium: HostRun;

beforeAll(async () => {
  execFileSync(process.execPath, ['build.mjs'], { cwd: root });
  server = await serveFiles({
    '/index.html': Buffer.from('<!doctype html><title>determinism</title>'),
    '/sim-worker.js': `${root}dist/web/sim-worker.js`,
    '/wasm/ort-wasm-simd-threaded.mjs': `${wasm}.mjs`,
    '/wasm/ort-wasm-simd-threaded.wasm': `${wasm}.wasm`,
    [`/model/${FAST_MODEL.network}`]: `${models}/${FAST_MODEL.network}`,
    [`/model/${FAST_MODEL.facts}`]: `${models}/${FAST_MODEL.facts}`,
    ...Object.fromEntries(HUME_FILES.map((file) => [`/hume/${file}`, `${humeModels}/${file}`])),
  });
  browser = await launchChromium();
  inNode = await runHost(await loadModel(models), await loadHumeModel(humeModels));
  inChromium = await runInWorker(browser, server);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Source, not a function: it runs in the page, whose types are not those of Node. */
const IN_PAGE = `new Promise((resolve) => {
  const worker = new Worker('/sim-worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => resolve({ error: message });
})`;

async function runInWorker(from: Browser, { origin, missed }: StaticServer): Promise<HostRun> {
  const page = await from.newPage();
  await page.goto(`${origin}/index.html`);
  const answer = await page.evaluate<{ run?: HostRun; error?: string }>(IN_PAGE);
  if (answer.run === undefined) {
    throw new Error(`The worker failed: ${answer.error ?? 'no reason'} (not served: ${missed.join(', ')})`);
  }
  return answer.run;
}

type ThreadRun = Pick<HostRun, 'arm' | 'hume'>;

/** Runs the arm's episodes in threads of Node, all at the same time. */
async function armInThreads(count: number): Promise<ThreadRun[]> {
  const contents = `import { parentPort, workerData } from 'node:worker_threads';
    import { loadHumeModel } from '../../scenarios/runner/hume-files.ts';
    import { runArm } from './arm-run.ts';
    import { runHume } from './hume-run.ts';
    const arm = runArm();
    loadHumeModel(workerData).then(runHume).then((hume) => parentPort.postMessage({ arm, hume }));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    platform: 'node',
    // It finds its .wasm beside its own file.
    external: ['onnxruntime-web/*'],
    write: false,
  });
  const run = (): Promise<ThreadRun> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(outputFiles[0].text, { eval: true, workerData: humeModels });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  return Promise.all(Array.from({ length: count }, run));
}

describe('episodes in Node and in Chromium', () => {
  it('computes the same bits in both, policy and planner running', () => {
    expect(inChromium.episodes).toEqual(inNode.episodes);
  });

  it('goes on from a snapshot, in the same episode and in another, to the same digest', () => {
    for (const run of inChromium.episodes) {
      expect({ ...run, restored: run.through, forked: run.through }).toEqual(run);
    }
  });

  it('runs every family, with plans that come into force', () => {
    expect(new Set(inNode.episodes.map(({ scenario }) => scenario)).size).toBe(10);
    expect(new Set(inNode.episodes.map(({ through }) => through)).size).toBe(inNode.episodes.length);
    for (const run of inNode.episodes) {
      if (run.arm === 'always') expect(run.plansInForce, run.scenario).toBeGreaterThan(2);
    }
    const woken = inNode.episodes.filter(({ arm, plansInForce }) => arm === 'dual' && plansInForce > 0);
    expect(woken.length).toBeGreaterThan(2);
  });

  it('has the same mathematics in both, in the kernel and behind Math', () => {
    expect(inChromium.math).toEqual(inNode.math);
    expect(inChromium.math['Math.sin']).toEqual(inChromium.math.sin);
  });
});

describe('an episode of the arm', () => {
  it('grasps, while other things fall asleep, to the last tick', () => {
    expect(inNode.arm).toMatchObject({ end: 'timeout', ticks: 210, grasps: 1, asleep: 3 });
    expect(new Set(inNode.arm.through).size).toBe(7);
  });

  it('goes on from a snapshot, in the same world and in another, to the same digests', () => {
    const { through } = inChromium.arm;
    expect(inChromium.arm).toMatchObject({ restored: through, forked: through });
  });
});

describe("an episode of Hume's two systems", () => {
  it("has plans that System 1's doubt asked for, to the last tick", () => {
    const { end, ticks, plansInForce } = inNode.hume;
    expect({ end, ticks }).toEqual({ end: 'timeout', ticks: 150 });
    expect(plansInForce).toBeGreaterThan(2);
  });

  it('goes on from a snapshot, a plan still to come, in the same episode and in another, to the same digest', () => {
    const { through } = inChromium.hume;
    expect(inChromium.hume).toMatchObject({ plansToCome: true, restored: through, forked: through });
  });
});

describe('both episodes of the arm', () => {
  it('have the same bits in Node, in two threads of it and in Chromium', async () => {
    const { arm, hume } = inNode;
    expect({ arm: inChromium.arm, hume: inChromium.hume }).toEqual({ arm, hume });
    expect(await armInThreads(2)).toEqual([
      { arm, hume },
      { arm, hume },
    ]);
  });
});
