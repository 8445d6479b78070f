import { useCallback, useEffect, useMemo, useRef } from 'react';
import { clipFromText } from '../../../scenarios/clips/clip-text.ts';
import type { ClipPair } from '../../../scenarios/clips/clip.ts';
import type { ChangedEpisode } from '../../../scenarios/compare/comparison.ts';
import type { Replay } from '../../../scenarios/report/report-data.ts';
import type { ReplayMode } from '../../replay/replay-mode.ts';
import { ReplayView } from '../../replay/replay-view.tsx';
import { endText, repeatCommand } from '../changed-list.ts';
import { CopyButton } from '../copy-button.tsx';
import { replayHash, type ReplayLink } from '../deep-link.ts';
import { DIRECTION_WORDS } from '../words.ts';

interface Props {
  readonly episode: ChangedEpisode;
  readonly replay: Replay | null;
  /** Why there is no replay. */
  readonly why: string;
  readonly link: ReplayLink;
  readonly rulePolicy: boolean;
  readonly neighbours: { readonly before: string | null; readonly after: string | null };
  readonly open: (link: ReplayLink) => void;
  readonly close: () => void;
}

/** One changed episode: both sides again, and how to run them again. */
export function ReplayPanel({ episode, replay, why, link, rulePolicy, neighbours, open, close }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const decoded = useMemo(() => (replay === null ? why : decode(replay)), [replay, why]);
  const moment = useRef({ timeS: link.timeS, mode: link.mode });
  const remember = useCallback((timeS: number, mode: ReplayMode) => {
    moment.current = { timeS, mode };
  }, []);
  useEffect(() => {
    // A replay takes the focus itself.
    if (typeof decoded === 'string') heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, [decoded]);
  const command = repeatCommand(episode, { rulePolicy });
  const { a, b, direction, scenario, seed } = episode;
  const step = (label: string, key: string | null) => (
    <button
      type="button"
      disabled={key === null}
      onClick={() => key !== null && open({ key, timeS: 0, mode: moment.current.mode })}
    >
      {label}
    </button>
  );
  return (
    <section className="replay" aria-labelledby="replay-title">
      <div className="replay-head">
        <h3 id="replay-title" ref={heading} tabIndex={-1}>
          {scenario}, seed {seed}
        </h3>
        <div className="controls no-print">
          {step('Previous episode', neighbours.before)}
          {step('Next episode', neighbours.after)}
          {typeof decoded !== 'string' && (
            <CopyButton
              label="Copy link to this moment"
              text={() => `${location.href.split('#')[0]}${replayHash({ key: episode.key, ...moment.current })}`}
            />
          )}
          {typeof decoded === 'string' && (
            <button type="button" onClick={close}>
              Close
            </button>
          )}
        </div>
      </div>
      <p>
        <strong>{a.arm}</strong>: {endText(a)}. <strong>{b.arm}</strong>: {endText(b)}.{' '}
        <span className={`verdict ${direction}`}>
          <span aria-hidden="true">{DIRECTION_WORDS[direction].sign}</span> {a.arm} is {DIRECTION_WORDS[direction].word}
          .
        </span>
      </p>
      {typeof decoded === 'string' ? (
        <p className="empty">There is no replay of this episode: {decoded}.</p>
      ) : (
        <ReplayView
          pair={decoded}
          initialMode={link.mode}
          initialTimeS={link.timeS}
          onMoment={remember}
          onClose={close}
        />
      )}
      <div className="repeat">
        <p>
          To run both again: <code>{command}</code> <CopyButton label="Copy command" text={() => command} />
        </p>
        <p className="muted">
          Digests: {a.arm} <code>{a.digest.slice(0, 16)}</code>, {b.arm} <code>{b.digest.slice(0, 16)}</code>. A
          scenario of your own: give its file instead of its name. Add <code>--planner</code> where the runs had it.
          {a.folder !== b.folder &&
            ` The two sides are of different runs, ${a.folder} and ${b.folder}: repeat each with its own version and options.`}
        </p>
      </div>
    </section>
  );
}

/** @returns why it cannot be shown, where a clip is broken */
function decode(replay: Replay): ClipPair | string {
  try {
    return { ...replay, a: clipFromText(replay.a), b: clipFromText(replay.b) };
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  }
}
