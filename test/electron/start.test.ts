import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronBinary, noDisplay } from '../../electron/electron-binary.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'twotempo-start-'));
  const files = [
    'build.mjs',
    'notices.mjs',
    'tsconfig.json',
    'scenarios/cli/twotempo.mjs',
    'electron/start.mjs',
    'electron/electron-binary.mjs',
  ];
  for (const file of files) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    copyFileSync(join(root, file), join(checkout, file));
  }
  write('package.json', '{"type": "module"}');
  // They say how they were called.
  write('scenarios/cli/main.ts', "export const main = (argv: string[]) => console.log('served:', argv.join(' '));");
  write('electron/main/index.ts', 'export const main = 1;');
  for (const name of ['esbuild', '@esbuild']) {
    mkdirSync(join(checkout, 'node_modules'), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(checkout, 'node_modules', name));
  }
  // Importing the package, rather than looking for its binary, would start a download.
  write('node_modules/electron/package.json', '{"name": "electron", "main": "index.js"}');
  write('node_modules/electron/index.js', "throw new Error('the package was imported');");
});
afterEach(() => rmSync(checkout, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

/** A binary that says how it was called, and whether it would be a plain Node. */
function installBinary(script: string): void {
  write('node_modules/electron/path.txt', 'electron');
  write('node_modules/electron/dist/electron', `#!/bin/sh\n${script}\n`);
  chmodSync(join(checkout, 'node_modules/electron/dist/electron'), 0o755);
}

function start(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ status: number | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['electron/start.mjs', ...args], {
      cwd: checkout,
      env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, output, errors });
    });
  });
}

describe('npm start', () => {
  it('without a binary says so in one line and serves the app to a browser', async () => {
    const { status, output } = await start({ DISPLAY: ':0' }, '--port', '0');
    expect(output.split('\n')).toEqual([
      "No desktop window: Electron's binary is not installed (npx install-electron --no gets it). Serving the same app to a browser.",
      'served: serve --open --port 0',
      '',
    ]);
    expect(status).toBe(0);
  });

  it('without a display says so in one line and serves the app to a browser', async () => {
    installBinary('echo opened');
    const { output } = await start({});
    expect(output.split('\n')).toEqual([
      'No desktop window: there is no display (DISPLAY and WAYLAND_DISPLAY are empty). Serving the same app to a browser.',
      'served: serve --open',
      '',
    ]);
  });

  it('with both builds and opens the window, as Electron and not as a Node', async () => {
    installBinary('echo "opened $* as ${ELECTRON_RUN_AS_NODE:-app}, $TWOTEMPO_RECORDINGS"; test -f "$1"');
    const { status, output } = await start({ DISPLAY: ':0', ELECTRON_RUN_AS_NODE: '1' }, 'a.yaml');
    expect(output).toBe(`opened ${checkout}/dist/electron/main.mjs a.yaml as app, ${checkout}/runs/live\n`);
    expect(status).toBe(0);
  });

  it('passes on that Electron failed, and what else there is', async () => {
    installBinary('exit 7');
    const { status, errors } = await start({ DISPLAY: ':0' });
    expect([status, errors]).toEqual([
      7,
      "npm start: Electron ended with code 7; 'npx twotempo serve --open' runs the same app in a browser.\n",
    ]);
  });

  it('does not open what does not build', async () => {
    installBinary('echo opened');
    write('electron/main/index.ts', 'export const main = ;');
    const { status, output, errors } = await start({ DISPLAY: ':0' });
    expect([status, output]).toEqual([3, '']);
    expect(errors).toContain('npm start: the app does not build');
  });
});

describe("Electron's binary", () => {
  it('is where the package says, or where the variable says', () => {
    expect(electronBinary(checkout, {})).toEqual({ reason: expect.stringContaining('is not installed') as string });
    write('node_modules/electron/path.txt', 'electron\n');
    const missing = join(checkout, 'node_modules/electron/dist/electron');
    expect(electronBinary(checkout, {})).toEqual({ reason: `Electron's binary is not at ${missing}` });
    installBinary('true');
    expect(electronBinary(checkout, {})).toEqual({ path: missing });
    expect(electronBinary(checkout, { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toEqual({
      reason: "Electron's binary is not at /nowhere/electron",
    });
  });

  it('needs a display on Linux', () => {
    expect(noDisplay('linux', { DISPLAY: '' })).toContain('no display');
    expect(noDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBeNull();
    expect(noDisplay('darwin', {})).toBeNull();
  });
});
