import { DrivingWorld } from '../../sim/driving/driving-world.ts';
import { StateMismatch, StateReader } from '../../sim/kernel/state-codec.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { asDrivingSpec } from './spec-schema.ts';

/** The world of a record, put into any of its states without simulating: for views, tables and pictures. */
export class RecordedWorld {
  readonly world: DrivingWorld;
  private readonly reader = new StateReader(new Float64Array(0));

  /** @throws RecordProblem when the world cannot be built */
  constructor(private readonly record: EpisodeRecord) {
    try {
      this.world = new DrivingWorld(asDrivingSpec(record.header.spec), record.header.episodeSeed);
    } catch (error) {
      throw this.problem(`holds an episode that cannot be used: ${error instanceof Error ? error.message : 'error'}`);
    }
  }

  /** Shows a recorded state; the two systems' part of it is left alone. @throws RecordProblem */
  show(values: Float64Array): void {
    this.reader.reset(values);
    try {
      this.reader.entity('world');
      this.world.exchange(this.reader);
    } catch (error) {
      if (!(error instanceof StateMismatch)) throw error;
      throw this.problem('holds states that are laid out differently than in this version');
    }
  }

  private problem(wrong: string): RecordProblem {
    return new RecordProblem(
      this.record.file,
      wrong,
      `use Twotempo ${this.record.header.engineVersion}, which made it`,
    );
  }
}
