import { open, readdir, rename, stat, access, mkdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';

/**
 * Recordings as files of one folder. A file carries `UNFINISHED` behind its name until it is complete. Every method may be
 * called again with the same arguments after a crash: bytes go to a position, and a file that is not open is opened.
 */
export interface RecordingFiles {
  /** Makes an empty, unfinished file whose final name is `NAME.mcap`, with a number where that is taken. Its final name. */
  create(name: string): Promise<string>;
  /** Resolves when the system has the bytes: neither a crash of the page nor of this process loses them. */
  write(file: string, position: number, bytes: Uint8Array): Promise<void>;
  /** Cuts the file to `length`, gives it its final name and resolves to its path. */
  finish(file: string, length: number): Promise<string>;
  /** Closes an unfinished file and leaves it as it is. */
  release(file: string): Promise<void>;
  /** The unfinished files with their final names, newest first. */
  unfinished(): Promise<readonly UnfinishedFile[]>;
}

export interface UnfinishedFile {
  readonly file: string;
  readonly bytes: number;
}

export const UNFINISHED = '.unfinished';
/** At most so much is lost when the power fails, ms. */
const SYNC_MS = 1000;

/** @param folder where the recordings go; made when the first begins */
export function recordingFilesIn(folder: string): RecordingFiles {
  const handles = new Map<string, OpenFile>();
  const pathOf = (file: string): string => join(folder, basename(file));

  const opened = async (file: string): Promise<OpenFile> => {
    const known = handles.get(file);
    if (known !== undefined) return known;
    const fresh = new OpenFile(await open(pathOf(file) + UNFINISHED, 'r+'));
    handles.set(file, fresh);
    return fresh;
  };

  const close = async (file: string): Promise<void> => {
    const handle = handles.get(file);
    handles.delete(file);
    await handle?.close();
  };

  return {
    create: (name) =>
      translating(folder, async () => {
        await mkdir(folder, { recursive: true });
        for (const file of numbered(name)) {
          if (await exists(pathOf(file))) continue;
          const handle = await openNew(pathOf(file) + UNFINISHED);
          if (handle === null) continue;
          handles.set(file, new OpenFile(handle));
          return file;
        }
        throw new BridgeProblem('names-taken', `All numbered names for ${name} are taken.`, 'Tidy up the folder.');
      }),
    write: (file, position, bytes) =>
      translating(file, async () => {
        await (await opened(file)).write(position, bytes);
      }),
    finish: (file, length) =>
      translating(file, async () => {
        const path = pathOf(file);
        // Asked again after a crash that came between the renaming and the answer.
        if (!(await exists(path + UNFINISHED)) && (await exists(path))) return path;
        await (await opened(file)).cut(length);
        await close(file);
        const free = await freePath(folder, file);
        await rename(path + UNFINISHED, free);
        await syncFolder(dirname(free));
        return free;
      }),
    release: (file) => translating(file, () => close(file)),
    unfinished: () => translating(folder, () => listUnfinished(folder)),
  };
}

/** A file being written, synchronised with the disk at most once in `SYNC_MS`. */
class OpenFile {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly handle: FileHandle) {}

  async write(position: number, bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.byteLength;) {
      const left = bytes.byteLength - written;
      written += (await this.handle.write(bytes, written, left, position + written)).bytesWritten;
    }
    this.timer ??= setTimeout(() => {
      this.timer = null;
      // A disk that fails here fails the next write or the closing too, which report it.
      this.handle.datasync().catch(() => undefined);
    }, SYNC_MS).unref();
  }

  cut(length: number): Promise<void> {
    return this.handle.truncate(length);
  }

  async close(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    try {
      await this.handle.sync();
    } finally {
      await this.handle.close();
    }
  }
}

async function translating<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw fileProblem(error, basename(file));
  }
}

/** `NAME.mcap`, `NAME-2.mcap`, `NAME-3.mcap`, … */
function* numbered(name: string): Generator<string> {
  const stem = name.replace(/\.mcap$/i, '');
  yield `${stem}.mcap`;
  for (let n = 2; n < 100_000; n++) yield `${stem}-${n}.mcap`;
}

async function freePath(folder: string, file: string): Promise<string> {
  for (const candidate of numbered(file)) {
    const path = join(folder, candidate);
    if (!(await exists(path))) return path;
  }
  throw new BridgeProblem('names-taken', `All numbered names for ${file} are taken.`, 'Tidy up the folder.');
}

async function listUnfinished(folder: string): Promise<UnfinishedFile[]> {
  const found: (UnfinishedFile & { readonly mtimeMs: number })[] = [];
  for (const name of await namesIn(folder)) {
    if (!name.endsWith(`.mcap${UNFINISHED}`)) continue;
    const about = await stat(join(folder, name)).catch(() => null);
    // One without bytes holds nothing that a person would miss.
    if (about === null || about.size === 0) continue;
    found.push({ file: name.slice(0, -UNFINISHED.length), bytes: about.size, mtimeMs: about.mtimeMs });
  }
  found.sort((a, b) => b.mtimeMs - a.mtimeMs || (a.file < b.file ? -1 : 1));
  return found.map(({ file, bytes }) => ({ file, bytes }));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Null: the name is taken. */
async function openNew(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'wx+');
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return null;
    throw error;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes the new name last; not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
