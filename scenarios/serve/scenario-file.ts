import { basename, extname } from 'node:path';
import { MAX_SCENARIO_BYTES } from '../../renderer/host/file-contract.ts';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';
import { openRegular, readUpTo } from './regular-file.ts';

export const SCENARIO_EXTENSIONS = ['yaml', 'yml', 'json'] as const;
const TIP = 'Choose a scenario file (YAML or JSON).';

export const isScenarioName = (path: string): boolean =>
  SCENARIO_EXTENSIONS.some((extension) => extname(path).toLowerCase() === `.${extension}`);

/** Of a scenario file; whether it is a scenario, its reader says. @throws BridgeProblem */
export async function readScenarioBytes(path: string): Promise<Uint8Array> {
  const name = basename(path);
  if (!isScenarioName(path)) throw new BridgeProblem('bad-file', `${name} is no YAML or JSON file.`, TIP);
  const bytes = await read(path, name).catch((error: unknown) => {
    throw fileProblem(error, name);
  });
  if (bytes === null) throw new BridgeProblem('too-large', `${name} has more than ${MAX_SCENARIO_BYTES} bytes.`, TIP);
  return bytes;
}

/** @throws BridgeProblem */
export function scenarioText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BridgeProblem('bad-file', `${name} is no UTF-8 text.`, TIP);
  }
}

async function read(path: string, name: string): Promise<Uint8Array | null> {
  const handle = await openRegular(path, name);
  try {
    return await readUpTo(handle, MAX_SCENARIO_BYTES);
  } finally {
    await handle.close();
  }
}
