import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workplace, writeScenarios } from '../scenarios/cli/cli.ts';
import { killTrials } from '../soak/kill-trials.ts';

/** A few kills; `npm run soak:kill` does fifty. */
describe('a run whose process group is killed at random moments and resumed', () => {
  let folder: string;

  beforeAll(() => {
    folder = workplace();
    writeScenarios(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives in the end the results and records of an undisturbed one', async () => {
    const found = await killTrials({
      program: [process.execPath, join('package', 'scenarios', 'cli', 'twotempo.mjs')],
      cwd: folder,
      run: [
        ...['run', 'brake.yaml', 'wall.yaml', '--policy', 'rule', '--arms', 'fast,dual', '--seeds', '0..9'],
        ...['--record', 'failures', '--workers', '2'],
      ],
      kills: 6,
      between: [0.4, 0.95],
      seed: 'a few',
    });
    expect(found.differences).toEqual([]);
    expect(found).toMatchObject({ kills: 6, episodes: 40 });
    // Otherwise nothing was shown.
    expect(found.withResults).toBeGreaterThan(0);
  });
});
