import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file by one rename: readers and a crash see the old contents or the new, never a part.
 * @param mode permissions of the new file; default: those that the system gives
 */
export async function replaceFile(path: string, contents: string | Uint8Array, mode?: number): Promise<void> {
  const draft = join(dirname(path), `.${basename(path).slice(0, 40)}.${process.pid}-${counter++}.tmp`);
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(contents);
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

let counter = 0;
