import type { BaselineRow } from '../../../scenarios/compare/comparison.ts';
import { DataTable } from '../data-table.tsx';
import { count, differenceText, metricName, metricUnit, percent, plain, pText, UNDEFINED } from '../words.ts';
import { VerdictCell } from './differences-section.tsx';
import { Section } from './section.tsx';

/** Every arm against itself in an earlier run. */
export function BaselineSection({ rows }: { readonly rows: readonly BaselineRow[] }) {
  const arms = [...new Set(rows.map(({ arm, latency }) => `${arm}, ${latency}`))];
  return (
    <Section id="baseline" title="Against the baseline">
      {rows.length === 0 ? (
        <p className="empty">The baseline has no episode in common with these results.</p>
      ) : (
        <>
          <p>
            Each arm against the same arm of the baseline, on the same scenarios and seeds: now minus before. Identical
            pairs are equal to the bit.
          </p>
          <DataTable
            caption="Against the baseline"
            columns={[
              { head: 'measure' },
              { head: 'pairs' },
              { head: 'identical' },
              { head: 'before' },
              { head: 'now' },
              { head: 'difference [95 %]' },
              { head: 'p' },
              { head: 'verdict', words: true },
            ]}
            groups={arms.map((name) => ({
              head: name,
              rows: rows.filter(({ arm, latency }) => `${arm}, ${latency}` === name).map(tableRow),
            }))}
          />
        </>
      )}
    </Section>
  );
}

function tableRow(row: BaselineRow) {
  const kind = row.pValue === null ? ('mean' as const) : ('rate' as const);
  const value = kind === 'rate' ? percent : plain;
  const unit = kind === 'rate' ? '%' : metricUnit(row.metric);
  return {
    key: row.metric,
    cells: [
      `${metricName(row.metric)}${unit === '' ? '' : `, ${unit}`}`,
      count(row.n),
      count(row.identical),
      value(row.baseline),
      value(row.candidate),
      row.verdict === 'not-enough' && row.identical < row.n ? UNDEFINED : differenceText({ ...row, kind }),
      pText(row.pValue),
      row.identical === row.n ? (
        <span key="verdict">= identical</span>
      ) : (
        <VerdictCell key="verdict" verdict={row.verdict} />
      ),
    ],
  };
}
