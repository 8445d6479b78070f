import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { complaintsOf } from '../axe.ts';
import { findChromium } from '../browser.ts';
import { serveFiles, type StaticServer } from '../static-server.ts';
import { twotempo } from './desktop-app.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Pictures for people to look at. */
const views = join(root, 'runs/views/');
/** `fast` hits a child, `dual` does not; they part at 2.8 s. */
const SCENARIO = 'pedestrian/tail';
const SEED = 2;

let folder: string;
let server: StaticServer;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  mkdirSync(views, { recursive: true });
  execFileSync(process.execPath, ['build.mjs'], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'twotempo-replay-scene-'));
  const out = join(folder, 'run');
  const seeds = `${SEED}..${SEED}`;
  const made = await twotempo(
    'run',
    SCENARIO,
    '--arms',
    'fast,dual',
    '--seeds',
    seeds,
    '--record',
    'all',
    '--out',
    out,
  );
  expect(made.code, made.err).toBe(0);
  const names = await readdir(join(out, 'records'));
  const record = (arm: string): string =>
    join(
      out,
      'records',
      names.find((name) => name.includes(`-${arm}-`))!,
    );
  const css = readFileSync(join(root, 'dist/web/replay-scene-page.css'), 'utf8');
  const html = `<!doctype html><style>${css}</style><body><script type="module" src="/replay-scene-page.js"></script>`;
  server = await serveFiles({
    '/index.html': Buffer.from(html),
    '/favicon.ico': Buffer.from(''),
    '/replay-scene-page.js': `${root}dist/web/replay-scene-page.js`,
    '/record-worker.js': `${root}dist/app/record-worker.js`,
    '/assets/fast-driving.json': `${root}dist/app/assets/fast-driving.json`,
    '/fast.mcap': record('fast'),
    '/dual.mcap': record('dual'),
  });
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--use-angle=swiftshader', '--ignore-gpu-blocklist'],
  });
  page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  await page.goto(`${server.origin}/index.html`);
  await page.waitForFunction('"page" in window');
  for (const arm of ['fast', 'dual']) await page.evaluate(`page.openRecord("/${arm}.mcap")`);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Source of an expression with `page` in it, of the page's own. */
const inPage = <T>(source: string): Promise<T> => page.evaluate<T>(`(async () => (${source}))()`);
const wait = (condition: string): Promise<unknown> => page.waitForFunction(condition);
const ticks = (): Promise<number[]> => inPage<number[]>('page.ticks()');
const drawnAt = (tick: number, count: number): Promise<unknown> =>
  wait(`page.ticks().length === ${count} && page.ticks().every((tick) => tick === ${tick})`);

it('draws the same pixels at a time whatever it drew before', async () => {
  for (const camera of ['chase', 'orbit']) {
    const view = `{ camera: '${camera}' }`;
    const first = await inPage<string>(`page.hash('one', 3.51, ${view}, true)`);
    expect(await inPage(`page.hash('one', 1, ${view}, true)`)).not.toBe(first);
    expect(await inPage(`page.hash('one', 3.51, ${view}, true)`), camera).toBe(first);
    // In a context of its own that has drawn nothing before.
    expect(await inPage(`page.hash('${camera}', 3.51, ${view}, true)`), camera).toBe(first);
    await inPage(`page.drop('${camera}')`);
  }
});

it('shows a ghost in the scene of the other', async () => {
  const [before, after] = await inPage<[number, number]>(
    `[page.difference('plain', 'one', 1), page.difference('plain', 'one', 4)]`,
  );
  // Before the runs part, the outline, trails and letters alone.
  expect(before).toBeGreaterThan(0.001);
  expect(after).toBeGreaterThan(1.5 * before);
  await inPage(`[page.drop('plain'), page.drop('one')]`);
  expect(await inPage('page.contexts()')).toBe(0);
});

it('draws two runs side by side at one tick while it plays, stands still after, and turns both at once', async () => {
  await inPage('page.show("side", 1)');
  await drawnAt(60, 2);
  await page.getByRole('slider', { name: 'Play head' }).focus();
  await page.keyboard.press('Space');
  const seen = await inPage<number[][]>(`new Promise((done) => {
    const seen = [];
    const look = () => {
      seen.push(page.ticks());
      if (seen.length < 15) requestAnimationFrame(look);
      else done(seen);
    };
    requestAnimationFrame(look);
  })`);
  await page.keyboard.press('Space');
  // A has 253 ticks and stands still then.
  for (const [a, b] of seen) expect(Math.abs(a - Math.min(b, 253))).toBeLessThanOrEqual(1);
  expect(seen.at(-1)![0]).toBeGreaterThan(60);
  const frames = (): Promise<number> =>
    inPage<number>(`new Promise((done) => {
      let frames = 0;
      const request = window.requestAnimationFrame;
      window.requestAnimationFrame = (callback) => { frames++; return request(callback); };
      setTimeout(() => { window.requestAnimationFrame = request; done(frames); }, 400);
    })`);
  await expect.poll(frames).toBe(0);
  await page.getByRole('button', { name: 'Orbit' }).click();
  const azimuth = await inPage<number>('page.azimuth()');
  const picture = (await page.locator('.rs-picture').nth(1).boundingBox())!;
  await page.mouse.move(picture.x + 100, picture.y + 100);
  await page.mouse.down();
  await page.mouse.move(picture.x + 160, picture.y + 100, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => inPage<number>('page.azimuth()')).toBeLessThan(azimuth);
  for (const each of await page.getByRole('img', { name: /The road in 3-D/ }).all()) {
    await expect.poll(() => each.getAttribute('aria-label')).toContain('Orbit camera on the ego');
  }
  expect(await inPage('page.contexts()')).toBe(2);
  await page.screenshot({ path: join(views, 'replay-scene-side.png') });
});

it('lends the same contexts to the next pictures, and is usable by everybody', async () => {
  await page.getByRole('button', { name: 'Ghost' }).click();
  await wait('page.ticks().length === 1 && page.ticks()[0] > 0');
  expect(await inPage('page.contexts()')).toBeLessThanOrEqual(2);
  await page.getByText('Overlays (').click();
  await page.getByLabel('Sensor reach').uncheck();
  expect(await complaintsOf(page)).toEqual([]);
  await inPage('page.theme("light")');
  await page.getByRole('button', { name: 'Dusk' }).click();
  expect(await complaintsOf(page)).toEqual([]);
  await page.screenshot({ path: join(views, 'replay-scene-ghost-light.png') });
});

it('goes back to the map, with a sentence, where the graphics device is lost or there is none', async () => {
  await inPage('page.loseContext()');
  await page.getByText('The graphics device was lost: the map shows the replay.').waitFor();
  await expect.poll(ticks).toEqual([]);
  await expect.poll(() => page.getByRole('button', { name: 'Map' }).getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('slider', { name: 'Play head' }).focus();
  await page.keyboard.press('v');
  await wait('page.ticks().length === 1');
  await page.keyboard.press('v');
  await wait('page.contexts() === 0');
  expect(await inPage('page.pictures')).toEqual(['scene', 'map']);
  await inPage('(page.refusesWebGl = true)');
  await page.keyboard.press('v');
  await page.getByText(/The scene cannot be drawn in 3-D here \(.+\): the map shows the replay\./).waitFor();
  await inPage('page.close()');
  await expect.poll(() => inPage('page.contexts()')).toBe(0);
  // What three.js and the browser say about a context that was lost or refused on purpose.
  expect(errors.filter((text) => !/context/i.test(text))).toEqual([]);
});
