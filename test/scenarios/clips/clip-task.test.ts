import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clipTaskOf } from '../../../scenarios/clips/clip-task.ts';
import { runManipulationEpisode } from '../../../scenarios/runner/manipulation-episode.ts';
import { recordArmEpisode } from '../../../scenarios/runner/record-episode.ts';
import { armSetup, SCENE } from '../records/arm-runs.ts';

describe('how an episode of the arm is shown', () => {
  const engine = { version: '0.1.0', model: null };
  let folder = '';

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is from its record, of any arm, and without one not at all', async () => {
    folder = await mkdtemp(join(tmpdir(), 'twotempo-clip-task-'));
    const setup = armSetup('n1', { ...SCENE, timeLimitS: 0.1 });
    const result = await runManipulationEpisode(setup);
    const episode = { folder, manifest: null, arm: 'n1', result };
    expect(clipTaskOf(episode, engine)).toContain("run it with '--record all'");
    const record = await recordArmEpisode(setup, result, join(folder, 'records'));
    expect(clipTaskOf(episode, engine)).toEqual({ digest: result.digest, record, simulation: null });
  });
});
