import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../browser.ts';

/** A Chromium whose pages are hidden when another is in front, as people's are. Playwright's own pretend to be in front. */
export interface PlainChromium {
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function startPlainChromium(flags: readonly string[]): Promise<PlainChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'twotempo-profile-'));
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-first-run'];
  const child = spawn(findChromium(), [...own, ...root, ...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = new Promise((done) => child.once('exit', done));
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found !== null) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${text}`)));
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  return {
    browser,
    close: async () => {
      await browser.close();
      child.kill('SIGTERM');
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
