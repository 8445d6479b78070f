import { cos, hypot, sin, wrapAngle } from '../../../sim/kernel/math.ts';
import type { ArmModel } from '../../../sim/robotics/arm/arm-model.ts';
import type { BeltSpec, TaskSpec } from '../../../sim/robotics/spec.ts';
import type { SceneModel } from './scene-model.ts';
import { Thing } from './thing.ts';

/** From the tool centre point up to the palm, less a margin, and half the hand's thickness, m. */
export const PALM_M = 0.032;
const HAND_M = 0.04;
/** Deceleration of what slides on the table, m/s2. */
const SLIDING_MPS2 = 2;
/** A push that is faster throws the object ahead, m/s. */
const GENTLE_MPS = 0.25;
/** Sine of the angle to the fingers' direction up to which a push is straight. */
const MOST_SKEW = 0.4;
/** Time that the pads press before a thing counts as held, s. */
const DWELL_S = 0.05;

/** Hand and task's object as a roll-out moves them: all that a script looks at. World frame, SI units. */
export class TaskState {
  x = 0;
  y = 0;
  z = 0;
  yaw = 0;
  vx = 0;
  vy = 0;
  vz = 0;
  widthM = 0;
  held = false;
  heldOther = false;
  belt: BeltSpec | null = null;
  task: TaskSpec;
  readonly object = new Thing();
  readonly base = new Thing();
  /** Of the hand against the object's yaw when it is grasped, rad. */
  graspTurn = 0;
  readonly maxWidthM: number;
  readonly maxSpeedMps: number;
  readonly tipBeyondTcpM: number;
  readonly fingerHalfM: number;
  /** How far the object has been pushed faster, or farther from its middle, than the model holds good for, m. */
  roughM = 0;
  private squeezedS = 0;
  /** Of the held object against the hand: position, and yaw. */
  private readonly offset = new Float64Array(4);

  constructor(model: ArmModel, task: TaskSpec) {
    const { maxWidthM, maxSpeedMps, tipBeyondTcpM, fingerSize } = model.gripper;
    this.task = task;
    this.maxWidthM = maxWidthM;
    this.maxSpeedMps = maxSpeedMps;
    this.tipBeyondTcpM = tipBeyondTcpM;
    this.fingerHalfM = fingerSize[0] / 2;
  }

  /** Takes all but the hand from a scene. */
  take(scene: SceneModel): void {
    this.widthM = scene.widthM;
    this.held = scene.held;
    this.heldOther = scene.heldOther;
    this.belt = scene.belt;
    this.task = scene.task;
    this.object.copy(scene.object);
    this.base.copy(scene.base);
    this.squeezedS = 0;
    this.roughM = 0;
  }

  copy(from: TaskState): void {
    this.setHand(from.x, from.y, from.z, from.yaw);
    this.vx = from.vx;
    this.vy = from.vy;
    this.vz = from.vz;
    this.widthM = from.widthM;
    this.held = from.held;
    this.heldOther = from.heldOther;
    this.belt = from.belt;
    this.task = from.task;
    this.object.copy(from.object);
    this.base.copy(from.base);
    this.graspTurn = from.graspTurn;
    this.squeezedS = from.squeezedS;
    this.roughM = from.roughM;
    this.offset.set(from.offset);
  }

  setHand(x: number, y: number, z: number, yaw: number): void {
    this.x = x;
    this.y = y;
    this.z = z;
    this.yaw = yaw;
  }

  /** From now on the object moves with the hand as it lies in it now. */
  takeHold(): void {
    const { object, offset } = this;
    this.held = true;
    offset[0] = object.x - this.x;
    offset[1] = object.y - this.y;
    offset[2] = object.z - this.z;
    offset[3] = wrapAngle(object.yaw - this.yaw);
    // Kept in the hand's own axes.
    const c = cos(this.yaw);
    const s = sin(this.yaw);
    const dx = offset[0];
    offset[0] = c * dx + s * offset[1];
    offset[1] = c * offset[1] - s * dx;
  }

  /** The object's length between the pads for the hand as it is turned, m. */
  get acrossM(): number {
    const { object } = this;
    const turn = object.yaw - this.yaw;
    return 2 * (Math.abs(cos(turn)) * object.halfY + Math.abs(sin(turn)) * object.halfX);
  }

  /** Whether the object's middle is between the pads, open or not. */
  get between(): boolean {
    const { object } = this;
    return (
      hypot(object.x - this.x, object.y - this.y) < 0.02 &&
      Math.abs(object.z - this.z) < object.halfZ + this.tipBeyondTcpM / 2
    );
  }

  /** Height of what lies below a point, m. */
  floorAt(x: number, y: number): number {
    const { belt } = this;
    if (belt === null) return 0;
    const c = cos(belt.headingRad);
    const s = sin(belt.headingRad);
    const dx = x - belt.x;
    const dy = y - belt.y;
    const on = Math.abs(c * dx + s * dy) <= belt.lengthM / 2 && Math.abs(c * dy - s * dx) <= belt.widthM / 2;
    return on ? belt.heightM : 0;
  }

  /** How low the tool centre point may come, m: the tips stay above the floor, the palm above the object. */
  lowestZ(): number {
    const tips = this.floorAt(this.x, this.y) + this.tipBeyondTcpM;
    const { object } = this;
    if (this.held || !object.known) return tips;
    const reach = Math.max(object.halfX, object.halfY) + HAND_M;
    const apart = hypot(object.x - this.x, object.y - this.y);
    return apart < reach ? Math.max(tips, object.z + object.halfZ - PALM_M) : tips;
  }

  /** Moves fingers and things for a time after the hand has moved. @param grip as commanded */
  step(x: number, y: number, z: number, yaw: number, grip: number, dt: number): void {
    this.vx = (x - this.x) / dt;
    this.vy = (y - this.y) / dt;
    this.vz = (z - this.z) / dt;
    this.setHand(x, y, z, yaw);
    this.moveFingers(grip, dt);
    if (this.held) this.carry();
    else if (this.object.known) this.slide(this.object, dt);
    if (this.base.known) this.slide(this.base, dt);
    if (!this.held && this.task.kind === 'push' && this.object.known) this.shove();
  }

  private moveFingers(grip: number, dt: number): void {
    const closing = grip > 0;
    if (!closing) {
      if (this.held) this.drop();
      this.heldOther = false;
      this.squeezedS = 0;
      this.widthM = Math.min(this.maxWidthM, this.widthM + this.maxSpeedMps * dt);
      return;
    }
    if (this.held || this.heldOther) return;
    const squeezable = this.object.known && this.between && this.widthM >= this.acrossM - 0.005;
    const least = squeezable ? Math.min(this.widthM, this.acrossM) : 0;
    this.widthM = Math.max(least, this.widthM - this.maxSpeedMps * dt);
    if (!squeezable || this.widthM > least) return;
    this.squeezedS += dt;
    if (this.squeezedS >= DWELL_S) this.takeHold();
  }

  private carry(): void {
    const { object, offset } = this;
    const c = cos(this.yaw);
    const s = sin(this.yaw);
    object.place(
      this.x + c * offset[0] - s * offset[1],
      this.y + s * offset[0] + c * offset[1],
      this.z + offset[2],
      wrapAngle(this.yaw + offset[3]),
    );
    object.move(this.vx, this.vy, this.vz);
  }

  /** What is let go stands at once on what is below it. */
  private drop(): void {
    const { object, base } = this;
    this.held = false;
    object.move(0, 0, 0);
    const onBase = base.known && hypot(object.x - base.x, object.y - base.y) < base.halfX;
    object.z = onBase ? base.z + base.halfZ + object.halfZ : this.floorAt(object.x, object.y) + object.halfZ;
  }

  private slide(thing: Thing, dt: number): void {
    thing.x += thing.vx * dt;
    thing.y += thing.vy * dt;
    if (this.floorAt(thing.x, thing.y) > 0) return;
    const { speed } = thing;
    const keep = speed > SLIDING_MPS2 * dt ? 1 - (SLIDING_MPS2 * dt) / speed : 0;
    thing.vx *= keep;
    thing.vy *= keep;
  }

  /** What both fingers push lies between them and moves as they do; what one of them meets gives way to its side. */
  private shove(): void {
    const { object } = this;
    if (this.z > object.z + object.halfZ + this.tipBeyondTcpM) return;
    const dx = object.x - this.x;
    const dy = object.y - this.y;
    const distance = hypot(dx, dy);
    const apart = this.contactM();
    if (distance >= apart || distance === 0) return;
    const c = cos(this.yaw);
    const s = sin(this.yaw);
    const ahead = c * dx + s * dy;
    const isBetween = Math.abs(s * dx - c * dy) < MOST_SKEW * distance;
    const sign = ahead > 0 ? 1 : -1;
    const ux = isBetween ? sign * c : dx / distance;
    const uy = isBetween ? sign * s : dy / distance;
    const push = apart - distance;
    object.x += push * ux;
    object.y += push * uy;
    const along = Math.max(0, this.vx * ux + this.vy * uy);
    object.vx = along * ux;
    object.vy = along * uy;
    const across = Math.abs(this.vx * uy - this.vy * ux);
    if (!isBetween || along > GENTLE_MPS || across > MOST_SKEW * along) this.roughM += push;
  }

  /** From the tool centre point to the middle of the object when both open fingers touch it, m. */
  contactM(): number {
    const { object, fingerHalfM } = this;
    const half = this.widthM / 2;
    const radius = Math.min(object.halfX, object.halfY);
    return radius > half ? fingerHalfM + Math.sqrt(radius * radius - half * half) : fingerHalfM + radius;
  }
}
