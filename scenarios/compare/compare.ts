import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRecordedResults } from '../records/recorded-results.ts';
import { ResultsError } from '../results/episode-lines.ts';
import { readResultsFolder, RESULTS_FILE } from '../results/results-folder.ts';
import { readManifest } from '../runner/run-manifest.ts';
import { compareResults, type Comparison, type CompareSettings, type ResultSet } from './compare-results.ts';
import type { ComparisonDocument } from './comparison.ts';

/**
 * `twotempo compare DIR... --baseline DIR`: reads the results of the folders and compares them.
 *
 * @throws ResultsError if a folder is not the output of a run or its results are broken
 */
export async function compareFolders(
  folders: readonly string[],
  baselineFolder: string | null,
  settings: CompareSettings = {},
): Promise<ComparisonDocument> {
  return (await readAndCompare(folders, baselineFolder, settings)).document;
}

/** The same with the episodes behind it. */
export async function readAndCompare(
  folders: readonly string[],
  baselineFolder: string | null,
  settings: CompareSettings = {},
): Promise<Comparison> {
  const sets: ResultSet[] = [];
  for (const folder of folders) sets.push(await readSet(folder));
  const baseline = baselineFolder === null ? null : await readSet(baselineFolder);
  return compareResults(sets, baseline, settings);
}

/** A run's results, or those that the records of live runs end with. */
async function readSet(folder: string): Promise<ResultSet> {
  if (existsSync(folder) && !existsSync(join(folder, RESULTS_FILE))) {
    const recorded = await readRecordedResults(folder).catch(() => null);
    if (recorded?.episodes.length === 0)
      throw new ResultsError(`${folder}: no record in it counts as a result. ${recorded.passedOver[0]}`);
    if (recorded !== null) return { name: folder, ...recorded };
  }
  const { episodes } = await readResultsFolder(folder);
  const manifest = await readManifest(folder);
  return { name: folder, episodes, planner: manifest === null ? undefined : (manifest.planner ?? 'value') };
}
