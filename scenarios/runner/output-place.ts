import { existsSync, mkdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Where the content of an output file goes. */
export interface OutputPlace {
  /** The file itself, behind all links. */
  readonly file: string;
  /** Whether it is written where it is: a device or a pipe must not give way to a file. */
  readonly inPlace: boolean;
}

/** @throws Error of the file system, with its code */
export function outputPlace(file: string): OutputPlace {
  const found = statOf(file);
  if (found === null || found.isDirectory()) return { file, inPlace: false };
  // `/dev/stdout` may be a file that somebody else has open.
  if (!found.isFile() || /^\/(dev|proc)\//.test(resolve(file))) return { file, inPlace: true };
  return { file: realpathSync(file), inPlace: false };
}

/**
 * Makes a folder and those above it. Node's own way does not come back where the system says of a folder that is there
 * that it is not, as in `/proc`.
 *
 * @throws Error of the file system, with its code
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST' && statOf(folder)?.isDirectory() === true) return;
    const above = dirname(folder);
    if (code !== 'ENOENT' || existsSync(above)) throw error;
    makeFolder(above);
    mkdirSync(folder);
  }
}

function statOf(file: string): Stats | null {
  return statSync(file, { throwIfNoEntry: false }) ?? null;
}
