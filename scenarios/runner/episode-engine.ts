import type { ArmSettings } from '../../policies/driving/arms.ts';
import type { ManipulationArmSettings } from '../../policies/manipulation/arms.ts';
import type { HumeModel } from '../../policies/manipulation/hume-model.ts';
import type { Watchdog } from '../../policies/runtime/planner-call.ts';
import type { DomainName } from '../domains/concrete.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { runEpisode, type EpisodeSetup, type LoadedModel } from './episode.ts';
import { loadHumeModel } from './hume-files.ts';
import type { EpisodeJob } from './job.ts';
import { runManipulationEpisode, type ManipulationSetup } from './manipulation-episode.ts';
import { setupOfArm } from './manipulation-setup.ts';
import { loadModel } from './model-files.ts';
import type { EpisodeTask } from './protocol.ts';
import { recordArmEpisode, recordEpisode } from './record-episode.ts';

/** A composed episode of any domain; it can be run and, again, be recorded. */
export type AnySetup =
  | { readonly domain: 'driving'; readonly setup: EpisodeSetup }
  | { readonly domain: 'manipulation'; readonly setup: ManipulationSetup };

/** The models of a domain, loaded once; null: none, and driving has the rule policy. */
export type DomainModels =
  | { readonly domain: 'driving'; readonly model: LoadedModel | null }
  | { readonly domain: 'manipulation'; readonly model: HumeModel | null };

export interface EngineOptions {
  readonly engineVersion: string;
  readonly watchdog?: Watchdog;
  /** Of driving. */
  readonly settings?: ArmSettings;
  /** Of the arm. */
  readonly manipulationSettings?: ManipulationArmSettings;
}

/** @param folder null: no models @throws ModelProblem */
export async function loadModels(domain: DomainName, folder: string | null): Promise<DomainModels> {
  switch (domain) {
    case 'driving':
      return { domain, model: folder === null ? null : await loadModel(folder) };
    case 'manipulation':
      return { domain, model: folder === null ? null : await loadHumeModel(folder) };
  }
}

/** @throws RangeError where task and models are not of one domain, or the arm needs models that are not there */
export function composeSetup({ job, concrete }: EpisodeTask, models: DomainModels, options: EngineOptions): AnySetup {
  const { settings, manipulationSettings, ...rest } = options;
  if (concrete.domain === 'driving' && models.domain === 'driving') {
    const { spec, episodeSeed } = concrete;
    const { model } = models;
    // What came as text was checked where it came in, and the world refuses what it does not know.
    const setup = { job: job as EpisodeJob, spec, episodeSeed, model, ...rest, ...(settings ? { settings } : {}) };
    return { domain: 'driving', setup };
  }
  if (concrete.domain === 'manipulation' && models.domain === 'manipulation') {
    const { spec, episodeSeed } = concrete;
    const changed = manipulationSettings ? { settings: manipulationSettings } : {};
    const setup = setupOfArm({ job, spec, episodeSeed, hume: models.model, ...rest, ...changed });
    return { domain: 'manipulation', setup };
  }
  throw new RangeError(`episode of ${concrete.domain}: expected its models, found those of ${models.domain}.`);
}

/** Runs an episode to its end; one that cannot be brought there has an `error` result. */
export function runSetup(any: AnySetup): Promise<EpisodeResult> {
  switch (any.domain) {
    case 'driving':
      return runEpisode(any.setup);
    case 'manipulation':
      return runManipulationEpisode(any.setup);
  }
}

/** Runs a finished episode again and writes its record, see `recordEpisode`. @throws UnwritableRecord, OtherDigest */
export async function recordSetup(any: AnySetup, result: EpisodeResult, folder: string): Promise<void> {
  if (any.domain === 'driving') await recordEpisode(any.setup, result, folder);
  else await recordArmEpisode(any.setup, result, folder);
}
