import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../scenarios/cli/package-root.ts';
import type { AppPage } from './app-page.ts';
import { DesktopApp } from './desktop-app.ts';

/** What a build needs, besides the installed packages. */
const SOURCES = [
  'sim',
  'policies',
  'scenarios',
  'renderer',
  'electron',
  'test',
  'build.mjs',
  'notices.mjs',
  'package.json',
  'tsconfig.json',
];

let checkout: string;
let app: DesktopApp | null = null;
let page: AppPage | null = null;
let startedMs: number;

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'twotempo-checkout-'));
  const root = packageRoot();
  for (const name of SOURCES) await cp(join(root, name), join(checkout, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
  startedMs = Date.now();
  app = await DesktopApp.start(undefined, join(checkout, 'scenarios', 'cli', 'twotempo.mjs'));
});
afterEach(() => page?.close());
afterAll(async () => {
  await app?.close();
  await rm(checkout, { recursive: true });
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

describe('a checkout that was never built', () => {
  it('builds, serves, and moves a car behind the welcome of the first run', async () => {
    if (app === null) throw new Error('The app does not run.');
    const servedMs = Date.now() - startedMs;
    page = await app.open('');
    await page.until(
      'a moving car',
      ({ tick, phase, counters }) => phase === 'running' && tick > 0 && counters.meanSpeedMps > 1,
    );
    const movingMs = Date.now() - startedMs;
    const welcome = page.page.getByRole('dialog', { name: 'Watch it think' });
    expect(await welcome.isVisible()).toBe(true);
    expect(await welcome.getByRole('listitem').count()).toBe(3);
    const { tick } = await page.status();
    await page.button('Just watch').click();
    await welcome.waitFor({ state: 'hidden' });
    await page.until('it going on', (status) => status.tick > tick);
    say(`from the command to the page's address (build included): ${(servedMs / 1000).toFixed(1)} s`);
    say(`from the command to a moving car (Chromium's start included): ${(movingMs / 1000).toFixed(1)} s`);
    expect(page.errors).toEqual([]);
  });

  it.each(['first', 'second'])('draws a frame after a %s load', async (which) => {
    if (app === null) throw new Error('The app does not run.');
    page = await app.open('scenario=cut-in/tail&seed=3');
    const times = await page.startTimes();
    // One simulation, begun by the first script and taken over by the second.
    expect(await page.loads('sim-worker.js')).toBe(1);
    const order = ['script', 'settings', 'scene', 'first-frame'].map((name) => times[name]);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    say(
      `${which} load: ${Object.entries(times)
        .map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`)
        .join(', ')}`,
    );
  });
});
