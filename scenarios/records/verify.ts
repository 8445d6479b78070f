import { firstDifference, firstDifferentIndex } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import { OPEN_OUTCOMES } from './record-header.ts';
import type { EpisodeRecord } from './record-reader.ts';

/** The recorded episode, simulated again. */
export interface Resimulation {
  /** Names the numbers of the states; at the time of a comparison it is in the state that came last. */
  readonly state: Stateful;
  /** The state at the start, then after every tick; the array may be reused. */
  readonly states: AsyncIterable<Float64Array>;
  /** Of the episode, once all states have come. */
  digest(): string;
  /** How the episode ended, `running` where it has not; absent where the record's word is taken for it. */
  outcome?(): string;
}

export type Verification =
  | { readonly kind: 'identical'; readonly ticks: number; readonly digest: string }
  /** All states up to where the record was cut off are equal; digest of those. */
  | { readonly kind: 'identical-to-cut'; readonly ticks: number; readonly digest: string }
  /** The states at the start have different numbers of numbers: another version laid them out. */
  | { readonly kind: 'layout'; readonly recorded: number; readonly simulated: number }
  /** A number of the state differs. Null is where one of the states has ended. */
  | {
      readonly kind: 'value';
      readonly tick: number;
      readonly entity: string;
      readonly field: string;
      readonly recorded: number | null;
      readonly simulated: number | null;
    }
  /** One of the two ends before the other, all states so far being equal; null: the simulation goes on. */
  | { readonly kind: 'length'; readonly recordedTicks: number; readonly simulatedTicks: number | null }
  /** All states are equal, but not the digests: the record's was not computed from its states. */
  | { readonly kind: 'digest'; readonly recorded: string; readonly simulated: string }
  /** All states are equal, but they do not end as the record says. */
  | { readonly kind: 'outcome'; readonly recorded: string; readonly simulated: string };

/**
 * Compares a record state by state, bit by bit (all NaN are one), with the same episode simulated again, up to the first
 * difference or to where the record was cut off.
 * @throws RecordProblem when a recorded state cannot be decoded
 */
export async function verifyRecord(record: EpisodeRecord, again: Resimulation): Promise<Verification> {
  const recorded = record.states();
  let tick = 0;
  for await (const simulated of again.states) {
    const next = recorded.next();
    if (next.done === true) return { kind: 'length', recordedTicks: tick - 1, simulatedTicks: null };
    const { length } = next.value.values;
    if (tick === 0 && length !== simulated.length)
      return { kind: 'layout', recorded: length, simulated: simulated.length };
    if (firstDifferentIndex(next.value.values, simulated) >= 0)
      return differenceAt(tick, next.value.values, simulated, again.state);
    tick++;
  }
  if (recorded.next().done !== true)
    return { kind: 'length', recordedTicks: record.end.ticks, simulatedTicks: tick - 1 };
  const digest = again.digest();
  if (record.cut?.lostEnd === true) return { kind: 'identical-to-cut', ticks: tick - 1, digest };
  if (digest !== record.end.digest) return { kind: 'digest', recorded: record.end.digest, simulated: digest };
  const outcome = again.outcome?.();
  if (outcome !== undefined && !isOutcome(record.end.outcome, outcome))
    return { kind: 'outcome', recorded: record.end.outcome, simulated: outcome };
  return { kind: 'identical', ticks: tick - 1, digest };
}

function isOutcome(recorded: string, simulated: string): boolean {
  return recorded === simulated || (simulated === 'running' && OPEN_OUTCOMES.includes(recorded));
}

/** The first number in which two states differ. @param state that is in the simulated one */
export function differenceAt(
  tick: number,
  recorded: Float64Array,
  simulated: Float64Array,
  state: Stateful,
): Extract<Verification, { kind: 'value' }> {
  // Up to the first difference both states name their numbers alike, and only the simulated one is sure to fit.
  const found = firstDifference(simulated.slice(), recorded, state);
  if (found === null) throw new Error(`states of tick ${tick} were found to differ, then not to`);
  return { kind: 'value', tick, entity: found.entity, field: found.field, recorded: found.b, simulated: found.a };
}

/** What was found, in a sentence or two for people. */
export function describeVerification(found: Verification): string {
  switch (found.kind) {
    case 'identical':
      return `identical: ${found.ticks} ticks, digest ${found.digest}`;
    case 'identical-to-cut':
      return `identical up to where it was cut off: ${found.ticks} ticks, digest ${found.digest} up to there`;
    case 'layout':
      return (
        `cannot be compared: its states have ${found.recorded} numbers at the start, ` +
        `and ${found.simulated} when simulated again`
      );
    case 'value':
      return (
        `diverges at tick ${found.tick}: ${found.entity}.${found.field} is ${numberText(found.recorded)} in the record, ` +
        `${numberText(found.simulated)} when simulated again`
      );
    case 'length':
      return (
        `diverges at its end: the record ends after tick ${found.recordedTicks}, and the episode simulated again ` +
        (found.simulatedTicks === null ? 'goes on' : `after tick ${found.simulatedTicks}`)
      );
    case 'digest':
      return `all states are identical, but the digest is ${found.recorded} in the record, ${found.simulated} when simulated again`;
    case 'outcome':
      return `all states are identical, but the outcome is ${found.recorded} in the record, ${found.simulated} when simulated again`;
  }
}

/** Every bit shows: -0 is not 0. */
function numberText(value: number | null): string {
  if (value === null) return 'missing';
  return Object.is(value, -0) ? '-0' : String(value);
}
