import { constants, open, type FileHandle } from 'node:fs/promises';
import { BridgeProblem } from './bridge-problem.ts';

/** Opening a pipe that nobody writes to would wait for ever. Windows has no such flag. */
const FLAGS = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * Opens a file of data for reading, never a folder, device or pipe.
 * @param name how to call it in a refusal
 * @throws BridgeProblem, or what the system says
 */
export async function openRegular(path: string, name: string): Promise<FileHandle> {
  const handle = await open(path, FLAGS);
  const about = await handle.stat().catch(() => null);
  if (about?.isFile() === true) return handle;
  await handle.close();
  throw new BridgeProblem('bad-file', `${name} is no file.`, null);
}

/** Null: there is more. The size is not asked for first: a growing file would lie. */
export async function readUpTo(handle: FileHandle, limit: number): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(limit + 1);
  const length = await readInto(handle, buffer, 0);
  return length > limit ? null : buffer.subarray(0, length);
}

/** Fills the buffer with what stands from `position` on; the number of bytes is smaller only at the end of the file. */
export async function readInto(handle: FileHandle, buffer: Uint8Array, position: number): Promise<number> {
  let length = 0;
  while (length < buffer.byteLength) {
    const { bytesRead } = await handle.read(buffer, length, buffer.byteLength - length, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}
