import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Plan } from '../contracts.ts';
import { CHUNK_KNOTS, CHUNK_LENGTH } from './action-chunk.ts';

/** Candidates that a plan remembers. */
export const MAX_CANDIDATES = 16;

/** A chunk of actions in absolute time, where it expects the hand to be, and what else was considered. */
export class ArmPlan implements Plan {
  fromTick = 0;
  requestedTick = 0;
  horizonTicks = 0;
  value = 0;
  explanation = '';
  /** The chosen chunk; see `actionAt`. */
  readonly chunk = new Float64Array(CHUNK_LENGTH);
  /** How far it is denoised, (0, 1]; 1 is an action that can be executed as it stands. */
  denoised = 1;
  /** Expected position of the tool centre point at the knots, m. */
  readonly x = new Float64Array(CHUNK_KNOTS);
  readonly y = new Float64Array(CHUNK_KNOTS);
  readonly z = new Float64Array(CHUNK_KNOTS);
  /** How many candidates there were, and their values; the chosen one's is `value`. */
  candidates = 0;
  chosen = 0;
  readonly candidateValue = new Float64Array(MAX_CANDIDATES);

  exchange(io: StateIo): void {
    this.fromTick = io.number('fromTick', this.fromTick);
    this.requestedTick = io.number('requestedTick', this.requestedTick);
    this.horizonTicks = io.number('horizonTicks', this.horizonTicks);
    this.value = io.number('value', this.value);
    this.explanation = io.text('explanation', this.explanation);
    io.numbers('chunk', this.chunk);
    this.denoised = io.number('denoised', this.denoised);
    io.numbers('x', this.x);
    io.numbers('y', this.y);
    io.numbers('z', this.z);
    this.candidates = io.number('candidates', this.candidates);
    this.chosen = io.number('chosen', this.chosen);
    io.numbers('candidateValue', this.candidateValue);
  }

  copy(from: ArmPlan): void {
    this.fromTick = from.fromTick;
    this.requestedTick = from.requestedTick;
    this.horizonTicks = from.horizonTicks;
    this.value = from.value;
    this.explanation = from.explanation;
    this.chunk.set(from.chunk);
    this.denoised = from.denoised;
    this.x.set(from.x);
    this.y.set(from.y);
    this.z.set(from.z);
    this.candidates = from.candidates;
    this.chosen = from.chosen;
    this.candidateValue.set(from.candidateValue);
  }
}
