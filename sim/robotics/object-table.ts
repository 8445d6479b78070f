import { rotationOfQuaternion } from '../kernel/rotation.ts';
import { POSE_LENGTH } from './arm/kinematics.ts';
import type { ObjectBodies } from './bodies/object-bodies.ts';
import { boundingRadiusM, halfSizesOf } from './shapes.ts';
import type { ObjectSpec } from './spec.ts';

/**
 * The truth about the things that move freely, a row each, in the order of the specification; SI units. Read from the
 * bodies after each tick and restore, so that it is no state of its own.
 */
export class ObjectTable {
  readonly count: number;
  readonly ids: readonly string[];
  /** Poses of the centres, 12 numbers each: rotation row-major, then translation, m. */
  readonly poses: Float64Array;
  /** Velocities, 6 numbers each: linear, m/s, and then angular, rad/s; world axes. */
  readonly velocities: Float64Array;
  /** Half of the lengths along the thing's own axes, m, 3 numbers each. */
  readonly halfSizes: Float64Array;
  /** Of the smallest ball around the centre that contains the thing, m. */
  readonly radiusM: Float64Array;

  constructor(readonly specs: readonly ObjectSpec[]) {
    this.count = specs.length;
    this.ids = specs.map(({ id }) => id);
    this.poses = new Float64Array(POSE_LENGTH * this.count);
    this.velocities = new Float64Array(6 * this.count);
    this.halfSizes = new Float64Array(3 * this.count);
    this.radiusM = new Float64Array(this.count);
    specs.forEach(({ shape }, i) => {
      const halves = halfSizesOf(shape);
      this.halfSizes.set(halves, 3 * i);
      this.radiusM[i] = boundingRadiusM(shape.kind, ...halves);
    });
  }

  /** Row of an id. @throws if there is none */
  rowOf(id: string): number {
    const row = this.ids.indexOf(id);
    if (row < 0)
      throw new Error(
        `object: expected one of ${this.ids.join(', ') || '(no objects)'}, found '${id}'. Add it to objects.`,
      );
    return row;
  }

  x(i: number): number {
    return this.poses[POSE_LENGTH * i + 9];
  }

  y(i: number): number {
    return this.poses[POSE_LENGTH * i + 10];
  }

  z(i: number): number {
    return this.poses[POSE_LENGTH * i + 11];
  }

  /** m/s. */
  speed(i: number): number {
    return length(this.velocities, 6 * i);
  }

  /** rad/s. */
  spin(i: number): number {
    return length(this.velocities, 6 * i + 3);
  }

  /** How far the thing reaches above its centre as it lies, m. */
  halfHeight(i: number): number {
    const { shape } = this.specs[i];
    if (shape.kind === 'sphere') return shape.radiusM;
    const p = POSE_LENGTH * i;
    const h = 3 * i;
    const cz = Math.abs(this.poses[p + 8]);
    if (shape.kind === 'cylinder') {
      return cz * this.halfSizes[h + 2] + Math.sqrt(Math.max(0, 1 - cz * cz)) * shape.radiusM;
    }
    return (
      Math.abs(this.poses[p + 6]) * this.halfSizes[h] +
      Math.abs(this.poses[p + 7]) * this.halfSizes[h + 1] +
      cz * this.halfSizes[h + 2]
    );
  }

  read(objects: ObjectBodies): void {
    for (let i = 0; i < this.count; i++) {
      const { position: p, quaternion: q, velocity: v, angularVelocity: w } = objects.bodies[i];
      const o = POSE_LENGTH * i;
      rotationOfQuaternion(q.x, q.y, q.z, q.w, this.poses, o);
      this.poses[o + 9] = p.x;
      this.poses[o + 10] = p.y;
      this.poses[o + 11] = p.z;
      const k = 6 * i;
      this.velocities[k] = v.x;
      this.velocities[k + 1] = v.y;
      this.velocities[k + 2] = v.z;
      this.velocities[k + 3] = w.x;
      this.velocities[k + 4] = w.y;
      this.velocities[k + 5] = w.z;
    }
  }
}

function length(v: Float64Array, o: number): number {
  return Math.sqrt(v[o] * v[o] + v[o + 1] * v[o + 1] + v[o + 2] * v[o + 2]);
}
