import { rotationOfQuaternion } from '../kernel/rotation.ts';
import type { ObjectBodies } from './bodies/object-bodies.ts';
import type { ObjectSpec, Shape } from './spec.ts';

/** Numbers of a pose: rotation row-major, then translation. */
const POSE = 12;

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
    this.poses = new Float64Array(POSE * this.count);
    this.velocities = new Float64Array(6 * this.count);
    this.halfSizes = new Float64Array(3 * this.count);
    this.radiusM = new Float64Array(this.count);
    specs.forEach(({ shape }, i) => {
      this.halfSizes.set(halfSizesOf(shape), 3 * i);
      this.radiusM[i] = boundingRadius(shape);
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
    return this.poses[POSE * i + 9];
  }

  y(i: number): number {
    return this.poses[POSE * i + 10];
  }

  z(i: number): number {
    return this.poses[POSE * i + 11];
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
    const p = POSE * i;
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
      const o = POSE * i;
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

/** Half of the lengths of a shape along its axes, m. */
export function halfSizesOf(shape: Shape): [number, number, number] {
  if (shape.kind === 'sphere') return [shape.radiusM, shape.radiusM, shape.radiusM];
  if (shape.kind === 'cylinder') return [shape.radiusM, shape.radiusM, shape.heightM / 2];
  return [shape.size[0] / 2, shape.size[1] / 2, shape.size[2] / 2];
}

function boundingRadius(shape: Shape): number {
  if (shape.kind === 'sphere') return shape.radiusM;
  const [x, y, z] = halfSizesOf(shape);
  return shape.kind === 'cylinder' ? Math.sqrt(x * x + z * z) : Math.sqrt(x * x + y * y + z * z);
}

function length(v: Float64Array, o: number): number {
  return Math.sqrt(v[o] * v[o] + v[o + 1] * v[o + 1] + v[o + 2] * v[o + 2]);
}
