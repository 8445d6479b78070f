import type { Observable } from 'rxjs';
import type { HostRequest, Settings } from './contract.ts';
import type { Summary } from '../../scenarios/results/summary-types.ts';
import type { HeldDocument, HeldFile, ListedDocument } from './file-contract.ts';
import type { SuiteEpisode, SuiteFolder, SuitePlan, SuiteProgress } from './suite-contract.ts';

export type { HostRequest } from './contract.ts';

/** The page's way to the machine: Electron's main process, `twotempo serve`, plain files on a web server, or memory in tests. */
export interface HostBridge {
  readonly name: 'electron' | 'browser' | 'static' | 'memory';
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
  readonly requests: Observable<HostRequest>;
  /** Null: there is no program behind the page that has any. */
  readonly records: RecordFiles | null;
  readonly documents: DocumentFiles;
  /** Null: there is no program behind the page that could run them. */
  readonly suites: SuiteHost | null;
  /** PNG of the whole window; null where the page has to draw it itself. */
  readonly captureWindow: (() => Promise<Uint8Array<ArrayBuffer>>) | null;
}

/** Records on the machine. All may throw HostProblem. */
export interface RecordFiles {
  /** Lets the person choose; empty: cancelled. Null: the host has no dialogs, the page asks the browser. */
  readonly choose: (() => Promise<readonly HeldFile[]>) | null;
  recent(): Promise<readonly HeldFile[]>;
  /** Published with the page, as something to begin with; left out: none are. */
  shipped?(): Promise<readonly ShippedRecord[]>;
  /** @param progress share that has come, [0, 1] */
  read(file: HeldFile, progress?: (share: number) => void): Promise<Blob>;
}

export interface ShippedRecord {
  readonly file: HeldFile;
  readonly title: string;
  /** What happens, and what to look at. */
  readonly text: string;
}

/** Scenario files that can be edited. All may throw HostProblem. */
export interface DocumentFiles {
  /** Lets the person choose; null: cancelled. */
  choose(): Promise<TextDocument | null>;
  /** At hand in the program's folder, by path; empty where there is none. */
  list(): Promise<readonly ListedDocument[]>;
  open(handle: string): Promise<TextDocument>;
  /** A new file; null: cancelled. */
  create(name: string, text: string): Promise<TextDocument | null>;
  /** A document that the host has handed over, as by a request. */
  held(document: HeldDocument): TextDocument;
}

/** One scenario file on disk. */
export interface TextDocument {
  readonly name: string;
  /** As it was read or written last. */
  readonly text: string;
  /** Handle in the host, for suites; null: the host does not know the file. */
  readonly handle: string | null;
  /** Whether `save` writes the file itself; else it hands out a copy. */
  readonly isWritable: boolean;
  /** Its new text when the file was changed by somebody else since it was read or written last; null: it was not. */
  changed(): Promise<string | null>;
  /**
   * @param force also over what somebody else has written since
   * @throws HostProblem `changed-on-disk`
   */
  save(text: string, force?: boolean): Promise<void>;
}

/** Runs of suites in the host. All may throw HostProblem. */
export interface SuiteHost {
  list(): Promise<readonly SuiteFolder[]>;
  start(plan: SuitePlan): Promise<SuiteFolder>;
  resume(run: string, workers: number): Promise<SuiteFolder>;
  cancel(run: string): Promise<void>;
  /** @param from number of the first row that is wanted */
  progress(run: string, from: number): Promise<SuiteProgress>;
  summary(run: string): Promise<Summary>;
  report(run: string): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  record(run: string, episode: SuiteEpisode): Promise<HeldFile>;
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
