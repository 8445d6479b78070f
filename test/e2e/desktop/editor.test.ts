import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveSession } from '../../../renderer/live/live-session.ts';
import { complaintsOf } from '../axe.ts';
import type { AppPage } from './app-page.ts';
import { DesktopApp, program, SOFTWARE_GPU } from './desktop-app.ts';

const pictures = fileURLToPath(new URL('../../../runs/views/', import.meta.url));

const TEXT = `version: 1
name: The car ahead brakes hard.
family: first
map: { kind: highway, lanes: 2, speedLimitMps: 30, segments: [{ lengthM: 900 }] }
timeLimitS: 12
parameters:
  gapM: { uniform: [20, 40] }
ego: { lane: 0, s: 100, speedMps: 25, desiredSpeedMps: 25, goalS: 350 }
actors:
  - id: lead
    kind: car
    start: { lane: 0, gapAheadM: $gapM, speedMps: 25 }
    behaviour: { kind: drive }
`;

let folder: string;
let file: string;
let app: DesktopApp;
let shown: AppPage;
let page: Page;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'twotempo-editor-'));
  file = join(folder, 'first.yaml');
  writeFileSync(file, TEXT);
  app = await DesktopApp.start(SOFTWARE_GPU, program, folder);
  shown = await app.open('scenario=lane-keeping/common&seed=1&play=0&backend=wasm&quality=draft', {
    viewport: { width: 1440, height: 900 },
  });
  page = shown.page;
});
afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
});

const text = (): Locator => page.getByRole('textbox', { name: 'Text of the scenario' });
const problems = (): Locator => page.getByRole('region', { name: 'Problems of the text' });
const onDisk = (): string => readFileSync(file, 'utf8');

/** What the page puts on its window for tests. */
declare const window: { readonly twotempo: { readonly session: LiveSession } };

/** Which episode the scene shows, and who is in it. */
function scene(): Promise<{ readonly scenario: string; readonly ids: readonly string[]; readonly seed: number }> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        window.twotempo.session.opened.subscribe(({ scenario, actors, choice }) => {
          resolve({ scenario, ids: actors.map(({ id }) => id), seed: choice.seed });
        });
      }),
  );
}

/** Puts the cursor behind the first `words` of the text. */
async function cursorBehind(words: string): Promise<void> {
  await text().press('Control+Home');
  await text().press('Control+f');
  const search = page.getByRole('textbox', { name: 'Find' });
  await search.press('Control+a');
  await search.pressSequentially(words);
  await search.press('Enter');
  await search.press('Escape');
  await text().press('ArrowRight');
}

/** What axe complains of, by what was on the screen. */
const complaints: Record<string, readonly string[]> = {};

/** Asks axe, and takes a picture. */
async function look(name: string): Promise<void> {
  const found = await complaintsOf(page, '.editor-panel');
  if (found.length > 0) complaints[name] = found;
  await page.screenshot({ path: join(pictures, `editor-${name}.png`) });
}

describe('a person who edits a scenario', () => {
  it('opens a file of the folder beside its scene', async () => {
    await shown.phase('paused', 60_000);
    await page.keyboard.press('Alt+5');
    await page.getByRole('combobox', { name: 'Open a file of the folder' }).selectOption({ label: 'first.yaml' });
    await text().waitFor();
    await expect.poll(async () => (await scene()).scenario).toBe('first');
    const { ids } = await scene();
    expect(ids.slice(0, 2)).toEqual(['ego', 'lead']);
    await expect.poll(() => shown.status()).toMatchObject({ phase: 'paused', tick: 0 });
    await page.getByText('Each of the first 20 seeds can be drawn.').waitFor();
    await look('good-dark');
  });

  it('breaks it, sees the error at its line, and the last good scene stays', async () => {
    await cursorBehind('speedMps: 25');
    await page.keyboard.type(', speed: 3');
    const entry = problems().getByRole('button', { name: /^Line 8:/ });
    await entry.waitFor();
    await expect.poll(() => entry.innerText()).toContain('ego.speed: expected one of lane, s, speedMps');
    await expect.poll(() => page.locator('.cm-lintRange-error').innerText()).toBe('speed');
    await page.getByText('The scene shows the last text without problems.').waitFor();
    await look('broken-dark');

    await text().press('Control+Home');
    await entry.click();
    await expect.poll(() => page.locator('.cm-activeLine').innerText()).toMatch(/^ego: /);
    expect(onDisk()).toBe(TEXT);
  });

  it('mends it, adds an actor with the completion, and sees it in the scene', async () => {
    await cursorBehind(', speed: 3');
    for (let k = 0; k < ', speed: 3'.length; k++) await page.keyboard.press('Backspace');
    await problems().getByText('No problems.').waitFor();

    await text().press('Control+End');
    await page.keyboard.type('  - ');
    await page.keyboard.press('Control+Space');
    const list = page.getByRole('listbox');
    await list.getByRole('option').first().waitFor();
    await expect.poll(() => list.getByRole('option').first().innerText()).toMatch(/^id/);
    await look('completion-dark');
    await page.waitForTimeout(200);
    await page.keyboard.press('Enter');
    await page.keyboard.type('walker');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('kind: ped');
    await list.getByRole('option', { name: 'pedestrian' }).waitFor();
    await page.waitForTimeout(200);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.type('start: { s: 300, d: -6 ');
    await expect.poll(async () => (await scene()).ids).toContain('walker');
    await problems().getByText('No problems.').waitFor();
    await look('mended-dark');
  });

  it('draws another sample with the next seed', async () => {
    const gap = (): Promise<string> =>
      page
        .getByRole('region', { name: /draws$/ })
        .getByRole('row', { name: /\$gapM/ })
        .getByRole('cell')
        .innerText();
    const before = await gap();
    await page.getByRole('button', { name: 'Next seed' }).click();
    await expect.poll(async () => (await scene()).seed).toBe(1);
    await expect.poll(gap).not.toBe(before);
  });

  it('saves with the editor’s own key, not a record', async () => {
    await text().click();
    await page.keyboard.press('Control+s');
    await expect.poll(onDisk).toContain('walker');
    await page.getByText('saved', { exact: true }).waitFor();
  });

  it('gets what another program writes, and is asked where both have changed it', async () => {
    writeFileSync(file, onDisk().replace('walker', 'stroller'));
    await expect.poll(async () => (await scene()).ids).toContain('stroller');

    await text().press('Control+Home');
    await page.keyboard.type('# Mine\n');
    writeFileSync(file, onDisk().replace('stroller', 'runner'));
    const bar = page.getByRole('alert').filter({ hasText: 'was changed on disk' });
    await bar.waitFor();
    await text().press('Control+s');
    await page.getByText('Choose first').waitFor();
    expect(onDisk()).not.toContain('# Mine');
    await bar.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(async () => (await scene()).ids).toContain('runner');
    await text().press('Control+z');
    await expect.poll(() => text().innerText()).toContain('# Mine');
  });

  it('finds the unsaved text again after a reload, in the light theme too', async () => {
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await text().waitFor({ timeout: 30_000 });
    await expect.poll(() => text().innerText()).toContain('# Mine');
    await page
      .getByText(/unsaved changes$/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Scene', exact: true }).click();
    await page.keyboard.press('t');
    await cursorBehind('speedMps: 25');
    await page.keyboard.type(' oops');
    await problems().getByRole('button').first().waitFor();
    await text().press('Control+Space');
    await look('broken-light');
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('alert').getByText('has unsaved changes').waitFor();
    await look('asks-light');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => text().innerText()).toContain('# A new scenario.');
    await problems().getByText('No problems.').waitFor();
    await look('template-light');
    expect(shown.errors).toEqual([]);
    expect(complaints).toEqual({});
  });
});
