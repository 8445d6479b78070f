import { readFile, stat } from 'node:fs/promises';
import { checkAnyText } from './check.ts';
import type { Problem } from './problem.ts';
import { besideFile } from './read-beside.ts';
import { loadScenario, MAX_TEXT_LENGTH } from './yaml.ts';
import type { LoadedScenario } from './yaml.ts';

/** All problems of all files, of whichever domain, in the order of the files. */
export async function checkFiles(paths: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const path of paths) {
    const text = isArmFile(path) ? armFile(path) : await readText(path);
    problems.push(...(typeof text === 'string' ? checkAnyText(text, path, besideFile(path)) : [text]));
  }
  return problems;
}

/** Reads a scenario file; a file that cannot be read is a problem like any other. */
export async function loadScenarioFile(path: string): Promise<LoadedScenario> {
  const text = await readText(path);
  return typeof text === 'string' ? loadScenario(text, path) : { scenario: null, problems: [text] };
}

/** Whether it is named as the description of an arm, which belongs beside a scenario. */
export function isArmFile(path: string): boolean {
  return /\.(urdf|xacro)$/i.test(path);
}

function armFile(path: string): Problem {
  const tip = "Name it in a scenario of the arm, as 'arm: { urdf: ... }', and check that file.";
  return problemOf(path, 'a scenario file', 'the description of an arm', tip);
}

function problemOf(file: string, expected: string, found: string, tip = ''): Problem {
  return { file, line: 0, column: 0, field: '', expected, found, tip };
}

async function readText(path: string): Promise<string | Problem> {
  const problem = (expected: string, found: string, tip?: string): Problem => problemOf(path, expected, found, tip);
  try {
    const { size } = await stat(path);
    // UTF-8 takes at most 3 bytes for a UTF-16 unit.
    if (size > 3 * MAX_TEXT_LENGTH) return problem(`at most ${MAX_TEXT_LENGTH} characters`, `${size} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') return problem('a file', 'none of that name', 'Check the path.');
    if (code === 'EISDIR') return problem('a file', 'a folder');
    return problem('a file that can be read', code);
  }
}
