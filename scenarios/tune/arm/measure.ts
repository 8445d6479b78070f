import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../../sim/kernel/sha256.ts';
import { domainNamed, libraryEntry } from '../../domains/domains.ts';
import { assertUsableFor, episodeSeed } from '../../language/splits.ts';
import { canonicalJson } from '../../results/canonical-json.ts';
import { uniqueEpisodes } from '../../results/episode-lines.ts';
import type { EpisodeResult } from '../../results/episode-result.ts';
import { RATE_METRICS, rateFrom, withoutErrors } from '../../results/rates.ts';
import { summarise } from '../../results/summary.ts';
import { latencyName, type LatencyChoice } from '../../runner/job.ts';
import { runSuite } from '../../runner/run-suite.ts';
import { findSuite } from '../../suites/suites.ts';
import type { ArmVariant } from './arm-steps.ts';
import type { Measures } from './choose.ts';

export const TUNING_SPLIT = 'val';
const EPISODE_LIMIT_MS = 300_000;

/** In which situations variants run, and with what. */
export interface Trial {
  readonly suite: string;
  /** First and last, both included. */
  readonly seeds: readonly [number, number];
  readonly latencies: readonly LatencyChoice[];
  readonly workers: number;
  readonly modelFolder: string;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly engineVersion: string;
  readonly workerScript: string;
  /** Results are kept below it, so that a variant that ran is not run again by the same program with the same models. */
  readonly work: string;
}

/** Runs what has not been run yet of a variant. @returns a row for every latency, in their order; one for an arm without */
export async function measureVariant({ arm, settings }: ArmVariant, trial: Trial): Promise<Measures[]> {
  assertUsableFor('tune', TUNING_SPLIT);
  const { suite, seeds, workers, modelFolder, model, engineVersion, workerScript } = trial;
  const { isWithoutLatency, resolve } = domainNamed('manipulation');
  const latencies = isWithoutLatency(arm) ? trial.latencies.slice(0, 1) : trial.latencies;
  const program = sha256Hex(readFileSync(workerScript));
  const key = sha256Hex(canonicalJson({ arm, settings: { ...settings }, suite, program, model: model.sha256 }));
  const results = await runSuite({
    domain: 'manipulation',
    ...{ suite, seeds, latencies, workers, modelFolder, model, engineVersion, workerScript },
    scenarios: findSuite(suite).scenarios,
    arms: [arm],
    split: TUNING_SPLIT,
    planner: null,
    out: join(trial.work, key.slice(0, 16)),
    resume: true,
    record: 'none',
    shard: null,
    only: null,
    scenarioValues: {},
    settings: null,
    manipulationSettings: settings,
    episodeLimitMs: EPISODE_LIMIT_MS,
    quiet: true,
    resolve: (id, seed) => {
      const entry = libraryEntry(id);
      if (entry === null) throw new RangeError(`scenario: expected one of the library, found ${id}.`);
      return resolve(entry.scenario, episodeSeed(TUNING_SPLIT, id, seed));
    },
  });
  const asked = uniqueEpisodes(results).filter(({ seed }) => seed >= seeds[0] && seed <= seeds[1]);
  return latencies.map((latency) => measuresOf(asked, arm, latencyName(latency)));
}

/** @param results of one arm; those at other latencies are left out */
export function measuresOf(results: readonly EpisodeResult[], arm: string, latency: string): Measures {
  const episodes = results.filter((result) => result.latency === latency);
  const valid = withoutErrors(episodes);
  const { planner } = summarise(episodes).arms[arm];
  const rate = (had: (episode: EpisodeResult) => boolean) => rateFrom(valid.filter(had).length, valid.length);
  const collided = (episode: EpisodeResult): boolean => RATE_METRICS.collision(episode) === true;
  const dropped = (episode: EpisodeResult): boolean => RATE_METRICS.drop(episode) === true;
  return {
    latency,
    success: rate((episode) => RATE_METRICS.success(episode) === true),
    harm: rate((episode) => collided(episode) || dropped(episode)),
    collision: rate(collided),
    drop: rate(dropped),
    dutyCycle: planner.dutyCycle,
    callsPerMinute: planner.callsPerMinute,
    errors: episodes.length - valid.length,
  };
}
