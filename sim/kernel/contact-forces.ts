import type { Body, World } from 'cannon-es';

/**
 * What the contacts of the last step did. Contacts are made anew in each step and are not part of the state: read them
 * after a step and before anything is restored.
 */

/** Normal force that two bodies exert on each other, summed over their contact points, N; 0 where they do not touch. */
export function normalForce(world: World, a: Body, b: Body): number {
  const contacts = world.contacts;
  let sum = 0;
  for (let k = 0; k < contacts.length; k++) {
    const contact = contacts[k];
    if ((contact.bi === a && contact.bj === b) || (contact.bi === b && contact.bj === a)) sum += contact.multiplier;
  }
  return sum;
}

/** Whether two bodies push on each other. */
export function touching(world: World, a: Body, b: Body): boolean {
  const contacts = world.contacts;
  for (let k = 0; k < contacts.length; k++) {
    const contact = contacts[k];
    if (contact.multiplier <= 0) continue;
    if ((contact.bi === a && contact.bj === b) || (contact.bi === b && contact.bj === a)) return true;
  }
  return false;
}

/**
 * Force (N) and moment about its centre (N m), in world axes, on `body` from all that it touches, normal and friction;
 * with `other`, from that one alone. Six numbers are written to `out`, which is returned.
 */
export function contactWrench(world: World, body: Body, other: Body | null, out: Float64Array): Float64Array {
  out.fill(0, 0, 6);
  const contacts = world.contacts;
  for (let k = 0; k < contacts.length; k++) {
    const c = contacts[k];
    // The normal points out of body i: i is pushed against it, j along it.
    if (c.bi === body && (other === null || c.bj === other)) add(out, -c.multiplier, c.ni, c.ri);
    else if (c.bj === body && (other === null || c.bi === other)) add(out, c.multiplier, c.ni, c.rj);
  }
  const rows = world.frictionEquations;
  for (let k = 0; k < rows.length; k++) {
    const f = rows[k];
    if (f.bi === body && (other === null || f.bj === other)) add(out, -f.multiplier, f.t, f.ri);
    else if (f.bj === body && (other === null || f.bi === other)) add(out, f.multiplier, f.t, f.rj);
  }
  return out;
}

interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

function add(out: Float64Array, force: number, along: Vector, at: Vector): void {
  const x = force * along.x;
  const y = force * along.y;
  const z = force * along.z;
  out[0] += x;
  out[1] += y;
  out[2] += z;
  out[3] += at.y * z - at.z * y;
  out[4] += at.z * x - at.x * z;
  out[5] += at.x * y - at.y * x;
}
