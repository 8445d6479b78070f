import { z } from 'zod';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import type { FastModel } from '../../policies/driving/fast-policy.ts';

/** Names of the shipped fast policy's files. */
export const FAST_MODEL = { network: 'fast-driving.onnx', facts: 'fast-driving.json' } as const;

const ADVICE = 'train or copy the model again';

/** A model that cannot be used; the message says which file and why. */
export class ModelProblem extends Error {}

const table = z.array(z.number());
const factsSchema = z.object({
  name: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  featureVersion: z.int(),
  members: z.int().positive(),
  calibration: z.object({ quantiles: table, aleatoric: table, epistemic: table }),
});

/** @param file where `value` was read, for the message @throws ModelProblem */
export function parseModelFacts(value: unknown, file: string): FastModel {
  const parsed = factsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new ModelProblem(
    `${file}: ${[z.core.toDotPath(path), message].filter((part) => part !== '').join(': ')}; ${ADVICE}`,
  );
}

/** @param file where `network` was read, for the message @throws ModelProblem unless its hash is the one in its facts */
export function checkNetwork(network: Uint8Array, facts: FastModel, file: string): void {
  const hash = sha256Hex(network);
  if (hash === facts.sha256) return;
  throw new ModelProblem(`${file}: hash ${hash} is not the one in ${FAST_MODEL.facts}, ${facts.sha256}; ${ADVICE}`);
}
