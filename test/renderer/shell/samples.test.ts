import { beforeAll, describe, expect, it } from 'vitest';
import type { ArmName } from '../../../policies/driving/arms.ts';
import { SAMPLES } from '../../../renderer/state/samples.ts';
import { openScenario } from '../../../scenarios/live/open-scenario.ts';
import { modelFolder } from '../../../scenarios/cli/package-root.ts';
import { runEpisode, type LoadedModel } from '../../../scenarios/runner/episode.ts';
import { loadModel } from '../../../scenarios/runner/model-files.ts';

let model: LoadedModel;
beforeAll(async () => {
  model = await loadModel(modelFolder());
});

async function endOf(id: string, arm: ArmName, latencyMs: number): Promise<string> {
  const sample = SAMPLES.find((one) => one.id === id);
  if (sample === undefined) throw new Error(`There is no sample ${id}.`);
  const { scenario, seed } = sample;
  const { spec, split, episodeSeed } = openScenario({ scenario: { kind: 'library', id: scenario }, seed }, 'test');
  const job = { ...{ suite: 'samples', split, scenario, seed, arm, planner: null }, latency: fixed(latencyMs) };
  const result = await runEpisode({ job, spec, episodeSeed, model, engineVersion: 'samples' });
  return result.outcome.end;
}

const fixed = (ms: number) => ({ kind: 'fixed', ms }) as const;

describe('what the welcome says of its samples', () => {
  it('is true of the car that cuts in', async () => {
    const ends: string[] = [];
    // One after the other: they share the network's arrays.
    for (const arm of ['fast', 'aeb', 'reflex', 'dual'] as const) ends.push(await endOf('cut-in', arm, 200));
    expect(ends).toEqual(['collision', 'collision', 'collision', 'goal']);
  });

  it('is true of the pedestrian', async () => {
    expect(await endOf('pedestrian', 'fast', 200)).toBe('collision');
    expect(await endOf('pedestrian', 'dual', 200)).toBe('goal');
  });

  it('is true of the debris', async () => {
    expect(await endOf('debris', 'fast', 200)).toBe('collision');
    expect(await endOf('debris', 'dual', 400)).toBe('collision');
    expect(await endOf('debris', 'dual', 200)).toBe('goal');
  });
});
