import type { ReactNode } from 'react';
import { secondsText } from '../panels/words.ts';
import { nextCollision, nextStop } from './events.ts';
import type { ReplayCommand } from './keys.ts';
import { REPLAY_SPEEDS, setSpeed } from './playback.ts';
import type { ReplayMode } from './replay-mode.ts';
import { usePlayback, useReplay } from './replay-context.ts';
import type { Picture } from './replay-stage.ts';

interface TransportProps {
  readonly mode: ReplayMode;
  readonly onMode: (mode: ReplayMode) => void;
  readonly follows: boolean;
  readonly asTable: boolean;
  readonly showsKeys: boolean;
  /** Whether the stage is another than the map, which alone shows the whole drive. */
  readonly inScene: boolean;
  readonly run: (command: ReplayCommand) => void;
  /** Further groups. */
  readonly children?: ReactNode;
}

/** The buttons of the view, in groups: play, jumps, mode, picture. */
export function Transport(props: TransportProps) {
  const { subject } = useReplay();
  return (
    <div className="rp-transport" role="group" aria-label="Replay controls">
      <PlayGroup run={props.run} />
      <JumpGroup run={props.run} />
      {subject.runs.length === 2 && <ModeGroup mode={props.mode} onMode={props.onMode} />}
      {props.children}
      <PictureGroup {...props} />
    </div>
  );
}

type Run = (command: ReplayCommand) => void;

function PlayGroup({ run }: { readonly run: Run }) {
  const { player } = useReplay();
  const playing = usePlayback((playback) => playback.playing);
  const loops = usePlayback((playback) => playback.loops);
  const speed = usePlayback((playback) => playback.speed);
  const time = usePlayback(({ timeS, endS }) => `${timeS.toFixed(2)} / ${secondsText(endS, 2)}`);
  return (
    <div className="rp-group" role="group" aria-label="Play">
      <Button label="To the start" keys="Home" icon="start" onPress={() => run({ kind: 'start' })} />
      <Button label="One tick back" keys="←" icon="back" onPress={() => run({ kind: 'step-ticks', ticks: -1 })} />
      <Button
        label={playing ? 'Pause' : 'Play'}
        keys="Space"
        icon={playing ? 'pause' : 'play'}
        strong
        onPress={() => run({ kind: 'toggle-play' })}
      />
      <Button label="One tick on" keys="→" icon="on" onPress={() => run({ kind: 'step-ticks', ticks: 1 })} />
      <Button label="Loop" keys="L" icon="loop" pressed={loops} onPress={() => run({ kind: 'loop' })} />
      <label className="rp-speed">
        <span className="rp-unseen">Speed</span>
        <select
          value={speed}
          title="Speed (, and .)"
          onChange={(event) => {
            const chosen = Number(event.target.value);
            player.change((playback) => setSpeed(playback, chosen));
          }}
        >
          {REPLAY_SPEEDS.map((choice) => (
            <option key={choice} value={choice}>
              {choice}×
            </option>
          ))}
        </select>
      </label>
      <span className="rp-time" data-testid="replay-time">
        {time}
      </span>
    </div>
  );
}

function JumpGroup({ run }: { readonly run: Run }) {
  const { subject } = useReplay();
  const { stops, divergence, runs } = subject;
  const next = usePlayback(({ timeS }) => nextStop(stops, timeS, 1) !== null);
  const previous = usePlayback(({ timeS }) => nextStop(stops, timeS, -1) !== null);
  const collides = nextCollision(stops, 0) !== null;
  return (
    <div className="rp-group" role="group" aria-label="Jump to">
      <Button
        label="Previous event"
        keys="P"
        icon="previous"
        disabled={!previous}
        onPress={() => run({ kind: 'event', direction: -1 })}
      />
      <Button
        label="Next event"
        keys="N"
        icon="next"
        disabled={!next}
        onPress={() => run({ kind: 'event', direction: 1 })}
      />
      {runs.length === 2 && (
        <Button
          label={divergence === null ? 'No divergence' : 'First divergence'}
          keys="D"
          text
          disabled={divergence === null}
          onPress={() => run({ kind: 'divergence' })}
        />
      )}
      <Button
        label={collides ? 'Collision' : 'No collision'}
        keys="C"
        text
        disabled={!collides}
        onPress={() => run({ kind: 'collision' })}
      />
    </div>
  );
}

function ModeGroup({ mode, onMode }: { readonly mode: ReplayMode; readonly onMode: (mode: ReplayMode) => void }) {
  const modes: readonly (readonly [ReplayMode, string, string])[] = [
    ['side', 'Side by side', ''],
    ['ghost', 'Ghost', 'G'],
    ['a', 'Only A', ''],
    ['b', 'Only B', ''],
  ];
  return (
    <div className="rp-group" role="group" aria-label="Show">
      {modes.map(([value, label, keys]) => (
        <Button key={value} label={label} keys={keys} text pressed={mode === value} onPress={() => onMode(value)} />
      ))}
    </div>
  );
}

function PictureGroup({ follows, asTable, showsKeys, inScene, run }: TransportProps) {
  const { subject } = useReplay();
  return (
    <div className="rp-group" role="group" aria-label="Picture">
      <Button label="Wider" keys="−" icon="minus" onPress={() => run({ kind: 'zoom', direction: -1 })} />
      <Button label="Closer" keys="+" icon="plus" onPress={() => run({ kind: 'zoom', direction: 1 })} />
      <Button
        label={subject.runs[0].clip.table === undefined ? 'Whole drive' : 'Whole table'}
        keys="F"
        text
        pressed={!follows && !inScene}
        disabled={inScene}
        onPress={() => run({ kind: 'fit' })}
      />
      <Button label="Show as table" keys="T" text pressed={asTable} onPress={() => run({ kind: 'table' })} />
      <Button label="Keys" keys="?" text pressed={showsKeys} onPress={() => run({ kind: 'keys' })} />
    </div>
  );
}

interface PictureChoiceProps {
  readonly picture: Picture;
  readonly onPicture: (picture: Picture) => void;
}

/** Map or scene, for views that have both. */
export function PictureChoice({ picture, onPicture }: PictureChoiceProps) {
  return (
    <div className="rp-group" role="group" aria-label="Draw">
      <Button label="Map" keys="V" text pressed={picture === 'map'} onPress={() => onPicture('map')} />
      <Button label="3-D" keys="V" text pressed={picture === 'scene'} onPress={() => onPicture('scene')} />
    </div>
  );
}

/** Outlines on a grid of 16. */
const ICONS = {
  start: 'M3 2.5h2.2v11H3zM13 2.5v11L5.6 8z',
  back: 'M11.5 2.5v11L4 8zM12.2 2.5h1.8v11h-1.8z',
  play: 'M4 2v12l9.5-6z',
  pause: 'M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z',
  on: 'M4.5 2.5v11L12 8zM2 2.5h1.8v11H2z',
  loop: 'M4 4h7V1.8L14.2 5 11 8.2V6H5.5v3h-2V4.5zM12 12H5v2.2L1.8 11 5 7.8V10h5.5V8.5h2z',
  previous: 'M8.5 3L3.5 8l5 5V9.5H13v-3H8.5z',
  next: 'M7.5 3l5 5-5 5V9.5H3v-3h4.5z',
  minus: 'M3 7h10v2H3z',
  plus: 'M7 3h2v4h4v2H9v4H7V9H3V7h4z',
  up: 'M3 8.5l5-5 5 5H9.5V13h-3V8.5z',
  down: 'M3 7.5l5 5 5-5H9.5V3h-3v4.5z',
} as const;

interface ButtonProps {
  readonly label: string;
  /** The key that does the same, or nothing. */
  readonly keys: string;
  readonly icon?: keyof typeof ICONS;
  /** Shows its label. */
  readonly text?: boolean;
  readonly strong?: boolean;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

/** A button of the view's look. */
export function Button({
  label,
  keys,
  icon,
  text = false,
  strong = false,
  pressed,
  disabled = false,
  onPress,
}: ButtonProps) {
  return (
    <button
      type="button"
      className={strong ? 'rp-button rp-strong' : 'rp-button'}
      aria-label={text ? undefined : label}
      aria-pressed={pressed}
      // It keeps the focus, which a disabled button would lose in the middle of a series of presses.
      aria-disabled={disabled}
      title={keys === '' ? label : `${label} (${keys})`}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      {icon !== undefined && (
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d={ICONS[icon]} fill="currentColor" />
        </svg>
      )}
      {text && label}
    </button>
  );
}
