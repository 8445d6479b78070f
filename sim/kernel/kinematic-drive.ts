import { Body } from 'cannon-es';
import { quaternionOfRotation } from './rotation.ts';

// Looked up once: where the library is bundled for Node, each use of one of its names is a search.
const { KINEMATIC } = Body;

/** Numbers per body: x, y, z, and quaternion x, y, z, w. */
const TARGET = 7;

/**
 * Moves bodies in one step from where they are to where they shall be, with the velocity that this takes, so that what
 * they hit is pushed. Targets are used up by the step, so nothing is left to save.
 */
export class KinematicDrive {
  private readonly targets: Float64Array;
  private readonly driven: Uint8Array;
  private readonly quaternion = new Float64Array(4);

  constructor(private readonly bodies: readonly Body[]) {
    this.targets = new Float64Array(TARGET * bodies.length);
    this.driven = new Uint8Array(bodies.length);
  }

  set(index: number, x: number, y: number, z: number, qx: number, qy: number, qz: number, qw: number): void {
    const t = TARGET * index;
    const targets = this.targets;
    targets[t] = x;
    targets[t + 1] = y;
    targets[t + 2] = z;
    targets[t + 3] = qx;
    targets[t + 4] = qy;
    targets[t + 5] = qz;
    targets[t + 6] = qw;
    this.driven[index] = 1;
  }

  /** To the pose of 12 numbers at `frames[o]`: rotation row-major, then translation. */
  setFrame(index: number, frames: ArrayLike<number>, o: number): void {
    const q = quaternionOfRotation(frames, o, this.quaternion);
    this.set(index, frames[o + 9], frames[o + 10], frames[o + 11], q[0], q[1], q[2], q[3]);
  }

  clear(index: number): void {
    this.driven[index] = 0;
  }

  /** Gives each kinematic body the velocity to its target; one without a target stands still. */
  begin(dt: number): void {
    for (let i = 0; i < this.bodies.length; i++) {
      const body = this.bodies[i];
      if (body.type !== KINEMATIC) continue;
      if (this.driven[i] === 0) {
        body.velocity.setZero();
        body.angularVelocity.setZero();
        continue;
      }
      this.aim(body, TARGET * i, dt);
    }
  }

  /** Puts driven bodies exactly where they shall be. */
  end(): void {
    const targets = this.targets;
    for (let i = 0; i < this.bodies.length; i++) {
      if (this.driven[i] === 0) continue;
      this.driven[i] = 0;
      const body = this.bodies[i];
      const t = TARGET * i;
      body.position.set(targets[t], targets[t + 1], targets[t + 2]);
      body.quaternion.set(targets[t + 3], targets[t + 4], targets[t + 5], targets[t + 6]);
      body.aabbNeedsUpdate = true;
    }
  }

  private aim(body: Body, t: number, dt: number): void {
    const targets = this.targets;
    velocityTo(body, targets[t], targets[t + 1], targets[t + 2], dt);
    spinTo(body, targets[t + 3], targets[t + 4], targets[t + 5], targets[t + 6], dt);
  }
}

/** The velocity that takes a body to (x, y, z) in `dt`. */
export function velocityTo(body: Body, x: number, y: number, z: number, dt: number): void {
  const p = body.position;
  body.velocity.set((x - p.x) / dt, (y - p.y) / dt, (z - p.z) / dt);
}

/**
 * The angular velocity that takes a body to the orientation (qx, qy, qz, qw) in `dt`: twice the vector part of the turn
 * between, which is the angle to third order in it.
 */
export function spinTo(body: Body, qx: number, qy: number, qz: number, qw: number, dt: number): void {
  const q = body.quaternion;
  const x = qx * q.w - qw * q.x - qy * q.z + qz * q.y;
  const y = qy * q.w - qw * q.y - qz * q.x + qx * q.z;
  const z = qz * q.w - qw * q.z - qx * q.y + qy * q.x;
  const w = qw * q.w + qx * q.x + qy * q.y + qz * q.z;
  const k = (w < 0 ? -2 : 2) / dt;
  body.angularVelocity.set(k * x, k * y, k * z);
}
