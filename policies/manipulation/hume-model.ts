import { z } from 'zod';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import { ACTION_DIMS } from './action-chunk.ts';
import { FEATURE_NAMES } from './features.ts';
import type { HumeNetworks } from './hume-networks.ts';

export const HUME_FACTS_FILE = 'hume.json';
const SCHEMA_VERSION = 1;

/** Models that cannot be used; the message says which file and why. */
export class HumeModelProblem extends Error {
  override readonly name = 'HumeModelProblem';
}

const file = z.object({
  file: z.string().regex(/^[a-z0-9-]+\.onnx$/, 'expected the name of an .onnx file beside the facts'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  bytes: z.int().positive(),
});
const table = z
  .object({ quantiles: z.array(z.number().min(0).max(1)).min(1), values: z.array(z.number().min(0)).min(1) })
  .refine(({ quantiles, values }) => quantiles.length === values.length, 'expected as many values as quantiles')
  .refine(({ quantiles, values }) => rises(quantiles) && rises(values), 'expected numbers that never fall');
const schema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  name: z.string().min(1),
  files: z.object({ systemOne: file, systemTwo: file, critics: file }),
  features: z.array(z.string()),
  action: z.object({
    mean: z.array(z.number()).length(ACTION_DIMS),
    std: z.array(z.number().positive()).length(ACTION_DIMS),
  }),
  uncertainty: z.object({ spread: table, disagreement: table }),
});

/** What is known of the networks beside their weights; the card beside them holds the rest. */
export type HumeFacts = z.infer<typeof schema>;
export type HumeNetworkName = keyof HumeFacts['files'];
export const HUME_NETWORKS: readonly HumeNetworkName[] = ['systemOne', 'systemTwo', 'critics'];

/** Facts and networks, shared by the episodes of one worker. */
export interface HumeModel {
  readonly facts: HumeFacts;
  readonly networks: HumeNetworks;
}

/**
 * @param value of a parsed facts file
 * @param source where it was read, for the message
 * @throws HumeModelProblem unless they are facts of models for this version's features
 */
export function parseHumeFacts(value: unknown, source: string): HumeFacts {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    const fault = [z.core.toDotPath(path), message].filter((part) => part !== '').join(': ');
    throw new HumeModelProblem(`${source}: ${fault}; train the models again`);
  }
  checkFeatures(parsed.data.features, source);
  return parsed.data;
}

/** @param source where `bytes` was read, for the message @throws HumeModelProblem unless it is the file of the facts */
export function checkHumeFile(bytes: Uint8Array, facts: HumeFacts, name: HumeNetworkName, source: string): void {
  const { sha256 } = facts.files[name];
  const found = sha256Hex(bytes);
  if (found === sha256) return;
  throw new HumeModelProblem(
    `${source}: hash ${found} is not the one in ${HUME_FACTS_FILE}, ${sha256}; train or copy the models again`,
  );
}

/** One hash for the weights of all three networks. */
export function weightsHash({ files }: HumeFacts): string {
  return sha256Hex(HUME_NETWORKS.map((name) => files[name].sha256).join(' '));
}

/**
 * Loads facts and networks.
 * @param read gives the bytes of a file in the models' folder
 * @param create makes the networks run, see `createHumeNetworks`
 * @throws HumeModelProblem
 */
export async function loadHume(
  read: (file: string) => Promise<Uint8Array>,
  create: (networks: Readonly<Record<HumeNetworkName, Uint8Array>>) => Promise<HumeNetworks>,
): Promise<HumeModel> {
  const facts = parseHumeFacts(parseJson(await readOrFail(read, HUME_FACTS_FILE)), HUME_FACTS_FILE);
  const [systemOne, systemTwo, critics] = await Promise.all(
    HUME_NETWORKS.map(async (name) => {
      const { file } = facts.files[name];
      const bytes = await readOrFail(read, file);
      checkHumeFile(bytes, facts, name, file);
      return bytes;
    }),
  );
  return { facts, networks: await create({ systemOne, systemTwo, critics }) };
}

async function readOrFail(read: (file: string) => Promise<Uint8Array>, file: string): Promise<Uint8Array> {
  try {
    return await read(file);
  } catch (error) {
    throw new HumeModelProblem(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new HumeModelProblem(`${HUME_FACTS_FILE}: cannot be read as JSON (${String(error)}); train the models again`);
  }
}

function checkFeatures(names: readonly string[], source: string): void {
  const at = FEATURE_NAMES.findIndex((name, i) => names[i] !== name);
  if (at < 0 && names.length === FEATURE_NAMES.length) return;
  const found = at < 0 ? `${names.length} features` : `feature ${at} called '${names[at] ?? 'nothing'}'`;
  const expected = at < 0 ? String(FEATURE_NAMES.length) : `'${FEATURE_NAMES[at]}'`;
  throw new HumeModelProblem(`${source}: expected ${expected}, found ${found}; train the models again`);
}

function rises(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value >= values[i - 1]);
}
