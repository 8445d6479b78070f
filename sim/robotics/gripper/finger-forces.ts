import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { ArmBodies } from '../bodies/arm-bodies.ts';

/** A pad presses, and does not push from outside, when at least this share of its force is along the closing line. */
const ALONG_SHARE = 0.7;

/** Forces of the pads on what is between them, from the contacts of the last step of the physics. */
export class FingerForces {
  /** The smaller of the two pads' forces along the closing line, N; 0 unless both press. */
  smallerN = 0;
  private readonly wrench = new Float64Array(6);

  constructor(
    private readonly physics: PhysicsWorld,
    private readonly arm: ArmBodies,
  ) {}

  /** @param frames tool centre point at `frames[o]` */
  read(frames: Float64Array, o: number): void {
    this.smallerN = 0;
    if (this.physics.world.contacts.length === 0) return;
    let least = Infinity;
    for (let side = 0; side < 2; side++) {
      const f = this.physics.contactWrench(this.arm.fingers[side], null, this.wrench);
      // What is squeezed pushes the finger on the positive side outwards, along +y.
      least = Math.min(least, (side === 0 ? 1 : -1) * along(f, frames, o));
    }
    this.smallerN = Math.max(0, least);
  }

  /** Whether both pads press on a body with at least `least` N, along the closing line. */
  squeeze(body: number, frames: Float64Array, o: number, least: number): boolean {
    for (let side = 0; side < 2; side++) {
      const f = this.physics.contactWrench(body, this.arm.fingers[side], this.wrench);
      const inwards = (side === 0 ? -1 : 1) * along(f, frames, o);
      if (inwards < least) return false;
      const square = f[0] * f[0] + f[1] * f[1] + f[2] * f[2];
      if (inwards * inwards < ALONG_SHARE * ALONG_SHARE * square) return false;
    }
    return true;
  }
}

function along(f: Float64Array, frames: Float64Array, o: number): number {
  return f[0] * frames[o + 1] + f[1] * frames[o + 4] + f[2] * frames[o + 7];
}
