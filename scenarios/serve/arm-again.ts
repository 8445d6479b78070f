import { isManipulationArmName, needsHume } from '../../policies/manipulation/arm-names.ts';
import { weightsHash } from '../../policies/manipulation/hume-model.ts';
import { modelFolder } from '../cli/package-root.ts';
import type { FolderEpisode } from '../clips/clip-task.ts';
import { libraryEntry } from '../domains/domains.ts';
import { validateAny, type AnyScenario } from '../language/any-scenario.ts';
import { resolveManipulation } from '../language/manipulation/resolve.ts';
import { episodeSeed, isSplit } from '../language/splits.ts';
import { loadHumeModel } from '../runner/hume-files.ts';
import type { SuiteJob } from '../runner/job.ts';
import type { ManipulationSetup } from '../runner/manipulation-episode.ts';
import { setupOfArm } from '../runner/manipulation-setup.ts';
import { latencyNamed } from '../runner/run-manifest.ts';

/**
 * All that running an episode of the arm again needs; a text says why it cannot be run again.
 * @throws ModelProblem for models that are not there any more
 */
export async function armEpisodeAgain(wanted: FolderEpisode, version: string): Promise<ManipulationSetup | string> {
  const { manifest, arm, result } = wanted;
  const { suite, split, scenario: id, seed, engine } = result;
  if (engine.version !== version) return `It was run with version ${engine.version}, and this is version ${version}.`;
  if (!isManipulationArmName(arm)) return `This version has no arm '${arm}'.`;
  if (!isSplit(split)) return `This version has no split '${split}'.`;
  const latency = latencyNamed(result.latency, manifest);
  if (latency === null) return `Its latencies '${result.latency}' are not in a run.json beside the results.`;
  const scenario = scenarioOf(wanted);
  if (scenario?.domain !== 'manipulation')
    return `Its scenario '${id}' is neither in the library nor in a run.json beside the results.`;
  const hume = needsHume(arm) ? await loadHumeModel(modelFolder()) : null;
  if (hume !== null && engine.models[hume.facts.name] !== weightsHash(hume.facts))
    return 'It was run with other models than those of this version.';
  const name = episodeSeed(split, id, seed);
  const job: SuiteJob = { suite, split, scenario: id, seed, arm, latency, planner: null };
  return setupOfArm({
    ...{ job, hume, engineVersion: version },
    spec: resolveManipulation(scenario, name),
    episodeSeed: name,
  });
}

function scenarioOf({ manifest, result: { scenario: id } }: FolderEpisode): AnyScenario | null {
  if (manifest !== null && Object.hasOwn(manifest.scenarios, id)) return validateAny(manifest.scenarios[id]).scenario;
  return libraryEntry(id)?.scenario ?? null;
}
