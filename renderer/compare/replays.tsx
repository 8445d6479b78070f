import { useMemo } from 'react';
import type { OpenedRecord } from '../records/opened-record.ts';
import { ReplayView } from '../replay/replay-view.tsx';
import { useApp } from '../shell/app-context.ts';
import { pairingOf, runName } from './pairing.ts';

/** One record, two of one situation under one play head, or two of different situations each with its own. */
export function Replays({ a, b }: { readonly a: OpenedRecord; readonly b: OpenedRecord | null }) {
  const { shelf } = useApp();
  const pairing = useMemo(() => (b === null ? null : pairingOf(a, b)), [a, b]);
  const { timeS, mode } = shelf.shown();
  if (b === null || pairing === null) {
    return <ReplayView clip={a.clip} name={runName(a)} initialTimeS={timeS} onMoment={shelf.onMoment} />;
  }
  if (pairing.kind === 'pair') {
    return (
      <>
        {pairing.notes.map((note) => (
          <p key={note} className="cmp-note">
            {note}
          </p>
        ))}
        <ReplayView pair={pairing.pair} initialTimeS={timeS} initialMode={mode} onMoment={shelf.onMoment} />
      </>
    );
  }
  return (
    <>
      <p className="cmp-note">
        These are different situations: {pairing.why}. Each has its own play head; there is no ghost and no first
        divergence.
      </p>
      <div className="cmp-apart">
        <ReplayView clip={a.clip} name={runName(a)} initialTimeS={timeS} onMoment={shelf.onMoment} />
        <ReplayView clip={b.clip} name={runName(b)} />
      </div>
    </>
  );
}
