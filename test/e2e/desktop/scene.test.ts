import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findChromium } from '../browser.ts';
import { serveFiles, type StaticServer } from '../static-server.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const SCENARIOS = ['cut-in/tail', 'merge/tail', 'overtaking/tail', 'crossing/tail', 'pedestrian/common'];

let server: StaticServer;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  execFileSync(process.execPath, ['build.mjs'], { cwd: root });
  server = await serveFiles({
    '/index.html': Buffer.from('<!doctype html><body><script type="module" src="/scene-page.js"></script>'),
    '/favicon.ico': Buffer.from(''),
    '/scene-page.js': `${root}dist/web/scene-page.js`,
  });
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--use-angle=swiftshader', '--ignore-gpu-blocklist'],
  });
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  await page.goto(`${server.origin}/index.html`);
  await page.waitForFunction('"scene" in window');
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Source of an expression with `scene` in it; the page's types are not those of Node. */
const inPage = <T>(source: string): Promise<T> => page.evaluate<T>(`(async () => { ${source} })()`);

const picture = async (): Promise<Buffer> => {
  await inPage('await new Promise((done) => requestAnimationFrame(() => { scene.draw(); done(); }));');
  return page.screenshot();
};

/** Once two in a row are the same. */
async function stillPicture(): Promise<Buffer> {
  let last = await picture();
  const isSame = async (): Promise<boolean> => {
    const before = last;
    last = await picture();
    return last.equals(before);
  };
  await expect.poll(isSame).toBe(true);
  return last;
}

it('says what the camera shows, and finds what is under the pointer', async () => {
  const found = await inPage<Record<string, unknown>>(`
    scene.open('cut-in/tail', 1);
    scene.options({ camera: 'chase' });
    scene.run(60);
    scene.draw();
    const chase = scene.cameraText;
    scene.options({ camera: 'orbit', follow: scene.actors().find(({ id }) => id === 'cut-in-car')?.row ?? 1 });
    const orbit = scene.cameraText;
    scene.options({ camera: 'chase' });
    scene.draw();
    return { chase, orbit, other: scene.actors()[1].id, ego: scene.pick(640, 560), road: scene.pick(400, 600), sky: scene.pick(640, 40) };
  `);
  expect(found.chase).toBe('Chase camera on the ego');
  expect(found.orbit).toMatch(/^Orbit camera on (cut-in-car|.+)$/);
  expect(found.orbit).not.toContain('the ego');
  expect(found.ego).toMatchObject({ row: 0 });
  expect(found.road).toMatchObject({ row: null });
  expect(found.sky).toBeNull();
});

it('draws the same picture again after the graphics device was lost', async () => {
  await inPage('scene.open("crossing/tail", 1); scene.options({ camera: "chase" }); scene.run(120); scene.draw();');
  const before = await stillPicture();
  await inPage('scene.loseContext(200);');
  await expect
    .poll(() => inPage('return scene.problems;'))
    .toEqual([expect.stringContaining('was lost'), expect.stringContaining('is back')]);
  await expect.poll(async () => (await picture()).equals(before)).toBe(true);
});

it('keeps geometries, textures and programs level over 60 episodes', async () => {
  const round = (count: number): string => `
    const names = ${JSON.stringify(SCENARIOS)};
    for (let i = 0; i < ${count}; i++) {
      scene.options({ daytime: i % 2 === 0 ? 'day' : 'dusk', camera: ['chase', 'driver', 'top', 'orbit'][i % 4] });
      scene.open(names[i % names.length], 1 + (i % 3));
      scene.run(1);
      scene.draw();
    }
    scene.open(names[0], 1);
    scene.draw();
    return scene.resources();
  `;
  await inPage('scene.resize(160, 90);');
  // Shapes and programs are made when they are first needed: all of them within 30 episodes. 60 have every scenario with
  // every light, camera and seed; what one of them kept would be counted.
  const first = await inPage(round(30));
  const last = await inPage(round(60));
  expect(last).toEqual(first);
  expect(errors).toEqual([]);
});
