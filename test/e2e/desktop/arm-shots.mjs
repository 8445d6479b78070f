/**
 * Pictures of the arm's scene for people to look at, without the app around it:
 *
 *   node test/e2e/desktop/arm-shots.mjs FOLDER [NAME...]
 *
 * Names are those below; without any, all pictures are taken. The expert acts; the uncertainty is made up.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const SIDE = { azimuth: -Math.PI / 2, elevation: 0.06 };

/** name, scenario, seed, ticks, theme, whether the arm is the example's, view, ticks of a ghost (0: none) */
const SHOTS = [
  ['pick-dark', 'pick-place/tail', 3, 140, 'dark', false, {}, 0],
  ['pick-light', 'pick-place/tail', 3, 140, 'light', false, {}, 0],
  ['close-light', 'pick-place/common', 3, 140, 'light', false, { zoom: 2.2 }, 0],
  ['reach-dark', 'reach/tail', 2, 80, 'dark', false, {}, 0],
  ['urdf-light', 'reach/tail', 2, 60, 'light', true, {}, 0],
  ['urdf-dark', 'pick-place/common', 2, 60, 'dark', true, {}, 0],
  ['person-dark', 'beside-person/tail', 2, 120, 'dark', false, {}, 0],
  ['person-light', 'beside-person/tail', 2, 120, 'light', false, {}, 0],
  ['belt-light', 'conveyor/tail', 2, 120, 'light', false, {}, 0],
  ['belt-dark', 'conveyor/tail', 2, 120, 'dark', false, {}, 0],
  ['top-light', 'pick-place/tail', 3, 140, 'light', false, { camera: 'top' }, 0],
  ['top-dark', 'push/tail', 2, 100, 'dark', false, { camera: 'top' }, 0],
  ['side-dark', 'stack/tail', 2, 150, 'dark', false, SIDE, 0],
  ['ghost-dark', 'pick-place/tail', 3, 160, 'dark', false, {}, 80],
];

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node test/e2e/desktop/arm-shots.mjs FOLDER [NAME...]');
mkdirSync(folder, { recursive: true });

const fromRoot = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const { outputFiles } = await build({
  entryPoints: [fromRoot('test/renderer/arm/arm-page.ts')],
  ...{ bundle: true, format: 'esm', platform: 'browser', write: false, logLevel: 'error' },
});
const script = outputFiles[0].contents;
const urdf = readFileSync(fromRoot('examples/arms/six-axis.urdf'), 'utf8');
const html =
  '<!doctype html><link rel="icon" href="data:"><body style="font-family:sans-serif"><script type="module" src="/p.js"></script>';
const server = createServer((request, response) => {
  const isScript = request.url === '/p.js';
  response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
  response.end(isScript ? script : html);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--ignore-gpu-blocklist', '--enable-unsafe-swiftshader'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on('pageerror', (error) => console.error(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => 'arm' in window);
  for (const [name, scenario, seed, ticks, theme, isOwn, view, ghost] of SHOTS) {
    if (names.length > 0 && !names.includes(name)) continue;
    const facts = await page.evaluate(
      async ({ scenario, seed, ticks, theme, text, ghost }) => {
        const opened = await window.arm.open(scenario, seed, ticks, theme, text, ghost);
        return { ...opened, left: window.arm.resources() };
      },
      { scenario, seed, ticks, theme, text: isOwn ? urdf : null, ghost },
    );
    const timeS = ticks / 60;
    const draw = ({ timeS, view }) =>
      new Promise((done) => requestAnimationFrame(() => done(window.arm.draw(timeS, view))));
    await page.evaluate(draw, { timeS, view });
    const ms = await page.evaluate(draw, { timeS, view });
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(name, JSON.stringify({ ...facts, ms }));
  }
} finally {
  await browser.close();
  server.close();
}
