import type { RecordShelf } from '../compare/record-shelf.ts';
import type { HostBridge } from '../host/host-bridge.ts';
import type { Problem } from '../live/protocol.ts';
import type { Cell } from '../panels/external-store.ts';
import type { AppState } from '../state/app-state.ts';

export interface ShareParts {
  readonly host: HostBridge;
  readonly state: Cell<AppState>;
  readonly shelf: RecordShelf;
  /** Canvas of the live scene, drawn anew just before it is read. */
  readonly drawScene: () => HTMLCanvasElement | null;
  readonly report: (problem: Problem) => void;
}

/** What a person can take away: pictures, films, command lines. */
export class ShareDesk {
  constructor(readonly parts: ShareParts) {}
}
