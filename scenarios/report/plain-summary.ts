import type { ChangedEpisode, ChangedSide } from '../compare/comparison.ts';
import { escapeXml } from '../compare/escape-xml.ts';
import { rateIn, rateTitle } from '../compare/rate-words.ts';
import type { Interval } from '../compare/stats/interval.ts';
import { measuresOf } from '../results/domain-measures.ts';
import type { ArmSummary, RateMetric, RateSummary } from '../results/summary-types.ts';
import type { ReportData } from './report-data.ts';

/** Rows of the list of changed episodes; the page shows all. */
const MOST_CHANGED = 50;

/** The report in plain tables, for readers without scripts. */
export function plainSummary({ title, command, comparison }: ReportData): string {
  const { domain = 'driving', suite, split, seeds, engine, arms, errorEpisodes } = comparison.summary;
  const rates = measuresOf(domain).briefRates;
  return `<h1>${escapeXml(title)}</h1>
<p>${escapeXml(`Suite ${suite}, split ${split}, seeds ${seeds}, Twotempo ${engine.version}.`)}
Made by <code>${escapeXml(command)}</code>. The plots and the replays need scripts.</p>
${errorEpisodes.length === 0 ? '' : `<p>${errorEpisodes.length} episodes ended in an error and are in no rate.</p>\n`}${table(
    'Outcomes by arm, with 95 % intervals',
    ['Arm', 'Latency', 'Episodes', ...rates.map(titleOf), 'Planner duty'],
    Object.entries(arms).map(([name, arm]) => armRow(name, arm, rates)),
  )}${changedTable(comparison.changed)}`;
}

function titleOf(metric: RateMetric): string {
  return metric === 'success' ? 'Goal reached' : rateTitle(metric);
}

function armRow(name: string, arm: ArmSummary, rates: readonly RateMetric[]): string[] {
  const { latency, planner, episodes } = arm;
  const cells = rates.map((metric) => rateText(rateIn(arm, metric)));
  return [name, latency, String(episodes), ...cells, percent(planner.dutyCycle)];
}

function changedTable(changed: readonly ChangedEpisode[]): string {
  if (changed.length === 0) return '';
  const shown = changed.slice(0, MOST_CHANGED);
  const caption = `Episodes that changed outcome, worst first (${shown.length} of ${changed.length})`;
  const rows = shown.map(({ scenario, seed, a, b, direction }) => [
    ...[scenario, String(seed), sideText(a), sideText(b), direction],
  ]);
  return table(caption, ['Scenario', 'Seed', 'A', 'B', 'A is'], rows);
}

function sideText({ arm, end, collisionKind, impactSpeedMps }: ChangedSide): string {
  const how = collisionKind === null ? '' : ` (${collisionKind})`;
  const speed = impactSpeedMps === null ? '' : ` at ${impactSpeedMps.toFixed(1)} m/s`;
  return `${arm}: ${end}${how}${speed}`;
}

function rateText({ count, n, rate, ci95 }: RateSummary): string {
  return rate === null ? `${count}/${n}` : `${count}/${n} = ${percent(rate)} ${intervalText(ci95)}`.trimEnd();
}

function intervalText(interval: Interval | null): string {
  return interval === null ? '' : `[${percent(interval[0])}, ${percent(interval[1])}]`;
}

function percent(share: number | null): string {
  return share === null ? 'none measured' : `${(100 * share).toFixed(1)} %`;
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${escapeXml(text)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((text) => `<td>${escapeXml(text)}</td>`).join('')}</tr>\n`).join('');
  return `<table>
<caption>${escapeXml(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table>
`;
}
