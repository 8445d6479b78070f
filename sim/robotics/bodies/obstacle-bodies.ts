import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { ObstacleSpec } from '../spec.ts';

/** Upright bodies that are moved along paths and push objects; in the order of the specification. */
export class ObstacleBodies {
  readonly count: number;
  /** Body of each obstacle in the built world. */
  readonly indices: Int32Array;

  /** Adds the bodies; call `bind` once the world is built. */
  constructor(
    private readonly physics: PhysicsWorld,
    private readonly specs: readonly ObstacleSpec[],
  ) {
    this.count = specs.length;
    this.indices = new Int32Array(specs.length);
    for (const spec of specs) physics.addKinematic(`obstacle/${spec.id}`, [{ shape: spec.shape }]);
  }

  /** Looks up the indices of the bodies in the built world and puts each at the first point of its path. */
  bind(): void {
    this.specs.forEach((spec, i) => {
      this.indices[i] = this.physics.indexOf(`obstacle/${spec.id}`);
      const [x, y, z] = spec.path.points[0];
      this.place(i, x, y, z, spec.yawRad);
    });
  }

  /** Puts the centre of obstacle `i`, m, and its heading, rad; at rest. */
  place(i: number, x: number, y: number, z: number, yawRad: number): void {
    this.physics.setPose(this.indices[i], x, y, z, yawRad);
  }

  /** Moves obstacle `i` within the next step. */
  drive(i: number, x: number, y: number, z: number, yawRad: number): void {
    this.physics.driveTo(this.indices[i], x, y, z, yawRad);
  }
}
