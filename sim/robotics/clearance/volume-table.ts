import { cos, sin } from '../../kernel/math.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';
import { SHAPE_KINDS } from '../sensors/thing-table.ts';
import { boundingRadiusM, halfSizesOf } from '../shapes.ts';
import type { Shape } from '../spec.ts';

export const BOX: number = SHAPE_KINDS.indexOf('box');
export const CYLINDER: number = SHAPE_KINDS.indexOf('cylinder');
export const SPHERE: number = SHAPE_KINDS.indexOf('sphere');

/**
 * Solid shapes in space, a row each, in flat arrays; world frame, SI units. It is filled from where the truth is, or
 * from what an agent knows, and is no state of its own. Only the first `count` rows mean anything.
 */
export class VolumeTable {
  count = 0;
  /** `BOX`, `CYLINDER` or `SPHERE`: index into `SHAPE_KINDS`. */
  readonly kinds: Uint8Array;
  /** Half of the lengths along the shape's own axes, m, 3 numbers each; a cylinder stands along its z axis. */
  readonly halfSizes: Float64Array;
  /** Of the smallest ball around the centre that contains the shape, m. */
  readonly radiusM: Float64Array;
  /** Poses of the centres, 12 numbers each: rotation row-major, then translation, m. */
  readonly poses: Float64Array;
  /** Of the centres, m/s, 3 numbers each. */
  readonly velocities: Float64Array;

  constructor(readonly capacity: number) {
    this.kinds = new Uint8Array(capacity);
    this.halfSizes = new Float64Array(3 * capacity);
    this.radiusM = new Float64Array(capacity);
    this.poses = new Float64Array(POSE_LENGTH * capacity);
    this.velocities = new Float64Array(3 * capacity);
    for (let i = 0; i < capacity; i++) this.setUpright(i, 1, 0);
  }

  /** Adds a row at the origin, at rest. @returns its index. @throws RangeError if the table is full */
  add(shape: Shape): number {
    return this.addHalf(SHAPE_KINDS.indexOf(shape.kind), ...halfSizesOf(shape));
  }

  /** `add` from half of the lengths, m, as a `ThingTable` has them. */
  addHalf(kind: number, halfX: number, halfY: number, halfZ: number): number {
    if (this.count === this.capacity) {
      throw new RangeError(`The table of volumes holds ${this.capacity}; make it larger for one more.`);
    }
    const i = this.count++;
    this.setShape(i, kind, halfX, halfY, halfZ);
    this.place(i, 0, 0, 0, 0);
    this.setVelocity(i, 0, 0, 0);
    return i;
  }

  setShape(i: number, kind: number, halfX: number, halfY: number, halfZ: number): void {
    this.kinds[i] = kind;
    this.halfSizes[3 * i] = halfX;
    this.halfSizes[3 * i + 1] = halfY;
    this.halfSizes[3 * i + 2] = halfZ;
    this.radiusM[i] = boundingRadiusM(SHAPE_KINDS[kind], halfX, halfY, halfZ);
  }

  /** Puts a row upright with its centre here, m, turned about z by `yaw`, rad. */
  place(i: number, x: number, y: number, z: number, yaw: number): void {
    this.setUpright(i, cos(yaw), sin(yaw));
    this.move(i, x, y, z);
  }

  /** Puts a row's centre here, m; its rotation stays. */
  move(i: number, x: number, y: number, z: number): void {
    const o = POSE_LENGTH * i + 9;
    this.poses[o] = x;
    this.poses[o + 1] = y;
    this.poses[o + 2] = z;
  }

  /** Puts a row at the pose `poses[at]` to `poses[at + 11]`. */
  setPose(i: number, poses: ArrayLike<number>, at: number): void {
    const o = POSE_LENGTH * i;
    for (let k = 0; k < POSE_LENGTH; k++) this.poses[o + k] = poses[at + k];
  }

  setVelocity(i: number, vx: number, vy: number, vz: number): void {
    this.velocities[3 * i] = vx;
    this.velocities[3 * i + 1] = vy;
    this.velocities[3 * i + 2] = vz;
  }

  private setUpright(i: number, c: number, s: number): void {
    const { poses } = this;
    const o = POSE_LENGTH * i;
    poses.fill(0, o, o + 9);
    poses[o] = poses[o + 4] = c;
    poses[o + 1] = -s;
    poses[o + 3] = s;
    poses[o + 8] = 1;
  }
}
