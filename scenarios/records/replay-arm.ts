import { isManipulationArmName } from '../../policies/manipulation/arm-names.ts';
import { TUNED, type ManipulationArmSettings } from '../../policies/manipulation/arms.ts';
import { weightsHash, type HumeModel } from '../../policies/manipulation/hume-model.ts';
import { ManipulationEpisode, type ManipulationSetup } from '../runner/manipulation-episode.ts';
import { setupOfArm } from '../runner/manipulation-setup.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { adviceFor, armSpecOf, hasShapeOf, needsModel, unknown } from './recorded-setup.ts';
import { lastTickOf, statesOf } from './replay-episode.ts';
import type { Resimulation } from './verify.ts';

/**
 * The setup that the record of an episode of the arm was made with.
 * @param hume the models of this version, or null where there are none; ignored for records of arms that need none
 * @throws RecordProblem when the record names other models, or something that this version does not know
 */
export function armSetupOf(record: EpisodeRecord, hume: HumeModel | null, engineVersion: string): ManipulationSetup {
  const { header } = record;
  const { arm, suite, split, scenario, seed, latency, episodeSeed, settings } = header;
  if (!isManipulationArmName(arm)) throw unknown(record, `the arm '${arm}'`);
  if (!hasShapeOf(TUNED, settings)) throw unknown(record, 'settings of the arms');
  const spec = armSpecOf(record);
  const isNamed = needsModel(record, hume === null ? null : { name: hume.facts.name, sha256: weightsHash(hume.facts) });
  try {
    return setupOfArm({
      job: { suite, split, scenario, seed, arm, latency },
      ...{ spec, episodeSeed, engineVersion },
      hume: isNamed ? hume : null,
      settings: settings as unknown as ManipulationArmSettings,
    });
  } catch (error) {
    throw notBuilt(record, error);
  }
}

/**
 * The recorded episode as a simulation that has not begun. It ends where the record does if the episode had not ended then.
 * @throws RecordProblem when the world cannot be built
 */
export function resimulateArm(record: EpisodeRecord, setup: ManipulationSetup): Resimulation {
  const episode = armEpisodeOf(record, setup);
  return {
    state: episode.system,
    states: statesOf(episode, lastTickOf(record)),
    digest: () => episode.digest,
    outcome: () => episode.world.end,
  };
}

/** @throws RecordProblem when the world cannot be built */
export function armEpisodeOf(record: EpisodeRecord, setup: ManipulationSetup): ManipulationEpisode {
  try {
    return new ManipulationEpisode(setup);
  } catch (error) {
    throw notBuilt(record, error);
  }
}

function notBuilt(record: EpisodeRecord, error: unknown): RecordProblem {
  const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  return new RecordProblem(record.file, `holds an episode that cannot be simulated: ${why}`, adviceFor(record));
}
