import { Glyph } from '../panels/glyph.tsx';
import { SEVERITY_GLYPHS } from '../panels/glyphs.ts';
import { useReadable } from '../panels/panel-context.ts';
import { useApp } from '../shell/app-context.ts';
import type { ShelfWork } from './shelf-state.ts';

const WORDS: Readonly<Record<ShelfWork['kind'], string>> = {
  read: 'Reading',
  open: 'Opening',
  fork: 'Simulating',
};

/** What is under way, with how to cancel it; and what could not be shown. */
export function ShelfNotices() {
  const { shelf } = useApp();
  const { works, refusals } = useReadable(shelf.state);
  if (works.length === 0 && refusals.length === 0) return null;
  return (
    <ul className="cmp-notices" aria-label="Under way">
      {works.map(({ key, kind, name, share }) => (
        <li key={key} className="cmp-work">
          <span>
            {WORDS[kind]} {name}
          </span>
          <progress max={1} value={share} aria-label={`${WORDS[kind]} ${name}`} />
          <span className="cmp-share">{Math.floor(share * 100)} %</span>
          <button type="button" className="small" onClick={() => shelf.cancel(key)}>
            Cancel
          </button>
        </li>
      ))}
      {refusals.map(({ key, message, tip }) => (
        <li key={key} className="cmp-refusal" role="alert">
          <Glyph strokes={SEVERITY_GLYPHS.error} />
          <span>
            {message} {tip !== null && <span className="lp-muted">{tip}</span>}
          </span>
          <button type="button" className="small" onClick={() => shelf.dismiss(key)}>
            Dismiss
          </button>
        </li>
      ))}
    </ul>
  );
}
