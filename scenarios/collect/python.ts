import { spawn } from 'node:child_process';
import { TrainingProblem } from './training-files.ts';

/** Where Debian and Ubuntu put the Python that has their packages. */
export const DEFAULT_PYTHON = '/usr/bin/python3';
const DEBIAN_PACKAGES = 'python3-torch python3-onnx libopenblas0-pthread';
/** One thread per process: members of the ensemble are trained in processes of their own. */
export const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } as const;

/** @throws TrainingProblem that names what to install unless `python` can import all that train.py needs */
export async function checkPython(python: string): Promise<void> {
  let said = '';
  try {
    const code = await runProgram(python, ['-c', 'import numpy, torch, onnx'], (text) => (said += text));
    if (code === 0) return;
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
  }
  const reason = said.trim().split('\n').at(-1) || 'it gave no reason';
  throw new TrainingProblem(
    `--python: expected a Python that imports numpy, torch and onnx, found ${python} (${reason}); on Debian and Ubuntu install ${DEBIAN_PACKAGES}, or name another Python`,
  );
}

/**
 * Runs a program with one thread per process, its output on our standard error.
 * @param listen takes its standard error instead
 * @returns its exit code
 * @throws where it cannot be started or is ended by a signal
 */
export function runProgram(program: string, args: readonly string[], listen?: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 2, listen ? 'pipe' : 2],
      env: { ...process.env, ...ONE_THREAD },
    });
    child.stderr?.on('data', (data: Buffer) => listen?.(data.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code !== null) resolve(code);
      else reject(new Error(`${program} was ended by ${signal}`));
    });
  });
}
