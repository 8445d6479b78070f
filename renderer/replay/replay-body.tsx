import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { KeyList } from './key-list.tsx';
import { commandOf, isOwnKey } from './keys.ts';
import { Legend } from './legend.tsx';
import type { ReplayMode } from './replay-mode.ts';
import { useReplay } from './replay-context.ts';
import { Stage, RunHeading } from './stage.tsx';
import { Tables } from './tables.tsx';
import { Timeline } from './timeline.tsx';
import { Transport } from './transport.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useCommands } from './use-commands.ts';
import { situationWords } from './words.ts';

interface BodyProps {
  readonly initialMode: ReplayMode;
  readonly onMoment: ((timeS: number, mode: ReplayMode) => void) | undefined;
  readonly onClose: (() => void) | undefined;
}

/** The view inside of its context: headings, stages, controls, time line. */
export function ReplayBody({ initialMode, onMoment, onClose }: BodyProps) {
  const { player, subject, style } = useReplay();
  const [mode, setMode] = useState(initialMode);
  const [follows, setFollows] = useState(true);
  const [zoom, setZoom] = useState(1);
  const [asTable, setAsTable] = useState(false);
  const [showsKeys, setShowsKeys] = useState(false);
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
    const tell = (): void => onMoment(player.get().timeS, mode);
    tell();
    return player.subscribe(tell);
  }, [player, mode, onMoment]);

  const press = (event: KeyboardEvent): void => {
    if (isOwnKey(roleOf(event.target), event.key)) return;
    const command = commandOf(event);
    if (command === null || (command.kind === 'close' && onClose === undefined && !showsKeys)) return;
    event.preventDefault();
    // The page's own shortcuts may use these keys too.
    event.stopPropagation();
    run(command);
  };
  const { runs } = subject;
  const stages = stagesOf(mode, subject.runs);
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
          <Stage
            key={shown.map(({ letter }) => letter).join('')}
            runs={shown}
            follows={follows}
            zoom={zoom}
            onZoom={(direction) => run({ kind: 'zoom', direction })}
          />
        ))}
      </div>
      <Transport {...{ mode, follows, asTable, showsKeys, run }} onMode={chooseMode} />
      {showsKeys && <KeyList pair={runs.length === 2} closes={onClose !== undefined} />}
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
