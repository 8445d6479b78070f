/**
 * `npm start`: opens the desktop app, or says in one line why it cannot and serves the same app to a browser.
 * Arguments go to Electron, or to `twotempo serve`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../build.mjs';
import { electronBinary, noDisplay } from './electron-binary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const binary = electronBinary(root, process.env);
const reason = 'reason' in binary ? binary.reason : noDisplay(process.platform, process.env);

if (reason === null) await openWindow(binary.path);
else {
  process.stdout.write(`No desktop window: ${reason}. Serving the same app to a browser.\n`);
  process.argv.splice(2, Infinity, 'serve', '--open', ...given);
  await import('../scenarios/cli/twotempo.mjs');
}

/** @param {string} path */
async function openWindow(path) {
  const main = join(root, 'dist', 'electron', 'main.mjs');
  try {
    const state = await ensureBuilt(root);
    if (state === 'no-esbuild' && !existsSync(main)) throw new Error('esbuild is not installed; run npm ci');
  } catch (error) {
    process.stderr.write(
      `npm start: the app does not build${Array.isArray(error.errors) ? '' : `: ${error.message}`}\n`,
    );
    process.exitCode = 3;
    return;
  }
  const env = { TWOTEMPO_RECORDINGS: join(process.cwd(), 'runs', 'live'), ...process.env };
  // With it Electron would be a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const child = spawn(path, [main, ...given], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => ended(1, error.message));
  child.on('exit', (code, signal) => ended(code ?? 1, signal ?? `code ${code}`));
}

/**
 * @param {number} code
 * @param {string} how
 */
function ended(code, how) {
  process.exitCode = code;
  if (code !== 0)
    process.stderr.write(
      `npm start: Electron ended with ${how}; 'npx twotempo serve --open' runs the same app in a browser.\n`,
    );
}
