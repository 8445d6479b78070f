import type { Observable, Subscription } from 'rxjs';
import type { HostBridge, Recording } from '../host/host-bridge.ts';
import { HostProblem } from '../host/host-bridge.ts';
import type { RecordBytes } from '../live/live-session.ts';
import type { Problem } from '../live/protocol.ts';

interface OpenRecording {
  readonly file: Promise<Recording>;
  /** The last write that was queued. */
  tail: Promise<void>;
  /** Bytes were lost: those that follow would make the file unreadable. */
  failed: boolean;
}

/** Bytes that may wait for a host that does not keep up, of all episodes together. */
const MAX_WAITING_BYTES = 64 << 20;

const TOO_SLOW = new HostProblem(
  'too-slow',
  'the program that writes it does not keep up.',
  'Save the record by hand (Ctrl+S) before the episode is reset.',
);
const NO_SPACE_TIP = 'Check the free space and the rights of the recordings folder; the next episode tries again.';

/**
 * Hands the bytes of the records to the host as they come, in order, one file per episode. A failure is reported once per
 * episode and ends its file; the simulation does not notice. What waits for a slow host is bounded.
 */
export class RecordingKeeper {
  private readonly open = new Map<number, OpenRecording>();
  private waitingBytes = 0;
  private failing = false;
  private readonly subscription: Subscription;

  constructor(
    private readonly host: Pick<HostBridge, 'beginRecording'>,
    records: Observable<RecordBytes>,
    private readonly report: (problem: Problem) => void,
    private readonly maxWaitingBytes = MAX_WAITING_BYTES,
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
    const recording = this.open.get(episode) ?? this.begin(episode, name);
    if (this.waitingBytes + bytes.byteLength > this.maxWaitingBytes) this.fail(recording, TOO_SLOW);
    if (!recording.failed) {
      this.waitingBytes += bytes.byteLength;
      recording.tail = recording.tail
        .then(() => this.write(recording, bytes, last))
        .catch((error: unknown) => this.fail(recording, error))
        .finally(() => (this.waitingBytes -= bytes.byteLength));
    }
    if (last) recording.tail = recording.tail.finally(() => this.open.delete(episode));
  }

  private async write(recording: OpenRecording, bytes: RecordBytes['bytes'], last: boolean): Promise<void> {
    if (recording.failed) return;
    const file = await recording.file;
    if (bytes.byteLength > 0) await file.append(bytes);
    if (last) await file.close();
    this.worked();
  }

  private begin(episode: number, name: string): OpenRecording {
    const file = this.host.beginRecording(name);
    // The first write hears of a failure; until then nobody waits for it.
    file.catch(() => undefined);
    const recording: OpenRecording = { file, tail: Promise.resolve(), failed: false };
    this.open.set(episode, recording);
    return recording;
  }

  private fail(recording: OpenRecording, error: unknown): void {
    if (recording.failed) return;
    recording.failed = true;
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

/** What to say about episodes that a closed or crashed page left in the middle, or null. */
export function unfinishedProblem(unfinished: readonly { readonly name: string }[], folder: string): Problem | null {
  if (unfinished.length === 0) return null;
  const [newest] = unfinished;
  const others = unfinished.length - 1;
  const more = others === 0 ? '' : ` So do ${others} more in the same folder.`;
  return {
    severity: 'info',
    message: `An episode was still going when the app was closed. Its recording holds everything up to then: ${newest.name}.${more}`,
    tip: `Nothing needs to be done. To make a whole record of it: npx twotempo replay "${folder}/${newest.name}" --recover OUT.mcap. This note ends when the unfinished files are deleted.`,
    source: 'recording',
    resolved: false,
    tick: null,
  };
}
