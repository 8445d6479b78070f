import '../panels/panels.css';
import './compare.css';
import { useEffect, useRef } from 'react';
import { useReadable } from '../panels/panel-context.ts';
import type { OpenedRecord } from '../records/opened-record.ts';
import { outcomeWords } from '../replay/words.ts';
import { useApp } from '../shell/app-context.ts';
import { EmptyShelf } from './empty-shelf.tsx';
import { LiveNote } from './live-note.tsx';
import { OpenButtons } from './open-buttons.tsx';
import { runName, runNames, situationText } from './pairing.ts';
import { RecentRecords } from './recent-records.tsx';
import { Replays } from './replays.tsx';
import { ShelfList } from './shelf-list.tsx';
import { ShelfNotices } from './shelf-notices.tsx';
import { recordById } from './shelf-state.ts';
import { StatisticsTable } from './statistics-table.tsx';

/** Opened records: one replay, or two against each other, with their numbers beside them. */
export function ReplayPanel() {
  const { shelf } = useApp();
  const state = useReadable(shelf.state);
  const a = recordById(state, state.a);
  const b = recordById(state, state.b);
  const root = useFocusOnReplay(state.wanted?.count ?? null);
  return (
    <section className="lp-panel cmp" role="group" aria-label="Replay" ref={root}>
      {a !== null && <Toolbar shown={a} pair={b !== null} />}
      <ShelfNotices />
      {a === null ? (
        <EmptyShelf />
      ) : (
        <div className="cmp-main" tabIndex={0} role="region" aria-label="Replay and statistics">
          <div className="cmp-replay">
            <LiveNote shown={a} />
            <Replays a={a} b={b} wanted={state.wanted?.count ?? 0} />
          </div>
          <div className="cmp-side" tabIndex={0} role="region" aria-label="Records and statistics">
            <ShelfList />
            <StatisticsTable a={a} b={b} />
            <RecentRecords />
          </div>
        </div>
      )}
      <p className="lp-unseen" role="status" aria-live="polite">
        {a === null ? '' : shownWords(a, b)}
      </p>
    </section>
  );
}

function Toolbar({ shown, pair }: { readonly shown: OpenedRecord; readonly pair: boolean }) {
  const { shelf, view } = useApp();
  return (
    <div className="lp-toolbar cmp-toolbar">
      <OpenButtons />
      <button
        type="button"
        title={shown.forkProblem ?? 'Drive on from the play head with another arm'}
        onClick={() => view.openDialog('fork')}
      >
        Think here: fork…
      </button>
      {pair && (
        <button type="button" onClick={() => shelf.swap()}>
          Swap A and B
        </button>
      )}
    </div>
  );
}

/** What was just opened or forked takes the focus, so that its keys work at once. */
function useFocusOnReplay(wanted: number | null) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted === null || document.querySelector('dialog[open]') !== null) return;
    root.current?.querySelector<HTMLElement>('.cmp-replay [role=slider]')?.focus({ preventScroll: true });
  }, [wanted]);
  return root;
}

function shownWords(a: OpenedRecord, b: OpenedRecord | null): string {
  const told = (name: string, { clip }: OpenedRecord): string => `${name}, ${outcomeWords(clip.outcome)}`;
  if (b === null) return `Shown: ${situationText(a)}, ${told(runName(a), a)}.`;
  const [nameA, nameB] = runNames(a, b);
  return `Shown: A, ${told(nameA, a)}; B, ${told(nameB, b)}; ${situationText(a)}.`;
}
