import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';
import type { PersonSpec } from '../spec.ts';

const IDS = ['person/upper-arm', 'person/forearm'] as const;

/** A person's arm: two capsules that push objects. */
export class PersonBodies {
  readonly indices: Int32Array = new Int32Array(2);
  private readonly frame = new Float64Array(POSE_LENGTH);

  /** Adds the bodies; call `bind` once the world is built. */
  constructor(
    private readonly physics: PhysicsWorld,
    spec: PersonSpec,
  ) {
    [spec.upperArmM, spec.foreArmM].forEach((lengthM, i) => {
      const ball = { kind: 'sphere', radiusM: spec.radiusM } as const;
      physics.addKinematic(IDS[i], [
        { shape: { kind: 'cylinder', radiusM: spec.radiusM, heightM: lengthM } },
        { shape: ball, translation: [0, 0, -lengthM / 2] },
        { shape: ball, translation: [0, 0, lengthM / 2] },
      ]);
    });
  }

  /** Looks up the indices of the bodies in the built world. */
  bind(): void {
    IDS.forEach((id, i) => (this.indices[i] = this.physics.indexOf(id)));
  }

  /** Puts shoulder, elbow and hand (nine numbers, m in world axes); at rest. */
  place(joints: Float64Array): void {
    this.physics.setFrame(this.indices[0], this.capsule(joints, 0), 0);
    this.physics.setFrame(this.indices[1], this.capsule(joints, 3), 0);
  }

  /** Moves them within the next step. */
  drive(joints: Float64Array): void {
    this.physics.driveToFrame(this.indices[0], this.capsule(joints, 0), 0);
    this.physics.driveToFrame(this.indices[1], this.capsule(joints, 3), 0);
  }

  /** The frame in the middle between two joints with its z axis from the first to the second; its turn about z is free. */
  private capsule(joints: Float64Array, o: number): Float64Array {
    const out = this.frame;
    let dx = joints[o + 3] - joints[o];
    let dy = joints[o + 4] - joints[o + 1];
    let dz = joints[o + 5] - joints[o + 2];
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    dx = length > 0 ? dx / length : 0;
    dy = length > 0 ? dy / length : 0;
    dz = length > 0 ? dz / length : 1;
    // The shortest turn from -z, which jumps nowhere but for a limb that points straight up.
    const up = dz > 1 - 1e-9 ? 1 : -1;
    const k = 1 / (1 + up * dz);
    out[0] = 1 - k * dx * dx;
    out[1] = -up * k * dx * dy;
    out[2] = dx;
    out[3] = -k * dx * dy;
    out[4] = up * (1 - k * dy * dy);
    out[5] = dy;
    out[6] = -up * dx;
    out[7] = -dy;
    out[8] = dz;
    for (let n = 0; n < 3; n++) out[9 + n] = (joints[o + n] + joints[o + 3 + n]) / 2;
    return out;
  }
}
