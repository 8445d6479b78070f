import { useState } from 'react';
import type { ComparisonDocument, Difference, Verdict } from '../../../scenarios/compare/comparison.ts';
import { inArmOrder, mainDifference } from '../arms.ts';
import { Choice } from '../choice.tsx';
import { DataTable, type Row } from '../data-table.tsx';
import { forestAxis } from '../plots/forest-axis.ts';
import { ForestAxis, ForestMark } from '../plots/forest-mark.tsx';
import {
  count,
  differenceText,
  metricName,
  metricUnit,
  percent,
  plain,
  pText,
  UNDEFINED,
  verdictWords,
} from '../words.ts';
import { Section } from './section.tsx';

/** Differences between arms: every pair for one measure, one pair for every measure, and per family. */
export function DifferencesSection({ comparison }: { readonly comparison: ComparisonDocument }) {
  const differences = inArmOrder(comparison.differences, comparison.summary);
  const rates = [...new Set(differences.filter(({ kind }) => kind === 'rate').map(({ metric }) => metric))];
  const pairs = [...new Set(differences.map(pairOf))];
  const main = mainDifference(comparison);
  const [metric, setMetric] = useState(rates[0] ?? '');
  const [pair, setPair] = useState(main === null ? (pairs[0] ?? '') : pairOf(main));
  if (differences.length === 0) {
    return (
      <Section id="differences" title="Differences">
        <p className="empty">No two arms met the same situations, so nothing is compared.</p>
      </Section>
    );
  }
  const ofPair = differences.filter((one) => pairOf(one) === pair);
  return (
    <Section id="differences" title="Differences">
      <p>
        First arm minus second arm, on the same scenarios and seeds. The square is the difference, the whisker its 95 %
        interval (Newcombe, paired), the dashed line marks no difference. Better and worse are of the first arm. Where
        nothing is decided, the last column says how many pairs would find a true difference of this size with a power
        of 80 %.
      </p>
      <div className="controls no-print">
        <Choice label="Rate" value={metric} options={rates.map(option)} choose={setMetric} />
        <Choice
          label="Arms"
          value={pair}
          options={pairs.map((name) => ({ value: name, label: name }))}
          choose={setPair}
        />
      </div>
      <ForestTable
        caption={`${sentence(metricName(metric))}: all pairs of arms, all situations`}
        head="arms"
        rows={differences.filter((one) => one.metric === metric && one.scope === 'all')}
        nameOf={pairOf}
        corrected={false}
      />
      <ForestTable
        caption={`${sentence(metricName(metric))} by family: ${pair}`}
        head="family"
        rows={ofPair.filter((one) => one.metric === metric && one.scope !== 'all')}
        nameOf={({ scope }) => (scope === 'macro' ? 'mean over families' : scope)}
        corrected
      />
      <MeasuresTable pair={pair} rows={ofPair.filter(({ scope }) => scope === 'all')} />
    </Section>
  );
}

interface ForestProps {
  readonly caption: string;
  readonly head: string;
  readonly rows: readonly Difference[];
  readonly nameOf: (row: Difference) => string;
  /** Whether p is corrected over families. */
  readonly corrected: boolean;
}

/** A forest plot as a table: the drawing and its numbers in one row. */
function ForestTable({ caption, head, rows, nameOf, corrected }: ForestProps) {
  if (rows.length === 0) return null;
  const axis = forestAxis(rows, 100);
  const needs = rows.some(({ pairsNeeded }) => pairsNeeded !== null);
  return (
    <DataTable
      caption={caption}
      columns={[
        { head },
        { head: 'pairs' },
        { head: 'first' },
        { head: 'second' },
        { head: <ForestAxis axis={axis} unit="difference, percentage points" />, words: true },
        { head: 'difference [95 %]' },
        { head: corrected ? 'p' : 'p (exact)' },
        { head: corrected ? 'p (Holm)' : 'p\u00a0(mid\u2011p)' },
        { head: 'verdict', words: true },
        ...(needs ? [{ head: 'pairs that would tell' }] : []),
      ]}
      rows={rows.map((row) => ({
        key: `${row.a} ${row.b} ${row.scope}`,
        cells: [
          nameOf(row),
          count(row.n),
          rateOf(row, row.valueA),
          rateOf(row, row.valueB),
          row.verdict === 'not-enough' ? '' : <ForestMark key="mark" row={row} axis={axis} scale={100} />,
          row.verdict === 'not-enough' ? UNDEFINED : differenceText(row),
          pText(row.pValue),
          pText(corrected ? row.holmP : row.midP),
          <VerdictCell key="verdict" verdict={row.verdict} />,
          ...(needs ? [count(row.pairsNeeded)] : []),
        ],
      }))}
    />
  );
}

/** Of few pairs the counts. */
function rateOf({ n, verdict }: Difference, rate: number | null): string {
  return verdict === 'not-enough' && rate !== null ? `${Math.round(rate * n)}/${n}` : percent(rate);
}

/** Everything that was compared of two arms: rates, means, quantiles of durations. */
function MeasuresTable({ pair, rows }: { readonly pair: string; readonly rows: readonly Difference[] }) {
  const groups = [
    { head: 'Shares of episodes, %', kind: 'rate' },
    { head: 'Means over episodes', kind: 'mean' },
    { head: 'Quantiles of durations', kind: 'quantile' },
  ] as const;
  return (
    <details>
      <summary>Table: every measure, {pair}</summary>
      <DataTable
        caption={`Every measure: ${pair}`}
        columns={[
          { head: 'measure' },
          { head: 'pairs' },
          { head: 'first' },
          { head: 'second' },
          { head: 'difference [95 %]' },
          { head: 'p (exact)' },
          { head: 'verdict', words: true },
        ]}
        groups={groups
          .map(({ head, kind }) => ({ head, rows: rows.filter((row) => row.kind === kind).map(measureRow) }))
          .filter((group) => group.rows.length > 0)}
      />
    </details>
  );
}

function measureRow(row: Difference): Row {
  const unit = metricUnit(row.metric);
  const value = (of: number | null): string => (row.kind === 'rate' ? rateOf(row, of) : plain(of));
  return {
    key: row.metric,
    cells: [
      `${metricName(row.metric)}${unit === '' ? '' : `, ${unit}`}`,
      count(row.n),
      value(row.valueA),
      value(row.valueB),
      row.verdict === 'not-enough' ? UNDEFINED : differenceText(row),
      pText(row.pValue),
      <VerdictCell key="verdict" verdict={row.verdict} />,
    ],
  };
}

export function VerdictCell({ verdict }: { readonly verdict: Verdict }) {
  const { sign, word } = verdictWords(verdict);
  return (
    <span className={`verdict ${verdict}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}

function pairOf({ a, b }: Difference): string {
  return `${a} against ${b}`;
}

function option(metric: string): { value: string; label: string } {
  return { value: metric, label: metricName(metric) };
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
