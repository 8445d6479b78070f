import { accessSync, constants, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, outputPlace } from '../runner/output-place.ts';
import { unfinishedName, writeWhole } from '../runner/write-whole.ts';

/** A file that cannot be written; the message is one line for the user. */
export class OutputProblem extends Error {}

/** Writes a file whole or not at all, and makes its folder. @throws OutputProblem */
export function writeText(file: string, text: string): void {
  orSay(file, () => {
    makeFolder(dirname(file));
    writeWhole(file, text);
  });
}

/** Says before hours of work that a file could not be written after them, and leaves nothing. @throws OutputProblem */
export function requireWritable(file: string): void {
  if (file === '') throw new OutputProblem('an output file has an empty name; give it one');
  orSay(file, () => {
    makeFolder(dirname(file));
    const place = outputPlace(file);
    if (place.inPlace) {
      accessSync(place.file, constants.W_OK);
      return;
    }
    const trial = unfinishedName(place.file);
    writeFileSync(trial, '');
    rmSync(trial);
    if (statSync(place.file, { throwIfNoEntry: false })?.isDirectory() === true)
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  });
}

/** Does what concerns files. @throws OutputProblem naming `file` */
export function orSay<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OutputProblem(`${file}: cannot be written (${code})`);
  }
}
