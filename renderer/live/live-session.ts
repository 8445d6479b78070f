import type { Observable } from 'rxjs';
import type { FrameView } from './frame.ts';
import type { FromWorker, LiveStatus, OpenedEpisode, Problem, ToWorker } from './protocol.ts';
import type { TelemetryStore } from './telemetry-store.ts';

export type RecordBytes = Extract<FromWorker, { kind: 'record' }>;

/** What the page has of a simulation that runs in a worker. The streams replay their last value to who comes late. */
export interface LiveSession {
  readonly opened: Observable<OpenedEpisode>;
  readonly status: Observable<LiveStatus>;
  readonly problems: Observable<Problem>;
  /** Bytes of the records as they are written, for a host that keeps them. */
  readonly records: Observable<RecordBytes>;
  readonly telemetry: TelemetryStore;
  /**
   * The newest frame of the episode that was opened last, or null before its first. The view is valid until the next call
   * that returns another one.
   */
  frame(): FrameView | null;
  send(message: Exclude<ToWorker, { kind: 'frame' | 'save' | 'start' }>): void;
  /** The record of the episode up to now. @throws Error when there is none, or the worker has died */
  save(): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  dispose(): void;
}
