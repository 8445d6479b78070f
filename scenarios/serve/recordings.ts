import { BridgeProblem } from './bridge-problem.ts';
import { UNFINISHED, type RecordingFiles } from './recording-files.ts';

/** Another page's recording without new bytes for so long counts as left behind by a page that is gone, ms. */
const IDLE_MS = 60_000;

interface OpenRecording {
  readonly page: string;
  readonly file: string;
  /** Bytes that are safe; more may be on the way. */
  length: number;
  /** Ends when what was asked for so far is done. */
  queue: Promise<unknown>;
  /** Why bytes were lost; later ones would make the file unreadable. */
  broken: Error | null;
  touchedMs: number;
}

/** The recordings that pages have open: who may write to which, and where the next bytes go. */
export class Recordings {
  private readonly open = new Map<number, OpenRecording>();
  private nextId = 1;

  constructor(
    private readonly files: RecordingFiles,
    private readonly nowMs: () => number,
    /** Told how many are open and sound whenever that may have changed. */
    private readonly changed: (open: number) => void = () => undefined,
  ) {}

  async begin(page: string, name: string): Promise<number> {
    const file = await this.files.create(name);
    const id = this.nextId++;
    const touchedMs = this.nowMs();
    this.open.set(id, { page, file, length: 0, queue: Promise.resolve(), broken: null, touchedMs });
    this.changed(this.writable);
    return id;
  }

  append(page: string, id: number, bytes: Uint8Array): Promise<void> {
    const recording = this.of(page, id);
    recording.touchedMs = this.nowMs();
    return inTurn(recording, async () => {
      if (recording.broken !== null) throw recording.broken;
      try {
        await this.files.write(recording.file, recording.length, bytes);
        recording.length += bytes.byteLength;
      } catch (error) {
        recording.broken = error instanceof Error ? error : new Error(String(error));
        // Its page may never close it.
        await this.files.release(recording.file).catch(() => undefined);
        this.changed(this.writable);
        throw recording.broken;
      }
    });
  }

  /** Resolves to the path of the finished file: all that was appended before the first append that failed. */
  close(page: string, id: number): Promise<string> {
    const recording = this.of(page, id);
    return inTurn(recording, async () => {
      const path = await this.files.finish(recording.file, recording.length);
      this.open.delete(id);
      this.changed(this.writable);
      return path;
    });
  }

  /** Those that nobody is writing any more, newest first. The system's hold on them is given up; a late write takes it again. */
  async unfinished(page: string): Promise<{ name: string; bytes: number }[]> {
    const now = this.nowMs();
    const live = [...this.open.values()].filter(
      (recording) => recording.page === page || now - recording.touchedMs < IDLE_MS,
    );
    const busy = new Set(live.map(({ file }) => file));
    const idle = [...this.open.values()].filter(({ file }) => !busy.has(file));
    await Promise.allSettled(idle.map((recording) => inTurn(recording, () => this.files.release(recording.file))));
    const all = await this.files.unfinished();
    return all.filter(({ file }) => !busy.has(file)).map(({ file, bytes }) => ({ name: file + UNFINISHED, bytes }));
  }

  /** The page is gone, or with null every page: what it left open stays as an unfinished file. */
  async release(page: string | null): Promise<void> {
    const left = [...this.open].filter(([, recording]) => page === null || recording.page === page);
    for (const [id] of left) this.open.delete(id);
    this.changed(this.writable);
    await Promise.allSettled(left.map(([, recording]) => inTurn(recording, () => this.files.release(recording.file))));
  }

  /** How many are open and sound. */
  private get writable(): number {
    return [...this.open.values()].filter(({ broken }) => broken === null).length;
  }

  private of(page: string, id: number): OpenRecording {
    const recording = this.open.get(id);
    if (recording?.page === page) return recording;
    throw new BridgeProblem('unknown-recording', `This page has no open recording ${id}.`, null);
  }
}

function inTurn<T>(recording: OpenRecording, action: () => Promise<T>): Promise<T> {
  const mine = recording.queue.then(action);
  recording.queue = mine.catch(() => undefined);
  return mine;
}
