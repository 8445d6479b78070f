import { Kinematics, POSE_LENGTH } from '../../sim/robotics/arm/kinematics.ts';
import { poseSeenFrom } from '../../sim/robotics/arm/pose.ts';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import { Clearance } from '../../sim/robotics/clearance/clearance.ts';
import { pointSegmentDistance, pointVolumeDistance } from '../../sim/robotics/clearance/point-distance.ts';
import { segmentVolumeDistance, volumeDistance } from '../../sim/robotics/clearance/volume-distance.ts';
import { VolumeTable } from '../../sim/robotics/clearance/volume-table.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import { MAX_THINGS, THING_ROLES } from '../../sim/robotics/sensors/thing-table.ts';

/** Which part of the arm is nearest to something. */
export const ARM_GROUPS = ['arm', 'hand', 'held'] as const;

const OBSTACLE = THING_ROLES.indexOf('obstacle');
/** Half the step of the central differences that give the direction, m. */
const STEP_M = 1e-3;
/** How far beyond its own size a thing's middle may be from the tool centre point to count as held, m. */
const IN_HAND_M = 0.03;

/** The row of the thing between the pads, or -1: touched at this very tick, and there. */
export function rowInHand({ arm, things }: ManipulationObservation): number {
  if (!(arm.forceN > 0)) return -1;
  let best = -1;
  let bestSquared = Infinity;
  for (let i = 0; i < things.count; i++) {
    if (things.role[i] === OBSTACLE || things.ageS[i] !== 0) continue;
    const dx = things.x[i] - arm.x;
    const dy = things.y[i] - arm.y;
    const dz = things.z[i] - arm.z;
    const squared = dx * dx + dy * dy + dz * dz;
    const { halfX, halfY, halfZ } = things;
    const size = Math.sqrt(halfX[i] * halfX[i] + halfY[i] * halfY[i] + halfZ[i] * halfZ[i]) + IN_HAND_M;
    if (squared > size * size || squared >= bestSquared) continue;
    best = i;
    bestSquared = squared;
  }
  return best;
}

/**
 * How near the arm, its fingers and what it holds are to what the sensors say must not be touched: obstacles and a
 * person's arm. Of the nearest pair it gives distance, direction and how fast it closes. Nothing outlives an `update`.
 */
export class SensedClearance {
  /** Signed, m; Infinity when nothing is known. */
  distanceM = Infinity;
  /** Unit vector from the other thing to the arm, along which the arm's part gets away from it; 0 when nothing is known. */
  readonly direction = new Float64Array(3);
  /** How fast the distance shrinks, m/s; negative when it grows. */
  closingMps = 0;
  /** The other thing's share in that: how fast it would shrink if the arm stood still, m/s. */
  approachMps = 0;
  /** Index into `ARM_GROUPS`. */
  group = 0;
  private readonly kinematics: Kinematics;
  private readonly clearance: Clearance;
  private readonly volumes = new VolumeTable(MAX_THINGS);
  private readonly thing = new VolumeTable(1);
  private readonly heldPose = new Float64Array(POSE_LENGTH);
  private readonly jacobian: Float64Array;
  /** Of the arm's part in the nearest pair: middle of its ball or of the held thing. */
  private readonly point = new Float64Array(3);
  private readonly otherVelocity = new Float64Array(3);
  private byPerson = false;
  private held = false;
  private row = 0;

  constructor(private readonly model: ArmModel) {
    this.kinematics = new Kinematics(model);
    this.clearance = new Clearance(model);
    this.jacobian = new Float64Array(6 * model.joints.length);
    this.thing.addHalf(0, 0, 0, 0);
  }

  /** Measures at what an observation says. @returns `distanceM` */
  update(o: ManipulationObservation): number {
    const { clearance, volumes, kinematics } = this;
    this.takeObstacles(o);
    kinematics.update(o.arm.q);
    this.takeHeld(o);
    clearance.place(kinematics.frames, o.arm.widthM);
    const toVolumes = volumes.count > 0 ? clearance.toVolumes(volumes) : Infinity;
    const toPerson = o.person.known ? clearance.toPerson(o.person.joints, o.person.radiusM) : Infinity;
    this.byPerson = toPerson < toVolumes;
    this.distanceM = Math.min(toVolumes, toPerson);
    if (this.distanceM === Infinity) this.forget();
    else this.describe(o);
    return this.distanceM;
  }

  private takeObstacles({ things }: ManipulationObservation): void {
    const { volumes } = this;
    volumes.count = 0;
    for (let i = 0; i < things.count; i++) {
      if (things.role[i] !== OBSTACLE) continue;
      const row = volumes.addHalf(things.shape[i], things.halfX[i], things.halfY[i], things.halfZ[i]);
      volumes.place(row, things.x[i], things.y[i], things.z[i], things.yaw[i]);
      volumes.setVelocity(row, things.vx[i], things.vy[i], things.vz[i]);
    }
  }

  private takeHeld(o: ManipulationObservation): void {
    const row = rowInHand(o);
    const { held } = this.clearance;
    if (row < 0) {
      held.release();
      return;
    }
    const { things } = o;
    this.thing.place(0, things.x[row], things.y[row], things.z[row], things.yaw[row]);
    poseSeenFrom(this.kinematics.frames, POSE_LENGTH * this.model.links.length, this.thing.poses, this.heldPose);
    held.holdHalf(things.shape[row], things.halfX[row], things.halfY[row], things.halfZ[row], this.heldPose);
  }

  private forget(): void {
    this.direction.fill(0);
    this.closingMps = 0;
    this.approachMps = 0;
    this.group = 0;
  }

  private describe(o: ManipulationObservation): void {
    const { clearance, model } = this;
    const { part, other } = this.byPerson ? clearance.person : clearance.volume;
    this.held = part === clearance.heldPart;
    this.row = other;
    this.group = this.held ? 2 : part >= model.joints.length ? 1 : 0;
    this.takePoint(part, o);
    this.findDirection(o);
    this.takeOtherVelocity(o);
    this.measureClosing(Math.min(part, model.joints.length), o);
  }

  private takePoint(part: number, o: ManipulationObservation): void {
    const { clearance, point } = this;
    const { balls, firstOf } = clearance.spheres;
    if (this.held) {
      for (let axis = 0; axis < 3; axis++) point[axis] = clearance.held.volume.poses[9 + axis];
      return;
    }
    let best = Infinity;
    let ball = firstOf[part];
    for (let s = firstOf[part]; s < firstOf[part + 1]; s++) {
      for (let axis = 0; axis < 3; axis++) point[axis] = balls[4 * s + axis];
      const distance = this.pairDistance(o) - balls[4 * s + 3];
      if (distance >= best) continue;
      best = distance;
      ball = s;
    }
    for (let axis = 0; axis < 3; axis++) point[axis] = balls[4 * ball + axis];
  }

  /** From `point`, or from the held thing, to the other one of the pair; without the radii of balls and capsules. */
  private pairDistance({ person }: ManipulationObservation): number {
    const { point: p, volumes, row } = this;
    const { volume } = this.clearance.held;
    if (!this.byPerson) {
      if (this.held) return volumeDistance(volume, 0, volumes, row, Infinity);
      return pointVolumeDistance(p[0], p[1], p[2], volumes, row);
    }
    const j = person.joints;
    const o = 3 * row;
    if (this.held) {
      return segmentVolumeDistance(j[o], j[o + 1], j[o + 2], j[o + 3], j[o + 4], j[o + 5], volume, 0, Infinity);
    }
    return pointSegmentDistance(p[0], p[1], p[2], j[o], j[o + 1], j[o + 2], j[o + 3], j[o + 4], j[o + 5]);
  }

  private findDirection(o: ManipulationObservation): void {
    const { direction } = this;
    const moved = this.held ? this.clearance.held.volume.poses : this.point;
    const first = this.held ? 9 : 0;
    let squares = 0;
    for (let axis = 0; axis < 3; axis++) {
      const here = moved[first + axis];
      moved[first + axis] = here + STEP_M;
      const beyond = this.pairDistance(o);
      moved[first + axis] = here - STEP_M;
      const slope = beyond - this.pairDistance(o);
      moved[first + axis] = here;
      direction[axis] = slope;
      squares += slope * slope;
    }
    const length = Math.sqrt(squares);
    if (length > 0) for (let axis = 0; axis < 3; axis++) direction[axis] /= length;
    else direction[2] = 1;
  }

  /** A limb's velocity is known at the hand alone: the forearm turns about the elbow, the upper arm is taken to rest. */
  private takeOtherVelocity({ person }: ManipulationObservation): void {
    const { otherVelocity, volumes, row } = this;
    const share = this.byPerson ? this.shareOfForearm(person.joints) : 1;
    for (let axis = 0; axis < 3; axis++) {
      otherVelocity[axis] = this.byPerson ? share * person.handVelocity[axis] : volumes.velocities[3 * row + axis];
    }
  }

  private shareOfForearm(joints: Float64Array): number {
    if (this.row === 0) return 0;
    let along = 0;
    let squared = 0;
    for (let axis = 0; axis < 3; axis++) {
      const u = joints[6 + axis] - joints[3 + axis];
      along += u * (this.point[axis] - joints[3 + axis]);
      squared += u * u;
    }
    return squared > 0 ? Math.min(1, Math.max(0, along / squared)) : 1;
  }

  private measureClosing(link: number, { arm }: ManipulationObservation): void {
    const { kinematics, jacobian, point, direction, otherVelocity } = this;
    const n = kinematics.jointCount;
    kinematics.pointJacobian(link, point[0], point[1], point[2], jacobian);
    this.approachMps = 0;
    this.closingMps = 0;
    for (let axis = 0; axis < 3; axis++) {
      let own = 0;
      for (let i = 0; i < n; i++) own += jacobian[n * axis + i] * arm.qd[i];
      this.approachMps += direction[axis] * otherVelocity[axis];
      this.closingMps += direction[axis] * (otherVelocity[axis] - own);
    }
  }
}
