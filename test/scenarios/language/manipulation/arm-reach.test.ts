import { describe, expect, it } from 'vitest';
import { Reach } from '../../../../scenarios/language/manipulation/arm-reach.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { Clearance } from '../../../../sim/robotics/clearance/clearance.ts';

describe('reach', () => {
  const reach = Reach.of(PANDA);

  it('knows no posture in which the arm is in itself, and does reach there with its hand turned', () => {
    // The nearest posture for this yaw has the hand 24 mm in the base.
    expect(reach.posture({ x: 0.25, y: 0, z: 0.02, yaw: 0 })).toBeNull();
    expect(reach.reaches([0.25, 0, 0.02])).toBe(true);
  });

  it('gives postures that are clear of arm and table, all around and near the base', () => {
    const kinematics = new Kinematics(PANDA);
    const clearance = new Clearance(PANDA);
    let known = 0;
    for (const x of [0.15, 0.25, 0.3, 0.5, 0.75]) {
      for (const z of [0.02, 0.1, 0.3]) {
        for (const yaw of [-1.5, 0, 1.5]) {
          const q = reach.posture({ x, y: 0.1, z, yaw });
          if (q === null) continue;
          known++;
          kinematics.update(q);
          clearance.place(kinematics.frames, PANDA.gripper.maxWidthM);
          expect(Math.min(clearance.toSelf(), clearance.toTable())).toBeGreaterThan(0);
        }
      }
    }
    expect(known).toBeGreaterThan(27);
  });
});
