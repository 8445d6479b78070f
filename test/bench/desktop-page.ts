import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { SPARE_PREFIX } from '../../sim/driving/spare-obstacles.ts';
import { TELEMETRY } from '../../renderer/live/protocol.ts';
import type { TraceEvent } from './page-script.ts';
import { quantile } from './rounds.ts';

/** What JavaScript runs, who calls it, and collections of garbage. */
const CATEGORIES = ['devtools.timeline', 'v8', '__metadata'];

/** Ticks of the simulation's worker as its telemetry tells of them. */
export interface WorkerTicks {
  readonly actors: number;
  readonly ticks: number;
  /** Wall-clock time of a tick without its inference, ms. */
  readonly tickP50Ms: number;
  readonly tickP99Ms: number;
  readonly inferP50Ms: number;
  readonly inferP99Ms: number;
  /** Share of the ticks whose inference came too late. */
  readonly missedShare: number;
  readonly wantedSpeed: number;
  readonly realTimeFactor: number;
}

/** Waits until an expression holds in the page; the page's own policy forbids polling from within. */
export async function until(page: Page, expression: string, withinMs = 30_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await page.evaluate<boolean>(expression))) {
    if (performance.now() > endMs) throw new Error(`The page did not come to: ${expression}`);
    await sleep(50);
  }
}

/**
 * To be called before the page loads: its draw calls are made but draw nothing, as if a graphics processor took them off
 * the hands of the machine's processors, on which the page's script would else wait for its turn.
 */
export async function drawNothing(page: Page): Promise<void> {
  await page.addInitScript(`{
    const { prototype } = WebGL2RenderingContext;
    const { drawArrays, drawElements, drawArraysInstanced, drawElementsInstanced } = prototype;
    prototype.drawArrays = function (mode, first) { drawArrays.call(this, mode, first, 0); };
    prototype.drawElements = function (mode, count, type, at) { drawElements.call(this, mode, 0, type, at); };
    prototype.drawArraysInstanced = function (mode, first) { drawArraysInstanced.call(this, mode, first, 0, 0); };
    prototype.drawElementsInstanced = function (mode, count, type, at) {
      drawElementsInstanced.call(this, mode, 0, type, at, 0);
    };
  }`);
}

/** Drops a scenario file on the page once it has drawn, as a person does. */
export async function dropScenario(page: Page, name: string, text: string): Promise<void> {
  await until(page, "performance.getEntriesByName('twotempo:first-frame').length > 0");
  await page.evaluate(
    `(async () => {
      const opened = new Promise((resolve) => {
        let before = null;
        const subscription = twotempo.session.opened.subscribe((episode) => {
          before ??= episode.episode;
          if (episode.episode > before) resolve(subscription);
        });
      });
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      (await opened).unsubscribe();
    })()`,
  );
}

/** As a person does, for all episodes from now on. */
export async function setSpeed(page: Page, speed: number): Promise<void> {
  await page.getByRole('combobox', { name: 'Speed' }).selectOption(String(speed));
}

/** Every overlay, and the layout that shows the most. */
export async function showEverything(page: Page): Promise<void> {
  await page.keyboard.press('Shift+G');
  await page.keyboard.press('Alt+2');
  await page.waitForSelector('.lp-lanes canvas');
  await page.waitForSelector('.lp-histograms');
}

/** Plays so long and returns the trace of it. */
export async function traced(page: Page, seconds: number): Promise<readonly TraceEvent[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page belongs to no browser.');
  await browser.startTracing(page, { categories: CATEGORIES });
  await sleep(1000 * seconds);
  const trace = await browser.stopTracing();
  return (JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents;
}

/** Lets the simulation run so long and summarises its ticks. */
export async function workerTicks(page: Page, seconds: number): Promise<WorkerTicks> {
  const from = await lastTick(page);
  const start = performance.now();
  await sleep(1000 * seconds);
  const columns = [TELEMETRY.tickMs, TELEMETRY.inferMs, TELEMETRY.missed].join();
  const rows = await page.evaluate<number[][]>(
    `(() => {
      const { telemetry } = twotempo.session;
      const rows = [];
      for (let row = 0; row < telemetry.length; row++) {
        if (telemetry.at(row, ${TELEMETRY.tick}) > ${from}) rows.push([${columns}].map((c) => telemetry.at(row, c)));
      }
      return rows;
    })()`,
  );
  const wallMs = performance.now() - start;
  const { actors, speed, controlDt } = await page.evaluate<{ actors: number; speed: number; controlDt: number }>(
    `(() => {
      let opened, status;
      twotempo.session.opened.subscribe((value) => (opened = value)).unsubscribe();
      twotempo.session.status.subscribe((value) => (status = value)).unsubscribe();
      const actors = opened.actors.filter(({ id }) => !id.startsWith(${JSON.stringify(SPARE_PREFIX)})).length - 1;
      return { actors, speed: status.speed, controlDt: opened.controlDt };
    })()`,
  );
  if (rows.length === 0) throw new Error('The simulation did not tick.');
  const tickMs = rows.map((row) => row[0]);
  // Not a number where the inference missed its tick; JSON has null for it.
  const inferMs = rows.map((row) => row[1]).filter((ms) => Number.isFinite(ms));
  return {
    actors,
    ticks: rows.length,
    tickP50Ms: quantile(tickMs, 0.5),
    tickP99Ms: quantile(tickMs, 0.99),
    inferP50Ms: quantile(inferMs, 0.5),
    inferP99Ms: quantile(inferMs, 0.99),
    missedShare: rows.filter((row) => row[2] === 1).length / rows.length,
    wantedSpeed: speed,
    realTimeFactor: (1000 * rows.length * controlDt) / wallMs,
  };
}

const lastTick = (page: Page): Promise<number> => page.evaluate<number>('twotempo.session.telemetry.lastTick');
