import { Glyph } from './glyph.tsx';
import { STATE_GLYPHS } from './glyphs.ts';
import { requestRows } from './request-rows.ts';
import { useTelemetry } from './use-telemetry.ts';
import type { TelemetryStore } from '../live/telemetry-store.ts';
import { MARK_WORDS, secondsText } from './words.ts';

const SHOWN = 20;

const lastRequests = (store: TelemetryStore, controlDt: number) => requestRows(store, controlDt, SHOWN);

const lastMarks = ({ marks }: TelemetryStore, controlDt: number) =>
  marks
    .slice(-SHOWN)
    .reverse()
    .map(({ tick, kind, text }) => ({ time: secondsText(tick * controlDt, 2), kind: MARK_WORDS[kind], text }));

/** The lanes in words: the last requests and marks. */
export function RequestTables() {
  const requests = useTelemetry(2, lastRequests);
  const marks = useTelemetry(2, lastMarks);
  return (
    <div className="lp-scroll" tabIndex={0} role="region" aria-label="Requests and marks as tables">
      <table className="lp-table">
        <caption>Last {SHOWN} planner requests, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">Asked at</th>
            <th scope="col">Gate’s reason</th>
            <th scope="col">Ended at</th>
            <th scope="col">Took</th>
            <th scope="col">Staleness</th>
            <th scope="col">Outcome</th>
            <th scope="col">What it says</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.id}</th>
              <td>{row.asked}</td>
              <td>{row.reason}</td>
              <td>{row.ended}</td>
              <td>{row.took}</td>
              <td>{row.staleness}</td>
              <td className="lp-nowrap">
                <Glyph strokes={STATE_GLYPHS[row.state]} className={`lp-${row.state}`} /> {row.outcome}
              </td>
              <td>{row.says}</td>
            </tr>
          ))}
          {requests.length === 0 && <EmptyRow columns={8} text="No request yet." />}
        </tbody>
      </table>
      <table className="lp-table">
        <caption>Last {SHOWN} marks, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Kind</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          {marks.map((mark, i) => (
            <tr key={i}>
              <td>{mark.time}</td>
              <td>{mark.kind}</td>
              <td>{mark.text}</td>
            </tr>
          ))}
          {marks.length === 0 && <EmptyRow columns={3} text="No mark yet." />}
        </tbody>
      </table>
    </div>
  );
}

function EmptyRow({ columns, text }: { readonly columns: number; readonly text: string }) {
  return (
    <tr>
      <td colSpan={columns} className="lp-muted">
        {text}
      </td>
    </tr>
  );
}
