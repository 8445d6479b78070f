import type { RateMetric } from '../results/summary-types.ts';
import { differenceCell, pCell, percent, plain, UNDEFINED } from './cell-text.ts';
import type { Difference, Verdict } from './comparison.ts';
import { MEANS, scoreMeasure } from './measures.ts';
import { rateTitle } from './rate-words.ts';
import type { Section } from './section.ts';
import { MOST_PAIRS } from './stats/power.ts';

const VERDICTS: Readonly<Record<Verdict, string>> = {
  better: 'better',
  worse: 'worse',
  equivalent: 'equivalent',
  undecided: 'undecided',
  'not-enough': 'not enough runs',
};

/** All compared arms in one rate: pooled, and as mean over families. */
export function pairsSection(differences: readonly Difference[], metric: RateMetric, title: string): Section[] {
  const rows = differences.filter((row) => row.metric === metric && row.scope === 'all');
  if (rows.length === 0) return [];
  const macroOf = (row: Difference): Difference | undefined =>
    differences.find(
      ({ a, b, scope, ...one }) => a === row.a && b === row.b && one.metric === metric && scope === 'macro',
    );
  const latencies = new Set(rows.map(({ latency }) => latency));
  const head = ['a - b', 'pairs', 'a', 'b', 'points [95 %]', 'p', 'mid-p', 'macro [95 %]', 'verdict', 'pairs needed'];
  const cells = rows.map((row) => {
    const macro = macroOf(row);
    return [
      latencies.size > 1 ? `${row.a} - ${row.b}, ${row.latency}` : `${row.a} - ${row.b}`,
      String(row.n),
      percent(row.valueA),
      percent(row.valueB),
      differenceCell(row.difference, row.ci95, true),
      pCell(row.pValue),
      pCell(row.midP),
      macro === undefined ? UNDEFINED : differenceCell(macro.difference, macro.ci95, true),
      VERDICTS[row.verdict],
      neededCell(row),
    ];
  });
  return [
    {
      title: `${title}, a minus b on the same situations`,
      cells: [head, ...cells],
      notes: [...latencyNotes(latencies), ...PAIRS_NOTES],
    },
  ];
}

function latencyNotes(latencies: ReadonlySet<string>): string[] {
  const [latency] = latencies;
  return latencies.size === 1 ? [`Planner latency: ${latency}.`] : [];
}

const PAIRS_NOTES = [
  "Percentage points with Newcombe's paired 95 % interval; p: exact McNemar test, and its mid-p version.",
  'Verdict on a: better or worse where the interval excludes 0, equivalent where the 90 % interval lies within the margin.',
  'Pairs needed: to find the observed difference with the exact test at 5 % with a power of 80 %.',
];

/** The families of one pair of arms in which anything differed. */
export function familiesSection(differences: readonly Difference[], { a, b }: Pair, metric: RateMetric): Section[] {
  const rows = differences.filter(
    (row) => row.a === a && row.b === b && row.metric === metric && row.scope !== 'all' && row.scope !== 'macro',
  );
  if (rows.length < 2) return [];
  const differing = rows.filter(({ midP }) => midP !== null && midP < 1);
  const same = rows.length - differing.length;
  const note =
    same === 0 ? [] : [`In ${same === rows.length ? 'all' : same} of ${rows.length} families nothing differs.`];
  const head = ['family', 'pairs', 'a', 'b', 'points [95 %]', 'p', 'p (Holm)', 'verdict', 'pairs needed'];
  const cells = differing.map((row) => [
    row.scope,
    String(row.n),
    percent(row.valueA),
    percent(row.valueB),
    differenceCell(row.difference, row.ci95, true),
    pCell(row.pValue),
    pCell(row.holmP),
    VERDICTS[row.verdict],
    neededCell(row),
  ]);
  return [{ title: `${rateTitle(metric)} per family, ${a} minus ${b}`, cells: [head, ...cells], notes: note }];
}

/** Everything else that one pair of arms is compared in. @param shown the rates that are shown elsewhere */
export function measuresSection(
  differences: readonly Difference[],
  { a, b }: Pair,
  shown: readonly string[],
): Section[] {
  const rows = differences.filter(
    (row) => row.a === a && row.b === b && row.scope === 'all' && !shown.includes(row.metric),
  );
  if (rows.length === 0) return [];
  const head = ['measure', 'pairs', 'a', 'b', 'a - b [95 %]', 'verdict'];
  const cells = rows.map((row) => {
    const isShare = isShareRow(row);
    const value = (of: number | null): string => (of === null ? UNDEFINED : isShare ? percent(of) : plain(of));
    return [
      row.metric,
      String(row.n),
      value(row.valueA),
      value(row.valueB),
      differenceCell(row.difference, row.ci95, isShare),
      VERDICTS[row.verdict],
    ];
  });
  const notes = ['Means and quantiles with paired bootstrap intervals; quantiles of all episodes pooled, ms.'];
  return [{ title: `Other measures, ${a} minus ${b}`, cells: [head, ...cells], notes }];
}

type Pair = Pick<Difference, 'a' | 'b'>;

function neededCell({ pairsNeeded, verdict, difference }: Difference): string {
  if (pairsNeeded !== null) return String(pairsNeeded);
  const open = verdict === 'undecided' || verdict === 'not-enough';
  return open && difference !== null && difference !== 0 ? `over ${MOST_PAIRS}` : UNDEFINED;
}

function isShareRow({ kind, metric }: Difference): boolean {
  if (kind !== 'mean') return kind === 'rate';
  if (metric.startsWith('scores.')) return scoreMeasure(metric.slice(7)).isShare;
  return Object.entries(MEANS).some(([name, { isShare }]) => name === metric && isShare);
}
