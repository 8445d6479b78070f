import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Decision } from '../contracts.ts';
import { ACTION_DIMS } from './action-chunk.ts';

/** Knots that the fast policy looks ahead. */
export const FAST_KNOTS = 8;

/** What the fast policy decided at a tick: the next actions, and how sure it is. */
export class ArmDecision implements Decision {
  readonly uncertainty = { level: 0, aleatoric: 0, epistemic: 0 };
  /** `FAST_KNOTS` knots from the present tick on; see `actionAt`. */
  readonly chunk = new Float64Array(FAST_KNOTS * ACTION_DIMS);
  /** Whether it was denoised from a plan's slice, and not from noise alone. */
  cascaded = false;
  /** Value of the chunk, the mean of both critics. */
  value = 0;

  exchange(io: StateIo): void {
    this.uncertainty.level = io.number('uncertainty.level', this.uncertainty.level);
    this.uncertainty.aleatoric = io.number('uncertainty.aleatoric', this.uncertainty.aleatoric);
    this.uncertainty.epistemic = io.number('uncertainty.epistemic', this.uncertainty.epistemic);
    io.numbers('chunk', this.chunk);
    this.cascaded = io.boolean('cascaded', this.cascaded);
    this.value = io.number('value', this.value);
  }
}
