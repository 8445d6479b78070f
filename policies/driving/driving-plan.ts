import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Plan } from '../contracts.ts';
import { KNOTS, Manoeuvre } from './value/manoeuvre.ts';

/** Candidates that a plan remembers, for people who look at it. */
export const SHOWN_CANDIDATES = 80;

/** A manoeuvre in absolute time, where it expects the ego to be, and what else was considered. */
export class DrivingPlan implements Plan {
  fromTick = 0;
  requestedTick = 0;
  horizonTicks = 0;
  value = 0;
  explanation = '';
  readonly manoeuvre = new Manoeuvre();
  /** Expected motion at the knots: arc length and offset on road 0 (m), speed (m/s). */
  readonly s = new Float64Array(KNOTS);
  readonly d = new Float64Array(KNOTS);
  readonly v = new Float64Array(KNOTS);
  /** Predicted harm of the chosen candidate, as in `Cost.harm`. */
  harm = 0;
  /** High-level content in a few numbers (the information bottleneck): lateral choice, urgency, mean request of the first second, harm. */
  readonly guidance = new Float64Array(4);
  candidates = 0;
  readonly candidateValue = new Float64Array(SHOWN_CANDIDATES);
  readonly candidateOffset = new Float64Array(SHOWN_CANDIDATES);
  readonly candidateRequest = new Float64Array(SHOWN_CANDIDATES);

  exchange(io: StateIo): void {
    this.fromTick = io.number('fromTick', this.fromTick);
    this.requestedTick = io.number('requestedTick', this.requestedTick);
    this.horizonTicks = io.number('horizonTicks', this.horizonTicks);
    this.value = io.number('value', this.value);
    this.explanation = io.text('explanation', this.explanation);
    io.numbers('acceleration', this.manoeuvre.acceleration);
    io.numbers('offset', this.manoeuvre.offset);
    io.numbers('urgency', this.manoeuvre.urgency);
    io.numbers('s', this.s);
    io.numbers('d', this.d);
    io.numbers('v', this.v);
    this.harm = io.number('harm', this.harm);
    io.numbers('guidance', this.guidance);
    this.candidates = io.number('candidates', this.candidates);
    io.numbers('candidateValue', this.candidateValue);
    io.numbers('candidateOffset', this.candidateOffset);
    io.numbers('candidateRequest', this.candidateRequest);
  }

  copy(from: DrivingPlan): void {
    this.fromTick = from.fromTick;
    this.requestedTick = from.requestedTick;
    this.horizonTicks = from.horizonTicks;
    this.value = from.value;
    this.explanation = from.explanation;
    this.manoeuvre.copy(from.manoeuvre);
    this.s.set(from.s);
    this.d.set(from.d);
    this.v.set(from.v);
    this.harm = from.harm;
    this.guidance.set(from.guidance);
    this.candidates = from.candidates;
    this.candidateValue.set(from.candidateValue);
    this.candidateOffset.set(from.candidateOffset);
    this.candidateRequest.set(from.candidateRequest);
  }
}
