import { compareLatencies } from '../results/latency-label.ts';
import { isIndependentOfLatency } from '../results/latency-sweep.ts';
import { entriesByArm } from './arm-order.ts';
import { bestReflex, REFLEX_ARMS } from './best-reflex.ts';
import { armColumns } from './arm-columns.ts';
import { rateCell, UNDEFINED } from './cell-text.ts';
import { RATE_WORDS, rateIn, rateTitle } from './rate-words.ts';
import { measuresOf } from '../results/domain-measures.ts';
import type { LatencyPoint, RateMetric, Rates, Summary } from '../results/summary-types.ts';
import { type Cells, markdownTable, plainTable } from './text-table.ts';
import { ENOUGH_RUNS } from './verdict.ts';

export interface TableOptions {
  /** GitHub Markdown instead of aligned text. */
  readonly markdown?: boolean;
}

/** All tables of a run: arms, families, latency sweep when there is one, and the errors. */
export function renderTables(summary: Summary, options: TableOptions = {}): string {
  const format = options.markdown === true ? markdownTable : plainTable;
  const best = bestReflex(summary);
  const title = `${summary.suite}, split ${summary.split}, seeds ${summary.seeds}, engine ${summary.engine.version}`;
  const parts = [`${title}\n`, format(armCells(summary, best)), `${legend(summary, best)}\n`];
  const main = mainRate(summary);
  if (familyNames(summary).length > 1)
    parts.push(`${rateTitle(main)} per family, % [95 %]\n`, format(familyCells(summary, main)));
  if (summary.latencySweep !== null) {
    const { arms } = summary.latencySweep;
    if (main === 'success') parts.push('Success per planner latency, % [95 %]\n', format(sweepCells(arms, 'success')));
    parts.push(
      'Collisions per planner latency, % [95 %]\n',
      format(sweepCells(arms, 'collision')),
      `${crossoverText(summary)}\n`,
    );
  }
  if (summary.errorEpisodes.length > 0) parts.push(errorText(summary));
  return parts.join('\n');
}

function armCells(summary: Summary, best: string | null): Cells {
  const against = ['fast', ...(best === null ? [] : [best])];
  const columns = armColumns(summary, mainRate(summary), against);
  const rows = entriesByArm(summary.arms).map(([name, arm]) => [name, ...columns.map(({ cell }) => cell(arm, name))]);
  return [['arm', ...columns.map(({ head }) => head)], ...rows];
}

/** The rate that matters most. */
function mainRate({ domain }: Summary): RateMetric {
  return measuresOf(domain ?? 'driving').rates[0];
}

function familyCells(summary: Summary, metric: RateMetric): Cells {
  const arms = entriesByArm(summary.arms);
  const rows = familyNames(summary).map((family) => [
    family,
    ...arms.map(([, arm]) => familyCell(Object.hasOwn(arm.families, family) ? arm.families[family] : null, metric)),
  ]);
  return [['family', ...arms.map(([name]) => name)], ...rows];
}

function familyCell(rates: Rates | null, metric: RateMetric): string {
  return rates === null ? UNDEFINED : rateCell(rateIn(rates, metric));
}

function sweepCells(arms: Readonly<Record<string, readonly LatencyPoint[]>>, metric: 'collision' | 'success'): Cells {
  const swept = entriesByArm(arms);
  const anyLatency = swept.filter(([, points]) => isIndependentOfLatency(points)).map(([arm]) => arm);
  const named = swept.flatMap(([arm, points]) =>
    anyLatency.includes(arm) ? [] : points.map(({ latency }) => latency),
  );
  const rows = [...new Set(named)].sort(compareLatencies).map((latency) => [
    latency,
    ...swept.map(([arm, points]) => {
      const point = anyLatency.includes(arm) ? undefined : points.find((one) => one.latency === latency);
      return point === undefined ? UNDEFINED : rateCell(point[metric]);
    }),
  ]);
  const flat = swept.map(([arm, points]) => (anyLatency.includes(arm) ? rateCell(points[0][metric]) : UNDEFINED));
  return [['latency', ...swept.map(([name]) => name)], ...rows, ...(anyLatency.length > 0 ? [['any', ...flat]] : [])];
}

function crossoverText({ latencySweep }: Summary): string {
  return entriesByArm(latencySweep?.crossovers ?? {})
    .map(([arm, { ms, verdict }]) => {
      if (verdict !== 'no-reference' && !isEnough(latencySweep?.arms[arm]))
        return `${arm}: not enough runs to say where it stops beating reflex.`;
      if (ms !== null) return `${arm} stops beating reflex at ${Math.round(ms)} ms.`;
      if (verdict === 'still-better') return `${arm} still beats reflex at the longest swept latency.`;
      if (verdict === 'never-better') return `${arm} beats reflex at no swept latency.`;
      return `${arm} has no reflex arm to compare with.`;
    })
    .join('\n');
}

/** Whether the rates at all latencies would be shown. */
function isEnough(points: readonly LatencyPoint[] = []): boolean {
  return points.every(({ collision }) => collision.n >= ENOUGH_RUNS);
}

function legend(summary: Summary, best: string | null): string {
  const lines = [
    'Rates of the episodes without error, with Wilson 95 % intervals; macro is the mean over families.',
    `p: exact McNemar test of ${RATE_WORDS[mainRate(summary)]} on the same scenarios and seeds.`,
  ];
  const compared = REFLEX_ARMS.filter((arm) => Object.hasOwn(summary.arms, arm));
  if (best !== null && compared.length > 1)
    lines.push(`${best} has the fewest collisions among ${compared.join(' and ')}.`);
  return lines.join('\n');
}

function errorText({ errorEpisodes }: Summary): string {
  const lines = errorEpisodes.map(
    ({ arm, latency, scenario, seed, what, message }) =>
      `- ${arm}, ${latency}, ${scenario}, seed ${seed}: ${what}: ${message}\n`,
  );
  const count = errorEpisodes.length;
  return `Episodes that ended in an internal error and are in no rate: ${count}\n${lines.join('')}`;
}

function familyNames(summary: Summary): string[] {
  return [...new Set(Object.values(summary.arms).flatMap((arm) => Object.keys(arm.families)))].sort();
}
