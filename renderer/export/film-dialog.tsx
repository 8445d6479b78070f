import './film-dialog.css';
import { useId, useMemo, useState, type FormEvent } from 'react';
import { useReadable } from '../panels/panel-context.ts';
import { secondsText } from '../panels/words.ts';
import { CAMERA_TITLES } from '../shell/words.ts';
import { useApp } from '../shell/app-context.ts';
import { Choice } from '../shell/controls/choice.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { themeOf } from '../state/app-state.ts';
import {
  bytesText,
  estimateBytes,
  FIRST_CHOICE,
  FORMAT_TITLES,
  planChoice,
  type FilmChoice,
  type SizeName,
} from './film-choice.ts';
import { filmedReplay, type FilmedReplay, type FilmWork } from './film-desk.ts';

/** What the dialog was left with; kept while the page is open. */
let remembered: FilmChoice | null = null;

const SIZE_TITLES: Readonly<Record<SizeName, string>> = {
  '1280x720': '1280 × 720',
  '1920x1080': '1920 × 1080',
  '960x540': '960 × 540',
  '640x360': '640 × 360',
  '720x720': '720 × 720, square',
  own: 'Own size',
};

/** Makes a film of the replay that is shown. */
export function FilmDialog({ onClose }: { readonly onClose: () => void }) {
  const { shelf, share, state } = useApp();
  const [shown] = useState(() => shelf.shown());
  const replay = useMemo(() => filmedReplay(shown), [shown]);
  const { work } = useReadable(share.films.state);
  // Kept here, so that the form comes back as it was when its film is done.
  const [choice, setChoice] = useState((): FilmChoice => {
    const first = remembered ?? { ...FIRST_CHOICE, theme: themeOf(state.get()) };
    const endS = replay?.subject.endS ?? 0;
    return {
      ...first,
      mode: shown.mode,
      range: shown.loop === null ? 'whole' : 'loop',
      from: '0',
      to: endS.toFixed(2),
    };
  });
  const change = (changed: Partial<FilmChoice>): void => {
    remembered = { ...choice, ...changed };
    setChoice(remembered);
  };
  if (work !== null) return <Progress work={work} onClose={onClose} />;
  if (replay === null) return <NothingToFilm onClose={onClose} />;
  return <FilmForm {...{ replay, choice, change, onClose }} />;
}

function NothingToFilm({ onClose }: { readonly onClose: () => void }) {
  const { shelf } = useApp();
  const then = (run: () => Promise<void>) => (): void => {
    onClose();
    void run();
  };
  return (
    <Dialog title="Export film" onClose={onClose}>
      <p>A film is made of a replay, frame by frame, and none is open.</p>
      <div className="dialog-foot">
        <button type="button" onClick={then(() => shelf.choose())}>
          Open record…
        </button>
        <button type="button" className="primary" data-first-focus onClick={then(() => shelf.replayLive())}>
          Replay the episode that runs
        </button>
      </div>
    </Dialog>
  );
}

function Progress({ work, onClose }: { readonly work: FilmWork; readonly onClose: () => void }) {
  const { share } = useApp();
  const { done, total, leftS, bytes } = work.progress;
  const left = leftS === null ? '' : `, about ${Math.max(1, Math.ceil(leftS))} s left`;
  return (
    <Dialog title="Export film" onClose={onClose}>
      <p className="film-name">{work.name}</p>
      <progress className="film-progress" value={done} max={total} aria-label="Frames that are done" />
      <p className="film-facts" data-testid="film-progress">
        {done} of {total} frames, {bytesText(bytes)}
        {left}
      </p>
      <div className="dialog-foot">
        <p className="muted">It goes on when this is closed.</p>
        <button type="button" data-first-focus onClick={() => share.films.cancel()}>
          Cancel the film
        </button>
      </div>
    </Dialog>
  );
}

interface FieldsProps {
  readonly choice: FilmChoice;
  readonly change: (changed: Partial<FilmChoice>) => void;
}

interface FormProps extends FieldsProps {
  readonly replay: FilmedReplay;
  readonly onClose: () => void;
}

function FilmForm({ replay, choice, change, onClose }: FormProps) {
  const { share } = useApp();
  const { last } = useReadable(share.films.state);
  const { subject, loop } = replay;
  const planned = planChoice(choice, { endS: subject.endS, loop });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (planned.problem === null) void share.films.make(replay, choice);
  };
  return (
    <Dialog title="Export film" onClose={onClose} className="wide">
      <form className="form film-form" onSubmit={submit}>
        <div className="film-columns">
          <WhatFields replay={replay} choice={choice} change={change} />
          <HowFields choice={choice} change={change} />
          <WordFields choice={choice} change={change} />
        </div>
        {planned.problem === null ? (
          <p className="film-facts" role="status" data-testid="film-plan">
            {planned.plan.frames} frames, {secondsText(planned.plan.lengthS, 1)}, {planned.size.width} ×{' '}
            {planned.size.height}, about {bytesText(estimateBytes(choice, planned.plan, planned.size))}
          </p>
        ) : (
          <p className="hint" role="alert">
            {planned.problem}
          </p>
        )}
        {last === null ? null : <p className={last.isBad ? 'film-last film-bad' : 'film-last'}>{last.text}</p>}
        <div className="dialog-foot">
          <p className="muted">Every frame is exact, however slow the machine is.</p>
          <button type="submit" className="primary" data-first-focus disabled={planned.problem !== null}>
            Make the film
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function WhatFields({ replay: { subject, loop }, choice, change }: FieldsProps & { readonly replay: FilmedReplay }) {
  const [a, b] = subject.runs;
  return (
    <div>
      {b === undefined ? null : (
        <Choice
          label="What"
          value={choice.mode}
          options={{
            side: 'Both side by side',
            ghost: `B as a ghost in A`,
            a: `Only A, ${a.name}`,
            b: `Only B, ${b.name}`,
          }}
          onChange={(mode) => change({ mode })}
        />
      )}
      <Choice
        label="Picture"
        value={choice.picture}
        options={{ map: 'Map from above', scene: '3-D scene' }}
        onChange={(picture) => change({ picture })}
      />
      {choice.picture === 'scene' ? (
        <Choice
          label="Camera"
          value={choice.camera}
          options={CAMERA_TITLES}
          onChange={(camera) => change({ camera })}
        />
      ) : null}
      <Choice
        label="Range"
        value={choice.range}
        options={
          {
            whole: `Whole, ${secondsText(subject.endS, 2)}`,
            ...(loop === null ? {} : { loop: `Loop, ${loop.fromS.toFixed(2)} to ${secondsText(loop.toS, 2)}` }),
            part: 'From … to …',
          } as Readonly<Record<FilmChoice['range'], string>>
        }
        onChange={(range) => change({ range })}
      />
      {choice.range === 'part' ? (
        <div className="film-pair">
          <TextField label="From" unit="s" value={choice.from} onChange={(from) => change({ from })} />
          <TextField label="To" unit="s" value={choice.to} onChange={(to) => change({ to })} />
        </div>
      ) : null}
    </div>
  );
}

function HowFields({ choice, change }: FieldsProps) {
  return (
    <div>
      <Choice label="Format" value={choice.format} options={FORMAT_TITLES} onChange={(format) => change({ format })} />
      {choice.format === 'gif' ? null : (
        <Choice
          label="Quality"
          value={choice.quality}
          options={{ small: 'Small file', usual: 'Usual', fine: 'Fine' }}
          onChange={(quality) => change({ quality })}
        />
      )}
      <Choice label="Size" value={choice.size} options={SIZE_TITLES} onChange={(size) => change({ size })} />
      {choice.size === 'own' ? (
        <div className="film-pair">
          <TextField label="Width" unit="px" value={choice.width} onChange={(width) => change({ width })} />
          <TextField label="Height" unit="px" value={choice.height} onChange={(height) => change({ height })} />
        </div>
      ) : null}
      <div className="film-pair">
        <TextField label="Frames" unit="per s" value={choice.fps} onChange={(fps) => change({ fps })} />
        <TextField label="Speed" unit="×" value={choice.speed} onChange={(speed) => change({ speed })} />
      </div>
    </div>
  );
}

function WordFields({ choice, change }: FieldsProps) {
  return (
    <div>
      <label className="film-check">
        <input
          type="checkbox"
          checked={choice.captions}
          onChange={(event) => change({ captions: event.target.checked })}
        />
        Captions: situation, time, outcome
      </label>
      <label className="film-check">
        <input type="checkbox" checked={choice.strip} onChange={(event) => change({ strip: event.target.checked })} />
        Lanes of events below
      </label>
      <div className="field">
        <label htmlFor="film-text">Own words below</label>
        <textarea
          id="film-text"
          rows={2}
          maxLength={300}
          value={choice.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      </div>
      <Choice
        label="Colours"
        value={choice.theme}
        options={{ dark: 'Dark', light: 'Light' }}
        onChange={(theme) => change({ theme })}
      />
      <TextField label="Last frame stands" unit="s" value={choice.hold} onChange={(hold) => change({ hold })} />
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TextField({ label, unit, value, onChange }: TextFieldProps) {
  const id = useId();
  return (
    <div className="film-number">
      <label htmlFor={id}>{label}</label>
      <span className="film-entry">
        <input
          id={id}
          inputMode="decimal"
          size={5}
          value={value}
          aria-describedby={`${id}-unit`}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="unit" id={`${id}-unit`}>
          {unit}
        </span>
      </span>
    </div>
  );
}
