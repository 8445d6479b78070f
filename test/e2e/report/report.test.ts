import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reportHtml } from '../../../scenarios/report/report-html.ts';
import { armEpisodes, sampleReport } from '../../renderer/report/sample-report.ts';
import { complaintsOf } from '../axe.ts';
import { launchChromium } from '../browser.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Pictures for people to look at. */
const PICTURES = join(ROOT, 'runs/report-views/');

/** Somebody steps out, crosses, comes towards the ego: the fast policy alone collides often, with the planner seldom. */
const SITUATIONS = ['pedestrian/tail', 'crossing/tail', 'overtaking/tail', '--split', 'val', '--seeds', '0..6'];

let folder: string;
let report: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let requests: string[];

/** Runs the program as people do. */
function twotempo(...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(ROOT, 'scenarios/cli/twotempo.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-report-'));
  mkdirSync(PICTURES, { recursive: true });
  for (const arm of ['fast', 'dual']) twotempo('run', ...SITUATIONS, '--arms', arm, '--record', 'none', '--out', arm);
  report = join(folder, 'report.html');
  twotempo('compare', 'fast', 'dual', '--report', report, '--replays', '3');
  browser = await launchChromium();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  complaints = [];
  requests = [];
  return async () => {
    await context.close();
    expect(complaints).toEqual([]);
    // A page that needs the network would ask for it.
    expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
    expect(requests).toHaveLength(1);
  };
});

interface OpenOptions {
  readonly hash?: string;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
}

/** Opens a file from disk in a browser without a network. */
async function open(file: string, { hash = '', theme = 'light', width = 1400 }: OpenOptions = {}): Promise<void> {
  context = await browser.newContext({ offline: true, colorScheme: theme, viewport: { width, height: 1000 } });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  await page.locator('h1').waitFor();
}

const episodes = () => page.locator('button[data-key]');
const slider = () => page.getByRole('slider', { name: 'Play head' });
const timeS = async (): Promise<number> => Number(await slider().getAttribute('aria-valuenow'));
const focused = <T>(expression: string): Promise<T> => page.evaluate<T>(`document.activeElement.${expression}`);

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function openFirstReplay(): Promise<void> {
  await episodes().first().click();
  await page.locator('.rp-body[data-styled=true]').waitFor();
}

async function accessible(): Promise<void> {
  expect(await complaintsOf(page)).toEqual([]);
}

describe('a report on disk', () => {
  it('says what was run, the result with interval, p and n, and shows its tables and plots', async () => {
    await open(report);
    const summary = await page.locator('#summary').innerText();
    expect(summary).toMatch(
      /dual collided in \d+ of 21 episodes \(\d+\.\d %, 95 % interval \[\d+\.\d, \d+\.\d\]\), fast in \d+ of 21/,
    );
    expect(summary).toMatch(
      /dual is better than fast: on the same 21 situations the difference is −\d+\.\d percentage/,
    );
    expect(summary).toMatch(/95 % interval \[−\d+\.\d, −\d+\.\d\], exact McNemar test p [<=] 0\.\d+/);
    expect(summary).toContain('npx twotempo compare fast dual --report');
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      ...['Summary', 'Arms', 'Differences', 'Plots', 'Latency', 'Scores', 'Episodes that ended differently'],
      'How to read this',
    ]);
    for (const caption of ['All arms', 'Durations by arm', 'How calls of the planner ended']) {
      await page.getByRole('table', { name: caption }).waitFor();
    }
    const row = page.getByRole('table', { name: 'All arms' }).getByRole('row', { name: /^dual/ });
    expect(await row.locator('svg.bar .whisker').count()).toBe(1);
    const plots = page.locator('#plots figure');
    expect(await plots.locator('h3').allInnerTexts()).toEqual([
      ...['Collisions against duty', 'Latency distributions', 'Staleness of plans', 'Calibration of the uncertainty'],
    ]);
    for (const plot of await plots.all()) {
      await plot.locator('summary').click();
      expect(await plot.getByRole('table').getByRole('row').count()).toBeGreaterThan(1);
      expect(await plot.getByRole('img').count()).toBe(1);
      expect(await plot.locator('figcaption').innerText()).toMatch(/n = \d/);
    }
  });

  it('plays, pauses, scrubs, overlays and jumps by keys', async () => {
    await open(report);
    await episodes().first().focus();
    await press('ArrowDown', 'ArrowUp', 'Enter');
    await page.locator('.rp-body[data-styled=true]').waitFor();
    expect(await focused<string>("getAttribute('role')")).toBe('slider');
    await press(' ');
    await expect.poll(timeS).toBeGreaterThan(0.3);
    await press(' ');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    // What was asked for before the pause is drawn.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const paused = await timeS();
    await page.waitForTimeout(300);
    expect(await timeS()).toBe(paused);
    await press('Shift+ArrowRight');
    await expect.poll(timeS).toBeCloseTo(paused + 1, 2);
    await press('Home', 'ArrowRight');
    await expect.poll(timeS).toBeCloseTo(1 / 60, 2);
    await press('g');
    await page.locator('.rp-stages[data-mode=ghost]').waitFor();
    await press('d');
    await expect.poll(timeS).toBeGreaterThan(0.1);
    const divergence = await timeS();
    await press('c');
    await expect.poll(timeS).toBeGreaterThan(divergence);
    await page.locator('.replay').screenshot({ path: join(PICTURES, 'replay-ghost-light.png') });
    await press('Escape');
    await expect.poll(() => page.locator('.replay').count()).toBe(0);
    expect(await focused<string>("getAttribute('data-key')")).toBe(await episodes().first().getAttribute('data-key'));
  });

  it('goes from one replay to the next, and says how to run the episode again', async () => {
    await open(report);
    await openFirstReplay();
    const first = await page.locator('#replay-title').innerText();
    expect(await page.getByRole('button', { name: 'Previous episode' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Next episode' }).click();
    await expect.poll(() => page.locator('#replay-title').innerText()).not.toBe(first);
    const [, scenario, seed] = /^(.*), seed (\d+)$/.exec(await page.locator('#replay-title').innerText())!;
    expect(await page.locator('.repeat').innerText()).toContain(
      `npx twotempo run ${scenario} --split val --seeds ${seed}..${seed} --arms dual,fast --latency 200 --record all`,
    );
  });

  it('opens at the moment that a link names', async () => {
    await open(report);
    const key = (await episodes().first().getAttribute('data-key'))!;
    await context.close();
    expect(requests).toHaveLength(1);
    requests = [];
    await open(report, { hash: `#${new URLSearchParams({ replay: key, t: '1.5', mode: 'ghost' }).toString()}` });
    await page.locator('.rp-body[data-styled=true]').waitFor();
    await expect.poll(timeS).toBeCloseTo(1.5, 3);
    expect(await page.locator('.rp-stages').getAttribute('data-mode')).toBe('ghost');
    await page.evaluate("location.hash = '#replay=nothing'");
    await page.getByRole('alert').getByText('This report has no episode “nothing”.').waitFor();
  });

  it('filters the list of episodes', async () => {
    await open(report);
    const all = await episodes().count();
    const family = page.getByRole('combobox', { name: 'Family' });
    await family.selectOption('pedestrian');
    await expect.poll(() => episodes().count()).toBeLessThan(all);
    const some = await episodes().allInnerTexts();
    expect(some.length).toBeGreaterThan(0);
    expect(some.every((text) => text.startsWith('pedestrian/'))).toBe(true);
    await family.selectOption('all families');
    await page.getByRole('checkbox', { name: 'only with a replay' }).check();
    await expect.poll(() => episodes().count()).toBe(3);
    await expect.poll(() => page.locator('#episodes [role=status]').first().innerText()).toContain(`3 of ${all} shown`);
  });

  it('copies a table with tabs and plain minus signs', async () => {
    await open(report);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page
      .locator('.table', { has: page.getByRole('table', { name: /all pairs of arms/ }) })
      .getByRole('button', { name: 'Copy table' })
      .click();
    await page.getByText('Copied').waitFor();
    const lines = (await page.evaluate<string>('navigator.clipboard.readText()')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^dual against fast\t21\t\d+\.\d %\t\d+\.\d %\t\t-\d+\.\d \[-/);
  });

  it.each(['light', 'dark'] as const)('is accessible in the theme %s, also with an open replay', async (theme) => {
    await open(report, { theme });
    await page.screenshot({ path: join(PICTURES, `report-${theme}.png`), fullPage: true });
    await accessible();
    await openFirstReplay();
    await press('d');
    await page.locator('.replay').screenshot({ path: join(PICTURES, `replay-${theme}.png`) });
    await accessible();
    const other = theme === 'light' ? 'dark' : 'light';
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(other);
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe(other);
  });

  it('fits a page of 600 px, and paper, which is light', async () => {
    await open(report, { width: 600, theme: 'dark' });
    await openFirstReplay();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(600);
    await page.screenshot({ path: join(PICTURES, 'report-600.png'), fullPage: true });
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    expect(await page.locator('.replay').isVisible()).toBe(false);
    expect(await page.getByRole('table', { name: 'All arms' }).isVisible()).toBe(true);
  });
});

describe('a report of made-up data', () => {
  const page_ = () => ({
    script: readFileSync(join(ROOT, 'dist/report/report.js'), 'utf8'),
    style: readFileSync(join(ROOT, 'dist/report/report.css'), 'utf8'),
  });

  it('shows names and messages as text, whatever they hold', async () => {
    const hostile = '<img src=x onerror="document.title=1"></script><!--';
    const more = ['fast', 'dual'].flatMap((arm) =>
      armEpisodes(arm, 4, arm === 'fast' ? 2 : 0).map((one, i) => {
        return { ...one, family: hostile, scenario: hostile, seed: 100 + i };
      }),
    );
    const data = sampleReport({ collisions: {}, more });
    expect(data.comparison.changed).toHaveLength(2);
    const file = join(folder, 'hostile.html');
    writeFileSync(file, reportHtml({ ...data, title: hostile, command: hostile }, page_()));
    await open(file);
    expect(await page.locator('h1').innerText()).toBe(hostile);
    expect(await page.title()).toBe(hostile);
    expect(await page.locator('img[src]').count()).toBe(0);
  });

  it('names errors, few runs and what cannot be replayed before anything else', async () => {
    const file = join(folder, 'few.html');
    writeFileSync(file, reportHtml(sampleReport({ n: 10, collisions: { fast: 5, dual: 0 } }), page_()));
    await open(file);
    const warnings = await page.getByRole('region', { name: 'Warnings' }).innerText();
    expect(warnings).toContain('Not enough runs for rates (fewer than 20 episodes): fast, dual.');
    expect(warnings).toContain('4 of the episodes that ended differently cannot be replayed here.');
    const row = page.getByRole('table', { name: 'All arms' }).getByRole('row', { name: /^fast/ });
    expect(await row.innerText()).toContain('not enough runs (5/10, 20 needed)');
  });

  it('says so where its data are damaged', async () => {
    const file = join(folder, 'cut.html');
    const whole = reportHtml(sampleReport({ n: 4 }), page_());
    writeFileSync(file, whole.replace(/(id="report-data">\s*.{200}).*/, '$1</script>'));
    await open(file);
    expect(await page.locator('h1').innerText()).toBe('This report cannot be shown');
    expect(await page.locator('main').innerText()).toContain('make the report again');
  });
});
