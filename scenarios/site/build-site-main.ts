/**
 * Makes the folder to be published: npm run build:web [-- --out DIR]
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../cli/package-root.ts';
import { buildSite, SiteProblem } from './build-site.ts';

const root = packageRoot();

try {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const out = values.out === undefined ? join(root, 'dist', 'site') : resolve(values.out);
  const program = join(root, 'scenarios', 'cli', 'twotempo.mjs');
  const { files, bytes } = await buildSite({ root, program, out }, Date.now());
  process.stdout.write(`${out}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
} catch (error) {
  if (!(error instanceof SiteProblem) && !isUsage(error)) throw error;
  process.stderr.write(`build:web: ${error.message}\n`);
  process.exitCode = 2;
}

function isUsage(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
