import { readResultsFolder } from '../results/results-folder.ts';
import type { SummaryOptions } from '../results/summary.ts';
import { renderBaseline } from './baseline.ts';
import { type Comparison, compareResults, type ResultSet } from './compare-results.ts';
import { renderTables } from './table.ts';

/**
 * `twotempo compare DIR... --baseline DIR`: reads the results of the folders and compares them.
 *
 * @throws ResultsError if a folder is not the output of a run or its results are broken
 */
export async function compareFolders(
  folders: readonly string[],
  baselineFolder: string | null,
  options: SummaryOptions = {},
): Promise<Comparison> {
  const sets: ResultSet[] = [];
  for (const folder of folders) sets.push({ name: folder, episodes: (await readResultsFolder(folder)).episodes });
  const baseline = baselineFolder === null ? null : (await readResultsFolder(baselineFolder)).episodes;
  return compareResults(sets, baseline, options);
}

/** The comparison as text for a terminal. */
export function renderComparison({ summary, baseline }: Comparison): string {
  const tables = renderTables(summary);
  return baseline === null ? tables : `${tables}\n${renderBaseline(baseline)}`;
}
