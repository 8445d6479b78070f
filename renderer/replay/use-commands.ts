import { useRef, useEffect } from 'react';
import { secondsText } from '../panels/words.ts';
import { changeZoom } from './camera.ts';
import { nextCollision, nextStop, stopsAt, type Stop } from './events.ts';
import type { ReplayCommand } from './keys.ts';
import { changeSpeed, jump, markRange, stepSeconds, stepTicks, toggleLoop, togglePlay } from './playback.ts';
import type { ReplayMode } from './replay-mode.ts';
import { useReplay, type ReplayParts } from './replay-context.ts';

/** What commands read and change besides the playback. */
export interface Controls {
  readonly mode: ReplayMode;
  readonly setMode: (mode: ReplayMode) => void;
  readonly follows: boolean;
  readonly setFollows: (follows: boolean) => void;
  readonly zoom: number;
  readonly setZoom: (zoom: number) => void;
  readonly asTable: boolean;
  readonly setAsTable: (asTable: boolean) => void;
  readonly showsKeys: boolean;
  readonly setShowsKeys: (showsKeys: boolean) => void;
  readonly announce: (text: string) => void;
  readonly onClose: (() => void) | undefined;
}

const MODE_WORDS: Readonly<Record<ReplayMode, string>> = {
  side: 'side by side',
  ghost: 'ghost overlay: B is drawn over A',
  a: 'only A',
  b: 'only B',
};

/** Functions that do what buttons and keys ask for; they stay the same while the view lives. */
export function useCommands(controls: Controls) {
  const parts = useReplay();
  const latest = useRef(controls);
  useEffect(() => {
    latest.current = controls;
  });
  const made = useRef<ReturnType<typeof commands> | null>(null);
  made.current ??= commands(parts, () => latest.current);
  return made.current;
}

function commands({ player, subject }: ReplayParts, get: () => Controls) {
  const { stops, divergence, runs } = subject;

  const say = (text: string): void => get().announce(text);

  const jumpTo = (timeS: number): void => {
    player.change((playback) => jump(playback, timeS));
    const here = stopsAt(stops, timeS).map(({ text }) => text);
    say([`At ${secondsText(timeS, 2)}`, ...here].join('; '));
  };

  const jumpToStop = (stop: Stop | null, otherwise: string): void => {
    if (stop === null) say(otherwise);
    else jumpTo(stop.timeS);
  };

  const chooseMode = (mode: ReplayMode): void => {
    if (runs.length < 2) return;
    get().setMode(mode);
    say(MODE_WORDS[mode]);
  };

  const run = (command: ReplayCommand): void => {
    const { timeS, endS } = player.get();
    switch (command.kind) {
      case 'toggle-play':
        return player.change(togglePlay);
      case 'step-ticks':
        return player.change((playback) => stepTicks(playback, command.ticks));
      case 'step-seconds':
        return player.change((playback) => stepSeconds(playback, command.seconds));
      case 'start':
        return jumpTo(0);
      case 'end':
        return jumpTo(endS);
      case 'speed':
        player.change((playback) => changeSpeed(playback, command.direction));
        return say(`speed ${player.get().speed}×`);
      case 'ghost':
        return chooseMode(get().mode === 'ghost' ? 'side' : 'ghost');
      case 'divergence':
        return divergence === null ? say('the two runs never differ') : jumpTo(divergence.timeS);
      case 'collision':
        return jumpToStop(nextCollision(stops, timeS), 'nothing collides');
      case 'event':
        return jumpToStop(nextStop(stops, timeS, command.direction), 'no further event');
      case 'loop':
        player.change(toggleLoop);
        return say(loopWords(player.get()));
      case 'mark':
        player.change((playback) => markRange(playback, command.side));
        return say(loopWords(player.get()));
      default:
        return changePicture(command);
    }
  };

  const changePicture = (command: ReplayCommand): void => {
    const controls = get();
    switch (command.kind) {
      case 'zoom':
        return controls.setZoom(changeZoom(controls.zoom, command.direction));
      case 'fit':
        controls.setFollows(!controls.follows);
        return say(controls.follows ? 'the whole drive is shown' : 'the picture follows the ego');
      case 'table':
        return controls.setAsTable(!controls.asTable);
      case 'keys':
        return controls.setShowsKeys(!controls.showsKeys);
      case 'close':
        return controls.showsKeys ? controls.setShowsKeys(false) : controls.onClose?.();
      default:
        return;
    }
  };

  return { run, chooseMode, jumpTo };
}

function loopWords({
  loops,
  range,
}: {
  readonly loops: boolean;
  readonly range: { readonly fromS: number; readonly toS: number };
}): string {
  return loops ? `loop from ${secondsText(range.fromS, 2)} to ${secondsText(range.toS, 2)}` : 'no loop';
}
