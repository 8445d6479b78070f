import { useCallback, useEffect, useState } from 'react';
import { endWords } from './words.ts';
import { useReplay } from './replay-context.ts';

const LOUD: readonly string[] = ['collision', 'off-road', 'lost', 'goal', 'timeout'];

/** What the live region says: jumps as they are made, and how runs end while they play. */
export function useAnnouncements(): { readonly text: string; readonly announce: (text: string) => void } {
  const { player, subject } = useReplay();
  const [said, setSaid] = useState({ text: '', odd: false });
  const announce = useCallback((text: string) => {
    // The same sentence twice is another text to a screen reader only if it differs.
    setSaid(({ odd }) => ({ text: odd ? text : `${text}\u00a0`, odd: !odd }));
  }, []);
  useEffect(() => {
    let before = player.get();
    return player.subscribe(() => {
      const now = player.get();
      const passed = before.playing && now.timeS > before.timeS;
      const ends = subject.stops.filter(
        ({ timeS, kind }) => passed && LOUD.includes(kind) && timeS > before.timeS && timeS <= now.timeS,
      );
      const over = before.playing && !now.playing && now.timeS >= now.endS ? ['the replay is over'] : [];
      before = now;
      const texts = [...ends.map(({ text, kind }) => (text === '' ? endWords(kind) : text)), ...over];
      if (texts.length > 0) announce(texts.join('; '));
    });
  }, [player, subject, announce]);
  return { text: said.text, announce };
}
