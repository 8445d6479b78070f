import type { ArmModel } from '../arm/arm-model.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';

/**
 * The balls that stand for an arm's surface, placed by its link frames, and those that stand for its fingers. Parts are
 * numbered: links 0 to n as in the model, then the two fingers together. Balls of a part follow each other.
 */
export class ArmSpheres {
  readonly count: number;
  /** The part of the fingers; the first number that is no link. */
  readonly fingers: number;
  /** Centre x, y, z, in the world, and radius, 4 numbers each, m. */
  readonly balls: Float64Array;
  /** Part of each ball; never falls. */
  readonly parts: Uint8Array;
  /** First ball of each part, and then `count`. */
  readonly firstOf: Uint16Array;
  /** Centres in the frame of the ball's link, or of the tool centre point with the fingers closed, m. */
  private readonly local: Float64Array;
  private readonly firstFinger: number;

  constructor(readonly model: ArmModel) {
    this.fingers = model.links.length;
    const centres: number[] = [];
    const radii: number[] = [];
    const parts: number[] = [];
    const firstOf: number[] = [];
    for (const [link, { spheres }] of model.links.entries()) {
      firstOf.push(parts.length);
      for (const { centre, radiusM } of spheres) {
        centres.push(...centre);
        radii.push(radiusM);
        parts.push(link);
      }
    }
    this.firstFinger = parts.length;
    firstOf.push(parts.length);
    for (const side of [-1, 1]) {
      for (const { centre, radiusM } of fingerSpheres(model, side)) {
        centres.push(...centre);
        radii.push(radiusM);
        parts.push(this.fingers);
      }
    }
    firstOf.push(parts.length);
    this.count = parts.length;
    this.local = Float64Array.from(centres);
    this.parts = Uint8Array.from(parts);
    this.firstOf = Uint16Array.from(firstOf);
    this.balls = new Float64Array(4 * this.count);
    for (let s = 0; s < this.count; s++) this.balls[4 * s + 3] = radii[s];
  }

  /**
   * Moves the balls to a posture.
   * @param frames poses of links 0 to n and of the tool centre point, 12 numbers each (`Kinematics.frames`)
   * @param widthM between the pads
   */
  place(frames: Float64Array, widthM: number): void {
    const { balls, local, parts, firstFinger, count } = this;
    const secondFinger = (firstFinger + count) / 2;
    for (let s = 0; s < count; s++) {
      const o = POSE_LENGTH * parts[s];
      const x = local[3 * s];
      let y = local[3 * s + 1];
      const z = local[3 * s + 2];
      if (s >= firstFinger) y += s < secondFinger ? -0.5 * widthM : 0.5 * widthM;
      balls[4 * s] = frames[o] * x + frames[o + 1] * y + frames[o + 2] * z + frames[o + 9];
      balls[4 * s + 1] = frames[o + 3] * x + frames[o + 4] * y + frames[o + 5] * z + frames[o + 10];
      balls[4 * s + 2] = frames[o + 6] * x + frames[o + 7] * y + frames[o + 8] * z + frames[o + 11];
    }
  }
}

/**
 * Balls as wide as the finger, from its tip upwards no farther apart than they are wide: the tip's middle is met exactly,
 * the finger's edges stand out by at most 0.41 of its half width, and a thin finger's ball stands out of its pad.
 */
function fingerSpheres(model: ArmModel, side: number): { centre: [number, number, number]; radiusM: number }[] {
  const [widthM, lengthM, thicknessM] = model.gripper.fingerSize;
  const radiusM = Math.min(0.5 * Math.max(widthM, thicknessM), 0.5 * lengthM);
  const reach = lengthM - 2 * radiusM;
  const gaps = Math.max(1, Math.ceil(reach / (2 * radiusM)));
  const lowest = model.gripper.tipBeyondTcpM - radiusM;
  return Array.from({ length: gaps + 1 }, (_, k) => ({
    centre: [0, 0.5 * side * thicknessM, lowest - (reach * k) / gaps],
    radiusM,
  }));
}
