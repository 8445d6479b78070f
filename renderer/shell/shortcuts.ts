/** What of a key press decides which command it means. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What has the focus: a field for text, another control that uses keys itself, or neither. */
export type FocusKind = 'text' | 'control' | 'none';

const NAMED: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape' };

/**
 * The chord of a key press as the command table writes it: `Mod+S`, `Shift+R`, `?`. `Mod` is Control or Command. Shift is
 * named with letters and named keys only: it is part of how one types `?`.
 */
export function chordOf(press: KeyPress): string {
  const named = NAMED[press.key] ?? press.key;
  const letter = named.length === 1 && /\p{L}/u.test(named);
  const key = letter ? named.toUpperCase() : named;
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push('Mod');
  if (press.altKey) parts.push('Alt');
  if (press.shiftKey && (letter || named.length > 1)) parts.push('Shift');
  return [...parts, key].join('+');
}

/** Chords that a focused button, slider, tab or menu uses itself. */
const USED_BY_CONTROLS = /^(Shift\+)?(Space|Enter|Tab|Home|End|Page(Up|Down)|Arrow(Up|Down|Left|Right))$/;

/** Whether a chord is for the application while such an element has the focus. */
export function isForApplication(chord: string, focus: FocusKind): boolean {
  if (focus === 'none') return true;
  if (focus === 'control') return !USED_BY_CONTROLS.test(chord);
  // Editing keys with Control or Command belong to the field.
  return (
    /^F\d+$/.test(chord) ||
    (chord.startsWith('Mod+') && !/^Mod\+(Shift\+)?([ACVXYZ]|Arrow\w+|Home|End|Backspace|Delete)$/.test(chord))
  );
}

const TEXT_INPUTS = /^(text|search|number|email|url|password|tel|date|time)$/;
const CONTROL_ROLES =
  /^(menuitem.*|menubar|menu|tab|slider|option|listbox|combobox|separator|switch|radio|checkbox|button)$/;

/** What kind of focus an element means. */
export function focusKindOf(element: Element | null): FocusKind {
  if (!(element instanceof HTMLElement)) return 'none';
  if (element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
    return 'text';
  }
  if (element instanceof HTMLInputElement) return TEXT_INPUTS.test(element.type) ? 'text' : 'control';
  if (element instanceof HTMLButtonElement || element instanceof HTMLAnchorElement) return 'control';
  if (element.tagName === 'SUMMARY' || CONTROL_ROLES.test(element.getAttribute('role') ?? '')) return 'control';
  return 'none';
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
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
