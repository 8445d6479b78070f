import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file that cannot be written; the message is one line for the user. */
export class OutputProblem extends Error {}

/** Writes a file whole or not at all, and makes its folder. @throws OutputProblem */
export function writeText(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (error) {
    if (existsSync(unfinished)) rmSync(unfinished);
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OutputProblem(`${file}: cannot be written (${code})`);
  }
}

/** Says before hours of work that a file could not be written after them. @throws OutputProblem */
export function requireWritable(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '', { flag: 'a' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OutputProblem(`${file}: cannot be written (${code})`);
  }
}
