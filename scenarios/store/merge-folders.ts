import { copyFileSync, existsSync, linkSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { domainNamed } from '../domains/domains.ts';
import { commonDomain } from '../results/common-domain.ts';
import { uniqueEpisodes } from '../results/episode-lines.ts';
import { domainOfResult, type EpisodeResult } from '../results/episode-result.ts';
import { readResultsFolder, RESULTS_FILE } from '../results/results-folder.ts';
import { summarise } from '../results/summary.ts';
import { makeFolder } from '../runner/output-place.ts';
import { mergeManifests, readManifest, writeManifest, type RunManifest } from '../runner/run-manifest.ts';
import { linesOf, writeOutputs } from './write-outputs.ts';
import { OutputProblem, orSay, writeText } from './write-text.ts';

export interface Merged {
  readonly episodes: readonly EpisodeResult[];
  /** Episodes that several folders held, equal to the bit. */
  readonly repeated: number;
  /** Records that came along. */
  readonly records: number;
}

/**
 * Makes one results folder of several, for instance of the shards of many machines: one line per episode, in one order,
 * so that the parts of a run give the same file however it was cut (timings apart). Errors give way to results.
 *
 * @throws ResultsError, ManifestProblem, OutputProblem when two folders contradict each other or `out` is in use
 */
export async function mergeFolders(folders: readonly string[], out: string): Promise<Merged> {
  if (existsSync(join(out, RESULTS_FILE)))
    throw new OutputProblem(`--out ${out}: there are results already; choose another folder`);
  const all: EpisodeResult[] = [];
  let manifest: RunManifest | null = null;
  for (const folder of folders) {
    all.push(...(await readResultsFolder(folder)).episodes);
    const own = await readManifest(folder);
    if (own !== null) manifest = manifest === null ? own : mergeManifests(manifest, own, folders[0]);
  }
  const planners = new Set(await Promise.all(folders.map(async (folder) => (await readManifest(folder))?.planner)));
  planners.delete(undefined);
  if (planners.size > 1)
    throw new OutputProblem(
      `the folders were run with different planners (${[...planners].map((one) => one ?? 'value').join(', ')}); compare them instead`,
    );
  commonDomain(all);
  requireOneEngine(all);
  const episodes = uniqueEpisodes(all);
  if (manifest !== null) {
    orSay(out, () => makeFolder(out));
    writeManifest(out, manifest);
  }
  const records = takeRecords(folders, out);
  writeOutputs(out, episodes, summarise(episodes));
  // Last: a folder with results is a finished one.
  writeText(join(out, RESULTS_FILE), linesOf(episodes));
  return { episodes, repeated: all.length - episodes.length, records };
}

function requireOneEngine(episodes: readonly EpisodeResult[]): void {
  // Some arms use none of the models, whichever the others have.
  const withModels = episodes.filter((one) => domainNamed(domainOfResult(one)).usesModels(one.arm));
  const versions = new Set(episodes.map(({ engine }) => engine.version));
  const engines = new Set((versions.size > 1 ? episodes : withModels).map(({ engine }) => JSON.stringify(engine)));
  if (engines.size <= 1) return;
  throw new OutputProblem(
    `the folders hold results of ${engines.size} different engines or models (${[...engines].join(' and ')}); compare them instead`,
  );
}

/** Links records into the new folder, or copies them where links do not reach. @throws OutputProblem */
function takeRecords(folders: readonly string[], out: string): number {
  let taken = 0;
  for (const folder of folders) {
    const from = join(folder, 'records');
    const to = join(out, 'records');
    if (statSync(from, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    orSay(to, () => makeFolder(to));
    for (const name of readdirSync(from).filter((file) => file.endsWith('.mcap'))) {
      const target = join(to, name);
      if (existsSync(target)) continue;
      orSay(target, () => take(join(from, name), target));
      taken++;
    }
  }
  return taken;
}

function take(record: string, target: string): void {
  try {
    linkSync(record, target);
  } catch {
    try {
      copyFileSync(record, target);
    } catch (error) {
      rmSync(target, { force: true });
      throw error;
    }
  }
}
