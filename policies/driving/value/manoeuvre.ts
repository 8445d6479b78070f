/**
 * A manoeuvre is a sequence of knots of the ego's action: acceleration, target offset, urgency, one per `KNOT_S`.
 * The fast policy's trajectory, the planner's candidates and plans are all manoeuvres, so that they can be compared.
 */
export const KNOT_S = 0.2;
export const KNOTS = 20;

export class Manoeuvre {
  readonly acceleration = new Float64Array(KNOTS);
  readonly offset = new Float64Array(KNOTS);
  readonly urgency = new Float64Array(KNOTS);

  copy(from: Manoeuvre): void {
    this.acceleration.set(from.acceleration);
    this.offset.set(from.offset);
    this.urgency.set(from.urgency);
  }

  /** Constant action. */
  fill(accelerationMps2: number, offsetM: number, urgency: number): void {
    this.acceleration.fill(accelerationMps2);
    this.offset.fill(offsetM);
    this.urgency.fill(urgency);
  }
}

/** Index of the knot in force `t` seconds after the manoeuvre's start, clamped to its ends. */
export function knotAt(t: number): number {
  const k = Math.floor(t / KNOT_S + 1e-9);
  return k < 0 ? 0 : k >= KNOTS ? KNOTS - 1 : k;
}
