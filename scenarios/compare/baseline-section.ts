import { gateNotes, isGuarded } from './baseline.ts';
import type { BaselineRow } from './comparison.ts';
import { differenceCell, pCell, percent, plain } from './cell-text.ts';
import { MEANS } from './measures.ts';
import type { Section } from './section.ts';

/** Every arm against itself in the baseline. @param arms all arms; those without a row are named */
export function baselineSection(rows: readonly BaselineRow[], arms: readonly string[]): Section {
  const head = [
    'arm',
    'latency',
    'metric',
    'pairs',
    'identical',
    'baseline',
    'now',
    'difference [95 %]',
    'p',
    'verdict',
  ];
  const cells = rows.map((row) => {
    const isShare =
      isGuarded(row.metric) || Object.entries(MEANS).some(([name, one]) => name === row.metric && one.isShare);
    const value = (of: number): string => (isShare ? percent(of) : plain(of));
    return [
      row.arm,
      row.latency,
      row.metric,
      String(row.n),
      String(row.identical),
      value(row.baseline),
      value(row.candidate),
      differenceCell(row.difference, row.ci95, isShare),
      pCell(row.pValue),
      row.identical === row.n ? 'identical' : row.verdict === 'not-enough' ? 'not enough runs' : row.verdict,
    ];
  });
  const absent = arms.filter((arm) => !rows.some((row) => row.arm === arm));
  const notes = [
    ...(rows.length === 0 ? ['The baseline has no episode in common with these results.'] : gateNotes(rows)),
    ...(rows.length > 0 && absent.length > 0 ? [`Not compared, without a pair: ${absent.join(', ')}.`] : []),
  ];
  return {
    title: 'Against the baseline, on the same scenarios and seeds',
    cells: [head, ...cells],
    textColumns: 3,
    notes,
  };
}

/** A sentence per regression. */
export function regressionText({
  arm,
  latency,
  metric,
  n,
  baseline,
  candidate,
  difference,
  ci95,
}: BaselineRow): string {
  return (
    `${arm}, ${latency}: ${metric} went from ${percent(baseline)} to ${percent(candidate)} in ${n} pairs, ` +
    `${differenceCell(difference, ci95, true)} percentage points`
  );
}
