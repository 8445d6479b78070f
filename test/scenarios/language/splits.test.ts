import { describe, expect, it } from 'vitest';
import { LIBRARY } from '../../../scenarios/library/registry.ts';
import { assertUsableFor, episodeSeed, isSplit, SPLITS } from '../../../scenarios/language/splits.ts';

describe('splits', () => {
  it('share no episode seed, nor do scenarios', () => {
    const ids = LIBRARY.map(({ id }) => id);
    const seeds = SPLITS.flatMap((split) =>
      ids.flatMap((id) => Array.from({ length: 50 }, (_, k) => episodeSeed(split, id, k))),
    );
    expect(new Set(seeds).size).toBe(4 * ids.length * 50);
  });

  it('hash the split, the scenario and the number', () => {
    // First 32 digits of `printf test/cut-in/tail/0 | sha256sum`.
    expect(episodeSeed('test', 'cut-in/tail', 0)).toBe('6ab5772ecd83e7d0f3993024162d46b3');
  });

  it.each([-1, 0.5, NaN, 2 ** 53])('take whole seed numbers, not %d', (seed) => {
    expect(() => episodeSeed('test', 'cut-in/tail', seed)).toThrow(
      `seed: expected a whole number >= 0, found ${seed}.`,
    );
  });

  it('keep test and sealed episodes out of training and tuning', () => {
    for (const purpose of ['train', 'tune'] as const) {
      expect(() => assertUsableFor(purpose, 'test')).toThrow(
        `split: expected one of train, val to ${purpose}, found test.`,
      );
      expect(() => assertUsableFor(purpose, 'sealed')).toThrow('found sealed.');
      assertUsableFor(purpose, 'train');
      assertUsableFor(purpose, 'val');
    }
    for (const split of SPLITS) assertUsableFor('evaluate', split);
  });

  it('are known by name', () => {
    expect(SPLITS.every(isSplit)).toBe(true);
    expect(isSplit('toString')).toBe(false);
  });
});
