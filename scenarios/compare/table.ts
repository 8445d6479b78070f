import { compareLatencies } from '../results/latency-label.ts';
import { isIndependentOfLatency } from '../results/latency-sweep.ts';
import { entriesByArm } from './arm-order.ts';
import { bestReflex, REFLEX_ARMS } from './best-reflex.ts';
import { fixed, pCell, percent, rateCell, shortRateCell, UNDEFINED, withInterval } from './cell-text.ts';
import type { LatencyPoint, PairedRow, Rates, Summary } from '../results/summary-types.ts';
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
  if (familyNames(summary).length > 1) parts.push('Collisions per family, % [95 %]\n', format(familyCells(summary)));
  if (summary.latencySweep !== null) {
    parts.push(
      'Collisions per planner latency, % [95 %]\n',
      format(sweepCells(summary.latencySweep.arms)),
      `${crossoverText(summary)}\n`,
    );
  }
  if (summary.errorEpisodes.length > 0) parts.push(errorText(summary));
  return parts.join('\n');
}

function armCells(summary: Summary, best: string | null): Cells {
  const head = [
    ...[
      'arm',
      'episodes',
      'collisions % [95 %]',
      'macro % [95 %]',
      'at fault % [95 %]',
      'success % [95 %]',
      'speed m/s',
      'hard braking',
      'duty',
      'calls/min',
    ],
    ...['p vs fast', ...(best === null ? [] : [`p vs ${best}`])],
  ];
  const rows = entriesByArm(summary.arms).map(([name, arm]) => {
    const enough = arm.collision.n >= ENOUGH_RUNS;
    return [
      name,
      String(arm.episodes),
      rateCell(arm.collision),
      enough ? withInterval(arm.macro.collision.rate, arm.macro.collision.ci95) : UNDEFINED,
      shortRateCell(arm.atFaultCollision),
      shortRateCell(arm.success),
      fixed(arm.meanSpeedMps.mean, 1),
      percent(arm.hardBrakingShare.mean),
      arm.planner.calls === 0 ? UNDEFINED : percent(arm.planner.dutyCycle),
      arm.planner.calls === 0 ? UNDEFINED : fixed(arm.planner.callsPerMinute, 1),
      pairedP(summary, name, 'fast'),
      ...(best === null ? [] : [pairedP(summary, name, best)]),
    ];
  });
  return [head, ...rows];
}

function familyCells(summary: Summary): Cells {
  const arms = entriesByArm(summary.arms);
  const rows = familyNames(summary).map((family) => [
    family,
    ...arms.map(([, arm]) => familyCell(Object.hasOwn(arm.families, family) ? arm.families[family] : undefined)),
  ]);
  return [['family', ...arms.map(([name]) => name)], ...rows];
}

function familyCell(rates: Rates | undefined): string {
  return rates === undefined ? UNDEFINED : rateCell(rates.collision);
}

function sweepCells(arms: Readonly<Record<string, readonly LatencyPoint[]>>): Cells {
  const swept = entriesByArm(arms);
  const anyLatency = swept.filter(([, points]) => isIndependentOfLatency(points)).map(([arm]) => arm);
  const named = swept.flatMap(([arm, points]) =>
    anyLatency.includes(arm) ? [] : points.map(({ latency }) => latency),
  );
  const rows = [...new Set(named)].sort(compareLatencies).map((latency) => [
    latency,
    ...swept.map(([arm, points]) => {
      const point = anyLatency.includes(arm) ? undefined : points.find((one) => one.latency === latency);
      return point === undefined ? UNDEFINED : rateCell(point.collision);
    }),
  ]);
  const flat = swept.map(([arm, points]) => (anyLatency.includes(arm) ? rateCell(points[0].collision) : UNDEFINED));
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
    'p: exact McNemar test of collisions on the same scenarios and seeds.',
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

function pairedP(summary: Summary, a: string, b: string): string {
  const row = summary.paired.find((one: PairedRow) => one.a === a && one.b === b && one.metric === 'collision');
  return pCell(row?.pValue ?? null);
}
