import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { HeldFile } from '../../renderer/host/file-contract.ts';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';

/** So many a page has hardly in its lists; the one that was asked for longest ago is forgotten first. */
const MOST_HELD = 10_000;

interface KnownFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** Wall-clock time of the last change, ms since 1970. */
  readonly modifiedMs: number;
  /** Number of the file in its file system: tells it from another one that took its name. */
  readonly inode: number;
}

/** Files that the page may read, by handles that say nothing of where they lie. */
export class HeldFiles {
  private readonly files = new Map<string, KnownFile>();
  private readonly handles = new Map<string, string>();

  constructor(private readonly most = MOST_HELD) {}

  /**
   * The file as it is now; the same file has the same handle until it changes.
   * @throws BridgeProblem when it is not there, no file, or may not be looked at
   */
  async hold(path: string, place: HeldFile['place']): Promise<HeldFile> {
    const file = resolve(path);
    const name = basename(file);
    const about = await stat(file).catch((error: unknown) => {
      throw fileProblem(error, name);
    });
    if (!about.isFile()) throw new BridgeProblem('bad-file', `${name} is no file.`, null);
    const known = { path: file, name, bytes: about.size, modifiedMs: about.mtimeMs, inode: about.ino };
    return { handle: this.handleOf(known), name, bytes: known.bytes, modifiedMs: known.modifiedMs, place };
  }

  /** Null: the page was never given this handle, or long ago. */
  pathOf(handle: string): string | null {
    return this.files.get(handle)?.path ?? null;
  }

  /** The file as it was when the page was given the handle; null as with `pathOf`. */
  about(handle: string): KnownFile | null {
    return this.files.get(handle) ?? null;
  }

  private handleOf(file: KnownFile): string {
    const key = `${file.path}\0${file.bytes}\0${file.modifiedMs}\0${file.inode}`;
    const handle = this.handles.get(key) ?? randomUUID();
    // Behind all others.
    this.handles.delete(key);
    this.handles.set(key, handle);
    this.files.set(handle, file);
    if (this.handles.size > this.most) {
      const [[oldKey, oldHandle]] = this.handles;
      this.handles.delete(oldKey);
      this.files.delete(oldHandle);
    }
    return handle;
  }
}
