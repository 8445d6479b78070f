import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the package that this code belongs to, whether it runs from `dist/` or from its sources. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the program: the installation is incomplete');
    folder = parent;
  }
  return folder;
}

export function engineVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

export const modelFolder = (): string => join(packageRoot(), 'policies', 'models');
export const workerScript = (): string => join(packageRoot(), 'dist', 'worker.mjs');
export const suiteTaskScript = (): string => join(packageRoot(), 'dist', 'suite-task.mjs');
