import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';

export const SCENARIO_EXTENSIONS = ['yaml', 'yml', 'json'] as const;
export const MAX_SCENARIO_BYTES = 1 << 20;

export const isScenarioName = (path: string): boolean =>
  SCENARIO_EXTENSIONS.some((extension) => extname(path).toLowerCase() === `.${extension}`);

/** Text of a scenario file; whether it is a scenario, its reader says. @throws BridgeProblem */
export async function readScenarioFile(path: string): Promise<{ name: string; text: string }> {
  const name = basename(path);
  const tip = 'Choose a scenario file (YAML or JSON).';
  if (!isScenarioName(path)) throw new BridgeProblem('bad-file', `${name} is no YAML or JSON file.`, tip);
  const bytes = await readUpTo(path, MAX_SCENARIO_BYTES).catch((error: unknown) => {
    throw fileProblem(error, name);
  });
  if (bytes === null) throw new BridgeProblem('too-large', `${name} has more than ${MAX_SCENARIO_BYTES} bytes.`, tip);
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new BridgeProblem('bad-file', `${name} is no UTF-8 text.`, tip);
  }
}

/** Null: there are more. The size is not asked for first: a device or a growing file would lie. */
async function readUpTo(path: string, limit: number): Promise<Uint8Array | null> {
  const handle = await open(path, 'r');
  try {
    const buffer = new Uint8Array(limit + 1);
    let length = 0;
    while (length <= limit) {
      const { bytesRead } = await handle.read(buffer, length, buffer.byteLength - length);
      if (bytesRead === 0) return buffer.subarray(0, length);
      length += bytesRead;
    }
    return null;
  } finally {
    await handle.close();
  }
}
