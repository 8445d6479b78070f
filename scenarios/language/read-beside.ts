import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReadBeside } from './manipulation/read-arm.ts';
import { MAX_URDF_LENGTH } from './manipulation/schema.ts';

/** Reads files that a scenario's file names. @param file of the scenario */
export function besideFile(file: string): ReadBeside {
  return (path) => {
    const name = join(dirname(file), path);
    if (statSync(name).size > MAX_URDF_LENGTH)
      throw Object.assign(new Error(), { code: `more than ${MAX_URDF_LENGTH} bytes` });
    return { name, text: readFileSync(name, 'utf8') };
  };
}
