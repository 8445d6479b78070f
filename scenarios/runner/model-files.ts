import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import type { FastModel } from '../../policies/driving/fast-policy.ts';
import { createOnnxInference } from '../../policies/driving/onnx-inference.ts';
import type { LoadedModel } from './episode.ts';

/** Names of the shipped fast policy's files. */
export const FAST_MODEL = { network: 'fast-driving.onnx', facts: 'fast-driving.json' } as const;

const table = z.array(z.number());
const factsSchema = z.object({
  name: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  featureVersion: z.int(),
  members: z.int().positive(),
  calibration: z.object({ quantiles: table, aleatoric: table, epistemic: table }),
});

/** A model that cannot be used; the message says which file and why. */
export class ModelProblem extends Error {}

/** @throws ModelProblem */
export async function readModelFacts(folder: string): Promise<FastModel> {
  const file = join(folder, FAST_MODEL.facts);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ModelProblem(`${file}: cannot be read as JSON (${messageOf(error)}); train it with 'npm run train'`);
  }
  const parsed = factsSchema.safeParse(value);
  if (!parsed.success) throw new ModelProblem(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
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
  const hash = sha256Hex(bytes);
  if (hash !== facts.sha256)
    throw new ModelProblem(`${file}: hash ${hash} is not the one in ${FAST_MODEL.facts}, ${facts.sha256}`);
  return { facts, inference: await createOnnxInference(bytes, facts.members) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
