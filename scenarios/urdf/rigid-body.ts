import { joinParts } from '../../sim/robotics/arm/rigid-part.ts';
import type { RigidPart } from '../../sim/robotics/arm/rigid-part.ts';
import { compose, dot } from './frame.ts';
import type { Vector3 } from './frame.ts';
import type { Part } from './merge-links.ts';
import type { Inertial } from './read-link.ts';

/** Mass, centre of mass and inertia of all parts together, in the frame of their body. Zero without any mass. */
export function massOf(parts: readonly Part[]): RigidPart {
  const solids = parts.flatMap(({ branch: { link }, frame }) =>
    link.inertial === null ? [] : [placeSolid({ ...link.inertial, frame: compose(frame, link.inertial.frame) })],
  );
  return solids.length > 0 ? joinParts(solids) : { massKg: 0, centre: [0, 0, 0], inertia: [0, 0, 0, 0, 0, 0] };
}

/** From the solid's own axes to those in which its frame is given. */
function placeSolid({ massKg, frame, inertia: [xx, yy, zz, xy, xz, yz] }: Inertial): RigidPart {
  const { rotation: r, translation } = frame;
  const x: Vector3 = [r[0], r[1], r[2]];
  const y: Vector3 = [r[3], r[4], r[5]];
  const z: Vector3 = [r[6], r[7], r[8]];
  const applied = [x, y, z].map((row): Vector3 => [
    dot([xx, xy, xz], row),
    dot([xy, yy, yz], row),
    dot([xz, yz, zz], row),
  ]);
  return {
    massKg,
    centre: translation,
    inertia: [
      dot(x, applied[0]),
      dot(y, applied[1]),
      dot(z, applied[2]),
      dot(x, applied[1]),
      dot(x, applied[2]),
      dot(y, applied[2]),
    ],
  };
}
