import { describe, expect, it } from 'vitest';
import { BINDINGS, commandOf, isOwnKey, type KeyPress } from '../../../renderer/replay/keys.ts';

const press = (key: string, changes: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  ...changes,
});

describe('keys', () => {
  it('mean what the list of keys says', () => {
    const expected: readonly (readonly [string, object])[] = [
      [' ', { kind: 'toggle-play' }],
      ['ArrowLeft', { kind: 'step-ticks', ticks: -1 }],
      ['ArrowRight', { kind: 'step-ticks', ticks: 1 }],
      ['Home', { kind: 'start' }],
      ['End', { kind: 'end' }],
      [',', { kind: 'speed', direction: -1 }],
      ['.', { kind: 'speed', direction: 1 }],
      ['g', { kind: 'ghost' }],
      ['d', { kind: 'divergence' }],
      ['c', { kind: 'collision' }],
      ['n', { kind: 'event', direction: 1 }],
      ['p', { kind: 'event', direction: -1 }],
      ['+', { kind: 'zoom', direction: 1 }],
      ['-', { kind: 'zoom', direction: -1 }],
    ];
    for (const [key, command] of expected) expect(commandOf(press(key)), key).toEqual(command);
    expect(commandOf(press('ArrowLeft', { shiftKey: true }))).toEqual({ kind: 'step-seconds', seconds: -1 });
    expect(commandOf(press('ArrowRight', { shiftKey: true }))).toEqual({ kind: 'step-seconds', seconds: 1 });
    // Typed with Shift on many keyboards.
    expect(commandOf(press('?', { shiftKey: true }))).toEqual({ kind: 'keys' });
    expect(commandOf(press('+', { shiftKey: true }))).toEqual({ kind: 'zoom', direction: 1 });
    // With the caps lock on.
    expect(commandOf(press('G'))).toEqual({ kind: 'ghost' });
  });

  it('with Ctrl, Alt or Meta, and capital letters, are the browser’s', () => {
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey'] as const) {
      for (const { keys } of BINDINGS) expect(commandOf(press(keys[0], { [modifier]: true }))).toBeNull();
    }
    expect(commandOf(press('G', { shiftKey: true }))).toBeNull();
    expect(commandOf(press('x'))).toBeNull();
    expect(commandOf(press('ArrowUp'))).toBeNull();
  });

  it('have one meaning each', () => {
    const all = BINDINGS.flatMap(({ keys, shift }) =>
      keys.flatMap((key) => (shift === undefined ? [`${key} false`, `${key} true`] : [`${key} ${shift}`])),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('that an element needs are left to it', () => {
    expect([isOwnKey('button', ' '), isOwnKey('button', 'Enter'), isOwnKey('button', 'g')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isOwnKey('text', 'g'), isOwnKey('text', 'Escape')]).toEqual([true, false]);
    expect([isOwnKey('choice', 'ArrowLeft'), isOwnKey('choice', '?')]).toEqual([true, false]);
    expect(isOwnKey('other', ' ')).toBe(false);
  });
});
