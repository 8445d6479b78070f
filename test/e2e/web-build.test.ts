import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACTOR, type FrameView } from '../../renderer/live/frame.ts';
import { packageRoot } from '../../scenarios/cli/package-root.ts';
import { complaintsOf } from './axe.ts';
import { findChromium } from './browser.ts';
import { AppPage } from './desktop/app-page.ts';
import { serveFiles, type StaticServer } from './static-server.ts';

declare const window: { readonly twotempo: { readonly session: { frame(): FrameView | null } } };
/** Of the page. */
declare const navigator: { readonly serviceWorker: { readonly ready: Promise<unknown> } };
declare const crossOriginIsolated: boolean;

/** Where somebody may put it: below the root, beside other pages. */
const HOME = '/a/b/';
const MAX_BYTES = 25e6;
const PATIENT = { timeout: 20_000 };

const pictures = fileURLToPath(new URL('../../runs/views/', import.meta.url));

let folder: string;
let server: StaticServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let app: AppPage;
const asked: string[] = [];
const errors: string[] = [];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'twotempo-web-'));
  const node = (...words: readonly string[]) => promisify(execFile)(process.execPath, words, { cwd: packageRoot() });
  await node('build.mjs');
  await node('dist/build-site.mjs', '--out', join(folder, 'site'));
  server = await serveFiles(await publish(join(folder, 'site')));
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  context.on('request', (request) => asked.push(request.url()));
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  app = new AppPage(context, page, errors);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Paths below `HOME`, as a server of files has them. */
async function publish(site: string): Promise<Record<string, string>> {
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES);
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  const paths = files.map((file): [string, string] => [HOME + file.slice(site.length + 1), file]);
  return { ...Object.fromEntries(paths), [HOME]: join(site, 'index.html') };
}

/** Drives until the ego has gone some metres. */
async function drives(): Promise<void> {
  const { tick } = await app.until('the policy', ({ phase, tick: now }) => phase === 'running' && now > 5);
  const from = await egoX();
  await app.until('some ticks', (status) => status.tick > tick + 30);
  await expect.poll(egoX, PATIENT).not.toBe(from);
}

const egoX = (): Promise<number | undefined> =>
  page.evaluate((column) => window.twotempo.session.frame()?.actors[column], ACTOR.x);

const picture = (name: string): Promise<unknown> => page.screenshot({ path: join(pictures, `web-${name}.png`) });

it('drives a car from a folder of plain files, also without a network', async () => {
  await page.goto(`${server.origin}${HOME}?test=1&quality=draft`);
  await app.listen();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await drives();
  const welcome = page.getByRole('dialog', { name: 'Watch it think' });
  const recorded = welcome.getByRole('region', { name: 'Recorded runs' }).getByRole('button');
  await expect.poll(() => recorded.count(), PATIENT).toBe(3);
  await picture('welcome-dark');
  expect(await complaintsOf(page)).toEqual([]);
  await welcome.getByRole('button', { name: 'Just watch' }).click();
  await app.badge('wasm').waitFor();

  // It keeps what it is told, and everything that it is made of.
  await page.keyboard.press('t');
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);
  await server.close();
  await page.reload();
  await app.listen();
  await drives();
  await expect.poll(() => page.evaluate<string>('document.documentElement.dataset.theme')).toBe('light');

  // Another scenario.
  await app.menu('Help', 'Welcome and samples');
  await picture('welcome-light');
  await welcome.getByRole('button', { name: /^A pedestrian from behind/ }).click();
  await page.getByRole('banner').getByText('pedestrian/tail').first().waitFor();
  await drives();

  // WebGPU was left out, and the page says so.
  await page.keyboard.press('Control+,');
  await page.getByRole('combobox', { name: 'Fast policy on' }).selectOption('webgpu');
  await page.getByRole('button', { name: 'Done' }).click();
  await page
    .getByRole('banner')
    .getByText(/WebGPU cannot be used: this page was published without it/)
    .waitFor();

  // A recorded run.
  await app.menu('Help', 'Welcome and samples');
  await recorded.first().click();
  const panel = page.getByRole('group', { name: 'Replay', exact: true });
  const head = panel.getByRole('slider', { name: 'Play head' });
  await head.waitFor();
  expect(await panel.locator('.rp-outcome').first().innerText()).toMatch(/collision/i);
  const before = Number(await head.getAttribute('aria-valuenow'));
  await panel.getByRole('button', { name: 'Play', exact: true }).click();
  await expect
    .poll(async () => Number(await head.getAttribute('aria-valuenow')), PATIENT)
    .toBeGreaterThan(before + 0.5);
  await picture('record-light');
  expect(await complaintsOf(page)).toEqual([]);
  await app.menu('View', 'Light theme');
  await expect.poll(() => page.evaluate<string>('document.documentElement.dataset.theme')).toBe('dark');
  await picture('record-dark');
  expect(await complaintsOf(page)).toEqual([]);

  // Also not that its settings could not be kept.
  const problems = await app.showPanel('Problems');
  await expect.poll(() => problems.innerText()).toContain('1 open, 0 resolved');
  expect(errors).toEqual([]);
  expect(server.missed).toEqual([]);
  const foreign = asked.filter((url) => !url.startsWith(`${server.origin}${HOME}`) && !/^(data|blob):/.test(url));
  expect(foreign).toEqual([]);
});
