import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../../scenarios/results/summary-types.ts';
import { complaintsOf } from '../axe.ts';
import type { AppPage } from './app-page.ts';
import { DesktopApp, program, SOFTWARE_GPU, twotempo } from './desktop-app.ts';
import { ReplayPage } from './replay-page.ts';

/** Of the seeds of this range, the fast policy hits the pedestrian on 62 and thinking for 200 ms does not. */
const SEEDS = [58, 63] as const;
const HIT = 62;
const EPISODES = 3 * (SEEDS[1] - SEEDS[0] + 1);
/** For what the host runs. */
const POLL = { timeout: 60_000, interval: 50 };

const pictures = fileURLToPath(new URL('../../../runs/views/', import.meta.url));

let folder: string;
let app: DesktopApp;
let shown: AppPage;
let page: Page;
let panel: Locator;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'twotempo-suites-'));
  app = await DesktopApp.start(SOFTWARE_GPU, program, folder);
  shown = await app.open('scenario=cut-in/tail&seed=3&backend=wasm&play=0&quality=draft', {
    viewport: { width: 1440, height: 900 },
  });
  page = shown.page;
  panel = page.getByRole('group', { name: 'Suites', exact: true });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

const button = (name: string): Locator => panel.getByRole('button', { name, exact: true });
const field = (name: string): Locator => panel.getByRole('textbox', { name, exact: true });
const grid = (): Locator => panel.getByRole('grid', { name: 'Episodes' });

/** Rows of the table of episodes, the head left out. */
async function rowCount(): Promise<number> {
  const counts = await grid().evaluateAll(([found]) => Number(found?.getAttribute('aria-rowcount') ?? 1));
  return counts - 1;
}

async function state(): Promise<string> {
  return panel.locator('.su-head .su-state').innerText();
}

/** Texts of the table of arms, by arm. */
async function arms(): Promise<Readonly<Record<string, readonly string[]>>> {
  const rows = await panel.getByRole('region', { name: 'Table of arms' }).locator('tbody tr').all();
  const cells = await Promise.all(rows.map((row) => row.locator('th,td').allInnerTexts()));
  return Object.fromEntries(cells.map(([arm, ...rest]) => [arm, rest]));
}

async function look(name: string): Promise<void> {
  expect(await complaintsOf(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

describe('a suite in the desktop app', () => {
  afterEach(() => shown.closeDialogs());

  it('is described in a form that says what is wrong while it is typed', async () => {
    await page.keyboard.press('Alt+4');
    await panel.getByText('No run yet.').waitFor();
    await field('First seed').fill('x');
    await expect
      .poll(() => panel.getByRole('alert').allInnerTexts())
      .toEqual(['Expected whole numbers from 0 to 999999999 as seeds, found “x”.']);
    expect(await button('Start').isDisabled()).toBe(true);
    await field('First seed').fill(String(SEEDS[0]));
    await field('Last seed').fill(String(SEEDS[1]));
    await expect.poll(() => panel.getByText(`${EPISODES} episodes.`).count()).toBe(1);
    await look('suites-form-dark');
  });

  it('runs in the host: rows come as episodes end; it is cancelled, and what is done stays', async () => {
    await button('Start').click();
    await expect.poll(rowCount, POLL).toBeGreaterThan(0);
    await button('Cancel').click();
    await expect.poll(state, POLL).toBe('Cancelled');
    const done = await rowCount();
    expect(done).toBeLessThan(EPISODES);
    await expect.poll(() => panel.locator('.su-facts').innerText()).toContain(`${done} of ${EPISODES} episodes`);
  });

  it('goes on where it was; a page that is loaded anew finds it running', async () => {
    const before = await rowCount();
    await button('Resume').click();
    await expect.poll(state, POLL).toBe('Running');
    await page.reload();
    // It is shown as long as the run goes on.
    await page.getByRole('button', { name: new RegExp(`^Suite \\d+/${EPISODES}`) }).waitFor();
    await shown.listen();
    await expect.poll(rowCount, POLL).toBeGreaterThan(before);
    await look('suites-running-dark');
    await expect.poll(state, POLL).toBe('Finished');
    await expect.poll(rowCount, POLL).toBe(EPISODES);
    await expect.poll(() => panel.getByText('provisional').count(), POLL).toBe(0);
  });

  it('has the numbers that the command line tells of its folder', async () => {
    const [run] = await readdir(join(folder, 'runs'));
    const { out } = await twotempo('compare', join(folder, 'runs', run), '--json');
    const summary = JSON.parse(out) as Summary;
    const cells = await arms();
    expect(Object.keys(cells)).toEqual(['fast', 'reflex', 'dual']);
    for (const [arm, { episodes, collision, atFaultCollision, success, planner }] of Object.entries(summary.arms)) {
      const calls = planner.calls === 0 ? '–' : planner.callsPerMinute?.toFixed(1);
      const duty = planner.calls === 0 ? '–' : `${(100 * (planner.dutyCycle ?? 0)).toFixed(1)} %`;
      const rates = [collision, atFaultCollision, success].map(({ count, n }) => `${count}/${n}`);
      expect(cells[arm].slice(1, 8)).toEqual([String(episodes), String(collision.count), ...rates, calls, duty]);
    }
    expect(summary.arms['fast'].collision.count).toBeGreaterThan(summary.arms['dual'].collision.count);
    const [fast, dual] = [summary.arms['fast'].collision, summary.arms['dual'].collision];
    const points = ((100 * (dual.count - fast.count)) / fast.n).toFixed(1).replace('-', '−');
    expect(cells['dual'][8]).toMatch(new RegExp(`^${points} \\[.*\\], n = ${fast.n}$`));
    expect(cells['dual'][10]).toBe('… not enough runs');
  });

  it('shows failures first, and opens the record of one at its collision', async () => {
    const first = grid().getByRole('row').nth(1);
    await expect.poll(() => first.innerText(), POLL).toMatch(/^✕ collision with/);
    await panel.getByRole('searchbox', { name: 'Find episodes by words' }).fill(`fast seed ${HIT}`);
    await expect.poll(rowCount).toBe(1);
    const ended = await first.getByRole('gridcell').nth(6).innerText();
    await first.click();
    const replay = new ReplayPage(shown);
    await replay.slider.waitFor();
    await expect.poll(() => replay.names()).toEqual(['fast']);
    await expect.poll(async () => (await replay.outcomes())[0]).toMatch(/^collision with/);
    await expect.poll(() => replay.timeS(), POLL).toBeCloseTo(Number.parseFloat(ended), 1);
    await look('suites-replay-dark');
  });

  it('sets it against another arm by the keyboard; a record that was not kept is made again', async () => {
    await page.getByRole('tab', { name: 'Suites', exact: true }).click();
    await grid().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('a');
    const against = panel.getByRole('combobox', { name: 'Open against another arm' });
    await expect.poll(() => panel.locator('select:focus').getAttribute('aria-label')).toBe('Open against another arm');
    await against.selectOption({ label: 'dual, 200\u00a0ms' });
    const replay = new ReplayPage(shown);
    await expect.poll(() => replay.names(), POLL).toEqual(['fast', 'dual']);
    await expect.poll(async () => (await replay.outcomes())[1]).toBe('goal reached');
  });

  it('lists where arms differ, and hands out rows and report', async () => {
    await page.getByRole('tab', { name: 'Suites', exact: true }).click();
    await panel.getByRole('radio', { name: 'Where arms differ' }).check();
    const differing = panel.getByRole('grid', { name: 'Situations that ended differently' }).getByRole('row');
    await expect.poll(async () => (await differing.allInnerTexts()).join('\n')).toMatch(/▲ better[^▲▼]*\b62\b/);
    await look('suites-differing-dark');
    const [csv] = await Promise.all([page.waitForEvent('download'), button('CSV').click()]);
    expect(
      readFileSync(await csv.path(), 'utf8')
        .trim()
        .split('\r\n'),
    ).toHaveLength(1 + EPISODES);
    const [report] = await Promise.all([page.waitForEvent('download'), button('HTML report').click()]);
    expect(report.suggestedFilename()).toMatch(/\.html$/);
    expect(readFileSync(await report.path(), 'utf8')).toContain('pedestrian');
  });

  it('is of the arm as well: with its arms and measures, and an episode that opens at its end', async () => {
    await panel.getByRole('heading', { name: 'New run' }).click();
    await panel.getByRole('radio', { name: 'Robot arm' }).check();
    await look('suites-arm-form-dark');
    await button('Leave out pick-place/tail').click();
    await panel.getByRole('checkbox', { name: /^reach\/common/ }).check();
    await button('None of standard').click();
    await panel.getByRole('checkbox', { name: /^oracle/ }).check();
    await field('First seed').fill('0');
    await field('Last seed').fill('1');
    await button('Start').click();
    await expect.poll(() => panel.locator('.su-title').innerText(), POLL).toBe('reach-common-test-0-1');
    await expect.poll(state, POLL).toBe('Finished');
    await expect.poll(() => panel.getByText('provisional').count(), POLL).toBe(0);
    const heads = panel.getByRole('region', { name: 'Table of arms' }).getByRole('columnheader');
    expect((await heads.allInnerTexts()).slice(3, 8)).toEqual([
      ...[
        'Success',
        'Success, % [95\u00a0%]',
        'Collisions, % [95\u00a0%]',
        'Drops, % [95\u00a0%]',
        'Lost, % [95\u00a0%]',
      ],
    ]);
    expect((await arms())['oracle'].slice(1, 7)).toEqual(['2', '2', '2/2', '0/2', '0/2', '0/2']);
    await panel.getByRole('radio', { name: 'Episodes' }).check();
    const first = grid().getByRole('row').nth(1);
    await expect.poll(() => first.innerText()).toMatch(/^✓ goal reached\s+reach\/common/);
    const ended = await first.getByRole('gridcell').nth(6).innerText();
    await look('suites-arm-dark');
    await first.click();
    const replay = new ReplayPage(shown);
    await expect.poll(() => replay.names(), POLL).toEqual(['oracle']);
    await expect.poll(() => replay.timeS(), POLL).toBeCloseTo(Number.parseFloat(ended), 1);
    await look('suites-arm-replay-dark');
    await page.getByRole('tab', { name: 'Suites', exact: true }).click();
  });

  it('is readable in both themes and in a narrow window, without complaints', async () => {
    await panel.getByRole('radio', { name: 'Episodes' }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Suites', exact: true }).focus();
    await page.keyboard.press('t');
    await look('suites-light');
    await page.setViewportSize({ width: 720, height: 900 });
    await look('suites-narrow-light');
    expect(shown.errors).toEqual([]);
  });
});
