import { Fragment, useMemo } from 'react';
import type { OpenedRecord } from '../records/opened-record.ts';
import { runName, runNames } from './pairing.ts';
import { statisticsGroups, statisticsNotes } from './statistics-rows.ts';

/** Numbers of what is shown, side by side. */
export function StatisticsTable({ a, b }: { readonly a: OpenedRecord; readonly b: OpenedRecord | null }) {
  const records = useMemo(() => (b === null ? [a] : [a, b]), [a, b]);
  const groups = useMemo(() => statisticsGroups(records), [records]);
  const names = b === null ? [runName(a)] : runNames(a, b);
  return (
    <section className="cmp-statistics" aria-label="Statistics">
      <h2>Statistics</h2>
      {statisticsNotes(records).map((note) => (
        <p key={note} className="lp-muted">
          {note}
        </p>
      ))}
      <table className="lp-table cmp-table">
        <thead>
          <tr>
            <td />
            {names.map((name, i) => (
              <th key={i} scope="col">
                {b !== null && (
                  <b className="rp-letter" data-run={LETTERS[i]}>
                    {LETTERS[i]}
                  </b>
                )}{' '}
                {name}
              </th>
            ))}
            {b !== null && (
              <th scope="col">
                B<span aria-hidden="true"> − </span>
                <span className="lp-unseen">less </span>A
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ title, rows }) => (
            <Fragment key={title}>
              <tr className="cmp-group">
                <th scope="colgroup" colSpan={b === null ? 2 : 4}>
                  {title}
                </th>
              </tr>
              {rows.map(({ name, explains, values, difference }) => (
                <tr key={name}>
                  <th scope="row" title={explains ?? undefined}>
                    {name}
                  </th>
                  {values.map((value, i) => (
                    <td key={i}>{value}</td>
                  ))}
                  {b !== null && <td>{difference}</td>}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const LETTERS = ['A', 'B'] as const;
