import type { RecordingFiles } from '../../scenarios/serve/recording-files.ts';
import type { SuiteEngine } from '../../scenarios/serve/suite-engine.ts';

/** Messages between the main process and the run host, which owns the files of the recordings and the runs of suites. */

export interface RunHostParts {
  readonly files: RecordingFiles;
  readonly suites: SuiteEngine & {
    /** Ends what is under way, so that the process may end. */
    close(): Promise<void>;
  };
}

export type Method = keyof RecordingFiles | `suites.${keyof RunHostParts['suites']}`;

/** `call` counts up; the same call may come again after the run host was restarted. */
export interface RunHostCall {
  readonly call: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type RunHostReply =
  | { readonly call: number; readonly ok: true; readonly value: unknown }
  | {
      readonly call: number;
      readonly ok: false;
      /** `code`: null where nobody foresaw the error. */
      readonly code: string | null;
      readonly message: string;
      readonly tip: string | null;
    };
