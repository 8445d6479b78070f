import { appendFile, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import type { ArmSettings } from '../../policies/driving/arms.ts';
import type { ManipulationArmSettings } from '../../policies/manipulation/arms.ts';
import type { Concrete, DomainName } from '../domains/concrete.ts';
import type { Domain } from '../domains/domain.ts';
import { domainNamed } from '../domains/domains.ts';
import { latencyChoice } from '../records/record-header.ts';
import { ResultsError, writeEpisodeLine, type EpisodeLines } from '../results/episode-lines.ts';
import { domainOfResult, episodeKey, type EpisodeResult } from '../results/episode-result.ts';
import { readResultsFile, RESULTS_FILE } from '../results/results-folder.ts';
import { latencyName, type LatencyChoice, type SuiteJob } from './job.ts';
import { makeFolder } from './output-place.ts';
import { PoolUnwritable, runPool } from './pool.ts';
import { ManifestProblem, mergeManifests, readManifest, writeManifest, type RunManifest } from './run-manifest.ts';
import { Progress } from './progress.ts';
import { ResultLines } from './result-lines.ts';
import { lockFolder } from './run-lock.ts';
import { RunProblem } from './run-problem.ts';
import type { EpisodeTask, RecordChoice } from './protocol.ts';
import type { EpisodeFacts } from './runtime-summary.ts';

export interface SuiteRun {
  /** Of all scenarios. */
  readonly domain: DomainName;
  readonly suite: string;
  readonly scenarios: readonly string[];
  readonly arms: readonly string[];
  /** First and last seed, both included. */
  readonly seeds: readonly [number, number];
  readonly split: string;
  readonly latencies: readonly LatencyChoice[];
  readonly planner: string | null;
  readonly workers: number;
  /** Output folder; made when missing. */
  readonly out: string;
  readonly resume: boolean;
  readonly record: RecordChoice;
  /** Part `index` (from 1) of `count`: situations are dealt out by hash, so that adding scenarios moves few. */
  readonly shard: { readonly index: number; readonly count: number } | null;
  /** Runs exactly these episodes of the scenarios instead of every combination. */
  readonly only: readonly SuiteJob[] | null;
  /** Scenarios of files, by id, for the folder's manifest. */
  readonly scenarioValues: RunManifest['scenarios'];
  /** Of driving. */
  readonly settings: ArmSettings | null;
  /** Of the arm. */
  readonly manipulationSettings?: ManipulationArmSettings;
  readonly engineVersion: string;
  readonly modelFolder: string | null;
  readonly model: EpisodeFacts['model'];
  readonly workerScript: string;
  readonly episodeLimitMs: number;
  readonly quiet: boolean;
  readonly observer?: SuiteObserver;
  /** Concrete episode of a scenario and seed. */
  readonly resolve: (scenario: string, seed: number, split: string) => Concrete;
}

/** Is told how a run gets on. */
export interface SuiteObserver {
  /**
   * The run begins.
   * @param kept results that the folder has and keeps
   * @param total results that it will have at the end
   */
  begun(kept: readonly EpisodeResult[], total: number): void;
  /** An episode has ended and its results are on disk. */
  done(results: readonly EpisodeResult[]): void;
}

/**
 * Runs a suite and appends one line per finished episode to `results.jsonl`. Returns all results of the folder.
 * @throws RunProblem, WorkerBroken
 */
export async function runSuite(run: SuiteRun, signal?: AbortSignal): Promise<EpisodeResult[]> {
  const release = holdFolder(run);
  try {
    return await runInFolder(run, signal);
  } finally {
    release();
  }
}

async function runInFolder(run: SuiteRun, signal?: AbortSignal): Promise<EpisodeResult[]> {
  const file = join(run.out, RESULTS_FILE);
  const results = await begin(run, file);
  const kept = results.filter(({ error }) => error === null);
  const finished = new Set(kept.map(episodeKey));
  const jobs = listJobs(run).filter((job) => !labels(run, job).every((latency) => finished.has(keyOf(job, latency))));
  const total = jobs.length;
  run.observer?.begun(kept, countAll(run, jobs, finished));
  const progress = run.quiet ? null : new Progress(total, finished.size);
  const lines = await ResultLines.open(file);
  let at = 0;
  const resolved = new Map<string, Concrete>();
  const next = (): EpisodeTask | null => {
    if (at >= jobs.length) return null;
    const job = jobs[at++];
    const key = `${job.split} ${job.scenario} ${job.seed}`;
    let concrete = resolved.get(key);
    if (concrete === undefined) {
      if (resolved.size > 64) resolved.clear();
      concrete = run.resolve(job.scenario, job.seed, job.split);
      resolved.set(key, concrete);
    }
    return { job, concrete };
  };
  const done = async (result: EpisodeResult): Promise<void> => {
    const job = { ...result, latency: result.latency };
    const copies = labels(run, job).map((latency) => ({ ...result, latency }));
    results.push(...copies);
    await lines.append(copies.map(writeEpisodeLine).join(''));
    progress?.add(result.outcome.collision);
    run.observer?.done(copies);
  };
  try {
    await runPool(
      {
        workers: Math.min(run.workers, Math.max(1, total)),
        script: run.workerScript,
        episodeLimitMs: run.episodeLimitMs,
        model: run.model,
        start: {
          type: 'start',
          domain: run.domain,
          engineVersion: run.engineVersion,
          modelFolder: run.modelFolder,
          settings: run.settings,
          ...(run.manipulationSettings ? { manipulationSettings: run.manipulationSettings } : {}),
          record: run.record,
          recordFolder: run.record === 'none' ? null : join(run.out, 'records'),
          plannerLimitMs: Math.round(run.episodeLimitMs / 4),
        },
      },
      next,
      done,
      signal,
    );
  } catch (error) {
    if (error instanceof PoolUnwritable) throw new RunProblem(`${error.message}; mend that and go on with --resume`);
    throw error;
  } finally {
    await lines.close();
  }
  return results;
}

/** Every episode of a run, situation by situation, so that a run cut short has whole pairs. */
export function listJobs(run: SuiteRun): SuiteJob[] {
  const isOurs = ({ scenario, seed }: { scenario: string; seed: number }): boolean =>
    run.shard === null || shardOf(scenario, seed, run.shard.count) === run.shard.index;
  if (run.only !== null) return run.only.filter(isOurs);
  const { isWithoutLatency } = domainNamed(run.domain);
  const jobs: SuiteJob[] = [];
  for (let seed = run.seeds[0]; seed <= run.seeds[1]; seed++) {
    for (const scenario of run.scenarios) {
      if (!isOurs({ scenario, seed })) continue;
      for (const arm of run.arms) {
        for (const [i, latency] of run.latencies.entries()) {
          if (i > 0 && isWithoutLatency(arm)) continue;
          jobs.push({ suite: run.suite, split: run.split, scenario, seed, arm, latency, planner: run.planner });
        }
      }
    }
  }
  return jobs;
}

/** Shard from 1 to `count` of a situation. */
export function shardOf(scenario: string, seed: number, count: number): number {
  const hash = sha256Hex(new TextEncoder().encode(`${scenario}#${seed}`));
  return (parseInt(hash.slice(0, 8), 16) % count) + 1;
}

/** Names of the latencies under which a job's result is written. */
function labels(run: SuiteRun, job: { arm: string; latency: LatencyChoice | string }): string[] {
  if (run.only === null && domainNamed(run.domain).isWithoutLatency(job.arm)) return run.latencies.map(latencyName);
  return [typeof job.latency === 'string' ? job.latency : latencyName(job.latency)];
}

/** Results that there will be, each counted once. */
function countAll(run: SuiteRun, jobs: readonly SuiteJob[], finished: ReadonlySet<string>): number {
  const all = new Set(finished);
  for (const job of jobs) for (const latency of labels(run, job)) all.add(keyOf(job, latency));
  return all.size;
}

function keyOf(job: Pick<SuiteJob, 'suite' | 'split' | 'scenario' | 'seed' | 'arm'>, latency: string): string {
  const { suite, split, scenario, seed, arm } = job;
  return episodeKey({ suite, split, scenario, seed, arm, latency });
}

/** Makes the folder and keeps others out of it. @returns lets them in again */
function holdFolder(run: SuiteRun): () => void {
  try {
    makeFolder(run.out);
    if (run.record !== 'none') makeFolder(join(run.out, 'records'));
    return lockFolder(run.out);
  } catch (error) {
    if (error instanceof RunProblem) throw error;
    throw new RunProblem(
      `--out ${run.out}: the folder cannot be made (${codeOf(error)}); choose one that you may write to`,
    );
  }
}

/** With `resume`, reads what is there and cuts off a torn last line. */
async function begin(run: SuiteRun, file: string): Promise<EpisodeResult[]> {
  const { episodes, truncatedTail, isOpen } = await readResults(file);
  if ((isOpen || episodes.length > 0) && !run.resume) {
    throw new RunProblem(`--out ${run.out}: there are results already; go on with --resume or choose another folder`);
  }
  refuseOtherEngine(run, episodes);
  await leaveManifest(run, episodes);
  if (run.resume) await sweep(run.out);
  if (truncatedTail !== '') await truncate(file, (await stat(file)).size - Buffer.byteLength(truncatedTail));
  // Killed between a line and its end: the next line must not be glued to it.
  else if (isOpen) await appendFile(file, '\n');
  return episodes;
}

/** Removes what a kill left half-written. */
async function sweep(out: string): Promise<void> {
  for (const folder of [out, join(out, 'records')]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((one) => one.endsWith('.unfinished')))
      await rm(join(folder, name), { force: true });
  }
}

/** Says in the folder what is run into it. @throws RunProblem when that does not fit what was run before */
async function leaveManifest(run: SuiteRun, episodes: readonly EpisodeResult[]): Promise<void> {
  const { suite, split, seeds, arms, latencies, planner, engineVersion, model } = run;
  const manifest: RunManifest = {
    manifestVersion: 1,
    suite,
    split,
    seeds: [...seeds],
    arms: [...arms],
    latencies: latencies.map((choice) => latencyChoice.parse(choice)),
    planner,
    engine: { version: engineVersion, models: model === null ? {} : { [model.name]: model.sha256 } },
    scenarios: run.scenarioValues,
    plan: { scenarios: [...run.scenarios], isWhole: run.only === null && run.shard === null, record: run.record },
  };
  try {
    const earlier = run.resume ? await readManifest(run.out) : null;
    if (earlier !== null && earlier.planner !== planner) refuseOtherPlanner(run, earlier.planner, episodes);
    writeManifest(run.out, earlier === null ? manifest : mergeManifests(earlier, manifest, run.out));
  } catch (error) {
    if (error instanceof ManifestProblem) throw new RunProblem(error.message);
    throw error;
  }
}

/** Errors are run again, so only what the other planner has finished stands in the way. */
function refuseOtherPlanner(run: SuiteRun, planner: string | null, episodes: readonly EpisodeResult[]): void {
  if (!episodes.some((episode) => episode.error === null && episode.planner.calls > 0)) return;
  throw new RunProblem(
    `--resume: ${run.out} holds results with the planner ${planner ?? 'value'}, but this run has ` +
      `${run.planner ?? 'value'}; choose another folder`,
  );
}

/** What is there; nothing where there is no file yet. */
async function readResults(file: string): Promise<EpisodeLines> {
  try {
    return await readResultsFile(file);
  } catch (error) {
    if (error instanceof ResultsError) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT') return { episodes: [], truncatedTail: '', isOpen: false };
    throw new RunProblem(`${file}: cannot be read (${code})`);
  }
}

/** Results of two programs or two fast policies in one table would be compared as if they were one. */
function refuseOtherEngine(run: SuiteRun, episodes: readonly EpisodeResult[]): void {
  const domain = domainNamed(run.domain);
  const { model, engineVersion } = run;
  for (const episode of episodes) {
    const other = domainOfResult(episode);
    if (other !== domain.name)
      throw new RunProblem(
        `--resume: ${run.out} holds results of ${other}, but this run is of ${domain.name}; choose another folder`,
      );
    const models = model === null || !domain.usesModels(episode.arm) ? {} : { [model.name]: model.sha256 };
    const own = describeEngine({ version: engineVersion, models }, domain);
    const found = describeEngine(episode.engine, domain);
    if (found === own) continue;
    throw new RunProblem(
      `--resume: ${run.out} holds results of ${found}, but this run is ${own}; choose another folder`,
    );
  }
}

function describeEngine({ version, models }: EpisodeResult['engine'], { policyChoices }: Domain): string {
  const names = Object.keys(models).sort();
  const policies = names.map((name) => `policy ${name} (${models[name].slice(0, 12)})`);
  const none = policyChoices.length > 0 ? 'the rule policy' : 'no models';
  return `version ${version} with ${policies.length > 0 ? policies.join(', ') : none}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
