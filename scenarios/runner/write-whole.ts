import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { isMainThread, threadId } from 'node:worker_threads';
import { outputPlace } from './output-place.ts';

/**
 * Writes a file whole or not at all; a link stays one, and into a device or a pipe it is written as it comes. At once, so
 * that a process that is told to end meanwhile leaves nothing unfinished.
 *
 * @throws Error of the file system, with its code
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const place = outputPlace(file);
  if (place.inPlace) {
    writeFileSync(place.file, content);
    return;
  }
  const unfinished = unfinishedName(place.file);
  try {
    writeFileSync(unfinished, content);
    renameSync(unfinished, place.file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** What a file is called while this process, or this thread of it, writes it. */
export function unfinishedName(file: string): string {
  const writer = isMainThread ? `${process.pid}` : `${process.pid}-${threadId}`;
  return `${file}.${writer}.unfinished`;
}
