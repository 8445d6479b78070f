import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { usableElectron } from './electron-binary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const electron = usableElectron(process.env);
if ('reason' in electron) console.warn(`Skipped, the app in a real Electron: ${electron.reason}.`);

describe.skipIf('reason' in electron)('the app in a real Electron', () => {
  it('opens its window, isolated, with a bridge that answers, and closes', async () => {
    execFileSync(process.execPath, [join(root, 'build.mjs')]);
    const folder = mkdtempSync(join(tmpdir(), 'twotempo-electron-'));
    const app = await _electron.launch({
      executablePath: 'path' in electron ? electron.path : '',
      args: [
        join(root, 'dist', 'electron', 'main.mjs'),
        `--user-data-dir=${join(folder, 'user')}`,
        // Chromium refuses its sandbox to root, as containers run it.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--use-angle=swiftshader'],
      ],
      env: { ...(process.env as Record<string, string>), TWOTEMPO_RECORDINGS: join(folder, 'recordings') },
    });
    try {
      const page = await app.firstWindow();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      await page.waitForLoadState('load');
      expect(page.url()).toBe('app://twotempo/');
      // Strings: this file is checked without the page's types.
      expect(await page.evaluate('[crossOriginIsolated, typeof require, typeof process]')).toEqual([
        true,
        'undefined',
        'undefined',
      ]);
      expect(await page.evaluate("twotempoHost.call['app.info'](null)")).toMatchObject({
        ok: true,
        value: { recordings: join(folder, 'recordings') },
      });
      const recorded = await page.evaluate(`(async () => {
        const { call } = twotempoHost;
        const { value: { id } } = await call['recording.begin']({ name: 'smoke' });
        await call['recording.append']({ id, bytes: new Uint8Array(1000) });
        return (await call['recording.close']({ id })).value.file;
      })()`);
      expect(recorded).toBe(join(folder, 'recordings', 'smoke.mcap'));
      await page.waitForTimeout(2000);
      expect(problems).toEqual([]);
    } finally {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('what stands in for it', () => {
  it('is a reason, and with REQUIRE_ELECTRON=1 a failure', () => {
    const bare = { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' };
    expect(usableElectron(bare)).toEqual({ reason: expect.stringContaining("Electron's binary") as string });
    expect(() => usableElectron({ ...bare, REQUIRE_ELECTRON: '1' })).toThrow(
      'REQUIRE_ELECTRON=1, but there is no window to test',
    );
  });
});
