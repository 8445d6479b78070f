import { restoreState } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ManipulationSetup } from '../runner/manipulation-episode.ts';
import type { ManipulationSystem } from '../runner/manipulation-past.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { armEpisodeOf } from './replay-arm.ts';

/** World and systems of a recorded episode of the arm, put into one recorded state after another; see `RecordedRun`. */
export interface RecordedArmRun {
  readonly world: ManipulationWorld;
  readonly system: ManipulationSystem;
  /** What the recorded states are of. */
  readonly state: Stateful;
  /** @throws StateMismatch when the state was laid out by another version */
  show(values: Float64Array): void;
}

/**
 * @param setup of the record, see `armSetupOf`
 * @throws RecordProblem when this version cannot build what was recorded
 */
export function recordedArmRunOf(record: EpisodeRecord, setup: ManipulationSetup): RecordedArmRun {
  const { world, system } = armEpisodeOf(record, setup);
  return { world, system, state: system, show: (values) => restoreState(system, values) };
}
