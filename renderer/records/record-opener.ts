import type { ForkChoice, OpenedRecord, RecordOpener } from './opened-record.ts';

export interface OpenerOptions {
  /** Absolute URL of the worker's bundle. */
  readonly worker: URL;
  /** Absolute URL of the folder of models and WASM binaries, ending in a slash. */
  readonly assets: URL;
}

/** Opens records in workers. */
export function createRecordOpener(_options: OpenerOptions): RecordOpener {
  return {
    open: (_file: Blob, _name: string): Promise<OpenedRecord> => Promise.reject(new Error('not yet')),
    fork: (_record: OpenedRecord, _choice: ForkChoice): Promise<OpenedRecord> => Promise.reject(new Error('not yet')),
  };
}
