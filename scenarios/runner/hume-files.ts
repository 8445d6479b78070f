import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  HUME_FACTS_FILE,
  HumeModelProblem,
  loadHume,
  parseHumeFacts,
  weightsHash,
  type HumeFacts,
  type HumeModel,
} from '../../policies/manipulation/hume-model.ts';
import { createTriedNetworks } from './hume-trial.ts';
import { ModelProblem } from './model-facts.ts';

/** Makes them. */
const COMMAND = 'npm run train:arm';

/** @throws ModelProblem that names the file */
async function readHumeFacts(folder: string): Promise<HumeFacts> {
  const file = join(folder, HUME_FACTS_FILE);
  const bytes = await bytesOf(file);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new ModelProblem(`${file}: this is not JSON (${messageOf(error)}); train the models with '${COMMAND}'`);
  }
  try {
    return parseHumeFacts(value, file);
  } catch (error) {
    throw asModelProblem(error, folder);
  }
}

/**
 * Name and hash of the models in a folder that has all of them whole: they are loaded and tried, so that a run with them
 * does not begin in vain.
 * @throws ModelProblem that names the file
 */
export async function readHumeIdentity(folder: string): Promise<{ readonly name: string; readonly sha256: string }> {
  const { facts } = await loadHumeModel(folder);
  return { name: facts.name, sha256: weightsHash(facts) };
}

/** Loads facts and networks, checks these against their hashes and tries them. @throws ModelProblem that names the file */
export async function loadHumeModel(folder: string): Promise<HumeModel> {
  const { files } = await readHumeFacts(folder);
  const unread: unknown[] = [];
  const read = (file: string): Promise<Uint8Array> =>
    bytesOf(join(folder, file)).catch((error: unknown) => {
      unread.push(error);
      throw error;
    });
  try {
    return await loadHume(read, (networks) => createTriedNetworks(networks, (name) => join(folder, files[name].file)));
  } catch (error) {
    throw unread.length > 0 ? unread[0] : asModelProblem(error, folder);
  }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw missing(file);
    throw new ModelProblem(`${file}: cannot be read (${messageOf(error)})`);
  }
}

function missing(file: string): ModelProblem {
  return new ModelProblem(
    `${file} is missing; train the arm's models with '${COMMAND}'; without them there is --arms oracle`,
  );
}

function asModelProblem(error: unknown, folder: string): unknown {
  if (!(error instanceof HumeModelProblem)) return error;
  const { message } = error;
  return new ModelProblem(message.startsWith(folder) ? message : join(folder, message));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
