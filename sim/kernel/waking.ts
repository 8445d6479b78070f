import { Body } from 'cannon-es';
import type { Vec3, World } from 'cannon-es';
import { boundsMeet } from './dynamic-pairs.ts';

// Looked up once: where the library is bundled for Node, each use of one of its names is a search.
const { AWAKE, DYNAMIC, KINEMATIC } = Body;

/** Bounding boxes nearer than this count as touching, m. */
const REACH_M = 0.005;

/**
 * Wakes what sleeps or is about to. cannon-es wakes a body only when something hits it faster than 0.14 m/s: a slower
 * kinematic pusher passes through, what stood on something that is drawn away hangs in the air, and a belt leaves
 * behind what it should carry. Here, before each step, everything that moves wakes what its bounding box touches, and
 * this what it touches in turn. It depends on poses, velocities and sleep states alone, so nothing has to be saved.
 */
export class Waking {
  private readonly queue: Int32Array;
  private count = 0;

  constructor(
    private readonly world: World,
    private readonly surfaceVelocities: ReadonlyMap<Body, Vec3>,
  ) {
    this.queue = new Int32Array(world.bodies.length);
  }

  /** Wakes around all bodies that will move in the coming step, `dt` s. */
  aroundMoving(dt: number): void {
    if (!this.world.allowSleep) return;
    this.count = 0;
    const bodies = this.world.bodies;
    for (let i = 0; i < bodies.length; i++) {
      if (this.moves(bodies[i])) this.touchedBy(bodies[i], dt);
    }
    this.spread();
  }

  /** Wakes one body and what it touches, in turn. */
  around(index: number): void {
    this.count = 0;
    const body = this.world.bodies[index];
    body.wakeUp();
    this.touchedBy(body, 0);
    this.spread();
  }

  private moves(body: Body): boolean {
    // A dynamic body is sleepy, not awake, as soon as it is slower than its limit.
    if (body.type === DYNAMIC) return body.sleepState === AWAKE;
    const surface = this.surfaceVelocities.get(body);
    if (surface !== undefined && !isZero(surface)) return true;
    return body.type === KINEMATIC && !(isZero(body.velocity) && isZero(body.angularVelocity));
  }

  private spread(): void {
    for (let k = 0; k < this.count; k++) this.touchedBy(this.world.bodies[this.queue[k]], 0);
  }

  private touchedBy(mover: Body, dt: number): void {
    const bodies = this.world.bodies;
    const turn = dt === 0 ? 0 : dt * mover.angularVelocity.length() * mover.boundingRadius;
    const reach = REACH_M + turn + dt * mover.velocity.length();
    for (let j = 0; j < bodies.length; j++) {
      const body = bodies[j];
      if (body.type !== DYNAMIC || body.sleepState === AWAKE || body === mover) continue;
      if (!boundsMeet(mover, body, reach)) continue;
      body.wakeUp();
      this.queue[this.count++] = j;
    }
  }
}

function isZero(v: Vec3): boolean {
  return v.x === 0 && v.y === 0 && v.z === 0;
}
