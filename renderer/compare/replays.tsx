import { useMemo, useState, type ReactNode } from 'react';
import type { OpenedRecord } from '../records/opened-record.ts';
import {
  newSceneChoice,
  SceneReplayContext,
  suitablePicture,
  type SceneReplay,
} from '../replay-scene/scene-replay-context.ts';
import { sceneReplayStage } from '../replay-scene/scene-stage.tsx';
import type { Picture } from '../replay/replay-stage.ts';
import { ReplayView } from '../replay/replay-view.tsx';
import { useApp } from '../shell/app-context.ts';
import { pairingOf, runName } from './pairing.ts';

interface ReplaysProps {
  readonly a: OpenedRecord;
  readonly b: OpenedRecord | null;
  /** Tells two wishes for a place of the play head apart: the view starts anew with each. */
  readonly wanted: number;
}

/** One record, two of one situation under one play head, or two of different situations each with its own. */
export function Replays({ a, b, wanted }: ReplaysProps) {
  const { shelf, state } = useApp();
  const pairing = useMemo(() => (b === null ? null : pairingOf(a, b)), [a, b]);
  const [quality] = useState(() => shelf.parts.sceneQuality());
  const [choice] = useState(() => newSceneChoice({ daytime: state.get().settings.daytime }));
  const [picture, setPicture] = useState<Picture>(() => suitablePicture(quality));
  const scene = useMemo((): SceneReplay => {
    const recordOf: SceneReplay['recordOf'] = (clip) => [a, b].find((record) => record?.clip === clip) ?? null;
    return { recordOf, choice, quality };
  }, [a, b, choice, quality]);

  const { timeS, mode } = shelf.shown();
  const common = { initialTimeS: timeS, initialPicture: picture, onPicture: setPicture, stage: sceneReplayStage };
  const alone = (record: OpenedRecord, letter: 'A' | 'B'): ReactNode => (
    <ReplayView
      {...common}
      key={`${letter} ${wanted}`}
      clip={record.clip}
      name={runName(record)}
      {...(letter === 'A' ? { onMoment: shelf.onMoment } : {})}
    />
  );
  if (pairing?.kind === 'pair') {
    return (
      <SceneReplayContext value={scene}>
        {pairing.notes.map((note) => (
          <p key={note} className="cmp-note">
            {note}
          </p>
        ))}
        <ReplayView {...common} key={wanted} pair={pairing.pair} initialMode={mode} onMoment={shelf.onMoment} />
      </SceneReplayContext>
    );
  }
  if (b === null || pairing === null) return <SceneReplayContext value={scene}>{alone(a, 'A')}</SceneReplayContext>;
  return (
    <SceneReplayContext value={scene}>
      <p className="cmp-note">
        These are different situations: {pairing.why}. Each has its own play head; there is no ghost and no first
        divergence.
      </p>
      <div className="cmp-apart">
        {alone(a, 'A')}
        {alone(b, 'B')}
      </div>
    </SceneReplayContext>
  );
}
