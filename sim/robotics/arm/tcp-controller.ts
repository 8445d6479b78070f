import { clamp, wrapAngle } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmAction } from '../arm-action.ts';
import type { ArmModel } from './arm-model.ts';
import { DifferentialKinematics } from './differential-kinematics.ts';
import { errorToHandPose } from './hand-pose.ts';
import { Kinematics } from './kinematics.ts';

/** Share of the error to the target that is worked off in a second. */
const FEEDBACK_PER_S = 5;
/** How far the target may be ahead of the hand; what is beyond is forgotten. */
const LEASH_M = 0.01;
const LEASH_RAD = 0.1;
/** Greatest correction of the hand's direction, rad/s. */
const MAX_CORRECTION_RADPS = 1.5;
/** A hand that is tilted so far does not follow the command until it points down again; between, it follows in part. */
const STOPPING_TILT_RAD = 0.2;
/** Share of the way home that redundancy covers in a second. */
const HOMING_PER_S = 2;
/** Its greatest speed: below what counts as rest while the hand is still, faster with the hand's command. */
const RESTING_HOMING_RADPS = 0.15;
const HOMING_RAD_PER_M = 1;
const HOMING_RAD_PER_RAD = 0.3;
/** Share of a joint's acceleration that a command may ask for. */
const ACCELERATION_SHARE = 0.9;

/**
 * Turns what a policy commands into joint velocity targets, once in each control tick. It integrates the command to a
 * target pose and keeps the hand on it (resolved motion rate control with feedback, Whitney 1969), so that the hand does
 * not drift, points straight down and holds its yaw. Motion within limits of speed and acceleration keeps its
 * direction. Where the arm cannot follow, the target waits for it.
 */
export class TcpController implements Stateful {
  private readonly kinematics: Kinematics;
  private readonly differential: DifferentialKinematics;
  /** Where the hand is to be: x, y, z, yaw. */
  private readonly target = new Float64Array(4);
  /** Velocity of the target. */
  private readonly reference = new Float64Array(4);
  private readonly lastCommand: Float64Array;
  /** Whether the target has been set since the start or a reset. */
  private engaged = false;
  private readonly pose = { x: 0, y: 0, z: 0, yaw: 0 };
  /** What of the action is followed: velocity and yaw rate. */
  private readonly command = new Float64Array(4);
  private readonly twist = new Float64Array(6);
  private readonly error = new Float64Array(6);
  private readonly homing: Float64Array;
  private readonly wanted: Float64Array;
  /** Without what makes the hand sink. */
  private readonly level: Float64Array;
  private readonly moved = new Float64Array(6);

  /** @param controlDt control tick, s */
  constructor(
    private readonly model: ArmModel,
    private readonly controlDt: number,
  ) {
    const n = model.joints.length;
    this.kinematics = new Kinematics(model);
    this.differential = new DifferentialKinematics(model);
    this.lastCommand = new Float64Array(n);
    this.homing = new Float64Array(n);
    this.wanted = new Float64Array(n);
    this.level = new Float64Array(n);
  }

  /** Forgets the target and all motion: the next `update` starts from where the hand is, at rest. */
  reset(): void {
    this.engaged = false;
    this.reference.fill(0);
    this.lastCommand.fill(0);
  }

  /**
   * Starts from a hand that moves: as `reset`, but with the motion of the joints.
   * @param q joint angles, rad
   * @param qd joint speeds, rad/s
   */
  resume(q: ArrayLike<number>, qd: Float64Array): void {
    this.reset();
    this.lastCommand.set(qd);
    this.kinematics.update(q);
    this.kinematics.twist(qd, this.twist);
    this.reference[0] = this.twist[0];
    this.reference[1] = this.twist[1];
    this.reference[2] = this.twist[2];
    this.reference[3] = this.twist[5];
  }

  /**
   * @param action finite numbers; its grip is not read
   * @param q joint angles, rad
   * @param out joint velocity targets for this control tick, rad/s, within the limits of speed
   * @param leastVz how fast the hand may sink, m/s (negative: downwards), as what it stands on lets it; at the end of its
   *   reach the arm leaves out of the motion across what would take the hand farther down
   */
  update(action: ArmAction, q: ArrayLike<number>, out: Float64Array, leastVz = -Infinity): void {
    const { kinematics, differential, wanted, lastCommand } = this;
    kinematics.update(q);
    if (this.engaged) this.pullTarget();
    else this.takeTarget();
    this.planTwist(action);
    this.planHoming(action, q);
    this.twist[2] = Math.max(this.twist[2], leastVz);
    const reached = differential.solve(kinematics, q, this.twist, this.homing, wanted);
    const share = reached * this.keepUp(q, leastVz);
    const blend = this.blendWithinAcceleration();
    for (let i = 0; i < wanted.length; i++) {
      out[i] = differential.limit(i, lastCommand[i] + blend * (wanted[i] - lastCommand[i]));
      lastCommand[i] = out[i];
    }
    this.moveTarget(share, blend);
  }

  exchange(io: StateIo): void {
    io.numbers('target', this.target);
    io.numbers('reference', this.reference);
    io.numbers('lastCommand', this.lastCommand);
    this.engaged = io.boolean('engaged', this.engaged);
  }

  private takeTarget(): void {
    const { kinematics, target } = this;
    target[0] = kinematics.x;
    target[1] = kinematics.y;
    target[2] = kinematics.z;
    target[3] = kinematics.yaw;
    this.engaged = true;
  }

  private pullTarget(): void {
    const { kinematics, target } = this;
    const dx = target[0] - kinematics.x;
    const dy = target[1] - kinematics.y;
    const dz = target[2] - kinematics.z;
    const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (distance > LEASH_M) {
      const keep = LEASH_M / distance;
      target[0] = kinematics.x + keep * dx;
      target[1] = kinematics.y + keep * dy;
      target[2] = kinematics.z + keep * dz;
    }
    const { yaw } = kinematics;
    const turn = wrapAngle(target[3] - yaw);
    if (Math.abs(turn) > LEASH_RAD) target[3] = wrapAngle(yaw + clamp(turn, -LEASH_RAD, LEASH_RAD));
  }

  /** The commanded velocity and what leads back to the target. */
  private planTwist(action: ArmAction): void {
    const { command, twist, error, pose, target } = this;
    pose.x = target[0];
    pose.y = target[1];
    pose.z = target[2];
    pose.yaw = target[3];
    errorToHandPose(this.kinematics, pose, error);
    const angle = Math.sqrt(error[3] * error[3] + error[4] * error[4] + error[5] * error[5]);
    const correction = Math.min(FEEDBACK_PER_S * angle, MAX_CORRECTION_RADPS);
    const gain = angle > 0 ? correction / angle : 0;
    const tilt = Math.sqrt(error[3] * error[3] + error[4] * error[4]);
    const follow = Math.max(0, 1 - tilt / STOPPING_TILT_RAD);
    command[0] = follow * action.vx;
    command[1] = follow * action.vy;
    command[2] = follow * action.vz;
    command[3] = follow * action.yawRate;
    twist[0] = command[0] + FEEDBACK_PER_S * error[0];
    twist[1] = command[1] + FEEDBACK_PER_S * error[1];
    twist[2] = command[2] + FEEDBACK_PER_S * error[2];
    twist[3] = gain * error[3];
    twist[4] = gain * error[4];
    twist[5] = command[3] + gain * error[5];
  }

  private planHoming(action: ArmAction, q: ArrayLike<number>): void {
    const { homing } = this;
    const { home } = this.model;
    let square = 0;
    for (let i = 0; i < homing.length; i++) {
      homing[i] = HOMING_PER_S * (home[i] - q[i]);
      square += homing[i] * homing[i];
    }
    const { vx, vy, vz, yawRate } = action;
    const fastest =
      RESTING_HOMING_RADPS +
      HOMING_RAD_PER_M * Math.sqrt(vx * vx + vy * vy + vz * vz) +
      HOMING_RAD_PER_RAD * Math.abs(yawRate);
    const speed = Math.sqrt(square);
    if (speed <= fastest) return;
    for (let i = 0; i < homing.length; i++) homing[i] *= fastest / speed;
  }

  /**
   * Leaves as much of the motion across out of `wanted` as makes the hand sink faster than it may: at the end of its
   * reach the arm gives height for way. The rest of what is wanted is a mix of two motions that joints can do, so that
   * they can do it. @returns the share that is left, 0 to 1
   */
  private keepUp(q: ArrayLike<number>, leastVz: number): number {
    const { wanted, level, twist } = this;
    const sinking = this.verticalSpeed(wanted);
    if (sinking >= leastVz - 1e-6) return 1;
    twist[0] = 0;
    twist[1] = 0;
    twist[5] = 0;
    this.differential.solve(this.kinematics, q, twist, this.homing, level);
    const standing = this.verticalSpeed(level);
    const share = standing > leastVz ? (standing - leastVz) / (standing - sinking) : 0;
    for (let i = 0; i < wanted.length; i++) wanted[i] = level[i] + share * (wanted[i] - level[i]);
    return share;
  }

  /** Of the hand, m/s. */
  private verticalSpeed(jointSpeeds: Float64Array): number {
    this.kinematics.twist(jointSpeeds, this.moved);
    return this.moved[2];
  }

  /** How far the command can go from the last one to the wanted one, 0 to 1. A mix of both keeps the hand's direction. */
  private blendWithinAcceleration(): number {
    const { wanted, lastCommand, controlDt } = this;
    const { joints } = this.model;
    let blend = 1;
    for (let i = 0; i < wanted.length; i++) {
      const change = Math.abs(wanted[i] - lastCommand[i]);
      const allowed = ACCELERATION_SHARE * joints[i].maxAccelerationRadps2 * controlDt;
      if (change * blend > allowed) blend = allowed / change;
    }
    return blend;
  }

  /** The target moves as the command does, slowed down and accelerated like it. */
  private moveTarget(share: number, blend: number): void {
    const { target, command, reference, controlDt } = this;
    for (let i = 0; i < 4; i++) {
      reference[i] += blend * (share * command[i] - reference[i]);
      target[i] += reference[i] * controlDt;
    }
    target[3] = wrapAngle(target[3]);
  }
}
