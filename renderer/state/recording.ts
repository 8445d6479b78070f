import type { Observable, Subscription } from 'rxjs';
import type { HostBridge, Recording } from '../host/host-bridge.ts';
import { HostProblem } from '../host/host-bridge.ts';
import type { RecordBytes } from '../live/live-session.ts';
import type { Problem } from '../live/protocol.ts';

interface OpenRecording {
  readonly file: Promise<Recording>;
  /** The last write that was queued. */
  tail: Promise<void>;
}

const NO_SPACE_TIP = 'Check the free space and the rights of the recordings folder; the next episode tries again.';

/**
 * Hands the bytes of the records to the host as they come, in order, one file per episode. A failure is reported once per
 * episode and ends its file; the simulation does not notice.
 */
export class RecordingKeeper {
  private readonly open = new Map<number, OpenRecording>();
  private readonly failed = new Set<number>();
  private failing = false;
  private readonly subscription: Subscription;

  constructor(
    private readonly host: Pick<HostBridge, 'beginRecording'>,
    records: Observable<RecordBytes>,
    private readonly report: (problem: Problem) => void,
  ) {
    this.subscription = records.subscribe((record) => this.keep(record));
  }

  /** Resolves when everything that came so far is on disk or has failed. */
  async settled(): Promise<void> {
    await Promise.all([...this.open.values()].map(({ tail }) => tail));
  }

  dispose(): void {
    this.subscription.unsubscribe();
  }

  private keep({ episode, name, bytes, last }: RecordBytes): void {
    if (this.failed.has(episode)) {
      if (last) this.failed.delete(episode);
      return;
    }
    const recording = this.open.get(episode) ?? this.begin(episode, name);
    recording.tail = recording.tail
      .then(async () => {
        if (this.failed.has(episode)) return;
        const file = await recording.file;
        if (bytes.byteLength > 0) await file.append(bytes);
        if (last) await file.close();
        this.worked();
      })
      .catch((error: unknown) => this.fail(episode, error))
      .finally(() => {
        if (!last) return;
        this.open.delete(episode);
        this.failed.delete(episode);
      });
  }

  private begin(episode: number, name: string): OpenRecording {
    const file = this.host.beginRecording(name);
    // The first write hears of a failure; until then nobody waits for it.
    file.catch(() => undefined);
    const recording = { file, tail: Promise.resolve() };
    this.open.set(episode, recording);
    return recording;
  }

  private fail(episode: number, error: unknown): void {
    if (this.failed.has(episode)) return;
    this.failed.add(episode);
    this.failing = true;
    const why = error instanceof Error ? error.message : String(error);
    this.report({
      severity: 'warning',
      message: `The recording of this episode could not be written: ${why}`,
      tip: (error instanceof HostProblem ? error.tip : null) ?? NO_SPACE_TIP,
      source: 'recording',
      resolved: false,
      tick: null,
    });
  }

  private worked(): void {
    if (!this.failing) return;
    this.failing = false;
    this.report({
      severity: 'info',
      message: 'Recordings are written again.',
      tip: null,
      source: 'recording',
      resolved: true,
      tick: null,
    });
  }
}

/** What to say about recordings that a crash left behind, or null. */
export function unfinishedProblem(unfinished: readonly { readonly name: string }[], folder: string): Problem | null {
  if (unfinished.length === 0) return null;
  const names = unfinished.map(({ name }) => name);
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  return {
    severity: 'info',
    message: `${names.length === 1 ? 'A recording was' : `${names.length} recordings were`} cut off in an earlier session: ${shown}.`,
    tip: `Nothing before the cut is lost. In the folder ${folder}, run: twotempo replay ${names[0]} --recover OUT`,
    source: 'recording',
    resolved: false,
    tick: null,
  };
}
