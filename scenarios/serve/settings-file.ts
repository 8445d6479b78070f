import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DEFAULT_SETTINGS, keptSettings, type Settings } from '../../renderer/host/contract.ts';
import { fileProblem } from './bridge-problem.ts';
import { replaceFile } from './safe-file.ts';

/** A person's settings in one JSON file. */
export class SettingsFile {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly nowMs: () => number,
    private readonly log: (line: string) => void,
  ) {}

  /** The defaults where there is no file, or one with other contents; that one is kept under another name. */
  read(): Promise<Settings> {
    return this.inTurn(async () => {
      const text = await this.text();
      if (text === null) return DEFAULT_SETTINGS;
      const found = keptSettings(parsed(text));
      if (found !== null) return found;
      await this.putAside();
      return DEFAULT_SETTINGS;
    });
  }

  write(settings: Settings): Promise<void> {
    return this.inTurn(async () => {
      try {
        await mkdir(dirname(this.path), { recursive: true });
        await replaceFile(this.path, `${JSON.stringify(settings, null, 2)}\n`);
      } catch (error) {
        throw fileProblem(error, this.path);
      }
    });
  }

  private async text(): Promise<string | null> {
    try {
      return await readFile(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw fileProblem(error, this.path);
    }
  }

  private async putAside(): Promise<void> {
    const backup = `${this.path}.backup-${this.nowMs()}`;
    try {
      await rename(this.path, backup);
      this.log(`The settings in ${this.path} cannot be read; they are kept as ${backup} and the defaults hold.`);
    } catch (error) {
      throw fileProblem(error, this.path);
    }
  }

  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.queue.then(action);
    this.queue = mine.catch(() => undefined);
    return mine;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
