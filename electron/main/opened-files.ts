import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { HostRequest } from '../../renderer/host/contract.ts';
import { BridgeProblem } from '../../scenarios/serve/bridge-problem.ts';
import { isScenarioName, readScenarioFile } from '../../scenarios/serve/scenario-file.ts';

/** What comes of a file that the system or the command line names. */
export type OpenedFile =
  | { readonly kind: 'request'; readonly request: HostRequest }
  | { readonly kind: 'record'; readonly path: string; readonly message: string; readonly tip: string }
  | { readonly kind: 'problem'; readonly message: string; readonly tip: string | null };

/** The last argument that names a file we know; Chromium's switches and the program's own path are none. */
export function fileArgument(argv: readonly string[], folder: string): string | null {
  const named = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const known = named.map((argument) => resolve(folder, argument)).filter((path) => isKnown(path) && existsSync(path));
  return known.at(-1) ?? null;
}

export async function openFile(path: string): Promise<OpenedFile> {
  if (isRecord(path)) {
    return {
      kind: 'record',
      path,
      message: `${basename(path)} is a record of a run. This version does not play records back.`,
      tip: "'twotempo replay FILE' says in a terminal what it holds; 'twotempo replay FILE --verify' simulates it again.",
    };
  }
  try {
    const { name, text } = await readScenarioFile(path);
    return { kind: 'request', request: { kind: 'file', name, text } };
  } catch (error) {
    if (error instanceof BridgeProblem) return { kind: 'problem', message: error.message, tip: error.tip };
    throw error;
  }
}

const isRecord = (path: string): boolean => extname(path).toLowerCase() === '.mcap';
const isKnown = (path: string): boolean => isScenarioName(path) || isRecord(path);
