import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { HeldFile } from '../../renderer/host/file-contract.ts';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';

/** So many a page has hardly in its lists; the one that was asked for longest ago is forgotten first. */
const MOST_HELD = 10_000;

/** Files that the page may read, by handles that say nothing of where they lie. */
export class HeldFiles {
  private readonly paths = new Map<string, string>();
  private readonly handles = new Map<string, string>();

  constructor(private readonly most = MOST_HELD) {}

  /**
   * The file as it is now; the same file has the same handle.
   * @throws BridgeProblem when it is not there, no file, or may not be looked at
   */
  async hold(path: string, place: HeldFile['place']): Promise<HeldFile> {
    const file = resolve(path);
    const name = basename(file);
    const about = await stat(file).catch((error: unknown) => {
      throw fileProblem(error, name);
    });
    if (!about.isFile()) throw new BridgeProblem('bad-file', `${name} is no file.`, null);
    const handle = this.handleOf(file);
    return { handle, name, bytes: about.size, modifiedMs: about.mtimeMs, place };
  }

  /** Null: the page was never given this handle, or long ago. */
  pathOf(handle: string): string | null {
    return this.paths.get(handle) ?? null;
  }

  private handleOf(file: string): string {
    const handle = this.handles.get(file) ?? randomUUID();
    // Behind all others.
    this.handles.delete(file);
    this.handles.set(file, handle);
    this.paths.set(handle, file);
    if (this.handles.size > this.most) {
      const [[oldFile, oldHandle]] = this.handles;
      this.handles.delete(oldFile);
      this.paths.delete(oldHandle);
    }
    return handle;
  }
}
