import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OUTPUT_COUNT, type FastModel } from '../../policies/driving/fast-policy.ts';
import { FEATURE_COUNT, FEATURE_VERSION } from '../../policies/driving/features.ts';
import { createOnnxInference } from '../../policies/driving/onnx-inference.ts';
import type { LoadedModel } from './episode.ts';
import { checkNetwork, FAST_MODEL, ModelProblem, parseModelFacts } from './model-facts.ts';
import { networkProblem } from './network-problem.ts';

const ADVICE = "train it with 'npm run train'";

export { FAST_MODEL, ModelProblem } from './model-facts.ts';

/** @throws ModelProblem */
export async function readModelFacts(folder: string): Promise<FastModel> {
  const file = join(folder, FAST_MODEL.facts);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ModelProblem(`${file}: cannot be read as JSON (${messageOf(error)}); ${ADVICE}`);
  }
  return parseModelFacts(value, file);
}

/** Loads the network, checks its hash against its facts and runs it once. @throws ModelProblem that names the file */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const facts = await readModelFacts(folder);
  refuseOtherFeatures(facts, join(folder, FAST_MODEL.facts));
  const file = join(folder, FAST_MODEL.network);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new ModelProblem(`${file}: cannot be read (${messageOf(error)}); ${ADVICE}`);
  }
  checkNetwork(bytes, facts, file);
  try {
    return { facts, inference: await createOnnxInference(bytes, facts.members) };
  } catch (cause) {
    const shape = {
      inputs: { features: [1, FEATURE_COUNT] },
      outputs: { heads: [facts.members, OUTPUT_COUNT] },
    };
    throw await networkProblem(bytes, shape, { file, cause, advice: ADVICE });
  }
}

function refuseOtherFeatures({ featureVersion }: FastModel, file: string): void {
  if (featureVersion === FEATURE_VERSION) return;
  throw new ModelProblem(
    `${file}: featureVersion: expected ${FEATURE_VERSION}, the layout of the features that this version builds, found ${featureVersion}; ${ADVICE}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
