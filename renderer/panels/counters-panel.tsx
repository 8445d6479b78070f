import './panels.css';
import { useId, type ReactNode } from 'react';
import type { LiveStatus } from '../live/protocol.ts';
import type { TelemetryStore } from '../live/telemetry-store.ts';
import { Glyph } from './glyph.tsx';
import { STATE_GLYPHS } from './glyphs.ts';
import { usePanelData, useReadable } from './panel-context.ts';
import { sortedFinite, summarise } from './statistics.ts';
import { useControlDt, useTelemetry } from './use-telemetry.ts';
import {
  countOf,
  msText,
  NBSP,
  percentText,
  secondsText,
  shareText,
  speedText,
  STATE_WORDS,
  type RequestState,
} from './words.ts';

const staleness = ({ requests }: TelemetryStore) =>
  summarise(sortedFinite(requests.map(({ stalenessMs }) => stalenessMs ?? NaN)));

/** Numbers of the episode and of the session. */
export function CountersPanel() {
  const status = useReadable(usePanelData().model.status);
  return (
    <section className="lp-panel lp-scroll" role="group" aria-label="Counters" tabIndex={0}>
      {status === null ? <p className="lp-empty">No episode is open.</p> : <Counters status={status} />}
    </section>
  );
}

function Counters({ status }: { readonly status: LiveStatus }) {
  const { speedUnit } = usePanelData();
  const controlDt = useControlDt();
  const stale = useTelemetry(2, staleness);
  const progress = useId();
  const { counters: c } = status;
  const minutes = (c.ticks * controlDt) / 60;
  return (
    <>
      <div className="lp-progress">
        <label htmlFor={progress}>Progress</label>
        <progress id={progress} max={1} value={c.progress} />
        <span>{Math.floor(c.progress * 100)} % of the way to the goal</span>
      </div>
      <dl className="lp-counters">
        <Counter name="Collisions" value={c.sessionCollisions} note={`in ${countOf(c.sessionEpisodes, 'episode')}`} />
        <Counter
          name="Planner calls"
          value={c.calls}
          note={minutes > 0 ? `${(c.calls / minutes).toFixed(1)} a minute over ${secondsText(minutes * 60)}` : ''}
        />
        <Counter
          name="Duty"
          value={percentText(c.inFlightTicks, c.ticks)}
          note={`of ${countOf(c.ticks, 'tick')} with a request out`}
        />
        <Counter
          name="Staleness"
          value={stale === null ? '–' : msText(Math.round(stale.p50))}
          note={
            stale === null ? 'no plan yet' : `median; p95 ${msText(Math.round(stale.p95))}, n${NBSP}=${NBSP}${stale.n}`
          }
        />
        <Counter name="Missed ticks" value={c.misses} note={shareText(c.misses, c.ticks, 'ticks')} />
        <Counter
          name="Emergency brake"
          value={secondsText(c.reflexTicks * controlDt)}
          note={shareText(c.reflexTicks, c.ticks, 'ticks')}
        />
        <Counter
          name="Least time to collision"
          value={c.minTtcS === null ? '–' : secondsText(c.minTtcS)}
          note={c.minTtcS === null ? 'nothing on the way yet' : 'so far'}
        />
        <Counter name="Mean speed" value={speedText(c.meanSpeedMps, speedUnit)} note="since the start" />
        <Counter
          name="Real-time factor"
          value={`${status.realTimeFactor.toFixed(2)}×`}
          note={status.phase === 'running' ? `wanted ${status.speed}×` : status.phase}
        />
        <Counter name="Interventions" value={c.interventions} note={`${status.obstaclesLeft} obstacles left`} />
      </dl>
      <Outcomes status={status} />
    </>
  );
}

function Counter({ name, value, note }: { readonly name: string; readonly value: ReactNode; readonly note: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> <span>{note}</span>
      </dd>
    </div>
  );
}

function Outcomes({ status: { counters: c } }: { readonly status: LiveStatus }) {
  const ended: readonly (readonly [RequestState, number])[] = [
    ['accepted', c.accepted],
    ['superseded', c.superseded],
    ['expired', c.expired],
    ['failed', c.failed],
    ['timed-out', c.timedOut],
    ['cancelled', c.cancelled],
  ];
  return (
    <section className="lp-outcomes" aria-label="What became of the calls">
      <h2>What became of {countOf(c.calls, 'call')}</h2>
      <ul>
        {ended.map(([state, count]) => (
          <li key={state} className={count === 0 ? 'lp-muted' : ''}>
            <Glyph strokes={STATE_GLYPHS[state]} className={`lp-${state}`} /> <b>{count}</b> {STATE_WORDS[state]}
          </li>
        ))}
      </ul>
    </section>
  );
}
