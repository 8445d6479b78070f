/**
 * Pictures of the scene for people to look at, without the app around it:
 *
 *   node build.mjs && node test/e2e/desktop/scene-shots.mjs FOLDER [NAME...]
 *
 * Names are those below; without any, all pictures are taken.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** name, scenario, seed, ticks, camera, time of day, followed actor (id prefix) */
const SHOTS = [
  ['cut-in-chase', 'cut-in/tail', 1, 90, 'chase', 'day', 'ego'],
  ['cut-in-dusk', 'cut-in/tail', 1, 90, 'chase', 'dusk', 'ego'],
  ['cut-in-orbit', 'cut-in/tail', 1, 60, 'orbit', 'day', 'cut'],
  ['merge-top', 'merge/tail', 2, 60, 'top', 'day', 'ego'],
  ['merge-chase', 'merge/tail', 2, 60, 'chase', 'day', 'ego'],
  ['overtaking-chase', 'overtaking/tail', 1, 60, 'chase', 'day', 'ego'],
  ['overtaking-driver', 'overtaking/tail', 1, 120, 'driver', 'day', 'ego'],
  ['overtaking-orbit-dusk', 'overtaking/tail', 2, 60, 'orbit', 'dusk', 'ego'],
  ['crossing-chase', 'crossing/tail', 1, 200, 'chase', 'day', 'ego'],
  ['crossing-top', 'crossing/tail', 1, 200, 'top', 'day', 'ego'],
  ['crossing-dusk', 'crossing/common', 2, 150, 'chase', 'dusk', 'ego'],
  ['pedestrian-chase', 'pedestrian/common', 3, 250, 'chase', 'day', 'ego'],
  ['pedestrian-orbit', 'pedestrian/common', 3, 290, 'orbit', 'day', 'walker'],
  ['pedestrian-driver-dusk', 'pedestrian/tail', 1, 180, 'driver', 'dusk', 'ego'],
  ['bends-chase', 'lane-keeping/common', 2, 240, 'chase', 'day', 'ego'],
  ['bends-top', 'lane-keeping/common', 2, 240, 'top', 'day', 'ego'],
  ['cut-in-boxes', 'cut-in/tail', 1, 90, 'chase', 'day', 'ego'],
  ['debris-chase', 'debris/tail', 1, 120, 'chase', 'day', 'ego'],
];

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node test/e2e/desktop/scene-shots.mjs FOLDER [NAME...]');
mkdirSync(folder, { recursive: true });

const script = readFileSync(fileURLToPath(new URL('../../../dist/web/scene-page.js', import.meta.url)));
const server = createServer((request, response) => {
  const isScript = request.url === '/scene-page.js';
  response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
  response.end(isScript ? script : '<!doctype html><body><script type="module" src="/scene-page.js"></script>');
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--ignore-gpu-blocklist', '--enable-unsafe-swiftshader'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on('pageerror', (error) => console.error(String(error)));
  page.on('console', (message) => console.error(`page: ${message.text().slice(0, 1500)}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => 'scene' in window);
  for (const [name, scenario, seed, ticks, camera, daytime, follow] of SHOTS) {
    if (names.length > 0 && !names.includes(name)) continue;
    const facts = await page.evaluate(
      ({ name, scenario, seed, ticks, camera, daytime, follow }) => {
        const { scene } = window;
        scene.open(scenario, seed);
        const found = scene.actors().find(({ id }) => id.startsWith(follow));
        const overlays = new Set(name.includes('boxes') ? ['boxes', 'labels'] : []);
        scene.options({ camera, daytime, overlays, follow: found?.row ?? 0 });
        scene.run(ticks - 1);
        scene.draw();
        scene.run(1);
        const first = scene.draw();
        return {
          first,
          again: scene.draw(),
          text: scene.cameraText,
          ...scene.resources(),
          actors: scene.actors().length,
        };
      },
      { name, scenario, seed, ticks, camera, daytime, follow },
    );
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => (window.scene.draw(), done()))));
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(name, JSON.stringify(facts));
  }
} finally {
  await browser.close();
  server.close();
}
