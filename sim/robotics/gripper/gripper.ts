import { clamp } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { GripperModel } from '../arm/arm-model.ts';

/** A command below this opens the hand; from it on the fingers close, with this share of the greatest force. */
const OPENS_BELOW = 0.02;

/**
 * The motor of two fingers that move as one. Commanded to close, they come together at their greatest speed, slower as
 * the pads' force nears the commanded one, and stand where it is reached. Commanded to open, they open at their
 * greatest speed. With something held they stand, and press on it with the commanded force.
 */
export class Gripper implements Stateful {
  /** Between the pads, m. */
  widthM: number;
  /** Of the width, m/s; negative when closing. */
  speedMps = 0;
  /** The force with which the fingers are commanded to close, N; 0 while they open. */
  commandedN = 0;
  /** Times that the command changed from opening to closing. */
  attempts = 0;

  constructor(
    private readonly model: GripperModel,
    widthM = model.maxWidthM,
  ) {
    this.widthM = widthM;
  }

  /** @param grip command, 0 to 1 */
  command(grip: number): void {
    const commandedN = grip < OPENS_BELOW ? 0 : clamp(grip, 0, 1) * this.model.maxForceN;
    if (commandedN > 0 && this.commandedN === 0) this.attempts++;
    this.commandedN = commandedN;
  }

  /**
   * @param padN the smaller of the two pads' forces in the last step, N
   * @param holding whether something is held
   * @param dt s
   */
  step(padN: number, holding: boolean, dt: number): void {
    const { maxSpeedMps, maxWidthM } = this.model;
    const closing = this.commandedN > 0;
    const share = !closing ? 1 : holding ? 0 : -clamp(1 - padN / this.commandedN, 0, 1);
    const next = clamp(this.widthM + share * maxSpeedMps * dt, 0, maxWidthM);
    this.speedMps = (next - this.widthM) / dt;
    this.widthM = next;
  }

  exchange(io: StateIo): void {
    io.entity('gripper');
    this.widthM = io.number('widthM', this.widthM);
    this.speedMps = io.number('speedMps', this.speedMps);
    this.commandedN = io.number('commandedN', this.commandedN);
    this.attempts = io.number('attempts', this.attempts);
  }
}
