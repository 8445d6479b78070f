import { canonicalJson } from './canonical-json.ts';
import { type EpisodeResult, episodeKey, episodeResultSchema, RESULT_SCHEMA_VERSION } from './episode-result.ts';

/** A results file that cannot be used; the message names file and line. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

/** One line of a results file with its line end, in canonical JSON. @throws TypeError if a number is not finite */
export function writeEpisodeLine(result: EpisodeResult): string {
  return `${canonicalJson(result)}\n`;
}

export interface EpisodeLines {
  readonly episodes: EpisodeResult[];
  /** What a killed run left of its last line; empty when the file ends well. In bytes as long as in characters. */
  readonly truncatedTail: string;
  /** Whether the last line, whole or not, lacks its line end. */
  readonly isOpen: boolean;
}

/**
 * Reads the text of a results file. A last line without line end that is no whole JSON value is what a kill left, and is
 * passed over; every other line must be right.
 *
 * @param file for messages
 * @throws ResultsError naming file and line
 */
export function readEpisodeLines(text: string, file: string): EpisodeLines {
  const reader = new EpisodeLineReader(file);
  reader.add(text);
  return reader.end();
}

/** As `readEpisodeLines`, for text that comes in pieces: a file may be longer than the longest string. */
export class EpisodeLineReader {
  private readonly episodes: EpisodeResult[] = [];
  private rest = '';
  private line = 0;

  /** @param file for messages */
  constructor(private readonly file: string) {}

  /** @throws ResultsError naming file and line */
  add(piece: string): void {
    // Some editors begin a file with a mark of its byte order.
    const isStart = this.line === 0 && this.rest === '';
    const lines = (this.rest + (isStart ? piece.replace(/^\uFEFF/, '') : piece)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      this.line++;
      if (line.trim() !== '') this.episodes.push(validate(parseJson(line), this.place));
    }
  }

  /** @throws ResultsError naming file and line */
  end(): EpisodeLines {
    const { rest, episodes } = this;
    this.line++;
    if (rest.trim() === '') return { episodes, truncatedTail: '', isOpen: rest !== '' };
    const value = parseJson(rest);
    if (value === undefined) return { episodes, truncatedTail: rest, isOpen: true };
    episodes.push(validate(value, this.place));
    return { episodes, truncatedTail: '', isOpen: true };
  }

  private get place(): string {
    return `${this.file}, line ${this.line}`;
  }
}

/**
 * Keeps one result per episode: a later one replaces an error (a resumed run tried again), a repeated one is dropped.
 *
 * @throws ResultsError if two results of one episode differ
 */
export function uniqueEpisodes(episodes: Iterable<EpisodeResult>): EpisodeResult[] {
  const byKey = new Map<string, EpisodeResult>();
  for (const episode of episodes) {
    const key = episodeKey(episode);
    const known = byKey.get(key);
    if (known === undefined || known.error !== null) byKey.set(key, episode);
    else if (episode.error === null && episode.digest !== known.digest) throw conflict(known, episode);
  }
  return [...byKey.values()];
}

function conflict(a: EpisodeResult, b: EpisodeResult): ResultsError {
  return new ResultsError(
    `Scenario ${a.scenario}, seed ${a.seed}, arm ${a.arm}, latency ${a.latency} has two different results ` +
      `(digests ${a.digest} and ${b.digest}): the files come from different versions or settings.`,
  );
}

/** Undefined, which JSON cannot hold, for text that is not JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function validate(value: unknown, place: string): EpisodeResult {
  if (value === undefined) {
    throw new ResultsError(`${place}: this is not JSON. Only the last line of a results file may be incomplete.`);
  }
  const version = schemaVersionOf(value);
  if (version !== RESULT_SCHEMA_VERSION) {
    throw new ResultsError(
      `${place}: schemaVersion should be ${RESULT_SCHEMA_VERSION}, but is ${JSON.stringify(version) ?? 'missing'}.`,
    );
  }
  const parsed = episodeResultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ResultsError(`${place}: ${issue.path.join('.')}: ${issue.message}.`);
}

function schemaVersionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
}
