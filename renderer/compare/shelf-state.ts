import type { HeldFile } from '../host/file-contract.ts';
import type { OpenedRecord } from '../records/opened-record.ts';

/** Something under way: a file that is read, or a fork that is simulated. */
export interface ShelfWork {
  readonly key: number;
  readonly kind: 'read' | 'open' | 'fork';
  /** Of the file, or of the fork in words. */
  readonly name: string;
  /** Share that is done, [0, 1]. */
  readonly share: number;
}

/** A file that cannot be shown, until it is read by the person. */
export interface ShelfRefusal {
  readonly key: number;
  readonly message: string;
  readonly tip: string | null;
}

/** The records that are open, which of them are shown, and what is under way. Replaced as a whole, never changed. */
export interface ShelfState {
  readonly records: readonly OpenedRecord[];
  /** Ids of what is shown: one alone, or two against each other; B is never there without A. */
  readonly a: number | null;
  readonly b: number | null;
  /** Where the play head is wanted, s; `count` tells two equal wishes apart. */
  readonly wanted: { readonly timeS: number; readonly count: number } | null;
  readonly works: readonly ShelfWork[];
  readonly refusals: readonly ShelfRefusal[];
  /** Records at hand in the host; null: not asked yet, or there is no host. */
  readonly recent: readonly HeldFile[] | null;
  /** The record that was taken of the episode that runs: its id, and which episode of the session that is. */
  readonly live: { readonly id: number; readonly episode: number } | null;
}

export const EMPTY_SHELF: ShelfState = {
  ...{ records: [], a: null, b: null, wanted: null },
  ...{ works: [], refusals: [], recent: null, live: null },
};

/** Shows one record alone, or two against each other. */
export function showing(state: ShelfState, a: number | null, b: number | null): ShelfState {
  return { ...state, a, b: a === null || b === a ? null : b };
}

/** Shows a record as A; where it was B, the two change places. */
export function chooseA(state: ShelfState, id: number): ShelfState {
  if (state.b === id) return showing(state, id, state.a);
  return showing(state, id, state.b);
}

/** Shows a record as B; where it is B already, A is shown alone; where it is A, the two change places. */
export function chooseB(state: ShelfState, id: number): ShelfState {
  if (state.a === null) return showing(state, id, null);
  if (state.b === id) return showing(state, state.a, null);
  if (state.a === id) return state.b === null ? state : showing(state, state.b, id);
  return showing(state, state.a, id);
}

/** What is left without a record: where it was A, B takes its place, or the record that was opened last. */
export function withoutRecord(state: ShelfState, id: number): ShelfState {
  const records = state.records.filter((record) => record.id !== id);
  const rest = { ...state, records, live: state.live?.id === id ? null : state.live };
  if (state.a === id) return showing(rest, state.b ?? records.at(-1)?.id ?? null, null);
  return state.b === id ? showing(rest, state.a, null) : rest;
}

export function recordById({ records }: ShelfState, id: number | null): OpenedRecord | null {
  return records.find((record) => record.id === id) ?? null;
}
