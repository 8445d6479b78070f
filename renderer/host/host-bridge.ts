import type { Observable } from 'rxjs';
import type { HostRequest, Settings } from './contract.ts';

export type { HostRequest } from './contract.ts';

/** The page's way to the machine: Electron's main process, `twotempo serve`, or memory in tests. */
export interface HostBridge {
  readonly name: 'electron' | 'browser' | 'memory';
  /** Facts for the about box and for problems. */
  info(): Promise<{ readonly version: string; readonly platform: string; readonly recordings: string }>;
  readSettings(): Promise<Settings>;
  writeSettings(settings: Settings): Promise<void>;
  /** Starts a recording that survives a crash of the page; bytes are on disk when `append` resolves. */
  beginRecording(name: string): Promise<Recording>;
  /** Recordings that a crash left unfinished, newest first. */
  unfinishedRecordings(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  /** Lets the person choose where to save. Resolves to where it went, or null when it was cancelled. */
  saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string | null>;
  /** Lets the person choose a scenario file. Null when cancelled. */
  openScenario(): Promise<{ readonly name: string; readonly text: string } | null>;
  readonly requests: Observable<HostRequest>;
}

export interface Recording {
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Gives the file its final name. Resolves to that. */
  close(): Promise<string>;
}

/** What crosses a bridge when a call fails; never a stack. */
export class HostProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly tip: string | null,
  ) {
    super(message);
  }
}
