import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuiteEpisode } from '../../renderer/host/suite-contract.ts';
import { clipTaskOf, type FolderEpisode } from '../clips/clip-task.ts';
import { engineVersion, modelFolder } from '../cli/package-root.ts';
import { domainNamed } from '../domains/domains.ts';
import { readRecord } from '../records/record-reader.ts';
import { RecordProblem } from '../records/record-problem.ts';
import { readEpisodeLines } from '../results/episode-lines.ts';
import { domainOfResult, type EpisodeResult } from '../results/episode-result.ts';
import { RESULTS_FILE } from '../results/results-folder.ts';
import { latencyName } from '../runner/job.ts';
import { loadModel, readModelFacts } from '../runner/model-files.ts';
import { OtherDigest, recordArmEpisode, recordEpisode } from '../runner/record-episode.ts';
import { readManifest, type RunManifest } from '../runner/run-manifest.ts';
import { wallClockWatchdog } from '../runner/watchdog.ts';
import { EPISODE_LIMIT_S } from '../cli/plan-run.ts';
import { armEpisodeAgain } from './arm-again.ts';
import { BridgeProblem } from './bridge-problem.ts';
import { linesOf } from './suite-rows.ts';

/**
 * The record of an episode of a folder: the one in it, else the episode is run again and recorded into it.
 * @returns its path
 * @throws BridgeProblem, and what the engine throws
 */
export async function madeRecord(folder: string, episode: SuiteEpisode): Promise<string> {
  const result = await resultOf(folder, episode);
  if (result.error !== null)
    throw new BridgeProblem(
      'no-record',
      `This episode has no record: it ended in an error (${result.error.what}).`,
      'Resume the run to try it again.',
    );
  const manifest = await readManifest(folder);
  const ran = asRun(result, manifest);
  const wanted = { folder, manifest, arm: ran.arm, result: ran };
  return domainOfResult(result) === 'driving' ? drivenRecord(wanted) : armRecord(wanted);
}

async function drivenRecord(wanted: FolderEpisode): Promise<string> {
  const { folder, result } = wanted;
  const models = modelFolder();
  const engine = { version: engineVersion(), model: await readModelFacts(models) };
  const task = clipTaskOf(wanted, engine);
  if (typeof task === 'string') throw noRecord(task);
  if (task.record !== null && (await isOf(task.record, result.digest))) return task.record;
  if (task.simulation === null) throw noRecord('This version can neither read nor make the record of this episode.');
  const { job, spec, episodeSeed, learned } = task.simulation;
  const setup = {
    ...{ job, spec, episodeSeed, engineVersion: engine.version, watchdog: watchdog() },
    model: learned ? await loadModel(models) : null,
  };
  return recordAgain(() => recordEpisode(setup, result, join(folder, 'records')));
}

async function armRecord(wanted: FolderEpisode): Promise<string> {
  const { folder, result } = wanted;
  const kept = clipTaskOf(wanted, { version: engineVersion(), model: null });
  if (typeof kept !== 'string' && kept.record !== null && (await isOf(kept.record, result.digest))) return kept.record;
  const again = await armEpisodeAgain(wanted, engineVersion());
  if (typeof again === 'string') throw noRecord(again);
  const setup = { ...again, watchdog: watchdog() };
  return recordAgain(() => recordArmEpisode(setup, result, join(folder, 'records')));
}

const watchdog = () => wallClockWatchdog((EPISODE_LIMIT_S * 1000) / 4);

function noRecord(why: string): BridgeProblem {
  return new BridgeProblem('no-record', why, null);
}

async function recordAgain(record: () => Promise<string>): Promise<string> {
  try {
    return await record();
  } catch (error) {
    if (!(error instanceof OtherDigest)) throw error;
    throw new BridgeProblem(
      'other-digest',
      'Run again, this episode does not give the digest of its result: another build of the program made it.',
      'Open it with the version that ran it.',
    );
  }
}

/** The line of an episode; an error gives way to a later result. */
async function resultOf(folder: string, episode: SuiteEpisode): Promise<EpisodeResult> {
  const { scenario, seed, split, arm, latency } = episode;
  // Most lines are another episode's, and are not parsed.
  const signs = [`"scenario":${JSON.stringify(scenario)}`, `"seed":${seed}`, `"arm":${JSON.stringify(arm)}`];
  let found: EpisodeResult | null = null;
  for await (const text of linesOf(folder)) {
    if (!signs.every((sign) => text.includes(sign))) continue;
    for (const result of readEpisodeLines(text, RESULTS_FILE).episodes) {
      const fits = result.scenario === scenario && result.seed === seed && result.split === split;
      if (fits && result.arm === arm && result.latency === latency) found = result;
    }
    if (found !== null && found.error === null) return found;
  }
  if (found !== null) return found;
  throw new BridgeProblem('not-found', 'This episode is not among the results of the run.', 'Refresh the table.');
}

/** The result as its episode ran: arms that wait for no plan ran once, and count at every latency. */
function asRun(result: EpisodeResult, manifest: RunManifest | null): EpisodeResult {
  const first = manifest?.latencies[0];
  const isOnce = domainNamed(domainOfResult(result)).isWithoutLatency(result.arm);
  if (first === undefined || manifest?.plan?.isWhole !== true || !isOnce) return result;
  return { ...result, latency: latencyName(first) };
}

/** Whether a file is a whole record of the run that has this digest. */
async function isOf(file: string, digest: string): Promise<boolean> {
  try {
    return readRecord(await readFile(file), file).end.digest === digest;
  } catch (error) {
    if (error instanceof RecordProblem) return false;
    throw error;
  }
}
