import type { RecordShelf } from '../compare/record-shelf.ts';
import type { HostBridge } from '../host/host-bridge.ts';
import type { Problem } from '../live/protocol.ts';

export interface SuiteBoardParts {
  readonly host: HostBridge;
  /** Opens the record of an episode that was clicked. */
  readonly shelf: Pick<RecordShelf, 'openHeld'>;
  readonly report: (problem: Problem) => void;
  /** Brings the panel to the front. */
  readonly reveal: () => void;
}

/** What a person can do with runs of suites. */
export class SuiteBoard {
  constructor(readonly parts: SuiteBoardParts) {}
}
