import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { parse, stringify } from 'yaml';
import { packageRoot } from '../../scenarios/cli/package-root.ts';
import { DesktopApp } from '../e2e/desktop/desktop-app.ts';
import { drawNothing, dropScenario, setSpeed, showEverything, traced, workerTicks } from './desktop-page.ts';
import { printDesktopReport, printScrubs, type DesktopReport } from './desktop-report.ts';
import { scriptPerFrame, type ScriptPerFrame } from './page-script.ts';
import { measureScrubs } from './scrub.ts';

/** The planner is asked twice a second in it, for two minutes. */
const SEED = 5;
/** Shaders and hot functions are compiled in it. */
const WARM_UP_S = 4;
/** Vehicles of the run at ten times real time. */
const FEW = 20;

interface Crowd {
  readonly name: string;
  readonly text: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '15' },
      /** Only how long it takes to go to a time of a replay. */
      scrub: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds >= 2 && seconds <= 60)) {
    throw new Error(`--seconds: expected a number from 2 to 60, found ${values.seconds}`);
  }
  const load = loadavg()[0];
  const app = await DesktopApp.start();
  try {
    if (values.scrub) {
      const scrubs = await measureScrubs(app);
      const header = { cpu: cpuName(), loadBefore: load, browser: app.browser.version() };
      process.stdout.write(values.json ? `${JSON.stringify({ ...header, scrubs }, null, 2)}\n` : printScrubs(scrubs));
      return;
    }
    const crowd: Crowd = { name: 'busy-highway.yaml', text: busyHighway() };
    const idle = await openAll(app, crowd, 'quality=full', drawNothing);
    const page = scriptPerFrame(await traced(idle, seconds));
    const at1 = await workerTicks(idle, seconds);
    await dropScenario(idle, 'few.yaml', withFewer(crowd.text, FEW));
    await setSpeed(idle, 10);
    await sleep(1000);
    const at10 = await workerTicks(idle, Math.min(seconds, 8));
    await idle.context().close();
    const software = await measureSoftware(app, crowd, seconds);
    const report: DesktopReport = {
      schemaVersion: 1,
      cpu: cpuName(),
      loadBefore: load,
      browser: app.browser.version(),
      seconds,
      page,
      software,
      ticks: [at1, at10],
      scrubs: await measureScrubs(app),
    };
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : printDesktopReport(report));
  } finally {
    await app.close();
  }
}

const cpuName = (): string => `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;

/** The page as it opens on a machine without a graphics processor. */
async function measureSoftware(app: DesktopApp, crowd: Crowd, seconds: number): Promise<ScriptPerFrame> {
  const page = await openAll(app, crowd, '');
  const measured = scriptPerFrame(await traced(page, seconds));
  await page.context().close();
  return measured;
}

/** Opens a scenario with everything shown. */
async function openAll(
  app: DesktopApp,
  { name, text }: Crowd,
  query: string,
  prepare?: (page: Page) => Promise<void>,
): Promise<Page> {
  const { page } = await app.open(`scenario=cut-in/tail&seed=${SEED}&backend=wasm&play=1&${query}`);
  if (prepare !== undefined) {
    await prepare(page);
    await page.reload();
  }
  await dropScenario(page, name, text);
  await showEverything(page);
  await sleep(1000 * WARM_UP_S);
  return page;
}

const busyHighway = (): string => readFileSync(join(packageRoot(), 'examples', 'busy-highway.yaml'), 'utf8');

/** The same road with as many vehicles, in the rows that the file begins with. */
function withFewer(text: string, vehicles: number): string {
  const scenario = parse(text) as { traffic: { fromS: number; toS: number; speedMps: number; headwayS: number }[] };
  // The row of the ego loses the one in its place.
  const share = vehicles / scenario.traffic.length + 1;
  for (const row of scenario.traffic) {
    const spacingM = row.speedMps * row.headwayS;
    const ego = 400;
    row.fromS = ego - (share / 2) * spacingM;
    row.toS = ego + (share / 2) * spacingM;
  }
  return stringify(scenario);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 3;
}
