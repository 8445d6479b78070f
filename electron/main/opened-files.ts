import { resolve } from 'node:path';
import type { HostRequest } from '../../renderer/host/contract.ts';
import { BridgeProblem } from '../../scenarios/serve/bridge-problem.ts';
import { isOpenable, openPath, type OpenDeps } from '../../scenarios/serve/open-paths.ts';

/** What comes of a file that the system or the command line names. */
export type OpenedFile =
  | { readonly kind: 'request'; readonly request: HostRequest }
  | { readonly kind: 'problem'; readonly message: string; readonly tip: string | null };

/** The arguments that name files we know; Chromium's switches and the program's own path are none. */
export function fileArguments(argv: readonly string[], folder: string): string[] {
  const named = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  return named.filter(isOpenable).map((argument) => resolve(folder, argument));
}

export async function openFile(path: string, files: OpenDeps): Promise<OpenedFile> {
  try {
    return { kind: 'request', request: await openPath(path, files) };
  } catch (error) {
    if (error instanceof BridgeProblem) return { kind: 'problem', message: error.message, tip: error.tip };
    throw error;
  }
}
