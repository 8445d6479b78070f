import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RESULTS_FILE } from '../results/results-folder.ts';
import { latencyName } from '../runner/job.ts';
import { MANIFEST_FILE, readManifest, type RunManifest } from '../runner/run-manifest.ts';
import { SUMMARY_FILE } from '../store/write-outputs.ts';

/** What the files of a folder of results say of it. */
export interface FolderFacts {
  readonly path: string;
  /** Below the folder of the runs, with slashes. */
  readonly name: string;
  readonly suite: string;
  readonly split: string;
  readonly seeds: readonly [number, number];
  readonly arms: readonly string[];
  readonly latencies: readonly string[];
  /** Lines of results, and how many there are to be; null: not known. */
  readonly done: number;
  readonly total: number | null;
  readonly isFinished: boolean;
  readonly modifiedMs: number;
  /** Changes with its results. */
  readonly version: string;
}

const MOST_LISTED = 100;
/** Folders that are looked at, at most. */
const MOST_SEEN = 3000;
const NEWLINE = 10;
const PIECE_BYTES = 1 << 20;
/** Of a folder that does not say what was run, so much of its first and last lines is looked at. */
const SAMPLE_BYTES = 1 << 18;

interface Found {
  readonly name: string;
  readonly path: string;
  readonly modifiedMs: number;
}

/** Folders of results below that of the runs, one level of folders between them at most. Links are passed over. */
export class SuiteFolders {
  /** Of whole lines. */
  private readonly counts = new Map<string, { readonly bytes: number; readonly lines: number }>();

  constructor(private readonly root: string) {}

  /** Newest first. */
  async list(): Promise<FolderFacts[]> {
    const found = await this.find();
    found.sort((a, b) => b.modifiedMs - a.modifiedMs || (a.name < b.name ? -1 : 1));
    const facts: FolderFacts[] = [];
    for (const one of found.slice(0, MOST_LISTED)) {
      // One that is removed meanwhile is none.
      const known = await this.facts(one).catch(() => null);
      if (known !== null) facts.push(known);
    }
    return facts;
  }

  /** Null: it holds no results any more. */
  async about(name: string): Promise<FolderFacts | null> {
    const found = await this.look(name);
    return found === null ? null : this.facts(found).catch(() => null);
  }

  private async find(): Promise<Found[]> {
    const found: Found[] = [];
    let seen = 0;
    for (const name of await foldersIn(this.root)) {
      if (seen++ > MOST_SEEN) break;
      const own = await this.look(name);
      if (own !== null) {
        found.push(own);
        continue;
      }
      for (const inner of await foldersIn(join(this.root, name))) {
        if (seen++ > MOST_SEEN) break;
        const nested = await this.look(`${name}/${inner}`);
        if (nested !== null) found.push(nested);
      }
    }
    return found;
  }

  private async look(name: string): Promise<Found | null> {
    const path = join(this.root, name);
    const times = await Promise.all([RESULTS_FILE, MANIFEST_FILE].map((file) => modifiedMs(join(path, file))));
    const modified = Math.max(...times);
    return modified < 0 ? null : { name, path, modifiedMs: modified };
  }

  private async facts({ name, path, modifiedMs: modified }: Found): Promise<FolderFacts> {
    const file = join(path, RESULTS_FILE);
    const manifest = await readManifest(path).catch(() => null);
    const { lines, bytes } = await this.count(file);
    const told = manifest === null ? await toldByLines(file, bytes) : toldBy(manifest);
    const isSummarised = (await modifiedMs(join(path, SUMMARY_FILE))) >= (await modifiedMs(file));
    const { total } = told;
    const done = total === null ? lines : Math.min(lines, total);
    return {
      ...{ path, name, ...told, done },
      isFinished: lines > 0 && (total === null ? isSummarised : lines >= total),
      modifiedMs: modified,
      version: `${bytes} ${modified}`,
    };
  }

  /** Lines of a file, of which those that were counted before are not read again. */
  private async count(file: string): Promise<{ lines: number; bytes: number }> {
    const handle = await open(file, 'r').catch(() => null);
    if (handle === null) return { lines: 0, bytes: 0 };
    try {
      const { size } = await handle.stat();
      const known = this.counts.get(file);
      let { bytes: whole, lines } = known !== undefined && known.bytes <= size ? known : { bytes: 0, lines: 0 };
      let at = whole;
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, size - at)));
      while (at < size) {
        const { bytesRead } = await handle.read(piece, 0, Math.min(piece.byteLength, size - at), at);
        if (bytesRead === 0) break;
        const read = piece.subarray(0, bytesRead);
        lines += newlinesIn(read);
        if (read.includes(NEWLINE)) whole = at + read.lastIndexOf(NEWLINE) + 1;
        at += bytesRead;
      }
      // A torn last line is cut off when the run goes on: what follows it is not where it was.
      this.counts.set(file, { bytes: whole, lines });
      return { bytes: at, lines };
    } finally {
      await handle.close();
    }
  }
}

type Told = Pick<FolderFacts, 'suite' | 'split' | 'seeds' | 'arms' | 'latencies' | 'total'>;

function toldBy({ suite, split, seeds, arms, latencies, plan }: RunManifest): Told {
  const combinations = (seeds[1] - seeds[0] + 1) * arms.length * latencies.length;
  const planned = plan?.isWhole === true ? combinations * plan.scenarios.length : NaN;
  // Of a damaged file it may be anything.
  const total = Number.isSafeInteger(planned) && planned >= 0 ? planned : null;
  return { suite, split, seeds, arms, latencies: latencies.map(latencyName), total };
}

/** An older folder, or one from elsewhere: by its first lines and its last. */
async function toldByLines(file: string, bytes: number): Promise<Told> {
  const lines = [
    ...(await sample(file, 0, Math.min(bytes, SAMPLE_BYTES))),
    ...(await sample(file, Math.max(0, bytes - SAMPLE_BYTES), Math.min(bytes, SAMPLE_BYTES))),
  ];
  const values = (key: string): unknown[] => lines.map((one) => one[key]);
  const texts = (key: string): string[] => [...new Set(values(key).filter((value) => typeof value === 'string'))];
  const seeds = values('seed').filter(
    (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
  );
  return {
    suite: texts('suite').join(', '),
    split: texts('split').join('+'),
    seeds: seeds.length === 0 ? [0, 0] : [Math.min(...seeds), Math.max(...seeds)],
    arms: texts('arm'),
    latencies: texts('latency'),
    total: null,
  };
}

/** The whole lines of a part of a file that are JSON objects. */
async function sample(file: string, from: number, bytes: number): Promise<Record<string, unknown>[]> {
  if (bytes === 0) return [];
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(bytes), 0, bytes, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    return lines.map(parseObject).filter((value) => value !== null);
  } finally {
    await handle.close();
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function newlinesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

/** Names of the folders in a folder; none where there is none. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** -1: there is no such file. */
async function modifiedMs(file: string): Promise<number> {
  const about = await stat(file).catch(() => null);
  return about?.isFile() === true ? about.mtimeMs : -1;
}
