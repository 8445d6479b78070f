import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Vector3 } from 'three';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { xOnScreen, yOnScreen } from '../../../renderer/replay/camera.ts';
import { layOutTable } from '../../../renderer/replay/table/table-layout.ts';
import { newTableCamera, placeTableCamera } from '../../../renderer/scene/arm/table-camera.ts';
import { armLayout, POSE, type ArmFrames } from '../../../scenarios/arm-frames/arm-frames.ts';
import { framesOfArmRecord } from '../../../scenarios/arm-frames/frames-of-record.ts';
import { armRecord, armSetup, SCENE, scripted } from '../../scenarios/records/arm-runs.ts';
import { complaintsOf } from '../axe.ts';
import { findChromium } from '../browser.ts';
import { serveFiles, type StaticServer } from '../static-server.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Pictures for people to look at. */
const views = join(root, 'runs/views/');
const END_S = 0.5;
const SCENE_SIZE = { width: 480, height: 270 } as const;

let folder: string;
let server: StaticServer;
let browser: Browser;
let page: Page;
let frames: ArmFrames;
const errors: string[] = [];

beforeAll(async () => {
  mkdirSync(views, { recursive: true });
  execFileSync(process.execPath, ['build.mjs'], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'twotempo-arm-replay-'));
  // One hand goes to the left, the other one as the plans say.
  const [left, dual] = await Promise.all([
    armRecord(scripted(SCENE, () => [0, 0.5, 0, 0])),
    armRecord(armSetup('dual', SCENE)),
  ]);
  frames = framesOfArmRecord(left.record);
  await writeFile(join(folder, 'left.mcap'), left.bytes);
  await writeFile(join(folder, 'dual.mcap'), dual.bytes);
  const css = readFileSync(join(root, 'dist/web/replay-scene-page.css'), 'utf8');
  const html = `<!doctype html><style>${css}</style><body><script type="module" src="/replay-scene-page.js"></script>`;
  server = await serveFiles({
    '/index.html': Buffer.from(html),
    '/favicon.ico': Buffer.from(''),
    '/replay-scene-page.js': `${root}dist/web/replay-scene-page.js`,
    '/record-worker.js': `${root}dist/app/record-worker.js`,
    '/left.mcap': join(folder, 'left.mcap'),
    '/dual.mcap': join(folder, 'dual.mcap'),
  });
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--use-angle=swiftshader', '--ignore-gpu-blocklist'],
  });
  page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // The test reads pixels, the replay does not.
    if (message.text().includes('willReadFrequently') || message.text().includes('GPU stall')) return;
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  await page.goto(`${server.origin}/index.html`);
  await page.waitForFunction('"page" in window');
  for (const name of ['left', 'dual']) await page.evaluate(`page.openRecord("/${name}.mcap")`);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The hand at the end of the first record, m. */
function handAtEnd(): readonly [number, number, number] {
  const { links, linkCount, stride } = armLayout(frames.spec);
  const at = (frames.count - 1) * stride + links + POSE * (linkCount - 1) + 9;
  const [x, y, z] = frames.numbers.subarray(at, at + 3);
  return [x, y, z];
}

it('draws the hand in 3-D where the record has it, and nothing there before it came', async () => {
  const camera = newTableCamera();
  camera.aspect = SCENE_SIZE.width / SCENE_SIZE.height;
  camera.updateProjectionMatrix();
  placeTableCamera(camera, { camera: 'top', zoom: 1, azimuth: 0, elevation: 0.5 });
  const [x, y, z] = handAtEnd();
  const seen = new Vector3(x, y, z + 0.1).project(camera);
  const look = (timeS: number, across: number, down: number): Promise<number[]> =>
    page.evaluate<number[]>(`page.table(0, ${timeS}, ${across}, ${down})`);
  const place = [(1 + seen.x) / 2, (1 - seen.y) / 2] as const;
  const light = (pixels: readonly number[]): number => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  // The hand is white, the table in a dark theme is not.
  expect(light(await look(END_S, ...place))).toBeGreaterThan(light(await look(0, ...place)) + 40);
  // Far from everything nothing changes.
  expect(await look(END_S, 0.05, 0.5)).toEqual(await look(0, 0.05, 0.5));
});

it('shows both runs on the map, the hand where the record has it, with numbers of an arm', async () => {
  await page.evaluate(`page.show('side', ${END_S}, 'draft', 'map')`);
  await page.locator('.rp-body[data-styled=true]').waitFor();
  await page.waitForFunction('document.querySelectorAll(".rp-picture canvas").length === 2');
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
  const { width, height } = await page.evaluate<{ width: number; height: number }>(
    '(({ clientWidth: width, clientHeight: height }) => ({ width, height }))(document.querySelector(".rp-picture canvas"))',
  );
  const [x, y, z] = handAtEnd();
  const { above } = layOutTable(width, height, 1, { x, y, z });
  const left = Math.round(above.left + xOnScreen(above.camera, x)) - 8;
  const top = Math.round(above.top + yOnScreen(above.camera, y)) - 8;
  const colours = await page.evaluate<number[]>(
    `[...document.querySelector('.rp-picture canvas').getContext('2d').getImageData(${left}, ${top}, 17, 17).data]`,
  );
  // The accent of run A, #56b4e9, along the last link.
  const accents = colours.filter(
    (red, i) => i % 4 === 0 && Math.hypot(red - 0x56, colours[i + 1] - 0xb4, colours[i + 2] - 0xe9) < 40,
  );
  expect(accents.length).toBeGreaterThan(8);
  const words = (await page.locator('.rp-readout').first().innerText()).replaceAll('\u00a0', ' ');
  expect(words).toMatch(/\d+ % done · \d+\.\d cm to the goal · \d+\.\d cm clear/);
  const pictures = page.getByRole('img', { name: 'The table from above and from the side' });
  await expect.poll(() => pictures.count()).toBe(2);
  expect(await complaintsOf(page)).toEqual([]);
  await page.screenshot({ path: join(views, 'arm-replay-map.png'), fullPage: true });
});

it('shows one as the ghost of the other in 3-D, with cameras of a table', async () => {
  await page.evaluate(`page.show('ghost', ${END_S}, 'draft', 'scene')`);
  await page.getByRole('img', { name: 'The table in 3-D' }).waitFor();
  await page.waitForFunction('page.ticks().length === 1 && page.ticks()[0] === 30');
  await page.getByRole('button', { name: 'Top' }).click();
  await expect.poll(() => page.locator('.rs-text').innerText()).toBe('Table from above');
  await page.getByRole('button', { name: 'Around' }).click();
  expect(await page.getByRole('button', { name: 'Driver' }).count()).toBe(0);
  expect(await complaintsOf(page)).toEqual([]);
  await page.screenshot({ path: join(views, 'arm-replay-scene.png'), fullPage: true });
  expect(errors).toEqual([]);
});
