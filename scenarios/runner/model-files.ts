import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastModel } from '../../policies/driving/fast-policy.ts';
import { createOnnxInference } from '../../policies/driving/onnx-inference.ts';
import type { LoadedModel } from './episode.ts';
import { checkNetwork, FAST_MODEL, ModelProblem, parseModelFacts } from './model-facts.ts';

export { FAST_MODEL, ModelProblem } from './model-facts.ts';

/** @throws ModelProblem */
export async function readModelFacts(folder: string): Promise<FastModel> {
  const file = join(folder, FAST_MODEL.facts);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ModelProblem(`${file}: cannot be read as JSON (${messageOf(error)}); train it with 'npm run train'`);
  }
  return parseModelFacts(value, file);
}

/** Loads the network and checks its hash against its facts. @throws ModelProblem */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const facts = await readModelFacts(folder);
  const file = join(folder, FAST_MODEL.network);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new ModelProblem(`${file}: ${messageOf(error)}`);
  }
  checkNetwork(bytes, facts, file);
  return { facts, inference: await createOnnxInference(bytes, facts.members) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
