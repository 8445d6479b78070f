import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { episodeResultSchema, type EpisodeResult } from '../results/episode-result.ts';
import { openRecord } from './cut-record.ts';
import { RecordProblem } from './record-problem.ts';

export interface RecordedResults {
  readonly episodes: EpisodeResult[];
  /** Records that say nothing here, with the reason; sentences. */
  readonly passedOver: string[];
}

/** Timings of an older record, which has none. */
const UNTIMED = { wallMs: 0, fastMs: null, plannerMs: null, tickUs: null };

/**
 * Results that the records of a folder end with: what there is of live runs, each of which is one file. Records of runs in
 * virtual time are passed over: what a run keeps is a selection, mostly its failures, and no sample. Of several recordings of one situation the last one counts, by the names of the files, which tell the time.
 *
 * @returns null where the folder holds no record
 * @throws Error of the file system
 */
export async function readRecordedResults(folder: string): Promise<RecordedResults | null> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mcap')).sort();
  if (names.length === 0) return null;
  const bySituation = new Map<string, { readonly name: string; readonly episode: EpisodeResult }>();
  const passedOver: string[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const found = resultOf(new Uint8Array(await readFile(file)), file);
    if (typeof found === 'string') {
      passedOver.push(found);
      continue;
    }
    const { suite, split, scenario, seed, arm, latency } = found;
    const key = JSON.stringify([suite, split, scenario, seed, arm, latency]);
    const earlier = bySituation.get(key);
    if (earlier !== undefined)
      passedOver.push(`${join(folder, earlier.name)}: ${name} is a later recording of the same scenario and seed`);
    bySituation.set(key, { name, episode: found });
  }
  return { episodes: [...bySituation.values()].map(({ episode }) => episode), passedOver };
}

/** The result in a record, or why there is none. */
function resultOf(bytes: Uint8Array, file: string): EpisodeResult | string {
  try {
    const { end, live, fork } = openRecord(bytes, file);
    if (fork !== null)
      return `${file}: is a fork of a run of ${fork.arm}, which was begun by another arm, and no sample; compare whole runs`;
    if (live === null)
      return `${file}: is of a run in virtual time, which keeps records of some episodes only; compare its results.jsonl`;
    if (end.result === null) return `${file}: the episode was not driven to its end, and has no result`;
    const line = { timing: UNTIMED, ...(end.result as object), clock: 'live' };
    const parsed = episodeResultSchema.safeParse(line);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return `${file}: its result cannot be used: ${issue.path.join('.')}: ${issue.message}`;
  } catch (error) {
    if (error instanceof RecordProblem) return error.message;
    throw error;
  }
}
