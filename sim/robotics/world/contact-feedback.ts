import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { Arm } from '../arm/arm.ts';
import type { ArmModel } from '../arm/arm-model.ts';
import type { ArmBodies } from '../bodies/arm-bodies.ts';
import type { ObjectBodies } from '../bodies/object-bodies.ts';
import type { Grasp } from '../gripper/grasp.ts';

/** Forces of contacts, back to the arm's joints: of objects on links and fingers, and of the world on what is held. */
export class ContactFeedback {
  /** Force on each link in the last step of the physics, N, 3 numbers each; fingers and what is held count for the hand. */
  readonly linkForces: Float64Array;
  private readonly lastLink: number;
  private readonly wrench = new Float64Array(6);

  constructor(
    private readonly physics: PhysicsWorld,
    private readonly bodies: ArmBodies,
    private readonly objects: ObjectBodies,
    model: ArmModel,
  ) {
    this.lastLink = model.links.length - 1;
    this.linkForces = new Float64Array(3 * model.links.length);
  }

  /** Reads the contacts of the last step of the physics. @returns the largest force on one part, N */
  apply(arm: Arm, grasp: Grasp): number {
    this.linkForces.fill(0);
    if (this.physics.world.contacts.length === 0) return 0;
    const { links, fingers } = this.bodies;
    let most = 0;
    for (let i = 0; i < links.length; i++) {
      if (links[i] >= 0) most = Math.max(most, this.read(arm, i, links[i]));
    }
    for (let side = 0; side < 2; side++) most = Math.max(most, this.read(arm, this.lastLink, fingers[side]));
    if (grasp.holding)
      most = Math.max(most, this.put(arm, this.lastLink, this.objects.indices[grasp.held], grasp.contact));
    return most;
  }

  /** Row of the object that pushes hardest on a link and what moves with it, or -1 where more than half comes from elsewhere. */
  opponent(link: number, grasp: Grasp): number {
    let row = -1;
    let most = 0;
    let all = 0;
    const ofHand = link === this.lastLink;
    for (let i = 0; i < this.objects.count; i++) {
      if (i === grasp.held) continue;
      let force = this.between(this.bodies.links[link], i);
      if (ofHand) {
        force += this.between(this.bodies.fingers[0], i) + this.between(this.bodies.fingers[1], i);
        if (grasp.holding) force += this.between(this.objects.indices[grasp.held], i);
      }
      all += force;
      if (force <= most) continue;
      most = force;
      row = i;
    }
    const [x, y, z] = this.linkForces.subarray(3 * link);
    return 2 * all < Math.sqrt(x * x + y * y + z * z) ? -1 : row;
  }

  /** Size of the force of an object on a body, N; the body may be none. */
  private between(body: number, row: number): number {
    if (body < 0) return 0;
    const w = this.physics.contactWrench(body, this.objects.indices[row], this.wrench);
    return Math.sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
  }

  private read(arm: Arm, link: number, body: number): number {
    return this.put(arm, link, body, this.physics.contactWrench(body, null, this.wrench));
  }

  /** A force acts on its central axis, where it has the moment about the body's origin that the wrench says. */
  private put(arm: Arm, link: number, body: number, w: Float64Array): number {
    const square = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
    if (square === 0) return 0;
    for (let k = 0; k < 3; k++) this.linkForces[3 * link + k] += w[k];
    const p = this.physics.body(body).position;
    const x = p.x + (w[1] * w[5] - w[2] * w[4]) / square;
    const y = p.y + (w[2] * w[3] - w[0] * w[5]) / square;
    const z = p.z + (w[0] * w[4] - w[1] * w[3]) / square;
    arm.applyContactWrench(link, w[0], w[1], w[2], x, y, z);
    return Math.sqrt(square);
  }
}
