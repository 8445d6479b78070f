import type { ArmRecord, DrivingRecord, ForkChoice } from '../opened-record.ts';

/** Messages between the page and a worker that reads one record. Plain data only. */

/** The one message that a worker gets. `assets`: URL of the folder of models and WASM binaries, ending in a slash. */
export type ToRecordWorker =
  | { readonly kind: 'open'; readonly file: Blob; readonly name: string; readonly assets: string }
  | {
      readonly kind: 'fork';
      readonly file: Blob;
      readonly name: string;
      readonly forkName: string;
      readonly choice: ForkChoice;
      readonly assets: string;
    };

/** What a worker finds out about a record; the page numbers the records that it opens. */
export type ReadRecord = Omit<DrivingRecord, 'id'> | Omit<ArmRecord, 'id'>;

export type FromRecordWorker =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'opened'; readonly record: ReadRecord }
  | { readonly kind: 'refused'; readonly message: string; readonly tip: string | null };
