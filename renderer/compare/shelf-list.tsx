import { Glyph } from '../panels/glyph.tsx';
import { MARK_GLYPHS, SEVERITY_GLYPHS } from '../panels/glyphs.ts';
import { useReadable } from '../panels/panel-context.ts';
import type { OpenedRecord } from '../records/opened-record.ts';
import { EVENT_GLYPHS } from '../replay/event-glyphs.ts';
import { endedBadly, outcomeWords } from '../replay/words.ts';
import { useApp } from '../shell/app-context.ts';
import { latencyText, neverThinks, runName, situationText } from './pairing.ts';

/** The records that are open: which is A, which is B, and what there is to know of each. */
export function ShelfList() {
  const { shelf } = useApp();
  const { records, a, b } = useReadable(shelf.state);
  return (
    <section className="cmp-shelf" aria-label="Open records">
      <h2>Open records</h2>
      <ul>
        {records.map((record) => (
          <ShelfEntry key={record.id} record={record} letter={record.id === a ? 'A' : record.id === b ? 'B' : null} />
        ))}
      </ul>
      {records.length === 1 && (
        <p className="lp-muted">Open a second one to compare, or fork this one at the play head.</p>
      )}
      {records.length > 1 && b === null && <p className="lp-muted">Choose one as B to compare it with A.</p>}
    </section>
  );
}

function ShelfEntry({ record, letter }: { readonly record: OpenedRecord; readonly letter: 'A' | 'B' | null }) {
  const { shelf } = useApp();
  const { facts, clip, name, notes } = record;
  const isTimed = facts.clock === 'virtual' && !neverThinks(facts.arm);
  const title = isTimed ? `${runName(record)}, ${latencyText(facts.latencyName)}` : runName(record);
  const bad = endedBadly(clip.outcome);
  const choose = (wanted: 'A' | 'B', run: () => void) => (
    <button
      type="button"
      className="cmp-letter"
      data-run={wanted}
      aria-pressed={letter === wanted}
      aria-label={`${name}: show as ${wanted}`}
      title={`Show as ${wanted}`}
      onClick={run}
    >
      {wanted}
    </button>
  );
  return (
    <li className="cmp-entry" data-run={letter ?? undefined}>
      <span className="cmp-choice" role="group" aria-label={`Show ${name}`}>
        {choose('A', () => shelf.chooseA(record.id))}
        {choose('B', () => shelf.chooseB(record.id))}
      </span>
      <div className="cmp-facts">
        <p>
          <strong>{title}</strong>{' '}
          <span className="cmp-outcome" data-bad={bad}>
            <Glyph strokes={OUTCOME_GLYPHS[clip.outcome.end] ?? OUTCOME_GLYPHS.running} /> {outcomeWords(clip.outcome)}
          </span>
        </p>
        <p className="lp-muted">{situationText(record)}</p>
        <p className="lp-muted cmp-file" title={name}>
          {name}
        </p>
        {notes.map((note) => (
          <p key={note} className="cmp-told">
            <Glyph strokes={SEVERITY_GLYPHS.info} /> <span>{note}</span>
          </p>
        ))}
      </div>
      <span className="cmp-actions">
        <button
          type="button"
          className="icon small"
          aria-label={`Save ${name}`}
          title="Save as a file"
          onClick={() => void shelf.save(record.id)}
        >
          <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
            <path d="M7 2h2v5.5h2.8L8 11.6 4.2 7.5H7zM3 12.4h10V14H3z" fill="currentColor" />
          </svg>
        </button>
        <button
          type="button"
          className="icon small"
          aria-label={`Close ${name}`}
          title="Close"
          onClick={() => shelf.close(record.id)}
        >
          <span aria-hidden="true">✕</span>
        </button>
      </span>
    </li>
  );
}

/** Signs of how episodes end, told apart without colour. */
const OUTCOME_GLYPHS: Readonly<Record<string, string>> = {
  goal: MARK_GLYPHS.goal,
  collision: MARK_GLYPHS.collision,
  'off-road': MARK_GLYPHS['off-road'],
  lost: EVENT_GLYPHS.lost,
  timeout: MARK_GLYPHS.timeout,
  error: SEVERITY_GLYPHS.error,
  running: 'M2 6h1.5M5.25 6h1.5M8.5 6H10',
};
