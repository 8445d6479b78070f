import type { ArmModel } from './arm-model.ts';
import { DampedLeastSquares } from './damped-least-squares.ts';
import { Kinematics } from './kinematics.ts';

const SAMPLES = 64;
/** Share of the manipulability at `home` below which a posture counts as singular. */
const SINGULAR = 0.15;

/** Joint angles, rad, one for each joint; within the joints' limits. */
export interface WorkingRange {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * How far each joint can turn from `home`, the others staying, before the arm becomes singular: an elbow that is
 * stretched beyond straight cannot follow the hand back. Where nothing becomes singular, these are the joints' limits, as
 * for arms of fewer than six joints.
 */
export function workingRange(model: ArmModel): WorkingRange {
  const n = model.joints.length;
  const kinematics = new Kinematics(model);
  const solver = new DampedLeastSquares(n);
  const jacobian = new Float64Array(6 * n);
  const q = Float64Array.from(model.home);
  const manipulability = (): number => {
    kinematics.update(q);
    kinematics.jacobian(jacobian);
    solver.take(jacobian);
    return solver.damp(0);
  };
  const least = SINGULAR * manipulability();
  const lastBefore = (joint: number, limit: number): number => {
    const home = model.home[joint];
    let reached = home;
    for (let i = 1; i <= SAMPLES; i++) {
      q[joint] = i < SAMPLES ? home + ((limit - home) * i) / SAMPLES : limit;
      if (manipulability() < least) break;
      reached = q[joint];
    }
    q[joint] = home;
    return reached;
  };
  return {
    lower: Float64Array.from(model.joints, ({ lowerRad }, i) => lastBefore(i, lowerRad)),
    upper: Float64Array.from(model.joints, ({ upperRad }, i) => lastBefore(i, upperRad)),
  };
}
