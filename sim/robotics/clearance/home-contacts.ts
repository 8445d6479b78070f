import type { ArmModel } from '../arm/arm-model.ts';
import { Kinematics } from '../arm/kinematics.ts';
import { ArmSpheres } from './arm-spheres.ts';

/**
 * What an arm can run into: pairs of its parts that are no neighbours, and parts over the table, save those whose balls
 * overlap at home already with the gripper open, since balls only stand for the links (SRDF of MoveIt leaves out the
 * same). Parts are those of `ArmSpheres`; the fingers are neighbours of the last link.
 */
export function homeContacts(model: ArmModel): { selfPairs: Uint8Array; overTable: Uint8Array } {
  const spheres = new ArmSpheres(model);
  spheres.place(new Kinematics(model).frames, model.gripper.maxWidthM);
  const pairs: number[] = [];
  const overTable: number[] = [];
  for (let part = 0; part <= spheres.fingers; part++) {
    for (let other = 0; other < part - 1; other++) {
      if (!partsOverlap(spheres, part, other)) pairs.push(other, part);
    }
    const isMovedLink = part > 0 && part < spheres.fingers;
    if (isMovedLink && !touchesTable(spheres, part)) overTable.push(part);
  }
  return { selfPairs: Uint8Array.from(pairs), overTable: Uint8Array.from(overTable) };
}

function partsOverlap({ balls, firstOf }: ArmSpheres, part: number, other: number): boolean {
  for (let s = 4 * firstOf[part]; s < 4 * firstOf[part + 1]; s += 4) {
    for (let t = 4 * firstOf[other]; t < 4 * firstOf[other + 1]; t += 4) {
      const dx = balls[s] - balls[t];
      const dy = balls[s + 1] - balls[t + 1];
      const dz = balls[s + 2] - balls[t + 2];
      if (Math.sqrt(dx * dx + dy * dy + dz * dz) <= balls[s + 3] + balls[t + 3]) return true;
    }
  }
  return false;
}

function touchesTable({ balls, firstOf }: ArmSpheres, part: number): boolean {
  for (let s = 4 * firstOf[part]; s < 4 * firstOf[part + 1]; s += 4) if (balls[s + 2] <= balls[s + 3]) return true;
  return false;
}
