import { Body, Broadphase } from 'cannon-es';
import type { World } from 'cannon-es';
import type { StateIo, Stateful } from './state-io.ts';

// Looked up once: where the library is bundled for Node, each use of one of its names is a search.
const { DYNAMIC } = Body;

/** No pair that touches may be lost to the rounding of its bounds, m. */
const ROUNDING_M = 1e-6;

/** Pairs of which at least one is dynamic, in the order of the bodies, kept when their bounds meet. */
export class DynamicPairsBroadphase extends Broadphase {
  /** Pairs that pass through each other. */
  excluded: ExcludedPairs | null = null;
  private readonly dynamic: Body[] = [];

  override collisionPairs(world: World, pairs1: Body[], pairs2: Body[]): void {
    const bodies = world.bodies;
    const dynamic = this.dynamic;
    let count = 0;
    for (let i = 0; i < bodies.length; i++) {
      if (bodies[i].type === DYNAMIC) dynamic[count++] = bodies[i];
    }
    for (let k = 0; k < count; k++) {
      const a = dynamic[k];
      for (let j = 0; j < bodies.length; j++) {
        const b = bodies[j];
        if (b === a || (b.type === DYNAMIC && j < a.index)) continue;
        if (this.excluded !== null && this.excluded.has(a.index, j)) continue;
        if (!this.needBroadphaseCollision(a, b) || !boundsMeet(a, b, ROUNDING_M)) continue;
        pairs1.push(a);
        pairs2.push(b);
      }
    }
  }
}

/** Whether the bounding spheres and the bounding boxes of two bodies come within `reach` of each other, m. */
export function boundsMeet(a: Body, b: Body, reach: number): boolean {
  const dx = b.position.x - a.position.x;
  const dy = b.position.y - a.position.y;
  const dz = b.position.z - a.position.z;
  const r = a.boundingRadius + b.boundingRadius + reach;
  if (dx * dx + dy * dy + dz * dz >= r * r) return false;
  if (a.aabbNeedsUpdate) a.updateAABB();
  if (b.aabbNeedsUpdate) b.updateAABB();
  const al = a.aabb.lowerBound;
  const au = a.aabb.upperBound;
  const bl = b.aabb.lowerBound;
  const bu = b.aabb.upperBound;
  return (
    al.x - reach <= bu.x &&
    bl.x - reach <= au.x &&
    al.y - reach <= bu.y &&
    bl.y - reach <= au.y &&
    al.z - reach <= bu.z &&
    bl.z - reach <= au.z
  );
}

/** A set of pairs of bodies, by index, that may change while the world runs: a bit for each. */
export class ExcludedPairs implements Stateful {
  private readonly bits: Uint32Array;

  constructor(bodies: number) {
    this.bits = new Uint32Array(Math.ceil((bodies * (bodies + 1)) / 64));
  }

  has(a: number, b: number): boolean {
    const k = rank(a, b);
    return (this.bits[k >>> 5] & (1 << (k & 31))) !== 0;
  }

  set(a: number, b: number, excluded: boolean): void {
    const k = rank(a, b);
    if (excluded) this.bits[k >>> 5] |= 1 << (k & 31);
    else this.bits[k >>> 5] &= ~(1 << (k & 31));
  }

  exchange(io: StateIo): void {
    io.words('excludedPairs', this.bits);
  }
}

function rank(a: number, b: number): number {
  return a < b ? (b * (b + 1)) / 2 + a : (a * (a + 1)) / 2 + b;
}
