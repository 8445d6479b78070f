import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Decision } from '../contracts.ts';
import { Manoeuvre } from './value/manoeuvre.ts';

/** Lateral choices of the fast policy; the order is the order of the network's outputs. */
export const CHOICES = ['keep', 'left', 'right', 'evade-left', 'evade-right'] as const;
export const CHOICE_COUNT = CHOICES.length;

/** What the fast policy decided at a tick: a trajectory (as a manoeuvre) and how sure it is. */
export class DrivingDecision implements Decision {
  readonly uncertainty = { level: 0, aleatoric: 0, epistemic: 0 };
  /** Ensemble mean probabilities of the lateral choices. */
  readonly choice = new Float64Array(CHOICE_COUNT);
  /** Index into `CHOICES`. */
  chosen = 0;
  readonly manoeuvre = new Manoeuvre();
  /** Laplace scale of the acceleration at the knots of the network (m/s2), for the halo around the trajectory. */
  readonly scale = new Float64Array(3);

  exchange(io: StateIo): void {
    this.uncertainty.level = io.number('uncertainty.level', this.uncertainty.level);
    this.uncertainty.aleatoric = io.number('uncertainty.aleatoric', this.uncertainty.aleatoric);
    this.uncertainty.epistemic = io.number('uncertainty.epistemic', this.uncertainty.epistemic);
    io.numbers('choice', this.choice);
    this.chosen = io.number('chosen', this.chosen);
    io.numbers('acceleration', this.manoeuvre.acceleration);
    io.numbers('offset', this.manoeuvre.offset);
    io.numbers('urgency', this.manoeuvre.urgency);
    io.numbers('scale', this.scale);
  }
}
