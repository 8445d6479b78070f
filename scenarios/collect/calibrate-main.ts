import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DrivingWorld } from '../../sim/driving/driving-world.ts';
import { EgoAction } from '../../sim/driving/ego-action.ts';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import { calibrate, UNCALIBRATED } from '../../policies/driving/calibration.ts';
import { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import { LearnedPolicy, type FastModel } from '../../policies/driving/fast-policy.ts';
import { FEATURE_VERSION } from '../../policies/driving/features.ts';
import { FollowMerge } from '../../policies/driving/merge.ts';
import { createOnnxInference } from '../../policies/driving/onnx-inference.ts';
import { episodeSeed } from '../language/splits.ts';
import { resolveScenario } from '../language/resolve.ts';
import { libraryScenario } from '../library/registry.ts';
import { FAST_MODEL } from '../runner/model-files.ts';
import { findSuite } from '../suites/suites.ts';

/** Spreads are taken every so many ticks: neighbours say the same. */
const EVERY_TICKS = 6;
const NOTHING = new Float64Array(0);

/**
 * Makes a network usable as a fast policy: drives the common suite of the validation split with it, tabulates its raw
 * spreads, and writes the model's facts. Arguments: network, output folder, name, members, first and last seed.
 */
async function main(): Promise<void> {
  const [network, out, name, members, first, last] = process.argv.slice(2);
  const bytes = readFileSync(network);
  const inference = await createOnnxInference(bytes, Number(members));
  const facts: FastModel = {
    name,
    sha256: sha256Hex(bytes),
    featureVersion: FEATURE_VERSION,
    members: Number(members),
    calibration: UNCALIBRATED,
  };
  const aleatoric: number[] = [];
  const epistemic: number[] = [];
  let episodes = 0;
  for (let seed = Number(first); seed <= Number(last); seed++) {
    for (const id of findSuite('common').scenarios) {
      const key = episodeSeed('val', id, seed);
      const world = new DrivingWorld(resolveScenario(libraryScenario(id), key), key);
      await drive(world, new LearnedPolicy(world.map, facts, inference), aleatoric, epistemic);
      episodes++;
    }
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, FAST_MODEL.network), bytes);
  const written = {
    ...facts,
    calibration: calibrate(aleatoric, epistemic),
    calibratedOn: { split: 'val', seeds: [Number(first), Number(last)], episodes },
  };
  writeFileSync(join(out, FAST_MODEL.facts), `${JSON.stringify(written, null, 1)}\n`);
}

async function drive(
  world: DrivingWorld,
  policy: LearnedPolicy,
  aleatoric: number[],
  epistemic: number[],
): Promise<void> {
  const decision = new DrivingDecision();
  const merge = new FollowMerge();
  const action = new EgoAction();
  while (!world.ended) {
    const observation = world.observe();
    policy.prepare(observation, NOTHING);
    await policy.infer();
    policy.decide(observation, decision);
    if (world.tick % EVERY_TICKS === 0) {
      const raw = policy.rawSpread(decision);
      aleatoric.push(raw.aleatoric);
      epistemic.push(raw.epistemic);
    }
    merge.merge(observation, decision, null, { tick: world.tick, controlDt: world.controlDt, blocking: false }, action);
    world.step(action);
  }
}

await main();
