import { isArmName, TUNED, type ArmSettings } from '../../policies/driving/arms.ts';
import { isDrillName } from '../../policies/driving/planner-drills.ts';
import { StateWriter } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import { Episode, type EpisodeSetup, type LoadedModel } from '../runner/episode.ts';
import { OPEN_OUTCOMES } from './record-header.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { adviceFor, hasShapeOf, modelOf, requireDriving, specOf, unknown } from './recorded-setup.ts';
import type { Resimulation } from './verify.ts';

/**
 * The setup that a record was made with.
 * @param model the fast policy that this version ships, or null where there is none; ignored for records of the rule policy
 * @throws RecordProblem when the record names another model, or something that this version does not know
 */
export function setupOf(record: EpisodeRecord, model: LoadedModel | null, engineVersion: string): EpisodeSetup {
  return { ...setupWithoutModel(record, engineVersion), model: modelOf(record, model) };
}

/**
 * The same with the rule policy, whatever the record's: enough for what infers nothing.
 * @throws RecordProblem when the record names something that this version does not know
 */
export function setupWithoutModel(record: EpisodeRecord, engineVersion: string): EpisodeSetup {
  requireDriving(record);
  const { header } = record;
  const { arm, planner } = header;
  if (!isArmName(arm)) throw unknown(record, `the arm '${arm}'`);
  if (planner !== null && !isDrillName(planner)) throw unknown(record, `the planner '${planner}'`);
  if (!hasShapeOf(TUNED, header.settings)) throw unknown(record, 'settings of the arms');
  const { suite, split, scenario, seed, latency, episodeSeed } = header;
  return {
    job: { suite, split, scenario, seed, arm, latency, planner },
    spec: specOf(record),
    episodeSeed,
    model: null,
    engineVersion,
    settings: header.settings as unknown as ArmSettings,
  };
}

/**
 * The recorded episode as a simulation that has not begun. It ends where the record does if the episode had not ended then.
 * @throws RecordProblem when the world cannot be built
 */
export function resimulate(record: EpisodeRecord, setup: EpisodeSetup): Resimulation {
  let episode: Episode;
  try {
    episode = new Episode(setup);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(record.file, `holds an episode that cannot be simulated: ${why}`, adviceFor(record));
  }
  return {
    state: episode.system,
    states: statesOf(episode, lastTickOf(record)),
    digest: () => episode.digest,
    outcome: () => episode.world.end,
  };
}

interface Simulation {
  readonly world: { readonly tick: number };
  readonly system: Stateful & { settleAll(): Promise<void> };
  tick(): Promise<boolean>;
}

/**
 * The states of an episode that has not begun, from the one at its start on.
 * @param last ends after so many ticks, if the episode has not
 */
export async function* statesOf(episode: Simulation, last: number): AsyncGenerator<Float64Array> {
  const writer = new StateWriter();
  const state = (): Float64Array => {
    writer.reset();
    episode.system.exchange(writer);
    return writer.view();
  };
  yield state();
  let running = true;
  while (running && episode.world.tick < last) {
    running = await episode.tick();
    await episode.system.settleAll();
    yield state();
  }
}

/** After how many ticks it ends here: where the record does, if the episode had not ended then. */
export function lastTickOf({ end }: EpisodeRecord): number {
  return OPEN_OUTCOMES.includes(end.outcome) ? end.ticks : Infinity;
}
