import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  StateDigest,
  StateMismatch,
  StateReader,
  StateWriter,
  digestState,
  firstDifference,
  nameState,
  restoreState,
  saveState,
} from '../../../sim/kernel/state-codec.ts';
import type { StateIo, Stateful } from '../../../sim/kernel/state-io.ts';

type Field =
  | { kind: 'entity'; name: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'text'; value: string }
  | { kind: 'numbers'; value: Float64Array }
  | { kind: 'words'; value: Uint32Array }
  | { kind: 'column'; value: Float64Array; entities: readonly string[] };

/** A state of any structure, nested by handing `io` on. */
class AnyState implements Stateful {
  readonly fields: readonly (Field | AnyState)[];

  constructor(fields: readonly (Field | AnyState)[]) {
    this.fields = fields;
  }

  exchange(io: StateIo): void {
    this.fields.forEach((field, i) => {
      if (field instanceof AnyState) field.exchange(io);
      else exchangeField(io, `f${i}`, field);
    });
  }
}

function exchangeField(io: StateIo, name: string, field: Field): void {
  switch (field.kind) {
    case 'entity':
      return io.entity(field.name);
    case 'number':
      field.value = io.number(name, field.value);
      return;
    case 'boolean':
      field.value = io.boolean(name, field.value);
      return;
    case 'text':
      field.value = io.text(name, field.value);
      return;
    case 'numbers':
      return io.numbers(name, field.value);
    case 'words':
      return io.words(name, field.value);
    case 'column':
      return io.column(name, field.value, field.entities);
  }
}

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const anyNumbers = fc.array(fc.double(), { maxLength: 6 }).map((values) => Float64Array.from(values));
const anyField: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ kind: fc.constant('entity' as const), name: anyText }),
  fc.record({ kind: fc.constant('number' as const), value: fc.double() }),
  fc.record({ kind: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant('text' as const), value: anyText }),
  fc.record({ kind: fc.constant('numbers' as const), value: anyNumbers }),
  fc.record({
    kind: fc.constant('words' as const),
    value: fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 6 }).map((words) => Uint32Array.from(words)),
  }),
  anyNumbers.chain((value) =>
    fc.record({
      kind: fc.constant('column' as const),
      value: fc.constant(value),
      entities: fc.array(anyText, { minLength: value.length, maxLength: value.length }),
    }),
  ),
);
const anyState: fc.Arbitrary<AnyState> = fc.letrec<{ state: AnyState }>((tie) => ({
  state: fc
    .array(fc.oneof({ depthSize: 'small' }, anyField, tie('state')), { maxLength: 8 })
    .map((fields) => new AnyState(fields)),
})).state;

/** The same structure with other values. */
function blank(state: AnyState): AnyState {
  return new AnyState(state.fields.map((field) => (field instanceof AnyState ? blank(field) : blankField(field))));
}

function blankField(field: Field): Field {
  switch (field.kind) {
    case 'entity':
      return { ...field };
    case 'number':
      return { kind: 'number', value: 99 };
    case 'boolean':
      return { kind: 'boolean', value: !field.value };
    case 'text':
      return { kind: 'text', value: 'other' };
    case 'numbers':
      return { kind: 'numbers', value: new Float64Array(field.value.length).fill(99) };
    case 'words':
      return { kind: 'words', value: new Uint32Array(field.value.length).fill(99) };
    case 'column':
      return { ...field, value: new Float64Array(field.value.length).fill(99) };
  }
}

const bytesOf = (values: Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('saving and restoring', () => {
  it('brings back every bit', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const saved = saveState(state);
        const other = blank(state);
        restoreState(other, saved);
        expect(Buffer.compare(bytesOf(saveState(other)), bytesOf(saved))).toBe(0);
        expect(digestState(other)).toBe(digestState(state));
      }),
      { numRuns: 200 },
    );
  });

  it('writes one NaN for all', () => {
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n, 0x7ff0000000000001n]).buffer);
    const saved = saveState(new AnyState([{ kind: 'numbers', value: odd }]));
    expect([...new BigUint64Array(saved.buffer)].slice(1)).toEqual([0x7ff8000000000000n, 0x7ff8000000000000n]);
  });

  it('grows beyond its first buffer, and is reusable', () => {
    const long = Float64Array.from({ length: 5000 }, (_, i) => i / 3);
    const writer = new StateWriter();
    writer.numbers('x', long);
    expect(writer.values()).toEqual(Float64Array.of(5000, ...long));
    writer.reset();
    writer.number('y', 7);
    expect([...writer.view()]).toEqual([7]);
  });

  it('reads many states with one reader', () => {
    const reader = new StateReader(Float64Array.of(1));
    expect(reader.number('x', 0)).toBe(1);
    reader.reset(Float64Array.of(2));
    expect(reader.number('x', 0)).toBe(2);
    reader.end();
  });
});

describe('a state that does not fit', () => {
  const car = (name: string, n: number): AnyState =>
    new AnyState([
      { kind: 'entity', name },
      { kind: 'numbers', value: new Float64Array(n) },
    ]);

  it('is refused for another entity', () => {
    expect(() => restoreState(car('truck', 2), saveState(car('ego', 2)))).toThrow(StateMismatch);
    expect(() => restoreState(car('truck', 2), saveState(car('ego', 2)))).toThrow(
      'expected entity truck after (start)',
    );
  });

  it('is refused for another length', () => {
    expect(() => restoreState(car('ego', 3), saveState(car('ego', 2)))).toThrow('ego.f1: expected 3 values, found 2');
  });

  it('is refused when it is too short or too long', () => {
    const saved = saveState(car('ego', 2));
    expect(() => restoreState(car('ego', 2), saved.slice(0, 3))).toThrow(
      'the state ends after 3 values, before ego.f1',
    );
    expect(() => restoreState(car('ego', 2), Float64Array.of(...saved, 0))).toThrow(
      'expected a state of 4 values, found 5',
    );
  });

  it('is refused for a column of other entities', () => {
    const table = (entities: readonly string[]): AnyState =>
      new AnyState([{ kind: 'column', value: new Float64Array(entities.length), entities }]);
    const saved = saveState(table(['ego', 'actor/a']));
    expect(() => restoreState(table(['ego', 'actor/b']), saved)).toThrow('a column of 2 entities (ego, actor/b)');
    expect(() => restoreState(table(['actor/a', 'ego']), saved)).toThrow(StateMismatch);
    restoreState(table(['ego', 'actor/a']), saved);
  });

  it.each([
    ['boolean', new AnyState([{ kind: 'boolean', value: true }]), [2], '0 or 1'],
    ['text length', new AnyState([{ kind: 'text', value: '' }]), [5, 65], 'the length of a text'],
    ['text unit', new AnyState([{ kind: 'text', value: '' }]), [1, 0.5], 'a UTF-16 unit'],
    ['word', new AnyState([{ kind: 'words', value: new Uint32Array(1) }]), [1, -1], 'a 32-bit word'],
  ] as const)('is refused for a broken %s', (_name, state, values, reason) => {
    expect(() => restoreState(state, Float64Array.from(values))).toThrow(reason);
  });
});

describe('digests', () => {
  it('are equal exactly when the values are', () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        const same = Buffer.compare(bytesOf(saveState(a)), bytesOf(saveState(b))) === 0;
        expect(digestState(a) === digestState(b)).toBe(same);
      }),
      { numRuns: 200 },
    );
  });

  it('change with any single number', () => {
    fc.assert(
      fc.property(anyState, fc.nat(), fc.double(), (state, where, value) => {
        const saved = saveState(state);
        fc.pre(saved.length > 0);
        const changed = saved.slice();
        changed[where % saved.length] = value;
        const digest = new StateDigest();
        digest.column('x', changed, new Array<string>(changed.length).fill(''));
        const before = digest.hex();
        digest.reset();
        digest.column('x', saved, new Array<string>(saved.length).fill(''));
        expect(digest.hex() === before).toBe(Object.is(saved[where % saved.length], changed[where % saved.length]));
      }),
    );
  });

  it('equal the hash of what a writer saves, so that records can be checked without the world', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const digest = new StateDigest();
        for (const value of saveState(state)) digest.number('', value);
        expect(digest.hex()).toBe(digestState(state));
      }),
    );
  });
});

describe('names', () => {
  it('follow the writer', () => {
    const state = new AnyState([
      { kind: 'entity', name: 'ego' },
      { kind: 'number', value: 1 },
      { kind: 'text', value: 'ab' },
      { kind: 'column', value: new Float64Array(2), entities: ['ego', 'actor/cutter'] },
      { kind: 'words', value: new Uint32Array(1) },
    ]);
    expect(nameState(state)).toEqual([
      'ego.(entity)',
      'ego.f1',
      'ego.f2.length',
      'ego.f2[0]',
      'ego.f2[1]',
      'ego.f3.entities',
      'ego.f3',
      'actor/cutter.f3',
      'ego.f4.length',
      'ego.f4[0]',
    ]);
  });

  it('are as many as the values, for any state', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(nameState(state)).toHaveLength(saveState(state).length);
      }),
    );
  });
});

describe('firstDifference', () => {
  const state = (text: string, y: number): AnyState =>
    new AnyState([
      { kind: 'entity', name: 'ego' },
      { kind: 'text', value: text },
      { kind: 'column', value: Float64Array.of(1, y), entities: ['ego', 'actor/a'] },
    ]);

  it('is null for equal states, with NaN equal to NaN', () => {
    expect(firstDifference(saveState(state('x', NaN)), saveState(state('x', NaN)), state('x', 0))).toBeNull();
  });

  it('names entity and field, whatever the present values', () => {
    const a = saveState(state('long text', 0));
    const b = saveState(state('long text', -0));
    const live = state('', 5);
    expect(firstDifference(a, b, live)).toEqual({ index: a.length - 1, entity: 'actor/a', field: 'f2', a: 0, b: -0 });
    expect(live).toEqual(state('', 5));
  });

  it('names the unit of a text', () => {
    expect(firstDifference(saveState(state('abc', 0)), saveState(state('abd', 0)), state('', 0))).toMatchObject({
      entity: 'ego',
      field: 'f1[2]',
      a: 0x63,
      b: 0x64,
    });
  });

  it('says where one state ends, and survives a state that does not fit', () => {
    const a = saveState(state('abc', 0));
    expect(firstDifference(a.slice(0, -1), a, state('abc', 1))).toEqual({
      index: a.length - 1,
      entity: 'actor/a',
      field: 'f2',
      a: null,
      b: 0,
    });
    const longer = Float64Array.of(...a, 8);
    expect(firstDifference(a, longer, state('', 1))).toMatchObject({ entity: '(end)', field: '(end)', a: null, b: 8 });
  });
});
