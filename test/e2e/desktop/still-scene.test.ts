import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppPage } from './app-page.ts';
import { DesktopApp } from './desktop-app.ts';

const EPISODE = 'scenario=cut-in/tail&seed=3&arm=dual&backend=wasm&play=1&quality=draft';
const SIZE = { width: 900, height: 700 };

/** Counts what WebGL is asked to draw. */
const COUNT_DRAWS = `{
  const { prototype } = WebGL2RenderingContext;
  window.draws = 0;
  for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
    const draw = prototype[name];
    prototype[name] = function (...all) { window.draws++; draw.apply(this, all); };
  }
}`;

const LOSE_AND_RESTORE = `new Promise((done) => {
  const canvas = document.querySelector('.scene-canvas');
  const loss = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
  canvas.addEventListener('webglcontextrestored', done, { once: true });
  canvas.addEventListener('webglcontextlost', () => setTimeout(() => loss.restoreContext(), 100), { once: true });
  loss.loseContext();
})`;

let app: DesktopApp;
let shown: AppPage;
let page: Page;

beforeAll(async () => {
  app = await DesktopApp.start();
  shown = await app.open(EPISODE, { viewport: SIZE });
  page = shown.page;
  await page.evaluate(COUNT_DRAWS);
  await shown.until('the first ticks', ({ tick }) => tick > 30);
});
afterAll(() => app?.close());

const draws = (): Promise<number> => page.evaluate<number>('draws');

/** Waits until nothing has been drawn for so long. */
const stillFor = (ms: number): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(`new Promise((done, _, before = draws) => setTimeout(() => done(draws - before), ${ms}))`),
    )
    .toBe(0);

const scene = (): Locator => page.getByRole('application', { name: 'Scene in 3-D.' });
const tab = (name: string): Locator => page.getByRole('tab', { name, exact: true });
const press = (key: string) => (): Promise<void> => page.keyboard.press(key);
const camera = (name: string) => (): Promise<unknown> => shown.control('combobox', 'Camera').selectOption(name);

async function wheel(): Promise<void> {
  await scene().hover();
  await page.mouse.wheel(0, 200);
}

async function drag(): Promise<void> {
  const { x, y, width, height } = (await scene().boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + 60, y + height / 2 + 20, { steps: 3 });
  await page.mouse.up();
}

const CHANGES: readonly (readonly [name: string, change: () => Promise<unknown>])[] = [
  ['a tick', press('ArrowRight')],
  ['an obstacle', press('Shift+X')],
  ['the wheel', wheel],
  ['a key that zooms', () => scene().press('PageUp')],
  ['all overlays', press('Shift+G')],
  ['the theme', press('t')],
  ['the time of day', press('n')],
  ['another camera', camera('top')],
  ['the orbit camera', camera('orbit')],
  ['a drag', drag],
  ['another size', () => page.setViewportSize({ width: 1000, height: 760 })],
  ['the graphics device that is back', () => page.evaluate(LOSE_AND_RESTORE)],
  ['another episode', press('r')],
];

it('draws while it runs, and nothing for a second when it is paused', async () => {
  const before = await draws();
  await expect.poll(draws).toBeGreaterThan(before);
  await press('Space')();
  await shown.phase('paused');
  await stillFor(1000);
});

it.each(CHANGES)('draws %s, to the last of it, and stands still again', async (_, change) => {
  const before = await draws();
  await change();
  await expect.poll(draws).toBeGreaterThan(before);
  await stillFor(400);
  // What stands there is what is drawn anew.
  const left = await scene().screenshot();
  const still = await draws();
  await page.evaluate('twotempo.scene.invalidate()');
  await expect.poll(draws).toBeGreaterThan(still);
  await stillFor(200);
  expect((await scene().screenshot()).equals(left)).toBe(true);
});

it('draws nothing behind another panel, and once it is before it again', async () => {
  await press('Alt+3')();
  await tab('Scene').waitFor();
  await stillFor(200);
  await press('ArrowRight')();
  await stillFor(400);
  for (const time of ['what has changed', 'what has not']) {
    const before = await draws();
    await tab('Scene').click();
    await expect.poll(draws, { message: time }).toBeGreaterThan(before);
    await stillFor(400);
    await tab('Replay').click();
    await stillFor(200);
  }
  expect(shown.errors).toEqual([]);
});
