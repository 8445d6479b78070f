import type { StateIo, Stateful } from '../../kernel/state-io.ts';

/**
 * The greatest force with which a link, or the hand with its fingers and what it holds, may press on something, N: what
 * ISO/TS 15066:2016, table A.2, permits for quasi-static contact with hands and fingers. Arms that notice collisions by
 * force stop earlier: users of the Panda set its thresholds between 20 and 100 N.
 */
export const MAX_PRESS_N = 140;
/**
 * Smoothed over this time, s: a blow that stops within it counts by its impulse, at most 8 N s, not by a force that only
 * depends on the step. As slow as what contacts do to the joints (`Arm.applyContactWrench`).
 */
const FILTER_S = 0.05;

/**
 * Whether the arm presses on something with more force than it may. Driven joints feel nothing: without this they would
 * press things into the table. The forces on one link add up as vectors, so that what two fingers squeeze counts as
 * nothing.
 */
export class PressWatch implements Stateful {
  /** The link that presses too hard, or -1. */
  link = -1;
  /** On each link, smoothed, N, 3 numbers each, world axes. */
  private readonly smooth: Float64Array;

  constructor(links: number) {
    this.smooth = new Float64Array(3 * links);
  }

  /** Takes the forces on the links in a step of the physics, N, 3 numbers each. @param dt s */
  step(forces: Float64Array, dt: number): void {
    const { smooth } = this;
    const share = dt / (FILTER_S + dt);
    let most = MAX_PRESS_N * MAX_PRESS_N;
    this.link = -1;
    for (let o = 0; o < smooth.length; o += 3) {
      let square = 0;
      for (let k = o; k < o + 3; k++) {
        smooth[k] += share * (forces[k] - smooth[k]);
        square += smooth[k] * smooth[k];
      }
      if (square <= most) continue;
      most = square;
      this.link = o / 3;
    }
  }

  exchange(io: StateIo): void {
    io.entity('press');
    this.link = io.number('link', this.link);
    io.numbers('smooth', this.smooth);
  }
}
