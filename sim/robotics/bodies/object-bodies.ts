import type { Body } from 'cannon-es';
import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import { rotationOfQuaternion } from '../../kernel/rotation.ts';
import type { ObjectSpec } from '../spec.ts';
import { RollingResistance } from './rolling-resistance.ts';

/** The things that move freely, in the order of the specification. */
export class ObjectBodies {
  readonly count: number;
  /** Body of each object in the built world. */
  readonly indices: Int32Array;
  readonly bodies: readonly Body[];

  /** Adds the bodies; call `bind` once the world is built. */
  constructor(
    private readonly physics: PhysicsWorld,
    private readonly specs: readonly ObjectSpec[],
  ) {
    this.count = specs.length;
    this.indices = new Int32Array(specs.length);
    this.bodies = specs.map(({ id, shape, massKg, friction }) =>
      physics.addDynamic(`object/${id}`, shape, massKg, { friction }),
    );
    const round = this.bodies.filter((_, i) => specs[i].shape.kind !== 'box');
    const radii = specs.flatMap(({ shape }) => (shape.kind === 'box' ? [] : [shape.radiusM]));
    physics.addListener(new RollingResistance(physics, round, radii));
  }

  /** Looks up the indices of the bodies in the built world and puts them where they start, at rest. */
  bind(): void {
    this.specs.forEach((spec, i) => {
      this.indices[i] = this.physics.indexOf(`object/${spec.id}`);
      this.physics.setPose(this.indices[i], ...spec.position, spec.yawRad);
    });
  }

  /** Writes the pose of object `i` as 12 numbers to `out[o]`: rotation row-major, then translation, m. */
  frame(i: number, out: Float64Array, o: number): void {
    const { position: p, quaternion: q } = this.bodies[i];
    rotationOfQuaternion(q.x, q.y, q.z, q.w, out, o);
    out[o + 9] = p.x;
    out[o + 10] = p.y;
    out[o + 11] = p.z;
  }

  /** Adds to the velocity of object `i`, m/s. */
  shove(i: number, vx: number, vy: number): void {
    const v = this.bodies[i].velocity;
    v.set(v.x + vx, v.y + vy, v.z);
    this.physics.wake(this.indices[i]);
  }
}
