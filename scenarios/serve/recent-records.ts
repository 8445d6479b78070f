import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { replaceFile } from './safe-file.ts';

const MOST = 20;

const kept = z.object({
  version: z.literal(1),
  records: z.array(z.object({ path: z.string().refine(isAbsolute), openedMs: z.number() })),
});

export interface RecentRecord {
  readonly path: string;
  /** Wall-clock time, ms since 1970. */
  readonly openedMs: number;
}

/** Records that a person opened, in a small file beside the settings. It is a convenience: nothing fails for its sake. */
export class RecentRecords {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly nowMs: () => number,
    private readonly log: (line: string) => void,
  ) {}

  /** Those that are still there, newest first. */
  list(): Promise<readonly RecentRecord[]> {
    return this.inTurn(() => this.read());
  }

  /** @param paths in the order in which they were opened */
  add(paths: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      const openedMs = this.nowMs();
      const fresh = [...new Set(paths.map((path) => resolve(path)))].reverse().map((path) => ({ path, openedMs }));
      const before = (await this.read()).filter(({ path }) => !fresh.some((one) => one.path === path));
      const records = [...fresh, ...before].slice(0, MOST);
      try {
        await mkdir(dirname(this.file), { recursive: true });
        await replaceFile(this.file, `${JSON.stringify({ version: 1, records }, null, 2)}\n`);
      } catch (error) {
        this.log(`The list of records opened before cannot be kept in ${this.file}: ${String(error)}`);
      }
    });
  }

  private async read(): Promise<RecentRecord[]> {
    const found = kept.safeParse(parsed(await readFile(this.file, 'utf8').catch(() => '')));
    if (!found.success) return [];
    const there = await Promise.all(found.data.records.slice(0, MOST).map(({ path }) => isFile(path)));
    return found.data.records.filter((_, i) => there[i]);
  }

  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.queue.then(action);
    this.queue = mine.catch(() => undefined);
    return mine;
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (about) => about.isFile(),
    () => false,
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
