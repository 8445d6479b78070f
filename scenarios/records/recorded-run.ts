import { drivingDomain } from '../../policies/driving/driving-domain.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { ReplayLink } from '../../policies/runtime/live-trace.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { restoreState } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import { LiveEpisode } from '../live/live-episode.ts';
import type { DrivingSystem } from '../runner/driving-system.ts';
import { Episode } from '../runner/episode.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { adviceFor } from './recorded-setup.ts';
import { setupWithoutModel } from './replay-episode.ts';
import { liveSetupOf } from './replay-live-record.ts';

/** World and systems of a recorded episode, put into one recorded state after another. Nothing is simulated or inferred. */
export interface RecordedRun {
  readonly world: DrivingWorld;
  readonly system: DrivingSystem;
  /** What the recorded states are of. */
  readonly state: Stateful;
  /** Of the uncertainty gate in force in the state that was shown last; NaN: the gate in force looks at no level. */
  readonly threshold: number;
  /** @throws StateMismatch when the state was laid out by another version */
  show(values: Float64Array): void;
}

/**
 * @param engineVersion of this program
 * @throws RecordProblem when this version cannot build what was recorded
 */
export function recordedRunOf(record: EpisodeRecord, engineVersion: string): RecordedRun {
  try {
    return record.live === null ? virtualRun(record, engineVersion) : liveRun(record, record.live, engineVersion);
  } catch (error) {
    if (error instanceof RecordProblem) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(record.file, `holds an episode that cannot be built: ${why}`, adviceFor(record));
  }
}

function virtualRun(record: EpisodeRecord, engineVersion: string): RecordedRun {
  const setup = setupWithoutModel(record, engineVersion);
  const { world, system } = new Episode(setup);
  const hasLevel = setup.job.arm === 'dual' || setup.job.arm === 'dual-follow';
  const threshold = hasLevel && setup.settings !== undefined ? setup.settings.gate.level : NaN;
  return { world, system, state: system, threshold, show: (values) => restoreState(system, values) };
}

function liveRun(record: EpisodeRecord, live: NonNullable<EpisodeRecord['live']>, engineVersion: string): RecordedRun {
  const trace = { expectedMs: live.expectedMs, arrivals: [], missedTicks: [] };
  const link = new ReplayLink<DrivingObservation, DrivingDecision, DrivingPlan>(trace, drivingDomain);
  const setup = { ...liveSetupOf(record, live, null, engineVersion), inference: null };
  const episode = new LiveEpisode(setup, link);
  const { world, system } = episode;
  return {
    world,
    system,
    state: system.present,
    get threshold() {
      const { gate, level } = episode.components;
      return gate === 'uncertainty' ? level : NaN;
    },
    show: (values) => restoreState(system.present, values),
  };
}
