import { join } from 'node:path';
import { commonDomain } from '../results/common-domain.ts';
import { csvCell } from '../results/csv-cell.ts';
import { measuresOf } from '../results/domain-measures.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { CALL_COLUMNS, DISTRIBUTION_COLUMNS, EPISODE_COLUMNS, type Cell, type Column } from './columns.ts';
import { distributionRows } from './distributions.ts';
import { inOrder } from './write-outputs.ts';
import { writeText } from './write-text.ts';

/** Files of a folder of tables. */
export const CSV_FILES = {
  episodes: 'episodes.csv',
  calls: 'planner-calls.csv',
  distributions: 'distributions.csv',
} as const;

/**
 * Writes results as tidy tables (RFC 4180, UTF-8, header line, empty cell for what is not defined): one row per episode
 * and arm, one per planner call, one per value of a distribution. Columns are documented in docs/tables.md.
 *
 * @throws OutputProblem; ResultsError where they are of two domains
 */
export function writeCsv(episodes: readonly EpisodeResult[], folder: string): void {
  const ordered = inOrder(episodes);
  writeText(join(folder, CSV_FILES.episodes), csv([...episodeColumns(ordered), ...scoreColumns(ordered)], ordered));
  const calls = ordered.flatMap((episode) => (episode.calls ?? []).map((call) => ({ episode, call })));
  writeText(join(folder, CSV_FILES.calls), csv(CALL_COLUMNS, calls));
  const values = ordered.flatMap((episode) => [...distributionRows(episode)]);
  writeText(join(folder, CSV_FILES.distributions), csv(DISTRIBUTION_COLUMNS, values));
}

/** Those that the episodes' domain fills. */
function episodeColumns(episodes: readonly EpisodeResult[]): Column<EpisodeResult>[] {
  const { emptyColumns } = measuresOf(commonDomain(episodes));
  return EPISODE_COLUMNS.filter(({ name }) => !emptyColumns.includes(name));
}

/** A column per metric that any episode was scored by; empty where the score is not valid. */
function scoreColumns(episodes: readonly EpisodeResult[]): Column<EpisodeResult>[] {
  const ids = new Set(episodes.flatMap(({ scores }) => Object.keys(scores ?? {})));
  return [...ids].sort().map((id) => ({
    name: `score.${id}`,
    unit: '',
    meaning: 'see docs/metrics.md',
    of: ({ scores }) => {
      const score = scores !== null && Object.hasOwn(scores, id) ? scores[id] : null;
      return score !== null && score.valid ? score.value : null;
    },
  }));
}

/** Text of a table. */
export function csv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ name }) => cellText(name)).join(',')];
  for (const row of rows) lines.push(columns.map(({ of }) => cellText(of(row))).join(','));
  return `${lines.join('\n')}\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return csvCell(cell);
}
