import { cos, sin } from '../../kernel/math.ts';
import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { BeltSpec } from '../spec.ts';

const ID = 'belt';

/** Rubber on most things, Coulomb, dimensionless. */
const DEFAULT_FRICTION = 0.8;

/** A belt that stands on the table and carries what lies on it by friction alone. */
export class BeltBody {
  index = -1;

  /** Adds the body; call `bind` once the world is built. */
  constructor(
    private readonly physics: PhysicsWorld,
    private readonly spec: BeltSpec,
    friction = DEFAULT_FRICTION,
  ) {
    physics.addBelt(ID, [spec.lengthM, spec.widthM, spec.heightM], { friction });
  }

  /** Looks up the body in the built world, puts it in its place and lets it run. */
  bind(): void {
    const { x, y, heightM, headingRad, speedMps } = this.spec;
    this.index = this.physics.indexOf(ID);
    this.physics.setPose(this.index, x, y, heightM / 2, headingRad);
    this.setSpeed(speedMps);
  }

  /** Along its heading, m/s; saved with the physics world. */
  setSpeed(speedMps: number): void {
    const { headingRad } = this.spec;
    this.physics.setSurfaceVelocity(this.index, speedMps * cos(headingRad), speedMps * sin(headingRad), 0);
  }
}
