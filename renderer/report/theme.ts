import { useEffect, useState } from 'react';
import { SERIES_COLOURS } from '../../scenarios/compare/chart-series.ts';
import { applyTokens, THEMES } from '../theme/tokens.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

/** Sets the colours of the page: the tokens, and `--series-0` and so on for the curves of the arms. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  applyTokens(root, THEMES[theme]);
  for (const [i, colour] of SERIES_COLOURS.entries()) root.style.setProperty(`--series-${i}`, colour[theme]);
  root.style.colorScheme = theme;
  root.dataset['theme'] = theme;
}

/** Follows the reader's choice, by default the system's; paper is light. */
export function useTheme(): { readonly choice: ThemeChoice; readonly choose: (choice: ThemeChoice) => void } {
  const [choice, choose] = useState<ThemeChoice>('system');
  const prefersDark = useMedia('(prefers-color-scheme: dark)');
  const prints = useMedia('print');
  const wanted = choice === 'system' ? (prefersDark ? 'dark' : 'light') : choice;
  const theme: Theme = prints ? 'light' : wanted;
  useEffect(() => applyTheme(document.documentElement, theme), [theme]);
  return { choice, choose };
}

/** What the system prefers, before anything is drawn. */
export function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = (): void => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}
