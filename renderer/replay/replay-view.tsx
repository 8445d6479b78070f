import './replay.css';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { Clip, ClipPair } from '../../scenarios/clips/clip.ts';
import type { FrameClock } from '../panels/scheduler.ts';
import { DrawQueue } from './draw-queue.ts';
import { createPlayback } from './playback.ts';
import { ReplayPlayer } from './player.ts';
import { ReplayBody } from './replay-body.tsx';
import { ReplayContext, type ReplayParts } from './replay-context.ts';
import type { OnMoment, ReplayMode } from './replay-mode.ts';
import type { Picture, ReplayStage } from './replay-stage.ts';
import { clipSubject, pairSubject } from './subject.ts';
import { readTokens, watchTheme } from './theme.ts';

/** For people who want less motion, a replay goes on in steps. */
const REDUCED_FRAME_MS = 250;

interface CommonProps {
  /** How a pair is shown at first; default `side`. A single clip is shown alone in any case. */
  readonly initialMode?: ReplayMode;
  /** Where the play head stands at first, s; default 0. */
  readonly initialTimeS?: number;
  /** Called when the play head or the mode has changed, with where they are now; for links to a moment. */
  readonly onMoment?: OnMoment;
  /**
   * A second way to draw the runs: with it there are buttons Map and 3-D, and the key V. The desktop app gives
   * `sceneReplayStage` of `renderer/replay-scene/`, with its `SceneReplayContext` around the view. Without it, as in the
   * report, there is the map alone.
   */
  readonly stage?: ReplayStage;
  /** What is shown at first where there is a `stage`; default `map`. */
  readonly initialPicture?: Picture;
  /** Called when a person has chosen; not where the stage has failed and the map has come back by itself. */
  readonly onPicture?: (picture: Picture) => void;
  /** Called by the close button and by Escape; without it there is no such button. */
  readonly onClose?: () => void;
}

/** Either two clips of one situation, or one clip with a name for people (default: its arm). */
export type ReplayViewProps = CommonProps &
  (
    | { readonly pair: ClipPair; readonly clip?: undefined; readonly name?: undefined }
    | { readonly clip: Clip; readonly name?: string; readonly pair?: undefined }
  );

/**
 * Plays one clip or a pair of clips: bird's-eye stage, one play head, lanes of events, tables. It takes the width that it
 * is given (from 600 px) and the height that it needs (about 700 px for a pair); `--rp-stage-height` sets that of its
 * stage. Colours are the custom properties of `theme/tokens.ts`, which the page sets on any element above. Keys work while
 * the focus is inside. Other clips start a new replay.
 */
export function ReplayView(props: ReplayViewProps) {
  const clips = props.pair === undefined ? [props.clip] : [props.pair.a, props.pair.b];
  const names = clips.map(({ scenario, seed, arm, latency, digest }) => [scenario, seed, arm, latency, digest]);
  return <ReplayOfClips key={JSON.stringify(names)} {...props} />;
}

function ReplayOfClips({
  pair,
  clip,
  name,
  initialMode = 'side',
  initialTimeS = 0,
  onMoment,
  stage,
  initialPicture = 'map',
  onPicture,
  onClose,
}: ReplayViewProps) {
  const root = useRef<HTMLElement>(null);
  const subject = useMemo(
    () => (pair === undefined ? clipSubject(clip, name ?? clip.arm) : pairSubject(pair)),
    [pair, clip, name],
  );
  const [parts] = useState(() => ({
    player: new ReplayPlayer(createPlayback(subject.endS, subject.controlDt, initialTimeS), FRAMES),
    queue: new DrawQueue(FRAMES),
  }));
  const style = useStyle(root);
  const reducedMotion = useReducedMotion();
  useEffect(() => {
    parts.player.leastFrameMs = reducedMotion ? REDUCED_FRAME_MS : 0;
  }, [parts, reducedMotion]);
  useEffect(() => () => parts.player.stop(), [parts]);
  const context = useMemo(() => ({ ...parts, subject, style, reducedMotion }), [parts, subject, style, reducedMotion]);
  const title = subject.runs.map((run) => run.name).join(' and ');
  return (
    <section className="rp-view" aria-label={`Replay of ${title}`} ref={root}>
      <ReplayContext value={context}>
        <ReplayBody
          initialMode={subject.runs.length === 2 ? initialMode : 'a'}
          {...{ onMoment, stage, initialPicture, onPicture, onClose }}
        />
      </ReplayContext>
    </section>
  );
}

const FRAMES: FrameClock = {
  now: () => performance.now(),
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

/** Colours and font at an element, read again when the page's theme changes. */
function useStyle(root: RefObject<HTMLElement | null>): ReplayParts['style'] {
  const [style, setStyle] = useState<ReplayParts['style']>(null);
  useEffect(() => {
    const element = root.current!;
    const read = (): void => setStyle({ tokens: readTokens(element), family: getComputedStyle(element).fontFamily });
    read();
    return watchTheme(element, read);
  }, [root]);
  return style;
}

function useReducedMotion(): boolean {
  return useSyncExternalStore(
    watchMotion,
    () => matchMedia(LESS_MOTION).matches,
    () => false,
  );
}

const LESS_MOTION = '(prefers-reduced-motion: reduce)';

function watchMotion(onChange: () => void): () => void {
  const query = matchMedia(LESS_MOTION);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}
