import type { Source } from '../live/frame.ts';

/**
 * Colours of the application. What carries meaning comes from the palette of Okabe and Ito (2008), which the common forms
 * of colour blindness tell apart, and never stands without a shape, a pattern or a word beside it.
 */
export interface Tokens {
  readonly background: string;
  readonly panel: string;
  readonly raised: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly accentText: string;
  readonly focus: string;
  readonly error: string;
  readonly warning: string;
  readonly info: string;
  readonly ok: string;
  readonly grid: string;
  /** Where an action came from. */
  readonly fast: string;
  readonly plan: string;
  readonly brake: string;
  readonly hold: string;
  readonly reflex: string;
  readonly person: string;
  readonly uncertainty: string;
  readonly threshold: string;
  readonly stale: string;
  readonly miss: string;
}

export const THEMES: { readonly dark: Tokens; readonly light: Tokens } = {
  dark: {
    background: '#0e1116',
    panel: '#161b22',
    raised: '#1f2630',
    border: '#333d4a',
    text: '#e8edf3',
    muted: '#a3b0be',
    accent: '#56b4e9',
    accentText: '#06121b',
    focus: '#f0e442',
    error: '#ff8f66',
    warning: '#f0b83c',
    info: '#7cc7f2',
    ok: '#3ecf9e',
    grid: '#29313c',
    fast: '#56b4e9',
    plan: '#f0ad1e',
    brake: '#f0743a',
    hold: '#9aa7b4',
    reflex: '#d68bb4',
    person: '#2fbf8f',
    uncertainty: '#f0e442',
    threshold: '#f7f7f7',
    stale: '#8a8f98',
    miss: '#ff8f66',
  },
  light: {
    background: '#eef1f5',
    panel: '#ffffff',
    raised: '#f4f6f9',
    border: '#c3ccd6',
    text: '#12171d',
    muted: '#4a5664',
    accent: '#0067a5',
    accentText: '#ffffff',
    focus: '#8a3ffc',
    error: '#b23a00',
    warning: '#805500',
    info: '#00568a',
    ok: '#00664a',
    grid: '#dde3ea',
    fast: '#0072b2',
    plan: '#a86800',
    brake: '#c04a00',
    hold: '#5c6874',
    reflex: '#9c4577',
    person: '#007a58',
    uncertainty: '#8a6d00',
    threshold: '#12171d',
    stale: '#6f7680',
    miss: '#b23a00',
  },
};

/** A letter that stands for a source beside its colour. */
export const SOURCE_LETTERS: Readonly<Record<Source, string>> = {
  fast: 'F',
  plan: 'P',
  brake: 'B',
  hold: 'H',
  reflex: 'R',
  person: 'Y',
};

/** What has CSS properties, such as an element; so that those who only read colours need no DOM. */
interface Styled {
  readonly style: { setProperty(name: string, value: string): void };
}

/** Makes the tokens CSS custom properties of `root`: `var(--panel)` and so on. */
export function applyTokens(root: Styled, tokens: Tokens): void {
  for (const [name, value] of Object.entries(tokens)) root.style.setProperty(`--${name}`, String(value));
}
