import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FEATURE_COUNT } from '../../../policies/driving/features.ts';
import { componentsOf } from '../../../scenarios/live/live-arm.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { resimulateLive } from '../../../scenarios/records/replay-live-record.ts';
import { describeVerification, verifyRecord } from '../../../scenarios/records/verify.ts';
import { loadModel } from '../../../scenarios/runner/model-files.ts';
import { SECURITY_HEADERS } from '../../../scenarios/serve/app-handler.ts';
import { RandomStream } from '../../../sim/kernel/random.ts';
import { findChromium } from '../browser.ts';
import { serveFiles, type StaticServer } from '../static-server.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const app = `${root}dist/app`;

/** WebGPU without a GPU. */
const SOFTWARE_GPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
];

let server: StaticServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  execFileSync(process.execPath, ['build.mjs'], { cwd: root });
  const assets = [
    ...['fast-driving.onnx', 'fast-driving.json'],
    ...['', '.asyncify'].flatMap((kind) => ['mjs', 'wasm'].map((end) => `ort-wasm-simd-threaded${kind}.${end}`)),
  ];
  server = await serveFiles(
    {
      '/index.html': Buffer.from('<!doctype html><title>worker</title><script src="/worker-page.js"></script>'),
      '/favicon.ico': Buffer.from(''),
      '/worker-page.js': `${root}test/e2e/desktop/worker-page.js`,
      ...Object.fromEntries(
        ['sim-worker.js', 'planner-worker.js', 'webgpu.js'].map((name) => [`/${name}`, `${app}/${name}`]),
      ),
      ...Object.fromEntries(assets.map((name) => [`/assets/${name}`, `${app}/assets/${name}`])),
    },
    SECURITY_HEADERS,
  );
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...SOFTWARE_GPU],
  });
  page = await browser.newPage();
  await page.goto(`${server.origin}/index.html`);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Source that may use `live` and `heard`; the page's types are not those of Node. Its policy forbids functions of text. */
const inPage = <T>(source: string): Promise<T> =>
  page.evaluate<T>(`(async () => { const { heard } = live; ${source} })()`);

const open = (level: number): string =>
  JSON.stringify({
    kind: 'open',
    choice: { scenario: { kind: 'library', id: 'overtaking/tail' }, seed: 3 },
    components: { ...componentsOf('dual', 200), level },
    play: true,
  });

it('runs at 60 Hz on WASM, on a page that draws nothing', async () => {
  const run = await inPage<{ factor: number; frames: number; misses: number }>(`
    live.send(${open(0.5)});
    await live.until(({ status }) => status?.tick > 150, 20_000);
    const { realTimeFactor, counters } = heard.status;
    return { factor: realTimeFactor, frames: heard.frames, misses: counters.misses };
  `);
  expect(run.factor).toBeGreaterThanOrEqual(0.98);
  expect(run.frames).toBeGreaterThan(60);
  expect(run.misses).toBe(0);
});

it('keeps its rate while the page is stalled for 2 s', async () => {
  const [ticks, factor] = await inPage<[number, number]>(`
    const before = heard.status.tick;
    const endMs = performance.now() + 2000;
    while (performance.now() < endMs);
    await new Promise((done) => setTimeout(done, 150));
    return [heard.status.tick - before, heard.status.realTimeFactor];
  `);
  expect(ticks).toBeGreaterThan(115);
  expect(factor).toBeGreaterThanOrEqual(0.98);
});

it('gives a killed planner back', async () => {
  const problems = await inPage<{ source: string; resolved: boolean }[]>(`
    const { episode } = heard.status;
    live.send(${open(0.05)});
    await live.until(({ status }) => status.episode > episode, 10_000);
    await live.until(({ status }) => status.counters.accepted > 0 && status.tick > 30, 10_000);
    live.send({ kind: 'drill', drill: 'kill-planner' });
    await live.until(({ problems }) => problems.at(-1)?.source === 'planner' && problems.at(-1).resolved, 10_000);
    const { accepted } = heard.status.counters;
    await live.until(({ status }) => status.counters.accepted > accepted, 10_000);
    return heard.problems.splice(0);
  `);
  expect(problems.map(({ source, resolved }) => [source, resolved])).toEqual([
    ['planner', false],
    ['planner', true],
  ]);
});

it('gives up a planner that hangs or takes ten seconds, and goes on', async () => {
  for (const drill of ['drill:hang', 'drill:slow']) {
    const [state, problem] = await inPage<[string, string]>(`
      const wants = (planner) => live.send({ kind: 'intervene', intervention: { kind: 'planner', planner } });
      const { episode } = heard.status;
      live.send(${open(0.05)});
      await live.until(({ status }) => status.episode > episode && status.phase === 'running', 10_000);
      wants('${drill}');
      await live.until(({ status }) => status.counters.timedOut > 0, 10_000);
      const { message } = heard.problems.find(({ source }) => source === 'planner');
      wants('value');
      const { accepted } = heard.status.counters;
      await live.until(({ status }) => status.counters.accepted > accepted, 10_000);
      const { resolved } = heard.problems.findLast(({ source }) => source === 'planner');
      heard.problems.length = 0;
      return [heard.status.phase + (resolved ? ', well again' : ''), message];
    `);
    expect(problem).toBe('The planner took longer than 3 s; its request was given up.');
    expect(state).toBe('running, well again');
  }
});

it('drives on WebGPU, loses it, goes on on WASM within 100 ms, and the record of all that repeats', async () => {
  const run = await inPage<{
    adapter: string;
    misses: number;
    decided: number;
    lateMs: number;
    reason: string;
    bytes: number[];
  }>(`
    live.send({ kind: 'backend', backend: 'webgpu' });
    await live.until(({ status }) => status.backend.active === 'webgpu', 60_000);
    const { episode, backend: { adapter } } = heard.status;
    live.send(${open(0.5)});
    await live.until(({ status }) => status.episode > episode, 10_000);
    heard.rows.length = 0;
    await live.until(({ status }) => status.tick > 120, 20_000);
    const decided = heard.rows.filter((inferMs) => inferMs > 0).length;
    const { misses } = heard.status.counters;
    const lostMs = performance.now();
    live.send({ kind: 'drill', drill: 'lose-device' });
    await live.until(({ problems }) => problems.some(({ source }) => source === 'policy'), 10_000);
    const problem = heard.problems.find(({ source }) => source === 'policy');
    await live.until(({ status }) => status.backend.active === 'wasm' && status.tick > 160, 10_000);
    live.send({ kind: 'save', request: 1 });
    await live.until(({ saved }) => saved !== null, 10_000);
    return {
      adapter, misses, decided,
      lateMs: problem.atMs - lostMs,
      reason: heard.status.backend.reason,
      bytes: [...heard.saved.bytes],
    };
  `);
  expect(run.adapter).toContain('swiftshader');
  expect(run.decided).toBeGreaterThan(0);
  expect(run.lateMs).toBeLessThan(100);
  expect(run.reason).toContain('the WebGPU device was lost');
  const record = readRecord(Uint8Array.from(run.bytes), 'live.mcap');
  const model = await loadModel(`${root}policies/models`);
  const again = resimulateLive(record, record.live!, model, record.header.engineVersion);
  expect(describeVerification(await verifyRecord(record, again))).toMatch(/^identical/);
});

it('computes the same on WebGPU as on WASM, but for rounding', async () => {
  const { facts, inference } = await loadModel(`${root}policies/models`);
  const random = RandomStream.named('webgpu', 'inputs');
  const inputs = Array.from({ length: 20 }, () =>
    Array.from({ length: FEATURE_COUNT }, () => Math.fround(2 * random.uniform() - 1)),
  );
  const onGpu = await inPage<number[][]>(`return live.outputsOnGpu(${facts.members}, ${JSON.stringify(inputs)});`);
  for (const [i, input] of inputs.entries()) {
    inference.input.set(input);
    await inference.run();
    const differences = [...inference.output].map((value, k) => Math.abs(value - onGpu[i][k]));
    expect(Math.max(...differences)).toBeLessThan(1e-3);
  }
});
