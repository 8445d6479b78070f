import { Digest } from './digest.ts';
import type { StateIo, Stateful } from './state-io.ts';

/**
 * The uses of `Stateful.exchange`: all of them see one and the same sequence of numbers. An entity is announced by a tag
 * (hash of its name), arrays and texts by their length, a column by a tag of its entities; so a state that was saved
 * from something built differently is refused instead of misread.
 */

/** Saves: collects the numbers of a state. Reusable after `reset`. */
export class StateWriter implements StateIo {
  private buffer = new Float64Array(1024);
  private bits = new Uint32Array(this.buffer.buffer);
  private length = 0;

  reset(): void {
    this.length = 0;
  }

  /** A view of what was written, valid until the next write or reset. */
  view(): Float64Array {
    return this.buffer.subarray(0, this.length);
  }

  /** A copy of what was written. */
  values(): Float64Array {
    return this.buffer.slice(0, this.length);
  }

  entity(name: string): void {
    this.push(textTag(name));
  }

  number(_field: string, value: number): number {
    this.push(value);
    return value;
  }

  boolean(_field: string, value: boolean): boolean {
    this.push(value ? 1 : 0);
    return value;
  }

  text(_field: string, value: string): string {
    this.push(value.length);
    for (let i = 0; i < value.length; i++) this.push(value.charCodeAt(i));
    return value;
  }

  numbers(_field: string, values: Float64Array): void {
    this.push(values.length);
    for (let i = 0; i < values.length; i++) this.push(values[i]);
  }

  words(_field: string, values: Uint32Array): void {
    this.push(values.length);
    for (let i = 0; i < values.length; i++) this.push(values[i]);
  }

  column(_field: string, values: Float64Array, entities: readonly string[]): void {
    this.push(entitiesTag(entities));
    for (let i = 0; i < entities.length; i++) this.push(values[i]);
  }

  private push(value: number): void {
    if (this.length === this.buffer.length) this.grow();
    const at = this.length++;
    if (value === value) {
      this.buffer[at] = value;
    } else {
      this.bits[2 * at] = 0;
      this.bits[2 * at + 1] = 0x7ff80000;
    }
  }

  private grow(): void {
    const larger = new Float64Array(this.buffer.length * 2);
    larger.set(this.buffer);
    this.buffer = larger;
    this.bits = new Uint32Array(larger.buffer);
  }
}

/**
 * Restores: hands back the numbers of `values` in order, which it reads in place. Every mismatch of structure throws a
 * `StateMismatch`.
 */
export class StateReader implements StateIo {
  private position = 0;
  private current = '(start)';
  private values: Float64Array;

  constructor(values: Float64Array) {
    this.values = values;
  }

  /** Starts again at the beginning of `values`, so that one reader can restore many states. */
  reset(values: Float64Array): void {
    this.values = values;
    this.position = 0;
    this.current = '(start)';
  }

  /** @throws StateMismatch if values are left over */
  end(): void {
    if (this.position !== this.values.length) {
      throw new StateMismatch(
        `expected a state of ${this.position} values, found ${this.values.length}; the last entity was ${this.current}`,
      );
    }
  }

  entity(name: string): void {
    const tag = this.next(name);
    if (tag !== textTag(name)) {
      throw new StateMismatch(`expected entity ${name} after ${this.current}, found another (tag ${tag})`);
    }
    this.current = name;
  }

  number(field: string, _value: number): number {
    return this.next(field);
  }

  boolean(field: string, _value: boolean): boolean {
    const value = this.next(field);
    if (value !== 0 && value !== 1) throw this.mismatch(field, '0 or 1', value);
    return value === 1;
  }

  text(field: string, _value: string): string {
    const length = this.next(field);
    if (!(length >= 0 && length <= this.values.length - this.position && Math.floor(length) === length)) {
      throw this.mismatch(field, 'the length of a text within the state', length);
    }
    let text = '';
    for (let i = 0; i < length; i++) {
      const unit = this.next(field);
      if (!(unit >= 0 && unit <= 0xffff && Math.floor(unit) === unit))
        throw this.mismatch(field, 'a UTF-16 unit', unit);
      text += String.fromCharCode(unit);
    }
    return text;
  }

  numbers(field: string, values: Float64Array): void {
    this.expectLength(field, values.length);
    for (let i = 0; i < values.length; i++) values[i] = this.next(field);
  }

  words(field: string, values: Uint32Array): void {
    this.expectLength(field, values.length);
    for (let i = 0; i < values.length; i++) {
      const word = this.next(field);
      if (word >>> 0 !== word) throw this.mismatch(field, 'a 32-bit word', word);
      values[i] = word;
    }
  }

  column(field: string, values: Float64Array, entities: readonly string[]): void {
    const tag = this.next(field);
    if (tag !== entitiesTag(entities)) {
      throw this.mismatch(field, `a column of ${entities.length} entities (${entities.join(', ')})`, tag);
    }
    for (let i = 0; i < entities.length; i++) values[i] = this.next(field);
  }

  private next(field: string): number {
    if (this.position >= this.values.length) {
      throw new StateMismatch(`the state ends after ${this.values.length} values, before ${this.current}.${field}`);
    }
    return this.values[this.position++];
  }

  private expectLength(field: string, length: number): void {
    const saved = this.next(field);
    if (saved !== length) throw this.mismatch(field, `${length} values`, saved);
  }

  private mismatch(field: string, expected: string, found: number): StateMismatch {
    return new StateMismatch(`${this.current}.${field}: expected ${expected}, found ${found}`);
  }
}

/** A saved state does not fit what it is restored into. */
export class StateMismatch extends Error {
  override readonly name = 'StateMismatch';

  constructor(reason: string) {
    super(`State does not match: ${reason}.`);
  }
}

/** Hashes the sequence that a `StateWriter` would save, without keeping it. Reusable after `reset`. */
export class StateDigest implements StateIo {
  private readonly digest = new Digest();

  reset(): void {
    this.digest.reset();
  }

  /** The hash so far as 32 hexadecimal digits. */
  hex(): string {
    return this.digest.hex();
  }

  /** The hash so far as four words in `out`; allocates nothing. */
  finish(out: Uint32Array): void {
    this.digest.finish(out);
  }

  entity(name: string): void {
    this.digest.number(textTag(name));
  }

  number(_field: string, value: number): number {
    this.digest.number(value);
    return value;
  }

  boolean(_field: string, value: boolean): boolean {
    this.digest.number(value ? 1 : 0);
    return value;
  }

  text(_field: string, value: string): string {
    this.digest.text(value);
    return value;
  }

  numbers(_field: string, values: Float64Array): void {
    this.digest.number(values.length);
    this.digest.numbers(values);
  }

  words(_field: string, values: Uint32Array): void {
    this.digest.number(values.length);
    for (let i = 0; i < values.length; i++) this.digest.number(values[i]);
  }

  column(_field: string, values: Float64Array, entities: readonly string[]): void {
    this.digest.number(entitiesTag(entities));
    this.digest.numbers(values, entities.length);
  }
}

/** Names each number of the sequence that a `StateWriter` would save, in its order. */
export class StateNames implements StateIo {
  readonly entities: string[] = [];
  readonly fields: string[] = [];
  private current = '';

  entity(name: string): void {
    this.current = name;
    this.push(name, '(entity)');
  }

  number(field: string, value: number): number {
    this.push(this.current, field);
    return value;
  }

  boolean(field: string, value: boolean): boolean {
    this.push(this.current, field);
    return value;
  }

  text(field: string, value: string): string {
    this.array(field, value.length);
    return value;
  }

  numbers(field: string, values: Float64Array): void {
    this.array(field, values.length);
  }

  words(field: string, values: Uint32Array): void {
    this.array(field, values.length);
  }

  column(field: string, _values: Float64Array, entities: readonly string[]): void {
    this.push(this.current, `${field}.entities`);
    for (const entity of entities) this.push(entity, field);
  }

  private array(field: string, length: number): void {
    this.push(this.current, `${field}.length`);
    for (let i = 0; i < length; i++) this.push(this.current, `${field}[${i}]`);
  }

  private push(entity: string, field: string): void {
    this.entities.push(entity);
    this.fields.push(field);
  }
}

/** All numbers of the state, in one array of its own. */
export function saveState(state: Stateful): Float64Array {
  const writer = new StateWriter();
  state.exchange(writer);
  return writer.values();
}

/**
 * Puts a saved state back. After an error the state is partly restored and must not be used.
 * @throws StateMismatch if `values` was saved from something with another structure
 */
export function restoreState(state: Stateful, values: Float64Array): void {
  const reader = new StateReader(values);
  state.exchange(reader);
  reader.end();
}

const sharedDigest = new StateDigest();

/** 128-bit hash of the state as 32 hexadecimal digits; the digest of `saveState(state)`, without saving. */
export function digestState(state: Stateful): string {
  sharedDigest.reset();
  state.exchange(sharedDigest);
  return sharedDigest.hex();
}

/** Names of the numbers of `saveState(state)`, as `entity.field[index]`. */
export function nameState(state: Stateful): string[] {
  const names = new StateNames();
  state.exchange(names);
  return names.fields.map((field, i) => (names.entities[i] === '' ? field : `${names.entities[i]}.${field}`));
}

/** Where two saved states first differ; `a` or `b` is null where that state has ended. */
export interface StateDifference {
  readonly index: number;
  readonly entity: string;
  readonly field: string;
  readonly a: number | null;
  readonly b: number | null;
}

/**
 * The first number whose bits differ (all NaN are one), named, or null if there is none. To name it, `a` is restored
 * into `state` for a moment, since names can depend on values; `state` is afterwards as before. If `a` does not fit
 * `state`, the names are those of `state` as it is.
 */
export function firstDifference(a: Float64Array, b: Float64Array, state: Stateful): StateDifference | null {
  const index = firstDifferentIndex(a, b);
  if (index < 0) return null;
  const names = namesOfSaved(a, state);
  return {
    index,
    entity: names.entities[index] ?? '(end)',
    field: names.fields[index] ?? '(end)',
    a: a[index] ?? null,
    b: b[index] ?? null,
  };
}

function namesOfSaved(values: Float64Array, state: Stateful): StateNames {
  const kept = saveState(state);
  try {
    restoreState(state, values);
  } catch (error) {
    restoreState(state, kept);
    if (!(error instanceof StateMismatch)) throw error;
  }
  const names = new StateNames();
  state.exchange(names);
  restoreState(state, kept);
  return names;
}

/** Index of the first number whose bits differ (all NaN are one; a missing number differs from any), or -1. */
export function firstDifferentIndex(a: Float64Array, b: Float64Array): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    if (!Object.is(a[i], b[i])) return i;
  }
  return a.length === b.length ? -1 : common;
}

/** Tags by name: names are few and recur every tick, so each is hashed once. */
const textTags = new Map<string, number>();
const entitiesTags = new WeakMap<readonly string[], number>();
let lastEntities: readonly string[] | null = null;
let lastEntitiesTag = 0;
const MOST_TAGS = 65536;
const tagDigest = new Digest();
const tagWords = new Uint32Array(4);

function textTag(name: string): number {
  let tag = textTags.get(name);
  if (tag === undefined) {
    tagDigest.reset();
    tagDigest.text(name);
    tagDigest.finish(tagWords);
    tag = tagWords[0]!;
    if (textTags.size >= MOST_TAGS) textTags.clear();
    textTags.set(name, tag);
  }
  return tag;
}

/** Keyed by the array itself: callers keep one list of entities and never change it. */
function entitiesTag(entities: readonly string[]): number {
  // Columns of one table follow each other.
  if (entities === lastEntities) return lastEntitiesTag;
  let tag = entitiesTags.get(entities);
  if (tag === undefined) {
    tagDigest.reset();
    tagDigest.number(entities.length);
    for (const entity of entities) tagDigest.text(entity);
    tagDigest.finish(tagWords);
    tag = tagWords[0]!;
    entitiesTags.set(entities, tag);
  }
  lastEntities = entities;
  lastEntitiesTag = tag;
  return tag;
}
