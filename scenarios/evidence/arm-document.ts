import { ticksForMs } from '../../sim/kernel/clock.ts';
import { entriesByArm } from '../compare/arm-order.ts';
import { differenceCell, pCell, percent, withInterval } from '../compare/cell-text.ts';
import { type Cells, markdownTable } from '../compare/text-table.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { groupBy } from '../results/group.ts';
import { compareLatencies, latencyMsOf } from '../results/latency-label.ts';
import { summarise } from '../results/summary.ts';
import type { Summary } from '../results/summary-types.ts';
import { ABLATIONS, armClaims, type EpisodesByArm, FULL, reductionText } from './arm-claims.ts';
import { type ArmPartName, REFERENCE_LATENCY_MS } from './arm-parts.ts';
import { ARM_EVENTS, type ArmEvent, eventRate, pairedEvent } from './paired-event.ts';

/** Results of the parts that have run. */
export type ArmResults = Readonly<Partial<Record<ArmPartName, readonly EpisodeResult[]>>>;

/** Rows of the table of arms; the others follow in the order of presentation. */
const FIRST_ROWS: readonly string[] = [FULL, ...ABLATIONS];

/** Held against each other in what they harm and reach. */
const DUELS = [
  ['dual', 'fast'],
  ['dual', 'reflex'],
  ['dual', 'random'],
  ['dual-follow', 'fast'],
  ['reflex', 'fast'],
  ['dual', FULL],
] as const;

const EVENT_WORDS: Readonly<Record<ArmEvent, string>> = {
  success: 'success',
  collision: 'collisions',
  drop: 'drops',
  harm: 'collisions or drops',
};
const EVENTS = Object.keys(ARM_EVENTS) as readonly ArmEvent[];

const REFERENCE = `fixed:${REFERENCE_LATENCY_MS}`;

/** File of the latency curve beside the document. */
export const ARM_CURVE_FILE = 'arm-latency.svg';

/** What the arm shows, as Markdown: claims and whether they hold, tables of arms, pairs of arms, latencies. */
export function armDocument({ tail, common, sweep }: ArmResults): string {
  const parts = [
    '# What the arm shows\n',
    'Made by `npm run evidence -- arm` from the results of runs, verdicts included; nothing here is written by hand.\n',
  ];
  if (tail !== undefined) {
    const summary = summarise(tail);
    parts.push(claimsSection(tail, summary), armsSection('The tail', tail, summary), duelsSection(tail));
  }
  if (common !== undefined) parts.push(armsSection('Everyday cases', common, summarise(common)));
  if (sweep !== undefined) parts.push(latencySection(sweep));
  return parts.join('\n');
}

function claimsSection(tail: readonly EpisodeResult[], summary: Summary): string {
  const duty = Object.hasOwn(summary.arms, 'dual') ? summary.arms['dual'].planner.dutyCycle : null;
  const claims = armClaims(atReference(tail), duty);
  const held = claims.filter(({ verdict }) => verdict === 'holds').length;
  const rows = claims.map(({ claim, found, verdict, remark }) => [claim, found, verdict, remark]);
  return [
    `## Claims: ${held} of ${claims.length} hold\n`,
    `${aboutRun(summary)}\n`,
    table([['on the tail', 'found', 'verdict', 'remark'], ...rows], 4),
    'Success is the task done without a collision. Differences are paired, on the same scenarios and seeds: percentage points',
    "with Newcombe's 95 % interval, relative reductions with the score interval of Tang, p of the exact McNemar test.",
    '"Above" and "fewer" hold where the interval excludes 0 and p < 0.05; "at least" where the measured value reaches the',
    'bound and the interval excludes 0; "no lower" and "at most" where the measured value is not below, or not above. Each',
    'claim is tested by itself: of forty that are untrue one holds by chance.\n',
  ].join('\n');
}

function armsSection(title: string, episodes: readonly EpisodeResult[], summary: Summary): string {
  const arms = atReference(episodes);
  const names = entriesByArm(summary.arms).map(([name]) => name);
  const ordered = [
    ...FIRST_ROWS.filter((name) => names.includes(name)),
    ...names.filter((name) => !FIRST_ROWS.includes(name)),
  ];
  const rows = ordered.map((name) => {
    const own = arms.get(name) ?? [];
    const against = name === FULL ? null : pairedEvent(own, arms.get(FULL) ?? [], 'success');
    const { calls, dutyCycle } = summary.arms[name].planner;
    return [
      name,
      String(own.length),
      ...EVENTS.map((event) => rateText(own, event)),
      calls === 0 ? '-' : percent(dutyCycle),
      against === null ? '-' : differenceCell(against.difference, against.ci95, true),
      against === null ? '-' : pCell(against.pValue),
    ];
  });
  const head = [
    ...['arm', 'episodes'],
    ...EVENTS.map((event) => `${EVENT_WORDS[event]} % [95 %]`),
    ...['duty', `success minus ${FULL}, points [95 %]`, 'p'],
  ];
  return [
    `## ${title}\n`,
    `${aboutRun(summary)}\n`,
    table([head, ...rows], 1),
    `Hume's own mode first, then without one part each, then the other arms. Rates with Wilson's 95 % interval.`,
    ...errorLines(summary),
    '',
  ].join('\n');
}

function duelsSection(tail: readonly EpisodeResult[]): string {
  const arms = atReference(tail);
  const rows = DUELS.flatMap(([a, b]) =>
    EVENTS.flatMap((event) => {
      const row = pairedEvent(arms.get(a) ?? [], arms.get(b) ?? [], event);
      if (row === null) return [];
      const { n, rateA, rateB, difference, ci95, pValue } = row;
      return [
        [
          ...[`${a} - ${b}`, EVENT_WORDS[event], String(n), percent(rateA), percent(rateB)],
          ...[differenceCell(difference, ci95, true), pCell(pValue)],
          event === 'success' ? '-' : reductionText(row),
        ],
      ];
    }),
  );
  const head = ['a - b', 'episodes with', 'pairs', 'a', 'b', 'points [95 %]', 'p', 'fewer by [95 %]'];
  return ['## Thinking when unsure, a reflex, neither\n', table([head, ...rows], 2)].join('\n');
}

function latencySection(sweep: readonly EpisodeResult[]): string {
  const byLatency = groupBy(sweep, ({ latency }) => latency);
  const latencies = [...byLatency.keys()].sort(compareLatencies);
  const atEach = latencies.map((latency) => byArm(byLatency.get(latency) ?? []));
  const summary = summarise(sweep);
  const names = entriesByArm(summary.arms).map(([name]) => name);
  const heads = latencies.map((latency) => latencyHead(latency, sweep[0].controlDt));
  const rates = (event: ArmEvent): Cells => [
    ['latency', ...names],
    ...heads.map((head, i) => [head, ...names.map((name) => rateText(atEach[i].get(name) ?? [], event))]),
  ];
  const planning = names.filter((name) => sweep.some(({ arm, planner }) => arm === name && planner.calls > 0));
  const changes = heads.slice(1).map((head, i) => [
    head,
    ...planning.map((name) => {
      const row = pairedEvent(atEach[i + 1].get(name) ?? [], atEach[0].get(name) ?? [], 'success');
      return row === null ? '-' : `${differenceCell(row.difference, row.ci95, true)}, ${pCell(row.pValue)}`;
    }),
  ]);
  return [
    '## Planner latency\n',
    `${aboutRun(summary, false)}\n`,
    `![Success by planner latency](${ARM_CURVE_FILE})\n`,
    'Success, % [95 %]\n',
    table(rates('success'), 1),
    'Episodes with a collision or a drop, % [95 %]\n',
    table(rates('harm'), 1),
    ...(changes.length === 0
      ? []
      : [
          `Success minus that at the shortest latency, ${heads[0]}, on the same scenarios and seeds, points [95 %], p\n`,
          table([['latency', ...planning], ...changes], 1),
        ]),
    'An answer is due at the next control tick at the soonest; a latency is rounded up to whole ticks of 1/60 s.',
    'Arms that never plan ran once.',
    ...errorLines(summary),
    '',
  ].join('\n');
}

function latencyHead(latency: string, controlDt: number): string {
  const ms = latencyMsOf(latency);
  if (ms === null) return latency;
  const ticks = ticksForMs(ms, controlDt);
  return `${ms} ms (${ticks} tick${ticks === 1 ? '' : 's'})`;
}

function aboutRun({ suite, split, seeds, engine }: Summary, one = true): string {
  const models = Object.entries(engine.models).map(([name, sha256]) => `${name} ${sha256.slice(0, 12)}`);
  const at = one ? `, planner latency ${REFERENCE_LATENCY_MS} ms` : '';
  return `${suite}, split ${split}, seeds ${seeds}${at}, engine ${engine.version}, models ${models.join(', ') || 'none'}.`;
}

function errorLines({ errorEpisodes }: Summary): string[] {
  const n = errorEpisodes.length;
  return n === 0 ? [] : [`${n} episode${n === 1 ? '' : 's'} ended in an internal error and count in no rate.`];
}

function atReference(episodes: readonly EpisodeResult[]): EpisodesByArm {
  return byArm(episodes.filter(({ latency }) => latency === REFERENCE));
}

function byArm(episodes: readonly EpisodeResult[]): EpisodesByArm {
  return groupBy(episodes, ({ arm }) => arm);
}

function rateText(episodes: readonly EpisodeResult[], event: ArmEvent): string {
  const { rate, ci95 } = eventRate(episodes, event);
  return withInterval(rate, ci95);
}

/** Names of arms are set as code in the claims: a backtick there is meant. */
function table(cells: Cells, textColumns: number): string {
  return markdownTable(cells, textColumns).replaceAll('\\`', '`');
}
