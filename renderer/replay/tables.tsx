import { Glyph } from '../panels/glyph.tsx';
import { prettyUnits, reasonWords, secondsText } from '../panels/words.ts';
import { differenceAt } from './difference.ts';
import { EVENT_GLYPHS, FATE_GLYPHS } from './event-glyphs.ts';
import { useReplay } from './replay-context.ts';
import type { Run, Subject } from './subject.ts';
import { FATE_WORDS, fateOf, signedText, stalenessS } from './words.ts';

/** All that the time line shows, for people who cannot see it or want the numbers. */
export function Tables({ onJump }: { readonly onJump: (timeS: number) => void }) {
  const { subject } = useReplay();
  return (
    <div className="rp-tables" role="region" tabIndex={0} aria-label="Time line as tables">
      {subject.runs.map((run) => (
        <div key={run.letter} className="rp-columns">
          <EventTable run={run} onJump={onJump} />
          <RequestTable run={run} onJump={onJump} />
        </div>
      ))}
      {subject.difference !== null && <DifferenceTable subject={subject} />}
    </div>
  );
}

interface TableProps {
  readonly run: Run;
  readonly onJump: (timeS: number) => void;
}

function Time({ timeS, onJump }: { readonly timeS: number; readonly onJump: (timeS: number) => void }) {
  return (
    <button type="button" className="rp-link" title="Move the play head here" onClick={() => onJump(timeS)}>
      {secondsText(timeS, 2)}
    </button>
  );
}

function EventTable({ run, onJump }: TableProps) {
  return (
    <table className="rp-table">
      <caption>
        Events of {run.letter}, {run.name}
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Kind</th>
          <th scope="col">What happened</th>
        </tr>
      </thead>
      <tbody>
        {run.lane.events.map(({ timeS, shape, label, text }, i) => (
          <tr key={i}>
            <td>
              <Time timeS={timeS} onJump={onJump} />
            </td>
            <td className="rp-nowrap">
              <Glyph strokes={EVENT_GLYPHS[shape]} className={`rp-shape-${shape}`} /> {label}
            </td>
            <td>{prettyUnits(text)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RequestTable({ run, onJump }: TableProps) {
  const { requests } = run.clip;
  return (
    <table className="rp-table">
      <caption>
        Planner requests of {run.letter}, {run.name}
      </caption>
      <thead>
        <tr>
          <th scope="col">Asked at</th>
          <th scope="col">Because of</th>
          <th scope="col">Ended at</th>
          <th scope="col">Became</th>
          <th scope="col">Used</th>
          <th scope="col">Stale</th>
          <th scope="col">It said</th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => {
          const fate = fateOf(request);
          const staleS = stalenessS(request);
          return (
            <tr key={request.id}>
              <td>
                <Time timeS={request.fromS} onJump={onJump} />
              </td>
              <td>{reasonWords(request.why).label}</td>
              <td>
                <Time timeS={request.toS} onJump={onJump} />
              </td>
              <td className="rp-nowrap">
                <Glyph strokes={FATE_GLYPHS[fate]} /> {FATE_WORDS[fate]}
              </td>
              <td className="rp-nowrap">
                {request.used === null
                  ? '–'
                  : `${secondsText(request.used.fromS, 2)} to ${secondsText(request.used.toS, 2)}`}
              </td>
              <td className="rp-nowrap">{staleS === null ? '–' : `${Math.round(staleS * 1000)}\u00a0ms`}</td>
              <td>{prettyUnits(request.explanation) || '–'}</td>
            </tr>
          );
        })}
        {requests.length === 0 && (
          <tr>
            <td colSpan={7} className="rp-muted">
              No request: this arm has no planner, or its gate never asked.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function DifferenceTable({ subject }: { readonly subject: Subject }) {
  return (
    <table className="rp-table">
      <caption>Difference of the two runs, every second while both last</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Apart</th>
          <th scope="col">Speed of A</th>
          <th scope="col">Speed of B</th>
          <th scope="col">B less A</th>
        </tr>
      </thead>
      <tbody>
        {differenceRows(subject).map((row) => (
          <tr key={row.time}>
            <td>{row.time}</td>
            <td>{row.apart}</td>
            <td>{row.speedA}</td>
            <td>{row.speedB}</td>
            <td>{row.less}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One row a second, and one for the end. */
export function differenceRows({ runs, difference }: Subject) {
  const [a, b] = runs;
  if (b === undefined || difference === null) return [];
  const { endS } = difference;
  const times = Array.from({ length: Math.ceil(endS - 1e-6) }, (_, second) => second);
  return [...times, endS].map((timeS) => {
    const { distanceM, speedMps } = differenceAt(a.sampler, b.sampler, timeS);
    return {
      time: secondsText(timeS, 2),
      apart: `${distanceM.toFixed(2)}\u00a0m`,
      speedA: `${a.sampler.speed.toFixed(1)}\u00a0m/s`,
      speedB: `${b.sampler.speed.toFixed(1)}\u00a0m/s`,
      less: `${signedText(speedMps, 1)}\u00a0m/s`,
    };
  });
}
