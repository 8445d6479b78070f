import { THEMES, type Tokens } from '../theme/tokens.ts';
import type { RunLetter } from './events.ts';

/** The colours in force at an element: canvases take no custom properties. Where the page sets none, those of dark. */
export function readTokens(element: Element): Tokens {
  const style = getComputedStyle(element);
  const read = ([name, usual]: [string, string]) => [name, style.getPropertyValue(`--${name}`).trim() || usual];
  return Object.fromEntries(Object.entries(THEMES.dark).map(read)) as Tokens;
}

/** Tells when the colours at an element may have changed. @returns stops it */
export function watchTheme(element: Element, onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  for (let above: Element | null = element; above !== null; above = above.parentElement) {
    observer.observe(above, { attributes: true, attributeFilter: ['style', 'class', 'data-theme'] });
  }
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', onChange);
  };
}

/** Colour of a run; A is also solid, B hatched with a dashed outline. */
export function runColour(tokens: Tokens, letter: RunLetter): string {
  return letter === 'A' ? tokens.accent : tokens.reflex;
}
