import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killTrials } from './kill-trials.ts';

/** `npm run soak:kill [-- KILLS]`: kills runs at random moments and resumes them; prints one JSON document. */
const kills = Number(process.argv[2] ?? 50);
const root = fileURLToPath(new URL('..', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'twotempo-kill-'));
try {
  const found = await killTrials({
    program: [process.execPath, join(root, 'scenarios', 'cli', 'twotempo.mjs')],
    cwd,
    run: ['run', 'longtail', '--arms', 'fast,reflex,dual', '--seeds', '0..3', '--split', 'val', '--record', 'failures'],
    kills,
    between: [0.1, 0.9],
    seed: 'soak',
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  process.exitCode = found.differences.length === 0 ? 0 : 1;
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
