import type { LinkModel } from './arm-model.ts';

/** Mass properties of a rigid thing, in the frame and units of `LinkModel`. */
export type RigidPart = Pick<LinkModel, 'massKg' | 'centre' | 'inertia'>;

/** What parts fixed to each other are together, all in one frame (parallel axis theorem). At least one has mass. */
export function joinParts(parts: readonly RigidPart[]): RigidPart {
  let mass = 0;
  let cx = 0;
  let cy = 0;
  let cz = 0;
  for (const part of parts) {
    mass += part.massKg;
    cx += part.massKg * part.centre[0];
    cy += part.massKg * part.centre[1];
    cz += part.massKg * part.centre[2];
  }
  cx /= mass;
  cy /= mass;
  cz /= mass;
  let [xx, yy, zz, xy, xz, yz] = [0, 0, 0, 0, 0, 0];
  for (const { massKg, centre, inertia } of parts) {
    const x = centre[0] - cx;
    const y = centre[1] - cy;
    const z = centre[2] - cz;
    xx += inertia[0] + massKg * (y * y + z * z);
    yy += inertia[1] + massKg * (x * x + z * z);
    zz += inertia[2] + massKg * (x * x + y * y);
    xy += inertia[3] - massKg * x * y;
    xz += inertia[4] - massKg * x * z;
    yz += inertia[5] - massKg * y * z;
  }
  return { massKg: mass, centre: [cx, cy, cz], inertia: [xx, yy, zz, xy, xz, yz] };
}

/** The same part in the frame in which its own frame is turned by `angle` (its sine, cosine) about z and then moved. */
export function placePart(part: RigidPart, sine: number, cosine: number, z: number): RigidPart {
  const [cx, cy, cz] = part.centre;
  const [xx, yy, zz, xy, xz, yz] = part.inertia;
  const s = sine;
  const c = cosine;
  return {
    massKg: part.massKg,
    centre: [c * cx - s * cy, s * cx + c * cy, cz + z],
    inertia: [
      c * c * xx - 2 * s * c * xy + s * s * yy,
      s * s * xx + 2 * s * c * xy + c * c * yy,
      zz,
      s * c * (xx - yy) + (c * c - s * s) * xy,
      c * xz - s * yz,
      s * xz + c * yz,
    ],
  };
}
