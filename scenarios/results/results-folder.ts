import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { EpisodeLineReader, type EpisodeLines, ResultsError } from './episode-lines.ts';

/** The file of a run's folder that holds one line per finished episode. */
export const RESULTS_FILE = 'results.jsonl';

export interface ResultsFolder extends EpisodeLines {
  /** Last part of the folder's path, for messages and tables. */
  readonly name: string;
}

/** @throws ResultsError if the folder has no readable results file or a line of it is wrong */
export async function readResultsFolder(folder: string): Promise<ResultsFolder> {
  try {
    return { name: basename(join(folder, '.')) || folder, ...(await readResultsFile(join(folder, RESULTS_FILE))) };
  } catch (cause) {
    if (cause instanceof ResultsError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ResultsError(
      `${folder} should be the output folder of a run, but ${RESULTS_FILE} cannot be read: ${reason}`,
    );
  }
}

/**
 * Reads a results file piece by piece.
 *
 * @throws ResultsError if a line is wrong
 * @throws Error of the file system, with its code
 */
export async function readResultsFile(file: string): Promise<EpisodeLines> {
  const reader = new EpisodeLineReader(file);
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 22 })) {
    reader.add(piece as string);
  }
  return reader.end();
}
