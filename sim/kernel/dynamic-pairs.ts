import { Body, Broadphase } from 'cannon-es';
import type { World } from 'cannon-es';
import type { StateIo, Stateful } from './state-io.ts';

/** Pairs of which at least one is dynamic, in the order of the bodies, kept when their bounding spheres meet. */
export class DynamicPairsBroadphase extends Broadphase {
  /** Pairs that pass through each other. */
  excluded: ExcludedPairs | null = null;
  private readonly dynamic: Body[] = [];

  override collisionPairs(world: World, pairs1: Body[], pairs2: Body[]): void {
    const bodies = world.bodies;
    const dynamic = this.dynamic;
    let count = 0;
    for (let i = 0; i < bodies.length; i++) {
      if (bodies[i].type === Body.DYNAMIC) dynamic[count++] = bodies[i];
    }
    for (let k = 0; k < count; k++) {
      const a = dynamic[k];
      for (let j = 0; j < bodies.length; j++) {
        const b = bodies[j];
        if (b === a || (b.type === Body.DYNAMIC && j < a.index)) continue;
        if (this.excluded !== null && this.excluded.has(a.index, j)) continue;
        if (this.needBroadphaseCollision(a, b)) this.intersectionTest(a, b, pairs1, pairs2);
      }
    }
  }
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
