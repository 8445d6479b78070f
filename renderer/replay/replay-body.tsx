import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { KeyList } from './key-list.tsx';
import { commandOf, isOwnKey, isPictureKey } from './keys.ts';
import { Legend } from './legend.tsx';
import type { OnMoment, ReplayMode } from './replay-mode.ts';
import { useReplay } from './replay-context.ts';
import type { Picture, ReplayStage } from './replay-stage.ts';
import { Stage, RunHeading } from './stage.tsx';
import { Tables } from './tables.tsx';
import { Timeline } from './timeline.tsx';
import { PictureChoice, Transport } from './transport.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useCommands } from './use-commands.ts';
import { situationWords } from './words.ts';

interface BodyProps {
  readonly initialMode: ReplayMode;
  readonly onMoment: OnMoment | undefined;
  readonly stage: ReplayStage | undefined;
  readonly initialPicture: Picture;
  readonly onPicture: ((picture: Picture) => void) | undefined;
  readonly onClose: (() => void) | undefined;
}

/** The view inside of its context: headings, stages, controls, time line. */
export function ReplayBody({ initialMode, onMoment, stage, initialPicture, onPicture, onClose }: BodyProps) {
  const { player, subject, style } = useReplay();
  const [mode, setMode] = useState(initialMode);
  const [follows, setFollows] = useState(true);
  const [zoom, setZoom] = useState(1);
  const [asTable, setAsTable] = useState(false);
  const [showsKeys, setShowsKeys] = useState(false);
  const [picture, setPicture] = useState(initialPicture);
  const [failure, setFailure] = useState<string | null>(null);
  const { text, announce } = useAnnouncements();
  const commands = { mode, setMode, follows, setFollows, zoom, setZoom, asTable, setAsTable, showsKeys, setShowsKeys };
  const { run, chooseMode, jumpTo } = useCommands({ ...commands, announce, onClose });
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // Where the page moves the focus itself, it has done so by now.
    if (onClose !== undefined && root.current?.contains(document.activeElement) === false) {
      root.current.querySelector<HTMLElement>('[role=slider]')?.focus({ preventScroll: true });
    }
  }, [onClose]);

  useEffect(() => {
    if (onMoment === undefined) return undefined;
    const tell = (): void => {
      const { timeS, loops, range } = player.get();
      onMoment(timeS, mode, loops ? range : null);
    };
    tell();
    return player.subscribe(tell);
  }, [player, mode, onMoment]);

  const inScene = stage !== undefined && picture === 'scene';
  const choosePicture = (chosen: Picture): void => {
    setPicture(chosen);
    setFailure(null);
    onPicture?.(chosen);
    announce(chosen === 'map' ? 'map' : 'scene in 3-D');
  };
  const onFail = useCallback((sentence: string): void => {
    setPicture('map');
    setFailure(sentence);
  }, []);

  const press = (event: KeyboardEvent): void => {
    if (isOwnKey(roleOf(event.target), event.key)) return;
    if (stage !== undefined && isPictureKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return choosePicture(picture === 'map' ? 'scene' : 'map');
    }
    const command = commandOf(event);
    if (command === null || (command.kind === 'close' && onClose === undefined && !showsKeys)) return;
    event.preventDefault();
    // The page's own shortcuts may use these keys too.
    event.stopPropagation();
    if (command.kind === 'fit' && inScene) announce('only the map shows the whole');
    else run(command);
  };
  const { runs } = subject;
  const stages = stagesOf(mode, subject.runs);
  const Shown = inScene ? stage.Stage : Stage;
  return (
    // A click anywhere gives the keys to the view.
    <div
      className="rp-body"
      ref={root}
      tabIndex={-1}
      onKeyDown={press}
      onMouseDown={keepFocus}
      data-styled={style !== null}
    >
      <header className="rp-head">
        <div className="rp-runs">
          {runs.map((each) => (
            <RunHeading key={each.letter} run={each} />
          ))}
        </div>
        <span className="rp-situation">{situationWords(runs[0].clip)}</span>
        {onClose !== undefined && (
          <button type="button" className="rp-button" title="Close (Esc)" onClick={onClose}>
            Close
          </button>
        )}
      </header>
      <div className="rp-stages" data-mode={mode}>
        {stages.map((shown) => (
          <Shown
            key={shown.map(({ letter }) => letter).join('')}
            runs={shown}
            follows={follows}
            zoom={zoom}
            onZoom={(direction) => run({ kind: 'zoom', direction })}
            onFail={onFail}
          />
        ))}
      </div>
      {failure !== null && (
        <p className="rp-failure" role="alert">
          {failure}
        </p>
      )}
      {inScene && <stage.Controls />}
      <Transport {...{ mode, follows, asTable, showsKeys, run, inScene }} onMode={chooseMode}>
        {stage !== undefined && <PictureChoice picture={picture} onPicture={choosePicture} />}
      </Transport>
      {showsKeys && <KeyList pair={runs.length === 2} stage={stage !== undefined} closes={onClose !== undefined} />}
      <Timeline run={run} />
      <Legend ghost={mode === 'ghost'} />
      {asTable && <Tables onJump={jumpTo} />}
      <p className="rp-unseen" role="status" aria-live="polite">
        {text}
      </p>
    </div>
  );
}

type Runs = ReturnType<typeof useReplay>['subject']['runs'];

/** The runs of each stage, from left to right. */
function stagesOf(mode: ReplayMode, runs: Runs): readonly Runs[number][][] {
  const [a, b] = runs;
  if (b === undefined || mode === 'a') return [[a]];
  if (mode === 'b') return [[b]];
  return mode === 'ghost' ? [[a, b]] : [[a], [b]];
}

function roleOf(target: EventTarget): 'text' | 'choice' | 'button' | 'other' {
  if (!(target instanceof Element)) return 'other';
  if (target.closest('select, input[type=radio]') !== null) return 'choice';
  if (target.closest('input, textarea, [contenteditable=true]') !== null) return 'text';
  return target.closest('button, a, summary') === null ? 'other' : 'button';
}

/** A click on a button does not take the focus from the view, so that Space goes on to mean play and pause. */
function keepFocus(event: MouseEvent<HTMLDivElement>): void {
  if (!(event.target instanceof Element) || event.target.closest('button') === null) return;
  event.preventDefault();
  const view = event.currentTarget;
  if (!view.contains(document.activeElement)) {
    view.querySelector<HTMLElement>('[role=slider]')?.focus({ preventScroll: true });
  }
}
