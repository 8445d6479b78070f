import { describe, expect, it } from 'vitest';
import { parseUrdf } from '../../../scenarios/urdf/parse-urdf.ts';
import { RandomStream } from '../../../sim/kernel/random.ts';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { Arm } from '../../../sim/robotics/arm/arm.ts';
import { InverseKinematics } from '../../../sim/robotics/arm/inverse-kinematics.ts';
import { Kinematics } from '../../../sim/robotics/arm/kinematics.ts';
import { TcpController } from '../../../sim/robotics/arm/tcp-controller.ts';
import { SIX_AXIS } from './six-axis.ts';

const model = parseUrdf(SIX_AXIS, 'six-axis.urdf');
const random = RandomStream.named('urdf-arm', 'targets');

/** On and above the table ahead of the arm. */
const target = (): { x: number; y: number; z: number; yaw: number } => ({
  x: random.range(0.35, 0.65),
  y: random.range(-0.25, 0.25),
  z: random.range(0.02, 0.3),
  yaw: random.range(-1.5, 1.5),
});

describe('an arm from URDF', () => {
  it('finds joint angles for each of 100 poses ahead of it', () => {
    const solver = new InverseKinematics(model);
    const kinematics = new Kinematics(model);
    const q = new Float64Array(6);
    for (let i = 0; i < 100; i++) {
      const pose = target();
      expect(solver.solve(pose, model.home, q).converged, JSON.stringify(pose)).toBe(true);
      kinematics.update(q);
      expect(Math.hypot(kinematics.x - pose.x, kinematics.y - pose.y, kinematics.z - pose.z)).toBeLessThan(1e-4);
      expect(kinematics.tilt).toBeLessThan(1e-3);
    }
  });

  it.each(['kinematic', 'torque'] as const)('moves its hand to four poses, %s', (dynamics) => {
    const arm = new Arm({ model, dynamics, start: model.home });
    const controller = new TcpController(model, 1 / 60);
    const action = new ArmAction();
    const speeds = new Float64Array(6);
    for (let i = 0; i < 4; i++) {
      const { x, y, z, yaw } = target();
      for (let tick = 0; tick < 240; tick++) {
        const { kinematics } = arm;
        const way = [x - kinematics.x, y - kinematics.y, z - kinematics.z];
        const pace = Math.min(3, 0.5 / Math.hypot(...way));
        [action.vx, action.vy, action.vz] = way.map((length) => length * pace);
        action.yawRate = Math.max(-1.5, Math.min(1.5, 3 * (yaw - kinematics.yaw)));
        controller.update(action, arm.q, speeds);
        for (let step = 0; step < 4; step++) arm.step(speeds, 1 / 240);
      }
      const { kinematics } = arm;
      expect(Math.hypot(x - kinematics.x, y - kinematics.y, z - kinematics.z)).toBeLessThan(0.002);
      expect(Math.abs(yaw - kinematics.yaw)).toBeLessThan(0.01);
      expect(kinematics.tilt).toBeLessThan(0.01);
    }
    expect(arm.saturatedSteps).toBe(0);
  });
});
