#!/usr/bin/env node
/** Starts the bundled command line; in a checkout it first brings the bundle up to date. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = new URL('../../dist/cli.mjs', import.meta.url);

if (await bundleIsReady()) {
  process.setSourceMapsEnabled(true);
  const { main } = await import(bundle.href);
  process.exitCode = await main(process.argv.slice(2));
}

/** Exit code 3, an internal error, where there is nothing to start. */
async function bundleIsReady() {
  // An installed package holds the bundle but neither the sources nor this script.
  const builder = new URL('../../build.mjs', import.meta.url);
  if (!existsSync(builder)) return true;
  try {
    const { ensureBuilt } = await import(builder.href);
    const result = await ensureBuilt(root);
    if (result !== 'no-esbuild') return true;
    const stale = existsSync(bundle);
    const state = stale ? 'older than the sources' : 'missing';
    process.stderr.write(`twotempo: dist/cli.mjs is ${state} and esbuild is not installed; run npm ci to build it.\n`);
    if (stale) return true;
  } catch (error) {
    // esbuild has printed its own messages with the lines they concern.
    process.stderr.write(
      `twotempo: the sources do not build${Array.isArray(error.errors) ? '' : `: ${error.message}`}\n`,
    );
  }
  process.exitCode = 3;
  return false;
}
