import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { ArmModel, BoxModel } from '../arm/arm-model.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';

interface ArmSurface {
  /** Of the links, Coulomb, dimensionless. */
  readonly linkFriction: number;
  /** Of each contact point of a finger pad, N/m. */
  readonly padStiffnessNpm: number;
}

/** Painted metal; pads as soft as physics.md's grasping tests need them: rubber of some millimetres. */
const DEFAULT_SURFACE: ArmSurface = { linkFriction: 0.3, padStiffnessNpm: 3000 };

/**
 * The arm in the physics world: a kinematic body per link that has boxes, and two fingers. They push objects and nothing
 * else; nothing pushes them back, the forces are read from the contacts. What the arm itself must not touch is found by
 * distances, not here.
 */
export class ArmBodies {
  /** Body of each link, or -1 for a link without boxes. */
  readonly links: Int32Array;
  /** Bodies of the fingers: on the positive and on the negative y side of the tool centre point. */
  readonly fingers: Int32Array = new Int32Array(2);

  private readonly names: readonly (string | null)[];
  private readonly tcpAt: number;
  private readonly finger: Finger;
  private readonly frame = new Float64Array(POSE_LENGTH);

  /** Adds the bodies; call `bind` once the world is built. */
  constructor(
    private readonly physics: PhysicsWorld,
    model: ArmModel,
    surface: ArmSurface = DEFAULT_SURFACE,
  ) {
    this.names = model.links.map((link, i) => {
      if (link.boxes.length === 0) return null;
      const id = `arm/link-${i}`;
      physics.addKinematic(id, link.boxes.map(partOf), { friction: surface.linkFriction });
      return id;
    });
    this.links = new Int32Array(model.links.length).fill(-1);
    this.tcpAt = POSE_LENGTH * model.links.length;
    const { fingerSize, tipBeyondTcpM, padFriction } = model.gripper;
    const [sizeX, sizeZ, thickness] = fingerSize;
    this.finger = { thickness, centreZ: tipBeyondTcpM - sizeZ / 2 };
    const pad = { friction: padFriction, stiffnessNpm: surface.padStiffnessNpm };
    for (const id of FINGERS) {
      physics.addKinematic(id, [{ shape: { kind: 'box', size: [sizeX, thickness, sizeZ] } }], pad);
    }
  }

  /** Looks up the indices of the bodies in the built world. */
  bind(): void {
    this.names.forEach((id, i) => (this.links[i] = id === null ? -1 : this.physics.indexOf(id)));
    FINGERS.forEach((id, i) => (this.fingers[i] = this.physics.indexOf(id)));
  }

  /** Puts the arm at `frames` (links, then the tool centre point) with `widthM` between the pads, at rest. */
  place(frames: Float64Array, widthM: number): void {
    for (let i = 0; i < this.links.length; i++) {
      if (this.links[i] >= 0) this.physics.setFrame(this.links[i], frames, POSE_LENGTH * i);
    }
    for (let side = 0; side < 2; side++) {
      this.physics.setFrame(this.fingers[side], this.fingerFrame(frames, widthM, side), 0);
    }
  }

  /** Moves the arm to `frames` with `widthM` between the pads within the next step. */
  drive(frames: Float64Array, widthM: number): void {
    for (let i = 0; i < this.links.length; i++) {
      if (this.links[i] >= 0) this.physics.driveToFrame(this.links[i], frames, POSE_LENGTH * i);
    }
    for (let side = 0; side < 2; side++) {
      this.physics.driveToFrame(this.fingers[side], this.fingerFrame(frames, widthM, side), 0);
    }
  }

  private fingerFrame(frames: Float64Array, widthM: number, side: number): Float64Array {
    const o = this.tcpAt;
    const out = this.frame;
    for (let k = 0; k < 9; k++) out[k] = frames[o + k];
    const y = (side === 0 ? 0.5 : -0.5) * (widthM + this.finger.thickness);
    const z = this.finger.centreZ;
    for (let k = 0; k < 3; k++) {
      out[9 + k] = frames[o + 9 + k] + frames[o + 3 * k + 1] * y + frames[o + 3 * k + 2] * z;
    }
    return out;
  }
}

const FINGERS = ['arm/finger-0', 'arm/finger-1'] as const;

interface Finger {
  readonly thickness: number;
  readonly centreZ: number;
}

function partOf(box: BoxModel) {
  const { rotation, translation } = box.frame;
  return { shape: { kind: 'box', size: box.size }, rotation, translation } as const;
}
