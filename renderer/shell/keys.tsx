import { chordText } from './shortcuts.ts';

/** Chords as keycaps. */
export function Keys({ chords, isMac }: { readonly chords: readonly string[]; readonly isMac: boolean }) {
  return (
    <span className="keys">
      {chords.map((chord) => (
        <kbd key={chord}>{chordText(chord, isMac)}</kbd>
      ))}
    </span>
  );
}
