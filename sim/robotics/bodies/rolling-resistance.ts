import { Vec3 } from 'cannon-es';
import type { Body } from 'cannon-es';
import type { PhysicsWorld, StepListener } from '../../kernel/physics-world.ts';

/**
 * Coefficient of rolling resistance, dimensionless: wood on wood lies near 0.01, soft things above (Johnson 1985, Contact
 * Mechanics, section 9.3). A rolling ball slows down by the coefficient times 5/7 g.
 */
const ROLLING_COEFFICIENT = 0.02;

const ALONG = new Vec3(0, 0, 1);

/**
 * Rigid round bodies roll for ever. This takes from their spin, in each step, what a moment of the coefficient times
 * radius times normal force takes, but never turns it round: so they come to rest.
 */
export class RollingResistance implements StepListener {
  private readonly normalN: Float64Array;
  private readonly axis = new Vec3();

  /** The bodies must be round about their z axis. */
  constructor(
    private readonly physics: PhysicsWorld,
    private readonly bodies: readonly Body[],
    private readonly radiiM: readonly number[],
  ) {
    this.normalN = new Float64Array(bodies.length);
  }

  beforeIntegration(dt: number): void {
    if (this.bodies.length === 0) return;
    this.sumNormals();
    for (let i = 0; i < this.bodies.length; i++) {
      if (this.normalN[i] === 0) continue;
      const body = this.bodies[i];
      const loss = (ROLLING_COEFFICIENT * this.radiiM[i] * this.normalN[i] * dt) / body.inertia.z;
      this.brake(body, loss);
    }
  }

  afterStep(): void {}

  /** Takes `loss`, rad/s, from the spin of a ball, or from that of a cylinder about its axis. */
  private brake(body: Body, loss: number): void {
    const spin = body.angularVelocity;
    const axis = this.axis;
    if (body.inertia.x === body.inertia.z) axis.copy(spin);
    else body.quaternion.vmult(ALONG, axis);
    axis.normalize();
    const rate = spin.dot(axis);
    spin.addScaledVector(rate > 0 ? -Math.min(loss, rate) : Math.min(loss, -rate), axis, spin);
  }

  private sumNormals(): void {
    this.normalN.fill(0);
    const contacts = this.physics.world.contacts;
    for (let k = 0; k < contacts.length; k++) {
      const { bi, bj, multiplier } = contacts[k];
      for (let i = 0; i < this.bodies.length; i++) {
        if (this.bodies[i] === bi || this.bodies[i] === bj) this.normalN[i] += multiplier;
      }
    }
  }
}
