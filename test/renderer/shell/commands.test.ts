import { describe, expect, it } from 'vitest';
import { LIBRARY } from '../../../scenarios/library/registry.ts';
import { SPEEDS } from '../../../renderer/live/protocol.ts';
import { MENUS } from '../../../renderer/shell/command.ts';
import { commandByChord, commandById, COMMANDS, isEnabled } from '../../../renderer/shell/commands.ts';
import { ariaChord, chordOf, chordText, isForApplication } from '../../../renderer/shell/shortcuts.ts';
import { initialState } from '../../../renderer/state/app-state.ts';
import { DRIVE_KEYS } from '../../../renderer/state/drive-input.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

describe('the command table', () => {
  it('has every id and every chord once', () => {
    const ids = COMMANDS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const chords = COMMANDS.flatMap(({ keys }) => keys ?? []);
    expect(chords.filter((chord, index) => chords.indexOf(chord) !== index)).toEqual([]);
  });

  it('has titles that tell the commands of a menu apart', () => {
    const names = COMMANDS.map(({ menu, title }) => `${menu}: ${title}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is reachable: every command from a menu, every menu has commands, every chord finds its command', () => {
    for (const command of COMMANDS) {
      expect(MENUS).toContain(command.menu);
      expect(commandById(command.id)).toBe(command);
      for (const chord of command.keys ?? []) expect(commandByChord(chord)).toBe(command);
    }
    for (const menu of MENUS) expect(COMMANDS.some((command) => command.menu === menu)).toBe(true);
  });

  it('opens every scenario of the library and sets every speed', () => {
    for (const { id } of LIBRARY) expect(commandById(`scenario.${id}`)).not.toBeNull();
    for (const speed of SPEEDS) expect(commandById(`run.speed-${speed}`)).not.toBeNull();
  });

  it('writes chords as key presses give them', () => {
    const keys = /^(Mod\+)?(Alt\+)?(Shift\+)?(.|Space|Enter|Escape|F\d+|Arrow(Left|Right|Up|Down))$/;
    for (const chord of COMMANDS.flatMap(({ keys: own }) => own ?? [])) {
      expect(chord).toMatch(keys);
      const key = chord.split('+').at(-1) ?? '';
      if (/^\p{Ll}$/u.test(key)) expect(chord).toBe('a capital letter');
      // Shift is part of typing a sign, so that it cannot be asked for beside one.
      if (chord.includes('Shift+') && key.length === 1) expect(key).toMatch(/\p{L}/u);
    }
  });

  it('gives a drive key only to commands that step back while a person drives', () => {
    const chordOfCode = (code: string): string => code.replace(/^Key/, '');
    for (const code of Object.keys(DRIVE_KEYS)) {
      const command = commandByChord(chordOfCode(code));
      if (command !== null) expect(command.yieldsToDriving, command.id).toBe(true);
    }
  });

  it('offers nothing that needs an episode before there is one', () => {
    const state = initialState();
    for (const id of ['run.play', 'run.step', 'intervene.drive', 'intervene.drop', 'arm.dual', 'file.save']) {
      const command = commandById(id);
      expect(command !== null && isEnabled(command, state), id).toBe(false);
    }
    for (const id of ['file.open', 'help.palette', 'view.cycle-camera']) {
      const command = commandById(id);
      expect(command !== null && isEnabled(command, state), id).toBe(true);
    }
  });
});

describe('chords', () => {
  it.each([
    [press(' '), 'Space'],
    [press('r'), 'R'],
    [press('R', { shiftKey: true }), 'Shift+R'],
    [press('k', { ctrlKey: true }), 'Mod+K'],
    [press('k', { metaKey: true }), 'Mod+K'],
    [press('?', { shiftKey: true }), '?'],
    [press('+', { shiftKey: true }), '+'],
    [press('ArrowRight', { shiftKey: true }), 'Shift+ArrowRight'],
    [press('ArrowLeft', { altKey: true, shiftKey: true }), 'Alt+Shift+ArrowLeft'],
    [press(',', { ctrlKey: true }), 'Mod+,'],
    [{ ...press('¡', { altKey: true }), code: 'Digit1' }, 'Alt+1'],
    [{ ...press('&'), code: 'Digit1' }, '&'],
  ])('reads %o as %s', (event, chord) => {
    expect(chordOf(event)).toBe(chord);
  });

  it('leaves text fields their keys, and other controls those that they use', () => {
    for (const chord of ['R', 'Space', '?', 'ArrowRight', 'Mod+V', 'Mod+Shift+Z', 'Escape']) {
      expect(isForApplication(chord, 'text'), chord).toBe(false);
    }
    for (const chord of ['Mod+K', 'Mod+S', 'F6']) expect(isForApplication(chord, 'text'), chord).toBe(true);
    for (const chord of ['Space', 'Enter', 'ArrowRight', 'Shift+ArrowRight', 'Home']) {
      expect(isForApplication(chord, 'control'), chord).toBe(false);
    }
    for (const chord of ['R', '.', 'Escape']) expect(isForApplication(chord, 'control'), chord).toBe(true);
    // Who clicked 'Drive yourself' drives with the arrow keys at once.
    for (const chord of ['ArrowUp', 'ArrowRight', 'R']) expect(isForApplication(chord, 'button'), chord).toBe(true);
    for (const chord of ['Space', 'Enter', 'Tab']) expect(isForApplication(chord, 'button'), chord).toBe(false);
    expect(isForApplication('Space', 'none')).toBe(true);
  });

  it('shows them in the words of the machine', () => {
    expect(chordText('Mod+K', false)).toBe('Ctrl+K');
    expect(chordText('Mod+K', true)).toBe('⌘ K');
    expect(chordText('Shift+ArrowRight', false)).toBe('Shift+→');
    expect(ariaChord('Mod+K', false)).toBe('Control+K');
  });
});
