import './panels.css';
import { useMemo } from 'react';
import type { TelemetryStore } from '../live/telemetry-store.ts';
import { Glyph } from './glyph.tsx';
import { STATE_GLYPHS } from './glyphs.ts';
import { usePanelData } from './panel-context.ts';
import { PLAN_HORIZON_S, planPanelState, type PlanStory } from './plan-words.ts';
import { requestRows } from './request-rows.ts';
import { useTelemetry } from './use-telemetry.ts';
import { secondsText } from './words.ts';

const HISTORY = 8;

const history = (store: TelemetryStore, controlDt: number) => requestRows(store, controlDt, HISTORY);

/** The plan in words: what it says, why it was asked for, how late it came and what became of it. */
export function PlanPanel() {
  const { session } = usePanelData();
  const compute = useMemo(
    () => (store: TelemetryStore, controlDt: number) => planPanelState(store, controlDt, session.frame()?.head ?? null),
    [session],
  );
  const { story, out } = useTelemetry(5, compute);
  const rows = useTelemetry(2, history);
  return (
    <section className="lp-panel lp-scroll" aria-label="Plan in words" tabIndex={0}>
      {story === null ? (
        <p className="lp-empty">
          {out.length === 0
            ? 'No request yet. The planner is asked when the gate opens.'
            : 'The first plan is on its way.'}
        </p>
      ) : (
        <Story story={story} />
      )}
      {out.map((text) => (
        <p key={text.split(' ', 2).join(' ')} className="lp-out">
          <Glyph strokes={STATE_GLYPHS.dispatched} className="lp-dispatched" /> {text}
        </p>
      ))}
      {rows.length > 0 && (
        <table className="lp-table">
          <caption>Last {HISTORY} requests, newest first</caption>
          <thead>
            <tr>
              <th scope="col">
                <abbr title="Number of the request">#</abbr>
              </th>
              <th scope="col" className="lp-nowrap">
                Asked at
              </th>
              <th scope="col">Outcome</th>
              <th scope="col">Staleness</th>
              <th scope="col">What it says</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">{row.id}</th>
                <td className="lp-nowrap">{row.asked}</td>
                <td className="lp-nowrap">
                  <Glyph strokes={STATE_GLYPHS[row.state]} className={`lp-${row.state}`} /> {row.outcome}
                </td>
                <td className="lp-nowrap">{row.staleness}</td>
                <td>{row.says}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Story({ story: { request, says, asked, came, pastS, outcome } }: { readonly story: PlanStory }) {
  const { plan, state, id } = request;
  return (
    <>
      <p className="lp-says">{says}</p>
      <dl className="lp-story">
        <dt>Request {id}</dt>
        <dd>{asked}</dd>
        <dt>It came</dt>
        <dd>{came}</dd>
        <dt>Outcome</dt>
        <dd>
          <Glyph strokes={STATE_GLYPHS[state]} className={`lp-${state}`} /> {outcome}
        </dd>
        {pastS !== null && (
          <>
            <dt>Already past</dt>
            <dd>
              <meter
                min={0}
                max={PLAN_HORIZON_S}
                value={pastS}
                aria-label="Part of the plan that is past, in seconds"
              />{' '}
              {secondsText(pastS)} of {secondsText(PLAN_HORIZON_S)}
            </dd>
          </>
        )}
        {plan !== null && (
          <>
            <dt>Considered</dt>
            <dd>
              {plan.candidates} candidates; value of the chosen one {plan.value.toFixed(2)} (larger is better), expected
              harm {plan.harm.toFixed(2)} (1 is a collision at walking pace now)
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
