import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel, GripperModel } from '../arm/arm-model.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';
import { composePoses, poseSeenFrom } from '../arm/pose.ts';
import type { ArmBodies } from '../bodies/arm-bodies.ts';
import type { ObjectBodies } from '../bodies/object-bodies.ts';
import type { ObjectSpec } from '../spec.ts';
import type { Gripper } from './gripper.ts';
import { HoldingLoad } from './holding-load.ts';
import { FingerForces } from './finger-forces.ts';
import { PadPatch } from './pad-patch.ts';

/** Both pads press on the same thing for so many steps of the physics before it is held. */
const DWELL_STEPS = 3;
/** With at least this force each, N, or half of the commanded one if that is less. */
const TOUCH_N = 2;
/** What holds it back so far from where the hand takes it has pulled it out of the pads, m: they are some millimetres soft. */
const SLIDE_M = 0.01;
/** How much wider than at the grasp the fingers must be before what they held can be touched by them again, m. */
const CLEAR_WIDTH_M = 0.004;

/**
 * What the hand holds. A thing that both pads squeeze for some steps is held: from then on it is aimed, in every step of
 * the physics, at the pose relative to the tool centre point that it had. It stays a body that others push: what stands
 * in its way holds it back, and the force that this takes (its mass times the distance per step squared: some N per mm)
 * is carried by the pads. When the load is more than friction at the pads bears (`HoldingLoad`), it slips out, and so it
 * does when it is held back by a centimetre: that force is small for a light thing, and the hand would press it through
 * what stands in its way.
 *
 * What is held, and what was until the fingers are clear of it, does not touch the arm: pads that open or close around
 * it would throw it. So what has slipped out falls freely; sliding friction on the way is left out.
 */
export class Grasp implements Stateful {
  /** Row of the object that is held, or -1. */
  held = -1;
  /** How long it has been held, s. */
  heldS = 0;
  /** Times that something was grasped, and that it slipped out. */
  grasps = 0;
  slips = 0;
  /** The smaller of the two pads' forces, N: on what is held, or else of the contacts in the last step. */
  padN = 0;
  /** Force and moment about its centre on what is held from all that it touches, 6 numbers; 0 with nothing held. */
  readonly contact = new Float64Array(6);

  private readonly load = new HoldingLoad();
  private readonly patch: PadPatch;
  private readonly fingers: FingerForces;
  private readonly gripperModel: GripperModel;
  private readonly lastLink: number;
  private readonly tcpAt: number;
  /** Pose of what is held in the frame of the tool centre point. */
  private readonly relative = new Float64Array(POSE_LENGTH);
  private readonly pose = new Float64Array(POSE_LENGTH);
  /** Row of the object that both pads squeezed in the last step, or -1, and for how many steps. */
  private candidate = -1;
  private dwell = 0;
  /** For each object: the width, m, from which on the arm touches it again; 0: it does now. */
  private readonly clearWidthM: Float64Array;

  constructor(
    private readonly physics: PhysicsWorld,
    private readonly armBodies: ArmBodies,
    private readonly objects: ObjectBodies,
    private readonly specs: readonly ObjectSpec[],
    model: ArmModel,
  ) {
    this.fingers = new FingerForces(physics, armBodies);
    this.patch = new PadPatch(model.gripper);
    this.gripperModel = model.gripper;
    this.lastLink = model.links.length - 1;
    this.tcpAt = POSE_LENGTH * model.links.length;
    this.clearWidthM = new Float64Array(specs.length);
  }

  get holding(): boolean {
    return this.held >= 0;
  }

  /** What friction at the pads must carry, N; at most `capacityN` while it holds. */
  get loadN(): number {
    return this.load.loadN;
  }

  /** What friction at the pads can carry, N, with this force on each. Coefficients combine by the geometric mean. */
  capacityN(gripN: number): number {
    if (this.held < 0) return 0;
    return this.patch.capacityN(Math.sqrt(this.gripperModel.padFriction * this.specs[this.held].friction) * gripN);
  }

  /** Before a step of the physics: lets go when the fingers open, and aims what is held. */
  beforeStep(frames: Float64Array, gripper: Gripper, dt: number): void {
    if (this.held < 0) return;
    if (gripper.commandedN === 0) {
      this.letGo();
      return;
    }
    composePoses(frames, this.tcpAt, this.relative, 0, this.pose, 0);
    this.physics.aimAtFrame(this.objects.indices[this.held], this.pose, 0, dt);
  }

  /** After a step of the physics: reads forces, and decides what is held from now on. */
  afterStep(frames: Float64Array, gripper: Gripper, dt: number): void {
    this.contact.fill(0);
    if (this.held >= 0) this.bear(frames, gripper, dt);
    else this.seek(frames, gripper);
    this.clearParted(frames, gripper);
  }

  /** What is held slips out, as when something greasy does. */
  slip(): void {
    if (this.held < 0) return;
    this.slips++;
    this.letGo();
  }

  /** Pose of what is held in the frame of the tool centre point, 12 numbers. */
  get relativePose(): Float64Array {
    return this.relative;
  }

  exchange(io: StateIo): void {
    io.entity('grasp');
    this.held = io.number('held', this.held);
    this.heldS = io.number('heldS', this.heldS);
    this.grasps = io.number('grasps', this.grasps);
    this.slips = io.number('slips', this.slips);
    this.padN = io.number('padN', this.padN);
    io.numbers('contact', this.contact);
    this.load.exchange(io);
    this.patch.exchange(io);
    io.numbers('relative', this.relative);
    this.candidate = io.number('candidate', this.candidate);
    this.dwell = io.number('dwell', this.dwell);
    io.numbers('clearWidthM', this.clearWidthM);
  }

  private bear(frames: Float64Array, gripper: Gripper, dt: number): void {
    const { massKg } = this.specs[this.held];
    this.physics.contactWrench(this.objects.indices[this.held], null, this.contact);
    this.load.step(massKg, this.pose, frames, this.tcpAt, this.contact, this.patch, dt);
    this.heldS += dt;
    this.padN = gripper.commandedN;
    if (this.load.loadN > this.capacityN(gripper.commandedN) || this.heldBackM() > SLIDE_M) this.slip();
  }

  /** From where what is held was to be after the last step, m. */
  private heldBackM(): number {
    const { x, y, z } = this.objects.bodies[this.held].position;
    const dx = x - this.pose[9];
    const dy = y - this.pose[10];
    const dz = z - this.pose[11];
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  private seek(frames: Float64Array, gripper: Gripper): void {
    const { fingers } = this;
    fingers.read(frames, this.tcpAt);
    this.padN = fingers.smallerN;
    const least = Math.min(TOUCH_N, gripper.commandedN / 2);
    const squeezed = gripper.commandedN > 0 && fingers.smallerN >= least ? this.squeezed(frames, least) : -1;
    this.dwell = squeezed >= 0 && squeezed === this.candidate ? this.dwell + 1 : squeezed >= 0 ? 1 : 0;
    this.candidate = squeezed;
    if (this.dwell >= DWELL_STEPS) this.take(squeezed, frames, gripper);
  }

  /** Row of an object that both pads squeeze with at least this force, or -1. */
  private squeezed(frames: Float64Array, least: number): number {
    for (let i = 0; i < this.objects.count; i++) {
      if (this.clearWidthM[i] === 0 && this.fingers.squeeze(this.objects.indices[i], frames, this.tcpAt, least))
        return i;
    }
    return -1;
  }

  private take(row: number, frames: Float64Array, gripper: Gripper): void {
    this.held = row;
    this.heldS = 0;
    this.grasps++;
    this.candidate = -1;
    this.dwell = 0;
    this.padN = gripper.commandedN;
    this.objects.frame(row, this.pose, 0);
    poseSeenFrom(frames, this.tcpAt, this.pose, this.relative);
    this.patch.measure(this.specs[row].shape, this.relative, gripper.widthM);
    this.load.reset(this.pose, 9);
    this.clearWidthM[row] = gripper.widthM + CLEAR_WIDTH_M;
    this.exclude(row, true);
  }

  private letGo(): void {
    this.held = -1;
    this.heldS = 0;
    this.padN = 0;
    this.contact.fill(0);
    this.load.reset(this.pose, 9);
  }

  /** Lets the arm touch again what it held, once the fingers are open enough or it is out of their reach. */
  private clearParted(frames: Float64Array, gripper: Gripper): void {
    for (let i = 0; i < this.clearWidthM.length; i++) {
      const width = this.clearWidthM[i];
      if (width === 0 || i === this.held) continue;
      if (gripper.widthM < Math.min(width, this.gripperModel.maxWidthM) && this.inReach(i, frames)) continue;
      this.clearWidthM[i] = 0;
      this.exclude(i, false);
    }
  }

  private inReach(row: number, frames: Float64Array): boolean {
    const body = this.objects.bodies[row];
    const { x, y, z } = body.position;
    const o = this.tcpAt + 9;
    const [sizeX, sizeZ] = this.gripperModel.fingerSize;
    const reach = body.boundingRadius + Math.sqrt(sizeX * sizeX + sizeZ * sizeZ);
    const dx = x - frames[o];
    const dy = y - frames[o + 1];
    const dz = z - frames[o + 2];
    return dx * dx + dy * dy + dz * dz < reach * reach;
  }

  /** What is between the fingers can meet them and the hand, but no link before. */
  private exclude(row: number, excluded: boolean): void {
    const body = this.objects.indices[row];
    const { fingers, links } = this.armBodies;
    this.physics.setExcluded(body, fingers[0], excluded);
    this.physics.setExcluded(body, fingers[1], excluded);
    if (links[this.lastLink] >= 0) this.physics.setExcluded(body, links[this.lastLink], excluded);
  }
}
