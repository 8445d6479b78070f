import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gapsIn, paceOf, type AppPage, type Row } from './app-page.ts';
import { DesktopApp, SOFTWARE_GPU, twotempo } from './desktop-app.ts';
import { startPlainChromium } from './plain-chromium.ts';

/** Software draws it; long enough on the road to see what comes back. */
const SMALL = { viewport: { width: 800, height: 600 } };
const ROAD = 'scenario=lane-keeping/common&seed=2&arm=always';
const POLL = { timeout: 15_000, interval: 50 };
const CONTROL_DT = 1 / 60;

let app: DesktopApp;
let page: AppPage;
beforeAll(async () => {
  app = await DesktopApp.start();
});
afterAll(() => app.close());
afterEach(() => page.close().catch(() => undefined));

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe('a planner that fails', () => {
  beforeEach(async () => {
    page = await app.open(`${ROAD}&backend=wasm`, SMALL);
    await page.until('plans', ({ counters }) => counters.accepted > 0);
  });

  const FAILURES = [
    ['takes ten seconds', (now: AppPage) => now.choosePlanner('drill:slow'), /longer than 3 s/],
    ['throws', (now: AppPage) => now.choosePlanner('drill:throw'), /The planner failed: .*this planner throws/],
    ['computes for ever', (now: AppPage) => now.choosePlanner('drill:hang'), /longer than 3 s|did not stop/],
    ['is killed', (now: AppPage) => now.menu('Intervene', "Kill the planner's worker"), /It was killed by a drill/],
  ] as const;

  it.each(FAILURES)(
    'that %s: frames and policy go on, the problem is shown, the planner comes back',
    async (...all) => {
      const [, fail, message] = all;
      await fail(page);
      const began = await page.moment();
      await sleep(3000);
      const ended = await page.moment();
      expect(paceOf(began, ended)).toBeGreaterThan(0.95);

      const panel = await page.showPanel('Problems');
      await panel.getByText(message).first().waitFor();
      let rows = await page.rows();
      // The status tells of a tick before the telemetry, which comes in batches, does.
      for (const until = Date.now() + 2000; (rows.at(-1)?.tick ?? 0) < ended.tick - 1 && Date.now() < until;) {
        await sleep(50);
        rows = await page.rows();
      }
      expect(gapsIn(rows)).toEqual([]);
      const during = rows.filter(({ tick }) => tick >= began.tick && tick < ended.tick);
      expect(during).toHaveLength(ended.tick - began.tick);
      expect(during.filter(({ missed }) => missed).length).toBeLessThan(during.length / 20);
      expect(during.every(({ source }) => source === 'fast' || source === 'plan' || source === 'brake')).toBe(true);

      await page.choosePlanner('value');
      const { counters } = await page.status();
      await page.until('the planner back', (status) => status.counters.accepted > counters.accepted);
      await panel.getByText('Resolved.').first().waitFor();
      await expect
        .poll(async () => (await page.problems()).at(-1), POLL)
        .toMatchObject({ source: 'planner', resolved: true });
    },
  );
});

/** Ticks in a row without a decision of their own, at most. */
function longestMiss(rows: readonly Row[]): number {
  let longest = 0;
  let run = 0;
  for (const { missed } of rows) {
    run = missed ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

describe('the WebGPU device', () => {
  it('is lost: the policy goes on on WASM within 100 ms, and the badge says why', async () => {
    page = await app.open(`${ROAD}&backend=webgpu`, SMALL);
    const banner = page.page.getByRole('banner');
    await page.badge('webgpu').waitFor({ timeout: 60_000 });
    await page.button('Reset with the same seed').click();
    await page.until('a new episode', ({ episode, tick, phase }) => episode === 2 && tick > 20 && phase === 'running');

    const before = await page.moment();
    const askedMs = await page.lose();
    await page.until('WASM', ({ backend }) => backend.active === 'wasm');
    expect((await page.status()).backend.reason).toMatch(/^WebGPU failed: the WebGPU device was lost/);
    await page.until('ticks on it', ({ tick }) => tick > before.tick + 60);
    await banner.getByRole('button', { name: /^wasm: .*WebGPU failed: the WebGPU device was lost/ }).waitFor();

    const { speed } = await page.status();
    const askedTick = before.tick + ((askedMs - before.wallMs) * speed) / (CONTROL_DT * 1000);
    const rows = await page.rows();
    const lateMs = (longestMiss(rows.filter(({ tick }) => tick >= askedTick - 1)) * CONTROL_DT * 1000) / speed;
    process.stdout.write(`lost device: at most ${lateMs.toFixed(0)} ms without a fresh decision\n`);
    expect(lateMs).toBeLessThanOrEqual(100);
    const marks = (await page.marks()).filter(({ kind }) => kind === 'backend').map(({ text }) => text);
    expect(marks.at(-1)).toMatch(/^WebGPU failed: the WebGPU device was lost/);
    expect(gapsIn(rows)).toEqual([]);
  });
});

describe('the simulation keeps its rate', () => {
  const openRunning = async (): Promise<void> => {
    page = await app.open(`${ROAD}&backend=wasm`, SMALL);
    await page.until('a running episode', ({ tick }) => tick > 60);
  };

  const keepsRate = async (disturb: () => Promise<unknown>): Promise<void> => {
    const from = await page.moment();
    await disturb();
    const to = await page.moment();
    expect(paceOf(from, to)).toBeGreaterThan(0.98);
    expect(paceOf(from, to)).toBeLessThan(1.02);
    expect(gapsIn(await page.rows())).toEqual([]);
  };

  it('while the page is stalled for 2 s', async () => {
    const stall = (ms: number): void => {
      const end = Date.now() + ms;
      while (Date.now() < end);
    };
    await openRunning();
    await keepsRate(() => page.page.evaluate(stall, 2000));
  });

  it('while the window is resized', async () => {
    await openRunning();
    await keepsRate(async () => {
      for (const width of [1000, 500, 900, 640]) {
        await page.page.setViewportSize({ width, height: 600 });
        await sleep(500);
      }
    });
  });

  it('while the page is hidden behind another', async () => {
    const plain = await startPlainChromium(SOFTWARE_GPU);
    try {
      page = await app.openIn(plain.browser.contexts()[0], `${ROAD}&backend=wasm`);
      await page.until('a running episode', ({ tick }) => tick > 60);
      await keepsRate(async () => {
        await page.hide();
        await expect.poll(() => page.page.evaluate('document.visibilityState'), POLL).toBe('hidden');
        await sleep(4000);
      });
    } finally {
      await plain.close();
    }
  });
});

describe('a page that crashes', () => {
  it('loses no recorded tick: the recording can be recovered and verifies', async () => {
    page = await app.open(`${ROAD}&backend=wasm`, SMALL);
    await page.until('some seconds', ({ tick }) => tick > 180);
    await page.crash();

    const cut =
      (await readdir(app.folder))
        .filter((name) => name.endsWith('.unfinished'))
        .sort()
        .at(-1) ?? '';
    const whole = join(app.folder, 'recovered.mcap');
    const recovered = await twotempo('replay', join(app.folder, cut), '--recover', whole);
    expect(recovered).toMatchObject({ code: 0, err: '' });
    const ticks = Number(/: (\d+) ticks/.exec(recovered.out)?.[1]);
    // Of what was on its way to the host when the page died, at most a second is lost.
    expect(ticks).toBeGreaterThan(120);
    expect(await twotempo('replay', whole, '--verify')).toMatchObject({ code: 0, err: '' });
  });
});
