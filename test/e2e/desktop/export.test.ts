import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Made, Wish } from '../../renderer/export/film-wish.ts';
import { decodeFrames, frameSums, probe } from '../../renderer/export/ffmpeg.ts';
import { complaintsOf } from '../axe.ts';
import { serveFiles, type StaticServer } from '../static-server.ts';
import { DesktopApp, twotempo } from './desktop-app.ts';
import { fileOf, ReplayPage, type Dropped } from './replay-page.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const pictures = join(root, 'runs/views/');

/** 1 s of film and a fifth of a second that stands: 21 + 4 frames. */
const TIMING = { fromS: 2.4, toS: 3.4, fps: 20, speed: 1, holdS: 0.2 };
const FRAMES = 25;
const SMALL = { width: 640, height: 360 };

let app: DesktopApp;
let folder: string;
let records: readonly Dropped[];
let server: StaticServer;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'twotempo-export-'));
  const script = build({
    entryPoints: [join(root, 'test/renderer/export/export-page.ts')],
    ...{ bundle: true, format: 'esm', write: false, outdir: folder, loader: { '.css': 'empty' }, logLevel: 'warning' },
  });
  const run = twotempo(
    ...['run', 'pedestrian/tail', '--arms', 'fast,dual', '--seeds', '62..62', '--workers', '1'],
    ...['--latency', '200', '--record', 'all', '--out', join(folder, 'run')],
  );
  [app] = await Promise.all([DesktopApp.start(), run]);
  const recordOf = (arm: string): Promise<Dropped> =>
    fileOf(join(folder, 'run/records', `pedestrian-tail-seed62-${arm}-fixed-200.mcap`));
  records = [await recordOf('fast'), await recordOf('dual')];
  server = await serveFiles({
    '/index.html': Buffer.from(
      '<!doctype html><html lang="en"><title>x</title><script type="module" src="page.js"></script>',
    ),
    '/page.js': Buffer.from((await script).outputFiles[0].contents),
  });
});
afterAll(async () => {
  await app?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('films', () => {
  let page: Page;
  const make = (wish: Omit<Wish, 'timing'> & { timing?: Wish['timing'] }): Promise<Made> =>
    page.evaluate<Made>(`window.exporter.make(${JSON.stringify({ timing: TIMING, ...wish })})`);
  const write = (name: string, { file, failure }: Made): string => {
    expect(failure).toBeNull();
    const path = join(folder, name);
    writeFileSync(path, Buffer.from(file, 'base64'));
    return path;
  };

  beforeAll(async () => {
    page = await app.browser.newPage({ viewport: { width: 800, height: 600 } });
    await page.goto(`${server.origin}/index.html`);
    await page.waitForFunction('window.exporter !== undefined');
  });
  afterAll(() => page?.close());

  it.each([
    ['mp4', 'h264', 'H.264', SMALL],
    ['webm', 'vp9', 'VP9', { width: 960, height: 540 }],
    ['gif', 'gif', 'GIF', SMALL],
  ] as const)('are the same twice: %s', async (format, codec, name, size) => {
    const [once, again] = [await make({ format, ...size }), await make({ format, ...size })];
    expect(once.codec).toBe(name);
    expect(again.hashes).toEqual(once.hashes);
    expect(new Set(once.hashes).size).toBe(21);
    const [first, second] = [write(`once.${format}`, once), write(`again.${format}`, again)];
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    expect(frameSums(second)).toBe(frameSums(first));
    const found = probe(first);
    expect(found).toMatchObject({ codec, ...size, frames: FRAMES });
    expect(found.fps).toBeCloseTo(TIMING.fps, 6);
    expect(found.durationS).toBeCloseTo(FRAMES / TIMING.fps, 2);
    expect(once.progress.map(({ done }) => done)).toEqual(Array.from({ length: FRAMES + 1 }, (_, i) => i));
  });

  it('show every drawn pixel in a GIF of few colours, and nearly its colours in an MP4', async () => {
    const gif = await make({ format: 'gif', ...SMALL, colours: 200 });
    const frames = decodeFrames(write('squares.gif', gif));
    const bytes = SMALL.width * SMALL.height * 4;
    const hashes = gif.hashes.map((_, i) => {
      return createHash('sha256')
        .update(frames.subarray(i * bytes, (i + 1) * bytes))
        .digest('hex');
    });
    expect(hashes).toEqual(gif.hashes);
    const still = decodeFrames(write('squares-16.gif', await make({ format: 'gif', ...SMALL, colours: 16 })));
    const video = decodeFrames(write('squares-16.mp4', await make({ format: 'mp4', ...SMALL, colours: 16 })));
    let sum = 0;
    for (let i = 0; i < bytes; i++) sum += Math.abs(still[i] - video[i]);
    expect(sum / bytes).toBeLessThan(3);
  });

  it('of another theme, mode and size are as wide and high as they were asked for', async () => {
    const wish = { mode: 'ghost', theme: 'light', text: 'The same seed.', width: 1280, height: 720 } as const;
    const [mp4, webm] = [await make({ format: 'mp4', ...wish }), await make({ format: 'webm', ...wish })];
    // The encoder of Chromium cuts large pictures of H.264 by how long they took; what goes in is the same.
    expect(webm.hashes).toEqual(mp4.hashes);
    expect(probe(write('large.mp4', mp4))).toMatchObject({ width: 1280, height: 720, frames: FRAMES });
  });

  it('that are cancelled leave nothing, and the next one is whole', async () => {
    for (const format of ['mp4', 'gif'] as const) {
      const cancelled = await make({ format, ...SMALL, cancelAfter: 5 });
      expect(cancelled.failure).toContain('AbortError');
      expect(cancelled.file).toBe('');
      expect(cancelled.progress.at(-1)?.done).toBe(5);
    }
    expect(probe(write('after.mp4', await make({ format: 'mp4', ...SMALL })))).toMatchObject({ frames: FRAMES });
  });
});

describe('sharing in the desktop app', () => {
  let replay: ReplayPage;
  const dialog = () => replay.page.getByRole('dialog', { name: 'Export film' });
  const download = async (act: () => Promise<void>): Promise<string> => {
    const [file] = await Promise.all([replay.page.waitForEvent('download', { timeout: 20_000 }), act()]);
    const path = join(folder, file.suggestedFilename());
    await file.saveAs(path);
    return path;
  };
  const small = async (): Promise<void> => {
    await dialog().getByLabel('Size').selectOption('640x360');
    await dialog().getByLabel('Range').selectOption('part');
    await dialog().getByLabel('From', { exact: true }).fill('3');
    await dialog().getByLabel('To', { exact: true }).fill('3.5');
    await dialog().getByLabel('Frames').fill('10');
    await dialog().getByLabel('Last frame stands').fill('0');
  };

  beforeAll(async () => {
    replay = new ReplayPage(await app.open('scenario=cut-in/tail&seed=3&backend=wasm&play=0&quality=draft'));
    await replay.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  afterAll(() => replay?.app.close());

  it('says what a film is made of where no replay is open', async () => {
    await replay.page.keyboard.press('Control+E');
    await dialog().getByText('none is open').waitFor();
    await replay.page.keyboard.press('Escape');
  });

  it('makes a film of the replay by its dialog, which says before what it will be', async () => {
    await replay.drop(...records);
    await replay.slider.waitFor();
    await replay.page.keyboard.press('Control+E');
    await small();
    const plan = async (): Promise<string> =>
      (await dialog().getByTestId('film-plan').innerText()).replaceAll('\u00a0', ' ');
    await expect.poll(plan).toMatch(/^6 frames, 0\.6 s, 640 × 360, about \d+ kB$/);
    expect(await complaintsOf(replay.page)).toEqual([]);
    await replay.page.screenshot({ path: join(pictures, 'export-dialog-dark.png') });
    const file = await download(() => dialog().getByRole('button', { name: 'Make the film' }).click());
    expect(file).toMatch(/pedestrian-tail-seed62-fast-dual\.mp4$/);
    expect(probe(file)).toMatchObject({ codec: 'h264', width: 640, height: 360, frames: 6 });
    await dialog().getByText('6 frames, H.264').waitFor();
  });

  it('films the scene in 3-D, and says what is wrong with a part', async () => {
    await dialog().getByLabel('To', { exact: true }).fill('2');
    await dialog().getByRole('alert').getByText('it goes from 3 to 2 s').waitFor();
    await expect.poll(() => dialog().getByRole('button', { name: 'Make the film' }).isDisabled()).toBe(true);
    await dialog().getByLabel('To', { exact: true }).fill('3.1');
    await dialog().getByLabel('Picture').selectOption('scene');
    await dialog().getByLabel('Format').selectOption('gif');
    await dialog().getByLabel('What').selectOption('b');
    const make = (): Promise<string> => download(() => dialog().getByRole('button', { name: 'Make the film' }).click());
    const file = await make();
    const once = readFileSync(file);
    expect(probe(file)).toMatchObject({ codec: 'gif', width: 640, height: 360, frames: 2 });
    expect(readFileSync(await make()).equals(once)).toBe(true);
    // A blank scene has few colours.
    expect(coloursOf(file).size).toBeGreaterThan(60);
  });

  it('cancels a film in its middle, and nothing is saved', async () => {
    await dialog().getByLabel('Range').selectOption('whole');
    await dialog().getByLabel('Picture').selectOption('map');
    await dialog().getByLabel('Frames').fill('30');
    await dialog().getByRole('button', { name: 'Make the film' }).click();
    await dialog()
      .getByText(/[1-9]\d* of \d+ frames/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Cancel the film' }).click();
    await dialog().getByText('The film was cancelled; nothing is left of it.').waitFor();
    await replay.page.keyboard.press('Escape');
  });

  it('takes pictures of the scene, the replay and the window, in both themes', async () => {
    for (const theme of ['dark', 'light']) {
      const window = await download(() => replay.app.menu('File', 'Save picture of the window'));
      expect(probe(window)).toMatchObject({ codec: 'png', width: 1280, height: 800 });
      writeFileSync(join(pictures, `window-${theme}.png`), readFileSync(window));
      const shown = await download(() => replay.app.menu('File', 'Save picture of the replay'));
      expect(probe(shown)).toMatchObject({ codec: 'png', width: 1920, height: 1080 });
      writeFileSync(join(pictures, `replay-picture-${theme}.png`), readFileSync(shown));
      if (theme === 'dark') await replay.page.keyboard.press('t');
    }
    await replay.press('Alt+1');
    const scene = await download(() => replay.app.menu('File', 'Save picture of the scene'));
    expect(coloursOf(scene).size).toBeGreaterThan(200);
    writeFileSync(join(pictures, 'scene-picture.png'), readFileSync(scene));
  });

  it('copies a picture, the command lines and a link', async () => {
    const { app: shell, page } = replay;
    const text = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    await shell.menu('File', 'Copy command line of the replay');
    await expect.poll(text).toContain('npx twotempo run pedestrian/tail --arms fast,dual --seeds 62..62 --split test');
    await shell.menu('File', 'Copy command line of this episode');
    await expect.poll(text).toContain('npx twotempo run cut-in/tail --arms dual --seeds 3..3 --split test');
    await shell.menu('File', 'Copy link to this episode');
    await expect.poll(text).toMatch(/\/\?scenario=cut-in\/tail&seed=3&arm=dual&latency=200$/);
    await shell.menu('File', 'Copy picture of the scene');
    const kinds = 'navigator.clipboard.read().then((items) => items.flatMap(({ types }) => types).join())';
    await expect.poll(() => page.evaluate<string>(kinds)).toBe('image/png');
    expect(shell.errors).toEqual([]);
  });
});

/** Colours of the first frame or picture. */
function coloursOf(file: string): ReadonlySet<number> {
  const { width, height } = probe(file);
  const pixels = decodeFrames(file);
  return new Set(Array.from({ length: width * height }, (_, i) => pixels.readUInt32LE(4 * i)));
}
