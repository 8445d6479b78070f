import type { FastModel } from '../../policies/driving/fast-policy.ts';
import { StateMismatch } from '../../sim/kernel/state-codec.ts';
import { adviceFor, needsModel } from '../records/recorded-setup.ts';
import { recordedRunOf } from '../records/recorded-run.ts';
import { RecordProblem } from '../records/record-problem.ts';
import type { EpisodeRecord } from '../records/record-reader.ts';

/**
 * Checks that a record of driving can be forked at all.
 * @param facts of the model that this version ships, or null where there is none
 * @param engineVersion of this program
 * @throws RecordProblem that says why not
 */
export function checkForkable(record: EpisodeRecord, facts: FastModel | null, engineVersion: string): void {
  if (record.header.domain !== undefined) {
    const wrong = 'is a record of the arm, and only those of driving are forked here';
    throw new RecordProblem(record.file, wrong, "fork it with 'twotempo replay FILE --fork TICK --arm NAME'");
  }
  requireForkable(record, engineVersion);
  needsModel(record, facts);
  try {
    recordedRunOf(record, engineVersion).show(record.stateAt(0));
  } catch (error) {
    if (!(error instanceof StateMismatch)) throw error;
    throw new RecordProblem(record.file, 'holds states that another build of this version laid out', adviceFor(record));
  }
}

/** The part of the checks that is the same for all domains. @throws RecordProblem that says why it cannot be forked */
export function requireForkable({ file, header, end, fork }: EpisodeRecord, engineVersion: string): void {
  if (fork !== null)
    throw new RecordProblem(file, 'is a fork itself', 'fork the record that it was made of, at any tick');
  if (header.engineVersion !== engineVersion) {
    const wrong = `was made with Twotempo ${header.engineVersion}, and this is ${engineVersion}: another version may go on otherwise from its states`;
    throw new RecordProblem(file, wrong, `fork it with Twotempo ${header.engineVersion}, or record the episode again`);
  }
  if (end.ticks === 0) throw new RecordProblem(file, 'holds no tick that could be another', 'give a longer record');
}

/** @throws RecordProblem when the record has no such tick to be forked at */
export function checkTick({ file, header, end }: EpisodeRecord, tick: number): void {
  if (Number.isInteger(tick) && tick >= 0 && tick < end.ticks) return;
  const length = `has ${end.ticks} ticks (${(end.ticks * header.controlDt).toFixed(2)} s)`;
  throw new RecordProblem(
    file,
    `${length}, and cannot be forked at tick ${tick}`,
    `give a whole number from 0 to ${end.ticks - 1}`,
  );
}
