import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTION_DIMS, CHUNK_LENGTH, KNOT_TICKS } from '../../../../policies/manipulation/action-chunk.ts';
import { FEATURE_COUNT, FEATURE_NAMES, Features } from '../../../../policies/manipulation/features.ts';
import { loadHume } from '../../../../policies/manipulation/hume-model.ts';
import { createHumeNetworks } from '../../../../policies/manipulation/onnx-networks.ts';
import { collectArmEpisode } from '../../../../scenarios/collect/manipulation/arm-episode.ts';
import { DISCOUNT } from '../../../../scenarios/collect/manipulation/episode-rows.ts';
import { ARM_DRIVERS } from '../../../../scenarios/collect/manipulation/sample-file.ts';
import { resolveManipulation } from '../../../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../../../scenarios/language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../../../scenarios/library/manipulation/registry.ts';
import { ManipulationWorld } from '../../../../sim/robotics/manipulation-world.ts';

const model = await loadHume(
  (file) => Promise.resolve(readFileSync(new URL(`../../../fixtures/hume/${file}`, import.meta.url))),
  createHumeNetworks,
);

function scene(id: string, seed = 0) {
  const name = episodeSeed('train', id, seed);
  return { name, spec: resolveManipulation(MANIPULATION_LIBRARY.find((entry) => entry.id === id)!.scenario, name) };
}

const { name, spec } = scene('reach/common');
const knot = (chunks: Float32Array, row: number, k: number) => {
  const at = row * CHUNK_LENGTH + k * ACTION_DIMS;
  return [...chunks.subarray(at, at + ACTION_DIMS)];
};

const { rows } = await collectArmEpisode(spec, name, 'expert', null);

describe('collectArmEpisode', () => {
  it('gives rows whose rewards and returns are those of the episode', () => {
    expect(rows.end).toBe('goal');
    // 1 at the goal, -0.1 per second before it.
    const intervals = Array.from(rows.return, (value, row) => value - DISCOUNT * (rows.return[row + 1] ?? 0));
    intervals.slice(0, -1).forEach((reward) => expect(reward).toBeCloseTo((-0.1 * KNOT_TICKS) / 60, 5));
    const last = intervals[intervals.length - 1];
    expect(last).toBeGreaterThan(0.99);
    expect(last).toBeLessThan(1);
    expect(rows.features).toHaveLength(rows.count * FEATURE_COUNT);
    expect(rows.label).toHaveLength(rows.count * CHUNK_LENGTH);
  });

  it('labels with what an undisturbed expert does next, and senses what the policy will', () => {
    for (let row = 0; row < rows.count; row++) expect(knot(rows.label, row, 0)).toEqual(knot(rows.executed, row, 0));
    const world = new ManipulationWorld(spec, name);
    const features = new Features(world.spec.arm.model).build(world.observe());
    expect(rows.features.subarray(0, FEATURE_COUNT)).toEqual(features);
    const timeLeft = FEATURE_NAMES.indexOf('timeLeft');
    for (let row = 0; row < rows.count; row++) {
      const left = 1 - (row * KNOT_TICKS * world.controlDt) / spec.timeLimitS;
      expect(rows.features[row * FEATURE_COUNT + timeLeft]).toBeCloseTo(left, 5);
    }
  });

  it('is the same for the same episode and driver', async () => {
    const { name, spec } = scene('pick-place/common');
    for (const driver of ARM_DRIVERS) {
      // Long enough for what is drawn to tell.
      const ticks = driver === 'stale expert' ? 100 : 24;
      const once = await collectArmEpisode(spec, name, driver, model, false, ticks);
      const again = await collectArmEpisode(spec, name, driver, model, driver === 'script', ticks);
      expect(again.rows).toEqual(once.rows);
      expect([once.rows.end, once.rows.count]).toEqual(['timeout', Math.ceil(ticks / KNOT_TICKS)]);
      if (driver === 'policy') expect(knot(once.rows.label, 0, 0)).not.toEqual(knot(once.rows.executed, 0, 0));
    }
  });

  it('takes a noisy expert off the way, and labels how to come back', async () => {
    const { name, spec } = scene('pick-place/common');
    // Longer than the longest quiet time.
    const { rows } = await collectArmEpisode(spec, name, 'noisy expert', null, false, 180);
    const off = Array.from({ length: rows.count }, (_, row) => row).filter(
      (row) => String(knot(rows.label, row, 0)) !== String(knot(rows.executed, row, 0)),
    );
    expect(off.length).toBeGreaterThan(0);
    expect(off.length).toBeLessThan(rows.count / 2);
  });

  it('measures how far the script is from the label, over the knots before the end', async () => {
    const compared = async (id: string, seed: number, ticks: number) => {
      const { name, spec } = scene(id, seed);
      return (await collectArmEpisode(spec, name, 'script', null, true, ticks)).scriptError;
    };
    // Nothing is in the way at first: the expert does as the script says.
    const free = await compared('recover/common', 0, 40);
    expect(free.whole).toEqual({ knots: 55, squares: [0, 0, 0, 0, 0] });
    expect(free.short.knots).toBe(3 * 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1);
    for (let seed = 0, differs = false; !differs; seed++) {
      const { short, whole } = await compared('reach/tail', seed, 120);
      whole.squares.forEach((sum, d) => expect(sum).toBeGreaterThanOrEqual(short.squares[d]));
      differs = Math.max(...short.squares) > 0;
      expect(seed, 'in no episode the expert gives way').toBeLessThan(20);
    }
  });

  it('says what is missing where the policy is to drive', async () => {
    await expect(collectArmEpisode(spec, name, 'policy', null)).rejects.toThrow(
      'the policy drives: expected its model',
    );
  });
});
