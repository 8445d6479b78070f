/** A refusal that the page shows: what happened and what to do, in sentences. */
export class BridgeProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly tip: string | null,
  ) {
    super(message);
  }
}

/** What the system said about `file`, as a sentence; an error that is not the system's comes back as it is. */
export function fileProblem(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof BridgeProblem || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new BridgeProblem('disk-full', `${file} cannot be written: the disk is full.`, 'Free some space.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new BridgeProblem('not-permitted', `${file} cannot be used: the system does not permit it.`, null);
    case 'ENOENT':
      return new BridgeProblem('not-found', `${file} is not there.`, null);
    default:
      return new BridgeProblem('file-error', `${file} cannot be used (${String(error.code)}).`, null);
  }
}
