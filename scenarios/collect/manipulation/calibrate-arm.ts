import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import { KNOT_TICKS } from '../../../policies/manipulation/action-chunk.ts';
import { armDomain } from '../../../policies/manipulation/arm-domain.ts';
import { createManipulationArm } from '../../../policies/manipulation/arms.ts';
import { HUME_FACTS_FILE, HUME_NETWORKS, type HumeModel } from '../../../policies/manipulation/hume-model.ts';
import type { QuantileTable } from '../../../policies/manipulation/quantile-table.ts';
import { SystemOne } from '../../../policies/manipulation/system-one.ts';
import { DualSystem } from '../../../policies/runtime/dual-system.ts';
import { zeroLatency } from '../../../policies/runtime/latency.ts';
import { quantileOfSorted } from '../../compare/stats/quantiles.ts';
import { resolveManipulation } from '../../language/manipulation/resolve.ts';
import { assertUsableFor, episodeSeed } from '../../language/splits.ts';
import { MANIPULATION_LIBRARY, type ManipulationEntry } from '../../library/manipulation/registry.ts';
import { loadHumeModel } from '../../runner/hume-files.ts';
import type { CalibrateArmStage } from './arm-recipe.ts';
import { scoreHeldOut } from './held-out.ts';

export const HELD_OUT_FILE = 'held-out.json';
const COMMON = MANIPULATION_LIBRARY.filter(({ id }) => id.endsWith('/common'));
const QUANTILES = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1] as const;

/**
 * Makes trained networks usable: drives the common scenarios of the validation split by System 1 alone, tabulates its raw
 * spread and the critics' disagreement at what it comes to, scores the networks on the validation data, and writes
 * networks, facts and scores to the stage's folder, which appears whole.
 */
export async function calibrateArm(
  stage: CalibrateArmStage,
  scenarios: readonly ManipulationEntry[] = COMMON,
): Promise<void> {
  assertUsableFor('train', stage.split);
  const from = stage.trained.folder;
  const model = await loadHumeModel(from);
  const measured = await measure(stage, scenarios, model);
  const heldOut = await scoreHeldOut(stage.trained.validation, model);
  const part = `${stage.folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const name of HUME_NETWORKS) {
    const { file } = model.facts.files[name];
    copyFileSync(join(from, file), join(part, file));
  }
  const facts = JSON.parse(readFileSync(join(from, HUME_FACTS_FILE), 'utf8')) as object;
  const { uncertainty, calibratedOn } = measured;
  const write = (file: string, value: unknown): void =>
    writeFileSync(join(part, file), `${JSON.stringify(value, null, 1)}\n`);
  write(HUME_FACTS_FILE, { ...facts, uncertainty, calibratedOn });
  write(HELD_OUT_FILE, heldOut);
  rmSync(stage.folder, { recursive: true, force: true });
  renameSync(part, stage.folder);
}

async function measure({ split, seeds }: CalibrateArmStage, scenarios: readonly ManipulationEntry[], model: HumeModel) {
  const spreads: number[] = [];
  const disagreements: number[] = [];
  const ends: Record<string, number> = {};
  let episodes = 0;
  for (let number = seeds[0]; number <= seeds[1]; number++) {
    for (const { id, scenario } of scenarios) {
      const seed = episodeSeed(split, id, number);
      const world = new ManipulationWorld(resolveManipulation(scenario, seed), seed);
      await drive(world, model, spreads, disagreements);
      ends[world.end] = (ends[world.end] ?? 0) + 1;
      episodes++;
    }
  }
  return {
    uncertainty: { spread: tableOf(spreads), disagreement: tableOf(disagreements) },
    calibratedOn: { split, seeds, episodes, rows: spreads.length, ends },
  };
}

async function drive(
  world: ManipulationWorld,
  model: HumeModel,
  spreads: number[],
  disagreements: number[],
): Promise<void> {
  const policy = new SystemOne(model, world.spec.arm.model, world.seed);
  const arm = createManipulationArm('fast', world, model, zeroLatency());
  const system = new DualSystem({ world, policy, domain: armDomain, arm });
  while (!world.ended) {
    const isDue = world.tick % KNOT_TICKS === 0;
    await system.runTick();
    if (!isDue) continue;
    const { spread, disagreement } = policy.rawUncertainty();
    spreads.push(spread);
    disagreements.push(disagreement);
  }
  system.close();
}

function tableOf(values: readonly number[]): QuantileTable {
  const sorted = Float64Array.from(values).sort();
  return { quantiles: [...QUANTILES], values: QUANTILES.map((q) => quantileOfSorted(sorted, q)) };
}
