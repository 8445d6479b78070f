import type { HostBridge } from '../host/host-bridge.ts';
import type { HeldFile } from '../host/file-contract.ts';
import type { Problem } from '../live/protocol.ts';
import { Cell } from '../panels/external-store.ts';
import type { OpenedRecord, RecordOpener } from '../records/opened-record.ts';

export interface ShelfParts {
  readonly host: HostBridge;
  readonly opener: RecordOpener;
  readonly report: (problem: Problem) => void;
  /** Brings the replay panel to the front. */
  readonly reveal: () => void;
}

/** The records that are open, and which of them are shown. */
export interface ShelfState {
  readonly records: readonly OpenedRecord[];
  /** Ids of what is shown: one alone, or two against each other. */
  readonly a: number | null;
  readonly b: number | null;
  /** Where the play head is wanted, s; `count` tells two equal wishes apart. */
  readonly wanted: { readonly timeS: number; readonly count: number } | null;
}

/** What a person can do with records. */
export class RecordShelf {
  readonly state = new Cell<ShelfState>({ records: [], a: null, b: null, wanted: null });

  constructor(readonly parts: ShelfParts) {}

  /** @param atS where the play head is to stand, s */
  async openHeld(file: HeldFile, atS?: number): Promise<void> {
    await this.openFile(await (this.parts.host.records?.read(file) ?? Promise.resolve(new Blob())), file.name, atS);
  }

  async openFile(file: Blob, name: string, atS?: number): Promise<void> {
    const record = await this.parts.opener.open(file, name);
    const { records } = this.state.get();
    const wanted = atS === undefined ? null : { timeS: atS, count: record.id };
    this.state.set({ records: [...records, record], a: record.id, b: null, wanted });
    this.parts.reveal();
  }
}
