import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseA,
  chooseB,
  EMPTY_SHELF,
  showing,
  withoutRecord,
  type ShelfState,
} from '../../../renderer/compare/shelf-state.ts';
import { openedRecord } from './opened.ts';

const IDS = [1, 2, 3, 4];
const full = showing({ ...EMPTY_SHELF, records: IDS.map((id) => openedRecord(id)) }, 1, null);

const step = fc.record({ act: fc.constantFrom('a', 'b', 'close'), id: fc.constantFrom(...IDS) });
const STEPS: Readonly<Record<string, (state: ShelfState, id: number) => ShelfState>> = {
  a: chooseA,
  b: chooseB,
  close: withoutRecord,
};

describe('choosing what is shown', () => {
  it('shows only what is open, each once, and never B without A', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let state = full;
        for (const { act, id } of steps) {
          const open = state.records.some((record) => record.id === id);
          if (open) state = STEPS[act](state, id);
          const ids = state.records.map((record) => record.id);
          expect(ids.length === 0 ? [null] : ids).toContain(state.a);
          if (state.b !== null) expect(ids).toContain(state.b);
          expect(state.b === null || state.b !== state.a).toBe(true);
          if (open && act === 'a') expect(state.a).toBe(id);
          if (open && act === 'close') expect(ids).not.toContain(id);
        }
      }),
    );
  });

  it('lets A and B change places', () => {
    const pair = showing(full, 1, 2);
    expect(chooseA(pair, 2)).toMatchObject({ a: 2, b: 1 });
    expect(chooseB(pair, 1)).toMatchObject({ a: 2, b: 1 });
    expect(chooseB(pair, 2)).toMatchObject({ a: 1, b: null });
    expect(withoutRecord(pair, 1)).toMatchObject({ a: 2, b: null });
  });
});
