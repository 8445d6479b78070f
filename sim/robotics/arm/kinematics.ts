import { atan2, cos, hypot, sin } from '../../kernel/math.ts';
import type { ArmModel, Frame } from './arm-model.ts';
import { composePoses } from './pose.ts';

/** Numbers of one pose in a flat array: rotation (row-major) and then translation. */
export const POSE_LENGTH = 12;

/** A joint's constants, flat: its origin's pose, then its axis. */
const JOINT_LENGTH = 15;

/**
 * Where an arm's links are for given joint angles, and how they move with them. World frame; m, rad. It holds one
 * posture at a time, that of the last `update`, and allocates nothing after construction.
 */
export class Kinematics {
  /** Poses of links 0 to n and then of the tool centre point, `POSE_LENGTH` numbers each. */
  readonly frames: Float64Array;
  readonly jointCount: number;
  private readonly joints: Float64Array;
  private readonly turnsAboutZ: Uint8Array;
  private readonly toolFrame: Float64Array;
  private readonly tcp: number;

  constructor(readonly model: ArmModel) {
    const n = model.joints.length;
    this.jointCount = n;
    this.tcp = POSE_LENGTH * (n + 1);
    this.frames = new Float64Array(POSE_LENGTH * (n + 2));
    this.joints = new Float64Array(JOINT_LENGTH * n);
    this.turnsAboutZ = new Uint8Array(n);
    this.toolFrame = new Float64Array(POSE_LENGTH);
    writeFrame(model.tcp, this.toolFrame, 0);
    for (let i = 0; i < n; i++) {
      const { origin, axis } = model.joints[i];
      writeFrame(origin, this.joints, JOINT_LENGTH * i);
      this.joints.set(axis, JOINT_LENGTH * i + POSE_LENGTH);
      this.turnsAboutZ[i] = axis[0] === 0 && axis[1] === 0 && axis[2] === 1 ? 1 : 0;
    }
    this.frames[0] = this.frames[4] = this.frames[8] = 1;
    this.update(model.home);
  }

  /** Takes the posture `q`, rad, one angle for each joint. */
  update(q: ArrayLike<number>): void {
    const { frames, joints, turnsAboutZ } = this;
    for (let i = 0; i < this.jointCount; i++) {
      const child = POSE_LENGTH * (i + 1);
      const joint = JOINT_LENGTH * i;
      composePoses(frames, POSE_LENGTH * i, joints, joint, frames, child);
      const s = sin(q[i]);
      const c = cos(q[i]);
      if (turnsAboutZ[i] === 1) turnAboutZ(frames, child, s, c);
      else turnAbout(frames, child, joints[joint + 12], joints[joint + 13], joints[joint + 14], s, c);
    }
    composePoses(frames, POSE_LENGTH * this.jointCount, this.toolFrame, 0, frames, this.tcp);
  }

  /** Position of the tool centre point, m. */
  get x(): number {
    return this.frames[this.tcp + 9];
  }

  get y(): number {
    return this.frames[this.tcp + 10];
  }

  get z(): number {
    return this.frames[this.tcp + 11];
  }

  /** Angle of the tool centre point's x axis in the world's xy plane, rad in [-pi, pi]. */
  get yaw(): number {
    return atan2(this.frames[this.tcp + 3], this.frames[this.tcp]);
  }

  /** Angle between the hand's direction and straight down, rad in [0, pi]. */
  get tilt(): number {
    const { frames, tcp } = this;
    return atan2(hypot(frames[tcp + 2], frames[tcp + 5]), -frames[tcp + 8]);
  }

  /**
   * Geometric Jacobian of the tool centre point: its twist is J qd.
   * @param out 6 x n, row-major: linear velocity (m/rad) and then angular velocity (1), world frame
   */
  jacobian(out: Float64Array): void {
    const { frames, tcp } = this;
    this.pointJacobian(this.jointCount, frames[tcp + 9], frames[tcp + 10], frames[tcp + 11], out);
  }

  /**
   * Geometric Jacobian of a point fixed to a link.
   * @param link 0 to n; columns of joints beyond it are zero
   * @param x where the point is now, world frame, m; as are `y` and `z`
   * @param out 6 x n, row-major, as in `jacobian`
   */
  pointJacobian(link: number, x: number, y: number, z: number, out: Float64Array): void {
    const { frames, joints } = this;
    const n = this.jointCount;
    for (let i = 0; i < n; i++) {
      const f = POSE_LENGTH * (i + 1);
      const a = JOINT_LENGTH * i + POSE_LENGTH;
      const moved = i < link ? 1 : 0;
      const ax = moved * (frames[f] * joints[a] + frames[f + 1] * joints[a + 1] + frames[f + 2] * joints[a + 2]);
      const ay = moved * (frames[f + 3] * joints[a] + frames[f + 4] * joints[a + 1] + frames[f + 5] * joints[a + 2]);
      const az = moved * (frames[f + 6] * joints[a] + frames[f + 7] * joints[a + 1] + frames[f + 8] * joints[a + 2]);
      const rx = x - frames[f + 9];
      const ry = y - frames[f + 10];
      const rz = z - frames[f + 11];
      out[i] = ay * rz - az * ry;
      out[n + i] = az * rx - ax * rz;
      out[2 * n + i] = ax * ry - ay * rx;
      out[3 * n + i] = ax;
      out[4 * n + i] = ay;
      out[5 * n + i] = az;
    }
  }

  /**
   * Velocity of the tool centre point.
   * @param qd joint speeds, rad/s
   * @param out linear, m/s, and then angular velocity, rad/s, world frame: 6 numbers
   */
  twist(qd: ArrayLike<number>, out: Float64Array): void {
    const { frames, joints, tcp } = this;
    out.fill(0, 0, 6);
    for (let i = 0; i < this.jointCount; i++) {
      const f = POSE_LENGTH * (i + 1);
      const a = JOINT_LENGTH * i + POSE_LENGTH;
      const wx = qd[i] * (frames[f] * joints[a] + frames[f + 1] * joints[a + 1] + frames[f + 2] * joints[a + 2]);
      const wy = qd[i] * (frames[f + 3] * joints[a] + frames[f + 4] * joints[a + 1] + frames[f + 5] * joints[a + 2]);
      const wz = qd[i] * (frames[f + 6] * joints[a] + frames[f + 7] * joints[a + 1] + frames[f + 8] * joints[a + 2]);
      const rx = frames[tcp + 9] - frames[f + 9];
      const ry = frames[tcp + 10] - frames[f + 10];
      const rz = frames[tcp + 11] - frames[f + 11];
      out[0] += wy * rz - wz * ry;
      out[1] += wz * rx - wx * rz;
      out[2] += wx * ry - wy * rx;
      out[3] += wx;
      out[4] += wy;
      out[5] += wz;
    }
  }
}

function writeFrame(frame: Frame, out: Float64Array, at: number): void {
  out.set(frame.rotation, at);
  out.set(frame.translation, at + 9);
}

/** Turns a pose about its own z axis by the angle with this sine and cosine. */
function turnAboutZ(pose: Float64Array, at: number, s: number, c: number): void {
  for (let row = at; row < at + 9; row += 3) {
    const x = pose[row];
    const y = pose[row + 1];
    pose[row] = c * x + s * y;
    pose[row + 1] = c * y - s * x;
  }
}

/** Turns a pose about a unit vector of its own frame (Rodrigues' formula). */
function turnAbout(pose: Float64Array, at: number, x: number, y: number, z: number, s: number, c: number): void {
  const t = 1 - c;
  for (let row = at; row < at + 9; row += 3) {
    const a = pose[row];
    const b = pose[row + 1];
    const d = pose[row + 2];
    pose[row] = a * (c + t * x * x) + b * (t * x * y + s * z) + d * (t * x * z - s * y);
    pose[row + 1] = a * (t * x * y - s * z) + b * (c + t * y * y) + d * (t * y * z + s * x);
    pose[row + 2] = a * (t * x * z + s * y) + b * (t * y * z - s * x) + d * (c + t * z * z);
  }
}
