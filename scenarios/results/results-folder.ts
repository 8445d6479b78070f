import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type EpisodeLines, readEpisodeLines, ResultsError } from './episode-lines.ts';

/** The file of a run's folder that holds one line per finished episode. */
export const RESULTS_FILE = 'results.jsonl';

export interface ResultsFolder extends EpisodeLines {
  /** Last part of the folder's path, for messages and tables. */
  readonly name: string;
}

/** @throws ResultsError if the folder has no readable results file or a line of it is wrong */
export async function readResultsFolder(folder: string): Promise<ResultsFolder> {
  const file = join(folder, RESULTS_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ResultsError(
      `${folder} should be the output folder of a run, but ${RESULTS_FILE} cannot be read: ${reason}`,
    );
  }
  return { name: basename(join(folder, '.')) || folder, ...readEpisodeLines(text, file) };
}
