import { describe, expect, it } from 'vitest';
import { EPISODE_ENDS } from '../../../sim/driving/driving-world.ts';
import { FEATURE_COUNT } from '../../../policies/driving/features.ts';
import { collectEpisode } from '../../../scenarios/collect/collect-episode.ts';
import { ROW_LAYOUT, ROW_LENGTH } from '../../../scenarios/collect/sample.ts';
import { episodeSpec, steadyModel, trainSeed } from './episodes.ts';

const TICKS_PER_LABEL = 12;

function rowsOf(rows: Float32Array): Float32Array[] {
  expect(rows.length % ROW_LENGTH).toBe(0);
  return Array.from({ length: rows.length / ROW_LENGTH }, (_, i) => rows.slice(i * ROW_LENGTH, (i + 1) * ROW_LENGTH));
}

describe('collecting an episode', () => {
  it('writes the features that the policy is given at the same tick, bit for bit', async () => {
    const inputs: Float32Array[] = [];
    const scenario = 'overtaking/common';
    const spec = episodeSpec(scenario, 1, 6);
    const { rows } = await collectEpisode(
      spec,
      trainSeed(scenario, 1),
      steadyModel((input) => inputs.push(input)),
    );
    const features = rowsOf(rows).map((row) => row.slice(0, FEATURE_COUNT));
    // Hopeless states have no row: each row is found further on.
    let tick = 0;
    for (const row of features) {
      while (tick < inputs.length && !equal(inputs[tick], row)) tick += TICKS_PER_LABEL;
      expect(tick).toBeLessThan(inputs.length);
      tick += TICKS_PER_LABEL;
    }
    expect(features.length).toBeGreaterThan(10);
    expect(features.some((row) => !equal(row, features[0]))).toBe(true);
  });

  it('gives the same rows again, by expert and by policy, and others by each', async () => {
    const scenario = 'car-following/common';
    const spec = episodeSpec(scenario, 2, 4);
    const byExpert = await collectEpisode(spec, trainSeed(scenario, 2), null);
    const byPolicy = await collectEpisode(
      spec,
      trainSeed(scenario, 2),
      steadyModel(() => undefined),
    );
    expect(await collectEpisode(spec, trainSeed(scenario, 2), null)).toEqual(byExpert);
    expect(
      await collectEpisode(
        spec,
        trainSeed(scenario, 2),
        steadyModel(() => undefined),
      ),
    ).toEqual(byPolicy);
    expect(byPolicy.rows).not.toEqual(byExpert.rows);
  });

  it('labels every row with a choice, accelerations a car can have, and a weight', async () => {
    const scenario = 'cut-in/common';
    const { rows, end } = await collectEpisode(episodeSpec(scenario, 3, 8), trainSeed(scenario, 3), null);
    expect(EPISODE_ENDS).toContain(end);
    for (const row of rowsOf(rows)) {
      expect(row.every((value) => Number.isFinite(value))).toBe(true);
      const [choice, a1, a2, a3, weight] = row.slice(FEATURE_COUNT);
      expect(ROW_LAYOUT.choices[choice]).toBeDefined();
      for (const a of [a1, a2, a3]) expect(Math.abs(a)).toBeLessThan(12);
      expect(weight).toBe(1);
    }
  });
});

const equal = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => Object.is(value, b[i]));
