import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import type { HeroAct, HeroFilm, HeroWish } from '../../renderer/hero/hero-wish.ts';
import { packageRoot } from '../../scenarios/cli/package-root.ts';
import { withInterval } from '../../scenarios/compare/cell-text.ts';
import { readEpisodeLines } from '../../scenarios/results/episode-lines.ts';
import type { RateSummary, Summary } from '../../scenarios/results/summary-types.ts';
import { findChromium } from '../e2e/browser.ts';
import { serveFiles, type StaticServer } from '../e2e/static-server.ts';

/**
 * `npm run hero`: makes the film that the README opens with, from a pinned scenario, seed and models, frame by frame. It
 * checks the story before it films it, and computes the rates of its caption.
 */

const SCENARIO = 'pedestrian/tail';
const SEED = 62;
/** Of the test split: those of the rates in the caption. */
const SEEDS = [0, 299] as const;
/** Planner latencies of the two acts, ms. */
const [SOON_MS, LATE_MS] = [200, 800];
const MOST_BYTES = 6e6;
const MOST_S = 30;

/** What must come of each run, or there is no such story to tell. */
const STORY = [
  { name: 'fast', arm: 'fast', latencyMs: SOON_MS, end: 'collision' },
  { name: 'soon', arm: 'dual', latencyMs: SOON_MS, end: 'goal' },
  { name: 'late', arm: 'dual', latencyMs: LATE_MS, end: 'collision' },
] as const;

const FILMS: readonly Pick<HeroWish, 'format' | 'width' | 'height' | 'fps' | 'zoom'>[] = [
  { format: 'gif', width: 656, height: 410, fps: 10, zoom: 1.25 },
  { format: 'mp4', width: 960, height: 600, fps: 15, zoom: 1.25 },
];

/** Longest time of a film's making, ms: pictures are drawn by the processor. */
const MOST_MS = 1_800_000;

const say = (what: string): void => void process.stderr.write(`${what}\n`);
const run = promisify(execFile);
const twotempo = (...args: string[]) =>
  run(process.execPath, [join(packageRoot(), 'scenarios', 'cli', 'twotempo.mjs'), ...args]);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(packageRoot(), 'docs', 'hero') } } });
  const folder = await mkdtemp(join(tmpdir(), 'twotempo-hero-'));
  try {
    say('running the story');
    const digests = await recordStory(folder);
    say(`running ${SEEDS[1] - SEEDS[0] + 1} seeds for the caption`);
    const rates = await ratesOf(folder);
    await mkdir(values.out, { recursive: true });
    // Each as it is done: the second one takes minutes more.
    const films = await film(folder, actsOf(rates), async ({ format, bytes }) =>
      writeFile(join(values.out, `hero.${format}`), bytes),
    );
    const facts = { scenario: SCENARIO, seed: SEED, split: 'test', digests, rates, films: films.map(factsOf) };
    await writeFile(join(values.out, 'hero.json'), `${JSON.stringify(facts, null, 2)}\n`);
    for (const { format, bytes, facts: made } of films)
      process.stdout.write(`hero.${format}: ${bytes.length} bytes, ${made.frames} frames, ${made.lengthS} s\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the three episodes with records. @throws Error where one ends otherwise than the story has it */
async function recordStory(folder: string): Promise<Readonly<Record<string, string>>> {
  const out = join(folder, 'story');
  await twotempo(
    ...['run', SCENARIO, '--arms', 'fast,dual', '--seeds', `${SEED}..${SEED}`, '--split', 'test'],
    ...['--latency', `${SOON_MS},${LATE_MS}`, '--record', 'all', '--out', out],
  );
  const { episodes } = readEpisodeLines(await readFile(join(out, 'results.jsonl'), 'utf8'), 'results.jsonl');
  const digests: Record<string, string> = {};
  for (const { name, arm, latencyMs, end } of STORY) {
    const found = episodes.find((episode) => episode.arm === arm && episode.latency === `fixed:${latencyMs}`);
    if (found?.outcome.end !== end)
      throw new Error(
        `${SCENARIO}, seed ${SEED}, ${arm} at ${latencyMs} ms: expected ${end}, found ${found?.outcome.end ?? 'nothing'}. ` +
          'This version tells another story: look for another seed, or tell the one that is true.',
      );
    digests[name] = found.digest;
  }
  return digests;
}

interface Rates {
  readonly n: number;
  readonly fast: RateSummary;
  readonly soon: RateSummary;
  readonly late: RateSummary;
}

async function ratesOf(folder: string): Promise<Rates> {
  const out = join(folder, 'rates');
  await twotempo(
    ...['run', SCENARIO, '--arms', 'fast,dual', '--seeds', `${SEEDS[0]}..${SEEDS[1]}`, '--split', 'test'],
    ...['--latency', `${SOON_MS},${LATE_MS}`, '--record', 'none', '--out', out],
  );
  const summary = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')) as Summary;
  const at = (ms: number): RateSummary => {
    const point = summary.latencySweep?.arms['dual'].find(({ latency }) => latency === `fixed:${ms}`);
    if (point === undefined) throw new Error(`The run of the rates has no dual at ${ms} ms.`);
    return point.collision;
  };
  const { collision: fast } = summary.arms['fast'];
  return { n: fast.n, fast, soon: at(SOON_MS), late: at(LATE_MS) };
}

function actsOf({ n, fast, soon, late }: Rates): readonly HeroAct[] {
  const rate = ({ rate: share, ci95 }: RateSummary): string => `${withInterval(share, ci95)} %`;
  const seeds = `Collisions, ${n} unseen seeds [95 %]:`;
  // Lines as long as the small picture takes them.
  return [
    {
      ...{ a: 'fast.mcap', b: 'soon.mcap', nameA: 'fast', nameB: 'dual' },
      ...{ fromS: 2.6, toS: 6.2, speed: 0.4, holdS: 1.5 },
      lines: [
        'Same seed, two people behind parked vans. A: the fast policy alone.',
        `B: where it is uncertain a planner is asked, which answers after ${SOON_MS} ms.`,
        `${seeds} fast ${rate(fast)}, dual ${rate(soon)}`,
      ],
    },
    {
      ...{ a: 'soon.mcap', b: 'late.mcap', nameA: `dual, ${SOON_MS} ms`, nameB: `dual, ${LATE_MS} ms` },
      ...{ fromS: 2.6, toS: 5.6, speed: 0.4, holdS: 3.5 },
      lines: [
        `Same seed. The planner of B answers after ${LATE_MS} ms: its plan lands too late.`,
        `A chosen seed: of the ${n}, dual hits in ${soon.count} at ${SOON_MS} ms and in ${late.count} at ${LATE_MS} ms.`,
        `${seeds} dual ${rate(soon)} at ${SOON_MS} ms, ${rate(late)} at ${LATE_MS} ms`,
      ],
    },
  ];
}

interface Made {
  readonly format: HeroWish['format'];
  readonly bytes: Buffer;
  readonly facts: Omit<HeroFilm, 'file'>;
}

const factsOf = ({ format, bytes, facts }: Made) => ({ format, bytes: bytes.length, ...facts });

async function film(
  folder: string,
  acts: readonly HeroAct[],
  done: (made: Made) => Promise<void>,
): Promise<readonly Made[]> {
  const server = await serveStudio(folder);
  let browser: Browser | null = null;
  try {
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        // Drawn by the processor, so that every machine draws the same.
        ...['--use-angle=swiftshader', '--ignore-gpu-blocklist', '--enable-unsafe-swiftshader'],
      ],
    });
    const films: Made[] = [];
    for (const wish of FILMS) {
      const page = await browser.newPage();
      page.setDefaultTimeout(MOST_MS);
      page.on('pageerror', (error) => say(String(error)));
      page.on('console', (message) => say(message.text()));
      say(`filming hero.${wish.format}`);
      await page.goto(`${server.origin}/index.html`);
      await page.waitForFunction(() => 'hero' in globalThis);
      const { file, ...facts } = await page.evaluate(
        (all) => (globalThis as unknown as { hero: { make(wish: HeroWish): Promise<HeroFilm> } }).hero.make(all),
        { ...wish, acts },
      );
      const made = { format: wish.format, bytes: Buffer.from(file, 'base64'), facts };
      if (made.bytes.length > MOST_BYTES || facts.lengthS > MOST_S)
        throw new Error(
          `hero.${wish.format} has ${made.bytes.length} bytes and ${facts.lengthS} s; at most ${MOST_BYTES} and ${MOST_S}.`,
        );
      films.push(made);
      await done(made);
      await page.close();
    }
    return films;
  } finally {
    await browser?.close();
    await server.close();
  }
}

function serveStudio(folder: string): Promise<StaticServer> {
  const dist = join(packageRoot(), 'dist');
  const recordOf = ({ arm, latencyMs }: (typeof STORY)[number]): string =>
    join(folder, 'story', 'records', `${SCENARIO.replace('/', '-')}-seed${SEED}-${arm}-fixed-${latencyMs}.mcap`);
  return serveFiles({
    '/index.html': Buffer.from(
      '<!doctype html><title>Twotempo</title><link rel="icon" href="data:,"><body><script type="module" src="/hero-page.js"></script>',
    ),
    '/hero-page.js': join(dist, 'web', 'hero-page.js'),
    '/record-worker.js': join(dist, 'app', 'record-worker.js'),
    ...Object.fromEntries(STORY.map((one) => [`/${one.name}.mcap`, recordOf(one)])),
  });
}

await main();
