import { join } from 'node:path';
import { renderTables } from '../compare/table.ts';
import { writeEpisodeLine } from '../results/episode-lines.ts';
import { compareSituations, episodeKey, type EpisodeResult } from '../results/episode-result.ts';
import { compareLatencies } from '../results/latency-label.ts';
import type { Summary } from '../results/summary-types.ts';
import { isFailure } from './failures.ts';
import { writeText } from './write-text.ts';

/** Files of a run's folder beside its results. */
export const SUMMARY_FILE = 'summary.json';
export const TABLE_FILE = 'table.md';
export const FAILURES_FILE = 'failures.jsonl';

/**
 * Writes what follows from the results of a folder: the summary, its tables as Markdown, and the list of failures, which
 * `run --only` takes. Each file whole or not at all.
 *
 * @throws OutputProblem
 */
export function writeOutputs(folder: string, episodes: readonly EpisodeResult[], summary: Summary): void {
  writeText(join(folder, SUMMARY_FILE), `${JSON.stringify(summary, null, 2)}\n`);
  writeText(join(folder, TABLE_FILE), renderTables(summary, { markdown: true }));
  writeText(join(folder, FAILURES_FILE), linesOf(episodes.filter(isFailure)));
}

/** Result lines in one order, whoever finished first: by scenario, seed, split, arm and latency. */
export function linesOf(episodes: readonly EpisodeResult[]): string {
  return inOrder(episodes).map(writeEpisodeLine).join('');
}

/** The episodes in the order of `linesOf`. */
export function inOrder(episodes: readonly EpisodeResult[]): EpisodeResult[] {
  return [...episodes].sort(
    (a, b) =>
      compareSituations(a, b) ||
      compareText(a.arm, b.arm) ||
      compareLatencies(a.latency, b.latency) ||
      compareText(episodeKey(a), episodeKey(b)),
  );
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
