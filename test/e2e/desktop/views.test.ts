import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf } from '../axe.ts';
import type { AppPage } from './app-page.ts';
import { DesktopApp } from './desktop-app.ts';

/** Pictures of every view, for people to look at; with VIEWS_QUALITY=full as on a machine with a graphics processor. */
const quality = process.env['VIEWS_QUALITY'] ?? 'draft';
const folder = fileURLToPath(new URL('../../../runs/views/', import.meta.url));

/** Somebody cuts in: at this time, s, the fast policy is uncertain and a plan is in force. */
const EPISODE = `scenario=cut-in/tail&seed=3&arm=dual&latency=300&backend=wasm&play=1&quality=${quality}`;
const MOMENT_S = 3.1;
/** Until a change is drawn; at full quality a processor takes long to draw a picture. */
const DRAWN_MS = quality === 'full' ? 2500 : 150;

interface View {
  readonly name: string;
  /** From the view before it. */
  readonly show: (app: AppPage) => Promise<unknown>;
}

const press =
  (...keys: readonly string[]) =>
  async ({ page }: AppPage): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

const tab =
  (name: string) =>
  ({ page }: AppPage): Promise<void> =>
    page.getByRole('tab', { name, exact: true }).click();

const VIEWS: readonly View[] = [
  { name: 'drive', show: press('Alt+1') },
  { name: 'driver-camera', show: press('k') },
  { name: 'map-view', show: press('k') },
  { name: 'orbit-camera', show: press('k') },
  { name: 'all-overlays', show: press('k', 'Shift+G') },
  { name: 'dusk', show: press('n') },
  { name: 'debug-planner', show: press('n', 'Alt+2') },
  { name: 'tables', show: (app) => tables(app) },
  { name: 'counters', show: tab('Counters') },
  { name: 'problems', show: tab('Problems') },
  { name: 'palette', show: press('Control+k') },
  { name: 'settings', show: press('Escape', 'Control+,') },
  { name: 'keys', show: press('Escape', '?') },
  { name: 'scenarios', show: press('Escape', 'o') },
  { name: 'welcome', show: (app) => press('Escape')(app).then(() => app.menu('Help', 'Welcome and samples')) },
];

async function tables({ page }: AppPage): Promise<void> {
  for (const button of await page.getByRole('button', { name: 'Table', exact: true }).all()) await button.click();
}

let app: DesktopApp;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  app = await DesktopApp.start();
});
afterAll(async () => {
  await app?.close();
});

describe.each(['dark', 'light'] as const)('every view, %s', (theme) => {
  it('is shown without complaints, accessible, and kept as a picture', { timeout: 240_000 }, async () => {
    const shown = await app.open(EPISODE, { viewport: { width: 1440, height: 900 } });
    const { page } = shown;
    await shown.until('the moment', ({ timeS }) => timeS >= MOMENT_S);
    await press('Space')(shown);
    await shown.phase('paused');
    const isLight = await page.evaluate<boolean>("document.documentElement.dataset.theme === 'light'");
    if (isLight !== (theme === 'light')) await press('t')(shown);
    const found: Record<string, readonly string[]> = {};
    for (const { name, show } of VIEWS) {
      await show(shown);
      await page.waitForTimeout(DRAWN_MS);
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
      const complaints = await complaintsOf(page);
      if (complaints.length > 0) found[name] = complaints;
    }
    expect(found).toEqual({});
    expect(shown.errors).toEqual([]);
    await shown.close();
  });
});
