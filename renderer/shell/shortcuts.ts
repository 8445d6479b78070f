/** What of a key press decides which command it means. */
export interface KeyPress {
  readonly key: string;
  /** Place of the key on the keyboard. */
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What has the focus: a field for text, a control that arrow keys move in, one that is only pressed, or none of these. */
export type FocusKind = 'text' | 'control' | 'button' | 'none';

const NAMED: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape' };

/**
 * The chord of a key press as the command table writes it: `Mod+S`, `Shift+R`, `?`. `Mod` is Control or Command. Shift is
 * named with letters and named keys only: it is part of how one types `?`. Alt turns a digit into another sign on some
 * systems, hence the digit's place counts.
 */
export function chordOf(press: KeyPress): string {
  const digit = press.altKey ? /^Digit(\d)$/.exec(press.code ?? '') : null;
  const named = digit === null ? (NAMED[press.key] ?? press.key) : digit[1];
  const letter = named.length === 1 && /\p{L}/u.test(named);
  const key = letter ? named.toUpperCase() : named;
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push('Mod');
  if (press.altKey) parts.push('Alt');
  if (press.shiftKey && (letter || named.length > 1)) parts.push('Shift');
  return [...parts, key].join('+');
}

const USED_BY_BUTTONS = /^(Shift\+)?(Space|Enter|Tab)$/;
/** Chords that a focused slider, tab or menu uses itself. */
const USED_BY_CONTROLS = /^(Shift\+)?(Space|Enter|Tab|Home|End|Page(Up|Down)|Arrow(Up|Down|Left|Right))$/;

/** Whether a chord is for the application while such an element has the focus. */
export function isForApplication(chord: string, focus: FocusKind): boolean {
  if (focus === 'none') return true;
  if (focus === 'button') return !USED_BY_BUTTONS.test(chord);
  if (focus === 'control') return !USED_BY_CONTROLS.test(chord);
  // Editing keys with Control or Command belong to the field.
  return (
    /^F\d+$/.test(chord) ||
    (chord.startsWith('Mod+') && !/^Mod\+(Shift\+)?([ACVXYZ]|Arrow\w+|Home|End|Backspace|Delete)$/.test(chord))
  );
}

const PRESSED_INPUTS = /^(checkbox|button|submit|reset|file|color)$/;
const TEXT_INPUTS = /^(text|search|number|email|url|password|tel|date|time)$/;
const CONTROL_ROLES = /^(menuitem.*|menubar|menu|tab|slider|option|listbox|combobox|separator|switch|radio)$/;

/** What kind of focus an element means. */
export function focusKindOf(element: Element | null): FocusKind {
  if (!(element instanceof HTMLElement)) return 'none';
  if (element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
    return 'text';
  }
  if (element instanceof HTMLInputElement) {
    if (TEXT_INPUTS.test(element.type)) return 'text';
    return PRESSED_INPUTS.test(element.type) ? 'button' : 'control';
  }
  const role = element.getAttribute('role') ?? '';
  if (CONTROL_ROLES.test(role)) return 'control';
  return element.matches('button, a, summary, [role=button], [role=checkbox]') ? 'button' : 'none';
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

/** A chord as people read it. */
export function chordText(chord: string, mac: boolean): string {
  return chord
    .split('+')
    .map((part) => (part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : (SYMBOLS[part] ?? part)))
    .join(mac ? ' ' : '+');
}

/** The chord as `aria-keyshortcuts` wants it. */
export function ariaChord(chord: string, mac: boolean): string {
  return chord.replace('Mod', mac ? 'Meta' : 'Control');
}
