import { cos, sin } from '../../kernel/math.ts';
import type { ArmAction } from '../arm-action.ts';
import type { ArmModel } from '../arm/arm-model.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';
import type { BeltSpec } from '../spec.ts';

/** The hand goes down no faster than it can brake, m/s2, and at last by this share of the fingers' height in a second. */
const BRAKING_MPS2 = 0.8;
const APPROACH_PER_S = 6;
/** Where it has gone too deep, it goes up by this share of the depth in a second: the controller's target may be below. */
const RETREAT_PER_S = 30;
/** Within so much of a belt's edge, m, its top counts: a finger's half width and half the hand's opening. */
const EDGE_M = 0.05;

/**
 * Stands for the contact of fingers with what they stand on, which nothing pushes back in the physics of driven bodies:
 * the hand's way down is slowed so that the finger tips stop on the table or the belt and do not pass through.
 */
export class FloorGuard {
  private readonly tcpAt: number;
  private readonly tipBeyondTcpM: number;
  private readonly c: number;
  private readonly s: number;

  constructor(
    model: ArmModel,
    private readonly belt: BeltSpec | null,
  ) {
    this.tcpAt = POSE_LENGTH * model.links.length;
    this.tipBeyondTcpM = model.gripper.tipBeyondTcpM;
    this.c = belt === null ? 1 : cos(belt.headingRad);
    this.s = belt === null ? 0 : sin(belt.headingRad);
  }

  /**
   * @param frames of the arm, with that of the tool centre point last
   * @returns the vertical speed, m/s, below which the hand must not go
   */
  apply(frames: Float64Array, action: ArmAction): number {
    const o = this.tcpAt;
    const tipZ = frames[o + 11] + frames[o + 8] * this.tipBeyondTcpM;
    const heightM = tipZ - this.floor(frames[o + 9], frames[o + 10]);
    const braking = Math.sqrt(2 * BRAKING_MPS2 * Math.max(0, heightM));
    const gain = heightM < 0 ? RETREAT_PER_S : APPROACH_PER_S;
    const leastVz = -Math.min(braking, gain * heightM);
    action.vz = Math.max(action.vz, leastVz);
    return leastVz;
  }

  private floor(x: number, y: number): number {
    const { belt, c, s } = this;
    if (belt === null) return 0;
    const dx = x - belt.x;
    const dy = y - belt.y;
    const along = Math.abs(c * dx + s * dy);
    const across = Math.abs(c * dy - s * dx);
    return along <= belt.lengthM / 2 + EDGE_M && across <= belt.widthM / 2 + EDGE_M ? belt.heightM : 0;
  }
}
