/**
 * One description of state, many uses. A stateful object names its fields once, in `exchange`; saving, restoring,
 * hashing and naming a difference are different `StateIo`s handed to that one method, so that they cannot drift apart.
 */
export interface StateIo {
  /** The fields that follow belong to this entity (for example `ego`, `actor/cutter`, `ledger`). */
  entity(name: string): void;
  /** Exchanges one number; returns the value to keep (the same one unless restoring). -0 and NaN are kept exactly. */
  number(field: string, value: number): number;
  boolean(field: string, value: boolean): boolean;
  text(field: string, value: string): string;
  /** Exchanges an array of fixed length in place. */
  numbers(field: string, values: Float64Array): void;
  words(field: string, values: Uint32Array): void;
  /** Exchanges a column of a table in place: `values[i]` is `field` of `entities[i]`, for `i < entities.length`. */
  column(field: string, values: Float64Array, entities: readonly string[]): void;
}

/** Anything whose state can be saved, restored, hashed and compared. The order of fields must not depend on values that a restore would change later in the same call. */
export interface Stateful {
  exchange(io: StateIo): void;
}
