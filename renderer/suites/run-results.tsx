import { useState } from 'react';
import { useReadable } from '../panels/panel-context.ts';
import { percentText } from '../panels/words.ts';
import { count } from '../report/words.ts';
import { useApp } from '../shell/app-context.ts';
import { ArmsTable } from './arms-table.tsx';
import { DifferingList } from './differing-list.tsx';
import { EpisodeList } from './episode-list.tsx';
import { isGoingOn, type RunView } from './run-watch.ts';
import { clockText, leftText, paceText, STATE_WORDS } from './suite-words.ts';

const VIEWS = { episodes: 'Episodes', differing: 'Where arms differ' } as const;
type View = keyof typeof VIEWS;

/** Episodes that are under way may take so long; who waits longer may give them up, s. */
const PATIENCE_S = 6;

/** The run that is shown: how far it is, its arms, and its episodes. */
export function RunResults() {
  const { suites } = useApp();
  const { open } = useReadable(suites.state);
  if (open === null) {
    return (
      <div className="su-nothing">
        <p>Nothing is shown yet.</p>
        <p className="muted">Start a run, or choose one from the list of runs.</p>
      </div>
    );
  }
  // Choices of one run, such as its baseline, are not those of another.
  return <Results key={open.folder.name} view={open} />;
}

function Results({ view }: { readonly view: RunView }) {
  const [shown, setShown] = useState<View>('episodes');
  const [baseline, setBaseline] = useState<string | null>(null);
  const arms = view.tally.arms();
  const base = baseline ?? (arms.includes('fast') ? 'fast' : (arms[0] ?? null));
  return (
    <>
      <RunHead view={view} />
      <ArmsTable view={view} baseline={base} onBaseline={setBaseline} />
      <div className="su-list">
        <fieldset className="su-views lp-segments">
          <legend className="visually-hidden">Table below</legend>
          {(Object.keys(VIEWS) as View[]).map((name) => (
            <label key={name}>
              <input type="radio" name="su-view" checked={shown === name} onChange={() => setShown(name)} />
              <span>{VIEWS[name]}</span>
            </label>
          ))}
        </fieldset>
        {shown === 'episodes' ? <EpisodeList view={view} /> : <DifferingList view={view} baseline={base} />}
      </div>
    </>
  );
}

function RunHead({ view }: { readonly view: RunView }) {
  const { suites } = useApp();
  const { work, running } = useReadable(suites.state);
  const { folder, state, done, total, problem, trouble, complete, cancellingS } = view;
  const goesOn = isGoingOn(state);
  const isWhole = total !== null && done >= total;
  const canResume = !goesOn && !isWhole && state !== 'finished';
  return (
    <div className="su-head" aria-busy={goesOn}>
      <div className="su-bar">
        <h2 className="su-title">{folder.name}</h2>
        <span className={`su-state su-state-${state}`}>{STATE_WORDS[state]}</span>
        <span className="spacer" />
        <div className="su-buttons">
          {goesOn && (
            <button
              type="button"
              disabled={work !== null || (state === 'cancelling' && cancellingS < PATIENCE_S)}
              onClick={() => void suites.cancel()}
            >
              {state === 'cancelling' ? 'Stop at once' : 'Cancel'}
            </button>
          )}
          {canResume && (
            <button type="button" disabled={running !== null || work !== null} onClick={() => void suites.resume()}>
              Resume
            </button>
          )}
          <button type="button" disabled={done === 0 || work !== null} onClick={() => void suites.saveReport()}>
            {work === 'report' ? 'Making the report…' : 'HTML report'}
          </button>
          <button type="button" disabled={done === 0 || work !== null} onClick={() => void suites.saveCsv()}>
            CSV
          </button>
        </div>
      </div>
      <progress aria-label="Episodes that have ended" max={Math.max(1, total ?? done)} value={done} />
      <p className="su-facts">{factsOf(view)}</p>
      {!complete && !goesOn && trouble === null && <p className="muted">Loading its episodes…</p>}
      {problem !== null && (
        <p className="su-fault" role="alert">
          {problem.message} {problem.tip}
        </p>
      )}
      {trouble !== null && (
        <div className="su-trouble" role="alert">
          <p>
            {trouble.message} {trouble.tip} It is asked again from time to time.
          </p>
          <button type="button" className="small" onClick={() => void suites.refresh()}>
            Retry now
          </button>
        </div>
      )}
    </div>
  );
}

/** `12 of 60 episodes (20 %) · 34 s · about 2 min left · 0.4 episodes per second`. */
function factsOf({ state, done, total, elapsedS, leftS, pace }: RunView): string {
  const episodes =
    total === null
      ? `${count(done)} episodes`
      : `${count(done)} of ${count(total)} episodes (${percentText(done, total)})`;
  if (!isGoingOn(state)) return elapsedS > 0 ? `${episodes} · ${clockText(elapsedS)}` : episodes;
  return [episodes, clockText(elapsedS), leftText(leftS), paceText(pace)].join(' · ');
}
