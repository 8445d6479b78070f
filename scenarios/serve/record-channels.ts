import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { HeldFile } from '../../renderer/host/file-contract.ts';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';
import type { Handlers } from './handlers.ts';
import type { HeldFiles } from './held-files.ts';
import type { RecentRecords } from './recent-records.ts';
import { openRegular, readInto } from './regular-file.ts';

const MOST_SHOWN = 50;

export interface RecordDeps {
  readonly held: HeldFiles;
  readonly recent: RecentRecords;
  /** Folder of the recordings. */
  readonly recordingsFolder: string;
  /** Paths that the person chose, none when cancelled; undefined where the host has no dialogs. */
  readonly chooseRecords?: (() => Promise<readonly string[]>) | undefined;
}

/** Records on this machine. */
export function recordHandlers({ held, recent, recordingsFolder, chooseRecords }: RecordDeps): Handlers {
  return {
    'record.recent': async () => recentRecords(held, await recent.list(), resolve(recordingsFolder)),
    'record.read': async ({ handle, offset, length }) => ({ bytes: await readPart(held, handle, offset, length) }),
    ...(chooseRecords && {
      'record.choose': async () => {
        const paths = await chooseRecords();
        const files = await Promise.all(paths.map((path) => held.hold(path, 'opened')));
        if (paths.length > 0) await recent.add(paths);
        return files;
      },
    }),
  };
}

interface Dated {
  readonly path: string;
  readonly place: HeldFile['place'];
  readonly timeMs: number;
}

async function recentRecords(
  held: HeldFiles,
  opened: Awaited<ReturnType<RecentRecords['list']>>,
  folder: string,
): Promise<HeldFile[]> {
  const all: Dated[] = opened.map(({ path, openedMs }) => ({ path, place: 'opened', timeMs: openedMs }));
  const known = new Set(all.map(({ path }) => path));
  all.push(...(await recordingsIn(folder)).filter(({ path }) => !known.has(path)));
  all.sort((a, b) => b.timeMs - a.timeMs);
  const files = await Promise.all(
    // One may vanish between the two looks.
    all.slice(0, MOST_SHOWN).map(({ path, place }) => held.hold(path, place).catch(() => null)),
  );
  return files.filter((file) => file !== null);
}

/** Those that are finished. Links are left out: the folder is the program's own. */
async function recordingsIn(folder: string): Promise<Dated[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: Dated[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.mcap')) continue;
    const path = join(folder, entry.name);
    const about = await stat(path).catch(() => null);
    if (about !== null) found.push({ path, place: 'recordings', timeMs: about.mtimeMs });
  }
  return found;
}

/** The parts of one file belong together: one that was changed since the page was told of it is refused. */
async function readPart(
  held: HeldFiles,
  handle: string,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const known = held.about(handle);
  if (known === null) throw new BridgeProblem('not-found', 'The program does not know this record.', 'Open it again.');
  const { path, name } = known;
  try {
    const file = await openRegular(path, name);
    try {
      const { size, mtimeMs, ino } = await file.stat();
      if (size !== known.bytes || mtimeMs !== known.modifiedMs || ino !== known.inode)
        throw new BridgeProblem('changed-on-disk', `${name} was changed since it was opened.`, 'Open it again.');
      // Not of the shared pool: only these bytes cross.
      const part = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      return part.subarray(0, await readInto(file, part, offset));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, name);
  }
}
