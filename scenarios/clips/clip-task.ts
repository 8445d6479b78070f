import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isArmName } from '../../policies/driving/arms.ts';
import type { FastModel } from '../../policies/driving/fast-policy.ts';
import { isDrillName } from '../../policies/driving/planner-drills.ts';
import { resolveScenario } from '../language/resolve.ts';
import type { Scenario } from '../language/schema.ts';
import { episodeSeed, isSplit } from '../language/splits.ts';
import { validateScenario } from '../language/validate.ts';
import { LIBRARY } from '../library/registry.ts';
import { domainOfResult, type EpisodeResult } from '../results/episode-result.ts';
import type { EpisodeJob } from '../runner/job.ts';
import { recordFileName } from '../runner/record-episode.ts';
import { latencyNamed, type RunManifest } from '../runner/run-manifest.ts';
import type { ClipSimulation, ClipTask } from './clip-protocol.ts';

/** The program that is to show the episodes. */
export interface ShowingEngine {
  readonly version: string;
  readonly model: FastModel | null;
}

/** An episode of a results folder. */
export interface FolderEpisode {
  readonly folder: string;
  readonly manifest: RunManifest | null;
  /** The arm as it was run: a comparison may have renamed that of the result. */
  readonly arm: string;
  readonly result: EpisodeResult;
}

/** How an episode can be shown; a text says why it cannot. */
export function clipTaskOf(episode: FolderEpisode, engine: ShowingEngine): ClipTask | string {
  const { digest } = episode.result;
  if (domainOfResult(episode.result) !== 'driving') return armTaskOf(episode);
  const job = jobOf(episode);
  if (typeof job === 'string') return job;
  const record = recordOf(episode.folder, job);
  const simulation = simulationOf(episode, job, engine);
  if (typeof simulation !== 'string') return { digest, record, simulation };
  return record === null ? `${simulation} There is no record of it either.` : { digest, record, simulation: null };
}

/** Episodes of the arm are shown from their records alone. */
function armTaskOf({ folder, manifest, arm, result }: FolderEpisode): ClipTask | string {
  const { suite, split, scenario, seed, digest } = result;
  const latency = latencyNamed(result.latency, manifest);
  const planner = manifest?.planner ?? null;
  const record = latency === null ? null : recordOf(folder, { suite, split, scenario, seed, arm, latency, planner });
  if (record !== null) return { digest, record, simulation: null };
  return "Episodes of the arm are shown from their records, and there is none of it: run it with '--record all'.";
}

function jobOf({ result, arm, manifest }: FolderEpisode): EpisodeJob | string {
  const { suite, split, scenario, seed } = result;
  if (!isArmName(arm)) return `This version has no arm '${arm}'.`;
  const latency = latencyNamed(result.latency, manifest);
  if (latency === null) return `Its latencies '${result.latency}' are not in a run.json beside the results.`;
  return { suite, split, scenario, seed, arm, latency, planner: manifest?.planner ?? null };
}

function recordOf(folder: string, job: Parameters<typeof recordFileName>[0]): string | null {
  const file = join(folder, 'records', recordFileName(job));
  return existsSync(file) ? file : null;
}

/** All that simulating again needs. */
function simulationOf(
  { result, manifest }: FolderEpisode,
  job: EpisodeJob,
  { version, model }: ShowingEngine,
): ClipSimulation | string {
  const { engine, split, scenario: id, seed } = result;
  if (result.clock === 'live') return 'A live run cannot be simulated again.';
  if (engine.version !== version) return `It was run with version ${engine.version}, and this is version ${version}.`;
  const models = Object.entries(engine.models);
  const learned = models.length > 0;
  if (learned && !(models.length === 1 && models[0][1] === model?.sha256))
    return `It was run with the policy ${models.map(([name, hash]) => `${name} (${hash.slice(0, 12)})`).join(', ')}, which is not the one of this version.`;
  if (job.planner !== null && !isDrillName(job.planner)) return `This version has no planner '${job.planner}'.`;
  if (!isSplit(split)) return `This version has no split '${split}'.`;
  const scenario = scenarioOf(id, manifest);
  if (scenario === null) return `Its scenario '${id}' is neither in the library nor in a run.json beside the results.`;
  const name = episodeSeed(split, id, seed);
  return { job, spec: resolveScenario(scenario, name), episodeSeed: name, learned };
}

function scenarioOf(id: string, manifest: RunManifest | null): Scenario | null {
  if (manifest !== null && Object.hasOwn(manifest.scenarios, id))
    return validateScenario(manifest.scenarios[id]).scenario;
  return LIBRARY.find((entry) => entry.id === id)?.scenario ?? null;
}
