import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { AppPage } from './app-page.ts';

/** A file as it is dropped: its name and what is in it. */
export interface Dropped {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export async function fileOf(path: string, name = basename(path)): Promise<Dropped> {
  return { name, bytes: await readFile(path) };
}

/** The replay panel, used as a person does: by dropping files, keys, buttons and what can be read. */
export class ReplayPage {
  readonly page: Page;
  readonly panel: Locator;

  constructor(readonly app: AppPage) {
    this.page = app.page;
    this.panel = this.page.getByRole('group', { name: 'Replay', exact: true });
  }

  /** Drops files in the middle of the page, all at once. */
  async drop(...files: readonly Dropped[]): Promise<void> {
    const contents = files.map(({ name, bytes }) => ({ name, text: Buffer.from(bytes).toString('base64') }));
    await this.page.evaluate(`(${DROP})(${JSON.stringify(contents)})`);
  }

  get slider(): Locator {
    return this.panel.getByRole('slider', { name: 'Play head' });
  }

  async timeS(): Promise<number> {
    return Number(await this.slider.getAttribute('aria-valuenow'));
  }

  /** Names of the runs that are shown, A first. */
  names(): Promise<string[]> {
    return this.panel.locator('.rp-name').allInnerTexts();
  }

  /** How they ended. */
  outcomes(): Promise<string[]> {
    return this.panel.locator('.rp-head .rp-outcome').allInnerTexts();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Cells of a line of the statistics, by its name. */
  async statistics(name: string): Promise<string[]> {
    const row = this.panel
      .getByRole('region', { name: 'Statistics' })
      .getByRole('row')
      .filter({
        has: this.page.getByRole('rowheader', { name, exact: true }),
      });
    return row.first().getByRole('cell').allInnerTexts();
  }

  /** Records on the shelf, by their file. */
  files(): Promise<string[]> {
    return this.panel.locator('.cmp-entry .cmp-file').allInnerTexts();
  }

  choose(file: string, letter: 'A' | 'B'): Promise<void> {
    return this.panel.getByRole('button', { name: `${file}: show as ${letter}`, exact: true }).click();
  }

  refusals(): Promise<string[]> {
    return this.panel.locator('.cmp-refusal > span').allInnerTexts();
  }

  /** While it plays: the time, and the speeds of A and of B, frame by frame. */
  async playedFrames(frames: number): Promise<readonly (readonly [timeS: number, a: string, b: string])[]> {
    return this.page.evaluate(`(${WATCH})(${frames})`);
  }
}

/** Functions of the page, which has another library than these tests. */
const DROP = `(parts) => {
  const dataTransfer = new DataTransfer();
  for (const { name, text } of parts) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name, { lastModified: 1 }));
  }
  const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.body;
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}`;
const WATCH = `(count) => new Promise((resolve) => {
  const seen = [];
  const text = (selector) => document.querySelector(selector)?.textContent ?? '';
  const look = () => {
    const [timeText] = text('[data-testid=replay-time]').split(' ');
    seen.push([Number(timeText), text('.rp-readout[data-run=A]'), text('.rp-readout[data-run=B]')]);
    if (seen.length < count) requestAnimationFrame(look);
    else resolve(seen);
  };
  requestAnimationFrame(look);
})`;
