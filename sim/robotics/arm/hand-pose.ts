import { atan2, cos, sin } from '../../kernel/math.ts';
import { POSE_LENGTH, type Kinematics } from './kinematics.ts';

/** Where the tool centre point is to be, the hand pointing straight down. World frame, m and rad. */
export interface HandPose {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

/**
 * How the tool centre point has to move to come to a pose with the hand straight down.
 * @param out translation, m, and then rotation vector (axis times angle in [0, pi]), rad, world frame: 6 numbers
 */
export function errorToHandPose(kinematics: Kinematics, pose: HandPose, out: Float64Array): void {
  const { frames } = kinematics;
  const at = frames.length - POSE_LENGTH;
  const c = cos(pose.yaw);
  const s = sin(pose.yaw);
  out[0] = pose.x - frames[at + 9];
  out[1] = pose.y - frames[at + 10];
  out[2] = pose.z - frames[at + 11];
  // The target's axes are x = (c, s, 0), y = (s, -c, 0), z = (0, 0, -1); the rotation to it is target times transpose.
  const xx = frames[at];
  const xy = frames[at + 1];
  const xz = frames[at + 2];
  const yx = frames[at + 3];
  const yy = frames[at + 4];
  const yz = frames[at + 5];
  const zx = frames[at + 6];
  const zy = frames[at + 7];
  const zz = frames[at + 8];
  const vx = -yz - (s * zx - c * zy);
  const vy = c * zx + s * zy + xz;
  const vz = s * xx - c * xy - (c * yx + s * yy);
  const length = Math.sqrt(vx * vx + vy * vy + vz * vz);
  const trace = c * xx + s * xy + (s * yx - c * yy) - zz;
  const angle = atan2(length, trace - 1);
  if (length > 1e-9) {
    const scale = angle / length;
    out[3] = vx * scale;
    out[4] = vy * scale;
    out[5] = vz * scale;
    return;
  }
  // Half a turn has two directions; small errors are their own rotation vector.
  out[3] = trace < 0 ? Math.PI : vx / 2;
  out[4] = trace < 0 ? 0 : vy / 2;
  out[5] = trace < 0 ? 0 : vz / 2;
}
