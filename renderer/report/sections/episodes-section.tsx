import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ChangedEpisode } from '../../../scenarios/compare/comparison.ts';
import type { Summary } from '../../../scenarios/results/summary-types.ts';
import type { ReportData } from '../../../scenarios/report/report-data.ts';
import { type ChangedFilter, endText, filterChanged, NO_FILTER, pairName } from '../changed-list.ts';
import { Choice } from '../choice.tsx';
import { DIRECTION_WORDS, UNDEFINED } from '../words.ts';
import { ReplayPanel } from './replay-panel.tsx';
import { Section } from './section.tsx';
import { useReplayLink } from '../use-replay-link.ts';

/** Shown at first; the rest on demand. */
const FIRST = 50;
const ALL = '';

/** The episodes that ended differently, worst first, and the replay of the one that is open. */
export function EpisodesSection({ data }: { readonly data: ReportData }) {
  const { changed } = data.comparison;
  const replays = useMemo(() => new Map(data.replays.map((replay) => [replay.key, replay])), [data]);
  const missing = useMemo(() => new Map(data.missing.map(({ key, why }) => [key, why])), [data]);
  const [filter, setFilter] = useState<ChangedFilter>(NO_FILTER);
  const [all, setAll] = useState(false);
  const { link, open, close } = useReplayLink();
  const list = useRef<HTMLTableElement>(null);
  const matching = filterChanged(changed, filter, (key) => replays.has(key));
  const shown = all ? matching : matching.slice(0, FIRST);
  const playable = matching.filter(({ key }) => replays.has(key));
  const current = link === null ? undefined : changed.find(({ key }) => key === link.key);
  const closeAndReturn = (): void => {
    close();
    const button = list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(link?.key ?? '')}"]`);
    button?.focus();
  };
  const choose = (next: Partial<ChangedFilter>): void => setFilter({ ...filter, ...next });
  return (
    <Section id="episodes" title="Episodes that ended differently">
      {changed.length === 0 ? (
        <p className="empty">No situation ended differently.</p>
      ) : (
        <>
          <p>
            Situations in which the two arms ended in a different way, worst first; worse and better are of the first
            arm. Choose one to see both episodes again. The arrow keys go up and down the list.
          </p>
          <Filters changed={changed} filter={filter} choose={choose} />
          <p role="status" className="muted">
            {matching.length} of {changed.length} shown{matching.length > shown.length && `, the first ${FIRST} below`};{' '}
            {playable.length} with a replay.
          </p>
          <div className="scroller list" onKeyDown={moveFocus}>
            <table ref={list}>
              <caption className="visually-hidden">Episodes that ended differently, worst first</caption>
              <thead>
                <tr>
                  {['episode', 'first arm is', 'first arm', 'ended', 'second arm', 'ended', 'replay'].map((head, i) => (
                    <th key={i} scope="col" className="words">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((episode) => (
                  <EpisodeRow
                    key={episode.key}
                    episode={episode}
                    isOpen={link?.key === episode.key}
                    why={replays.has(episode.key) ? null : (missing.get(episode.key) ?? 'not embedded')}
                    open={() => open({ key: episode.key, timeS: 0, mode: 'side' })}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {matching.length > shown.length && (
            <button type="button" className="no-print" onClick={() => setAll(true)}>
              Show all {matching.length}
            </button>
          )}
        </>
      )}
      {link !== null && current === undefined && (
        <p className="empty" role="alert">
          This report has no episode “{link.key}”.
        </p>
      )}
      {link !== null && current !== undefined && (
        <ReplayPanel
          key={`${link.key} ${link.timeS} ${link.mode}`}
          episode={current}
          replay={replays.get(current.key) ?? null}
          why={missing.get(current.key) ?? 'it was not embedded'}
          link={link}
          rulePolicy={isRulePolicy(data.comparison.summary)}
          neighbours={neighboursOf(playable, current.key)}
          open={open}
          close={closeAndReturn}
        />
      )}
    </Section>
  );
}

interface FilterProps {
  readonly changed: readonly ChangedEpisode[];
  readonly filter: ChangedFilter;
  readonly choose: (next: Partial<ChangedFilter>) => void;
}

function Filters({ changed, filter, choose }: FilterProps) {
  const families = [...new Set(changed.map(({ family }) => family))].sort();
  const pairs = [...new Set(changed.map(pairName))];
  const directions = (['worse', 'better'] as const).filter((one) => changed.some(({ direction }) => direction === one));
  return (
    <div className="controls no-print" role="group" aria-label="Filter">
      <Choice
        label="Family"
        value={filter.family ?? ALL}
        options={withAll('all families', families)}
        choose={(family) => choose({ family: family === ALL ? null : family })}
      />
      <Choice
        label="Direction"
        value={filter.direction ?? ALL}
        options={withAll('worse and better', directions)}
        choose={(value) => choose({ direction: directions.find((one) => one === value) ?? null })}
      />
      {pairs.length > 1 && (
        <Choice
          label="Arms"
          value={filter.pair ?? ALL}
          options={withAll('all pairs', pairs)}
          choose={(pair) => choose({ pair: pair === ALL ? null : pair })}
        />
      )}
      <label className="choice">
        <input
          type="checkbox"
          checked={filter.onlyReplays}
          onChange={({ target }) => choose({ onlyReplays: target.checked })}
        />
        <span>only with a replay</span>
      </label>
    </div>
  );
}

interface RowProps {
  readonly episode: ChangedEpisode;
  readonly isOpen: boolean;
  /** Why there is no replay; null: there is one. */
  readonly why: string | null;
  readonly open: () => void;
}

function EpisodeRow({ episode, isOpen, why, open }: RowProps) {
  const { scenario, seed, a, b, direction, key } = episode;
  const { sign, word } = DIRECTION_WORDS[direction];
  return (
    <tr className={isOpen ? 'open' : undefined}>
      <th scope="row">
        <button type="button" className="link" data-key={key} aria-pressed={isOpen} onClick={open}>
          {scenario}, seed {seed}
        </button>
      </th>
      <td className={`words verdict ${direction}`}>
        <span aria-hidden="true">{sign}</span> {word}
      </td>
      <td className="words">{a.arm}</td>
      <td className="words">{endText(a)}</td>
      <td className="words">{b.arm}</td>
      <td className="words">{endText(b)}</td>
      <td className="words muted" title={why ?? undefined}>
        {why === null ? 'yes' : `no: ${why}`}
      </td>
    </tr>
  );
}

/** Up and down, first and last, among the buttons of the list. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button[data-key]')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  buttons[Math.min(buttons.length - 1, Math.max(0, to))].focus();
}

interface Neighbours {
  readonly before: string | null;
  readonly after: string | null;
}

function neighboursOf(playable: readonly ChangedEpisode[], key: string): Neighbours {
  const at = playable.findIndex((episode) => episode.key === key);
  if (at < 0) return { before: null, after: playable[0]?.key ?? null };
  return { before: playable[at - 1]?.key ?? null, after: playable[at + 1]?.key ?? null };
}

function withAll(label: string, values: readonly string[]): { value: string; label: string }[] {
  return [{ value: ALL, label }, ...values.map((value) => ({ value, label: value === '' ? UNDEFINED : value }))];
}

/** Driving without a model; the arm has no such choice. */
function isRulePolicy({ domain, engine }: Summary): boolean {
  return domain === undefined && Object.keys(engine.models).length === 0;
}
