import type { PersonSpec } from '../spec.ts';

/** A reach is never straighter or more folded than this, m: there the elbow would move without bounds. */
const SLACK_M = 0.005;
/** Half of the step over which the elbow's velocity is a difference, m of the hand. */
const STEP_M = 1e-5;
/** Below this sine of its angle to the vertical, a reach has no elbow that hangs. */
const UPRIGHT = 1e-6;

/**
 * Two limbs from a fixed shoulder over an elbow to a hand. The elbow lies in the plane of shoulder, hand and the
 * vertical, below the line between them, as an arm hangs; where it would sink into the table it turns out to the
 * person's right as far as it must.
 */
export class Limbs {
  private readonly nearestM: number;
  private readonly farthestM: number;
  private readonly hand = new Float64Array(3);
  private readonly ahead = new Float64Array(3);
  private readonly behind = new Float64Array(3);

  constructor(private readonly spec: PersonSpec) {
    this.nearestM = Math.abs(spec.upperArmM - spec.foreArmM) + SLACK_M;
    this.farthestM = spec.upperArmM + spec.foreArmM - SLACK_M;
  }

  /**
   * Writes shoulder, elbow and hand, and their velocities, x, y, z each.
   * @param target of the hand, m; what is out of reach is moved along the line from the shoulder
   * @param velocity of the target, m/s
   */
  solve(target: Float64Array, velocity: Float64Array, joints: Float64Array, velocities: Float64Array): void {
    const { hand } = this;
    this.reach(target, velocity, hand, velocities);
    for (let k = 0; k < 3; k++) {
      joints[k] = this.spec.shoulder[k];
      joints[6 + k] = hand[k];
      velocities[k] = 0;
    }
    this.elbow(hand, joints, 3);
    this.elbowVelocity(hand, velocities);
  }

  /** The target brought within reach, and at `velocities[6]` to `[8]` how that moves. */
  private reach(target: Float64Array, velocity: Float64Array, hand: Float64Array, velocities: Float64Array): void {
    const [sx, sy, sz] = this.spec.shoulder;
    const dx = target[0] - sx;
    const dy = target[1] - sy;
    const dz = target[2] - sz;
    const wanted = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const reached = Math.min(this.farthestM, Math.max(this.nearestM, wanted));
    // A target in the shoulder itself has no direction; any will do.
    const ux = wanted > 0 ? dx / wanted : 1;
    const uy = wanted > 0 ? dy / wanted : 0;
    const uz = wanted > 0 ? dz / wanted : 0;
    hand[0] = reached === wanted ? target[0] : sx + reached * ux;
    hand[1] = reached === wanted ? target[1] : sy + reached * uy;
    hand[2] = reached === wanted ? target[2] : sz + reached * uz;
    const along = reached === wanted ? 0 : ux * velocity[0] + uy * velocity[1] + uz * velocity[2];
    const scale = wanted > 0 ? reached / wanted : 0;
    velocities[6] = scale * (velocity[0] - along * ux);
    velocities[7] = scale * (velocity[1] - along * uy);
    velocities[8] = scale * (velocity[2] - along * uz);
  }

  /** The elbow for a hand within reach, at `out[at]`. */
  private elbow(hand: Float64Array, out: Float64Array, at: number): void {
    const { shoulder, upperArmM: a, foreArmM: b, radiusM } = this.spec;
    const dx = hand[0] - shoulder[0];
    const dy = hand[1] - shoulder[1];
    const dz = hand[2] - shoulder[2];
    const d = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const along = (a * a - b * b + d * d) / (2 * d);
    const off = Math.sqrt(Math.max(0, a * a - along * along));
    const ux = dx / d;
    const uy = dy / d;
    const uz = dz / d;
    const level = Math.sqrt(ux * ux + uy * uy);
    // Unit vectors across the reach: one hangs, the other points level to the right of it.
    const rightX = level > UPRIGHT ? uy / level : 0;
    const rightY = level > UPRIGHT ? -ux / level : -1;
    const downX = level > UPRIGHT ? (uz * ux) / level : uz;
    const downY = level > UPRIGHT ? (uz * uy) / level : 0;
    const downZ = -level;
    const middleZ = shoulder[2] + along * uz;
    const drop = off * level;
    const room = middleZ - radiusM;
    const down = drop > room ? Math.max(0, drop > 0 ? room / drop : 0) : 1;
    const right = Math.sqrt(1 - down * down);
    out[at] = shoulder[0] + along * ux + off * (down * downX + right * rightX);
    out[at + 1] = shoulder[1] + along * uy + off * (down * downY + right * rightY);
    out[at + 2] = middleZ + off * down * downZ;
  }

  /** How the elbow follows the hand, whose velocity is at `velocities[6]`: a central difference, to `velocities[3]`. */
  private elbowVelocity(hand: Float64Array, velocities: Float64Array): void {
    const { ahead, behind } = this;
    const vx = velocities[6];
    const vy = velocities[7];
    const vz = velocities[8];
    const speed = Math.sqrt(vx * vx + vy * vy + vz * vz);
    if (speed === 0) {
      velocities.fill(0, 3, 6);
      return;
    }
    const step = STEP_M / speed;
    for (let k = 0; k < 3; k++) {
      ahead[k] = hand[k] + step * velocities[6 + k];
      behind[k] = hand[k] - step * velocities[6 + k];
    }
    this.elbow(ahead, ahead, 0);
    this.elbow(behind, behind, 0);
    for (let k = 0; k < 3; k++) velocities[3 + k] = (ahead[k] - behind[k]) / (2 * step);
  }
}
