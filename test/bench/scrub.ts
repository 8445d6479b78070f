import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { packageRoot } from '../../scenarios/cli/package-root.ts';
import { RandomStream } from '../../sim/kernel/random.ts';
import { twotempo, type DesktopApp } from '../e2e/desktop/desktop-app.ts';
import { fileOf, ReplayPage, type Dropped } from '../e2e/desktop/replay-page.ts';
import { until } from './desktop-page.ts';
import { quantile } from './rounds.ts';

/** Scrubs of each row, and the first ones that do not count: they compile. */
const SCRUBS = 40;
const WARM_UP = 4;
const LENGTH_S = 60;
/** Until a sketched picture is finished, so that each press finds the page at rest. */
const SETTLED_MS = 500;

/** From a press on the time line to the frame of that time. */
export interface ScrubCost {
  readonly picture: 'map' | '3-D';
  readonly quality: 'draft' | 'full';
  readonly actors: number;
  readonly scrubs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Opens a record of 60 s with about fifty actors in the real page and goes to random times in it. */
export async function measureScrubs(app: DesktopApp): Promise<readonly ScrubCost[]> {
  const record = await busyRecord();
  let actors = 0;
  const costs: ScrubCost[] = [];
  for (const quality of ['draft', 'full'] as const) {
    const opened = await app.open(`scenario=cut-in/tail&seed=1&backend=wasm&quality=${quality}`);
    const replay = new ReplayPage(opened);
    const { page } = opened;
    // The picture and the time line are both to be seen.
    await page.setViewportSize({ width: 1400, height: 1100 });
    await replay.drop(record);
    await replay.slider.waitFor({ timeout: 60_000 });
    await page.evaluate(WATCH);
    for (const picture of quality === 'draft' ? (['3-D', 'map'] as const) : (['3-D'] as const)) {
      await replay.panel.getByRole('button', { name: picture === 'map' ? 'Map' : '3-D', exact: true }).click();
      const canvases = "document.querySelectorAll('.rs-picture canvas[data-tick]').length";
      await until(page, `${canvases} === ${picture === 'map' ? 0 : 1}`, 60_000);
      // All but the ego can be followed too.
      if (picture === '3-D') actors = (await replay.panel.locator('.rs-follow option').count()) - 1;
      costs.push({ picture, quality, actors, scrubs: SCRUBS, ...(await scrub(page, replay)) });
    }
    await page.context().close();
  }
  return costs;
}

async function scrub(page: Page, replay: ReplayPage): Promise<{ readonly p50Ms: number; readonly p95Ms: number }> {
  await replay.slider.scrollIntoViewIfNeeded();
  const box = await replay.slider.boundingBox();
  if (box === null) throw new Error('The time line is not on the screen.');
  const stream = RandomStream.named('scrub', 'times');
  await page.evaluate('(window.scrubs.length = 0)');
  for (let i = 0; i < WARM_UP + SCRUBS; i++) {
    // Between its labels and its end.
    await page.mouse.click(box.x + (0.12 + 0.86 * stream.uniform()) * box.width, box.y + 0.5 * box.height);
    await until(page, `window.scrubs.length === ${i + 1}`, 60_000);
    await sleep(SETTLED_MS);
  }
  const all = (await page.evaluate<number[]>('window.scrubs')).slice(WARM_UP);
  return { p50Ms: quantile(all, 0.5), p95Ms: quantile(all, 0.95) };
}

/** Busy motorway, cut off after a minute. */
async function busyRecord(): Promise<Dropped> {
  const folder = await mkdtemp(join(tmpdir(), 'twotempo-scrub-'));
  try {
    const file = join(folder, 'busy-minute.yaml');
    const text = readFileSync(join(packageRoot(), 'examples', 'busy-highway.yaml'), 'utf8');
    await writeFile(file, text.replace(/^timeLimitS: .*$/m, `timeLimitS: ${LENGTH_S}`));
    const out = join(folder, 'run');
    const ran = await twotempo('run', file, '--arms', 'fast', '--seeds', '0..0', '--record', 'all', '--out', out);
    const [name] = ran.code === 0 ? await readdir(join(out, 'records')) : [];
    if (name === undefined) throw new Error(`No record was made: ${ran.err}`);
    return await fileOf(join(out, 'records', name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Takes the time from each press until the drawing of the next frame has come out: the draw calls of a scene are waited
 * for by a fence, the map is done with the frame's task.
 */
const WATCH = `(() => {
  window.scrubs = [];
  const turn = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  });
  const out = async (gl) => {
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    while (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) await new Promise((done) => setTimeout(done, 1));
    gl.deleteSync(fence);
  };
  const pressed = async ({ timeStamp, target }) => {
    if (target.closest('[role=slider]') === null) return;
    await new Promise((done) => requestAnimationFrame(done));
    await turn();
    for (const canvas of document.querySelectorAll('.rs-picture canvas')) await out(canvas.getContext('webgl2'));
    window.scrubs.push(performance.now() - timeStamp);
  };
  window.addEventListener('pointerdown', (event) => void pressed(event), true);
})()`;
