import { cos, sin, wrapAngle } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { GripperModel } from '../arm/arm-model.ts';
import { BOX } from '../clearance/volume-table.ts';
import type { ArmReading } from '../observation.ts';
import type { SensorSpec } from '../spec.ts';
import { POSITION, SEEN, YAW } from './cameras.ts';
import type { CatalogueEntry } from './thing-catalogue.ts';
import type { Tracker } from './tracker.ts';

const NOTHING = -1;

/** How far a picture may be from what the hand says beyond the noise of both, before the picture is believed, m. */
const CONTRADICTION_M = 0.02;

/** What the first estimate of the place in the hand counts for, pictures; and what all of them count for at most. */
const FIRST_WEIGHT = 4;
const MOST_WEIGHT = 10;

/**
 * What the agent takes to be in its hand, from the pads' force, the gripper's width, the encoders and the pictures alone.
 * When the pads begin to feel something, the nearest object that the tracker has between them is taken to be it. As long
 * as they feel something it moves with the hand: its row is the hand's pose with a fixed offset, of age 0. Pictures of it
 * since then refine the offset, against the hand's pose of their time; one that shows it elsewhere ends the belief, until
 * the pads close on something again. The belief can be wrong, as that of any controller: when another thing was between
 * the pads, or when the object slips out unseen while the pads press each other.
 */
export class Touch implements Stateful {
  /** Index of the thing in the hand, or -1. */
  held = NOTHING;
  private feels = false;
  private sinceTick = 0;
  private weight = 0;
  /** Of the thing in the hand's frame turned by its yaw alone: x, y, z, yaw. */
  private readonly offset = new Float64Array(4);
  private readonly seen = new Float64Array(4);
  private readonly contradictionM: number;
  private readonly margin: number;

  constructor(
    private readonly things: readonly CatalogueEntry[],
    private readonly gripper: GripperModel,
    private readonly tracker: Tracker,
    spec: SensorSpec,
  ) {
    this.margin = 3 * spec.positionNoiseM;
    this.contradictionM = CONTRADICTION_M + 5 * spec.positionNoiseM;
  }

  /** Once per tick, after the pictures: what the hand feels and where it has taken what it holds. */
  feel(hand: ArmReading, tick: number): void {
    const feels = hand.forceN > 0;
    if (feels && !this.feels) this.grasp(hand, tick);
    if (!feels) this.letGo();
    this.feels = feels;
    if (this.held !== NOTHING) this.carry(hand, tick);
  }

  /** Takes in a sight of the thing in the hand, in a picture that begins with the hand's pose at `hand`. */
  see(pictures: Float64Array, hand: number, at: number, pictureTick: number): void {
    if (pictures[at + SEEN] === 0 || pictureTick < this.sinceTick) return;
    const { offset, seen } = this;
    const c = cos(pictures[hand + 3]);
    const s = sin(pictures[hand + 3]);
    const dx = pictures[at + POSITION] - pictures[hand];
    const dy = pictures[at + POSITION + 1] - pictures[hand + 1];
    seen[0] = c * dx + s * dy - offset[0];
    seen[1] = c * dy - s * dx - offset[1];
    seen[2] = pictures[at + POSITION + 2] - pictures[hand + 2] - offset[2];
    seen[3] = wrapAngle(pictures[at + YAW] - pictures[hand + 3] - offset[3]);
    const squares = seen[0] * seen[0] + seen[1] * seen[1] + seen[2] * seen[2];
    if (squares > this.contradictionM * this.contradictionM) {
      this.tracker.restart(this.held, pictures, at, pictureTick);
      this.held = NOTHING;
      return;
    }
    this.weight = Math.min(this.weight + 1, MOST_WEIGHT);
    for (let k = 0; k < 4; k++) offset[k] += seen[k] / this.weight;
  }

  private letGo(): void {
    if (this.held !== NOTHING) this.tracker.release(this.held);
    this.held = NOTHING;
  }

  private grasp(hand: ArmReading, tick: number): void {
    const { tracker, offset } = this;
    this.held = this.nearestBetweenPads(hand, tick);
    if (this.held === NOTHING) return;
    const c = cos(hand.yaw);
    const s = sin(hand.yaw);
    const dx = tracker.at(this.held, 0, tick) - hand.x;
    const dy = tracker.at(this.held, 1, tick) - hand.y;
    offset[0] = c * dx + s * dy;
    offset[1] = c * dy - s * dx;
    offset[2] = tracker.at(this.held, 2, tick) - hand.z;
    offset[3] = wrapAngle(tracker.yawAt(this.held, tick) - hand.yaw);
    this.weight = FIRST_WEIGHT;
    this.sinceTick = tick;
  }

  private nearestBetweenPads(hand: ArmReading, tick: number): number {
    let nearest = NOTHING;
    let nearestSquared = Infinity;
    for (let i = 0; i < this.things.length; i++) {
      if (this.things[i].source !== 'objects' || !this.tracker.known(i)) continue;
      const squared = this.squaredIfBetweenPads(i, hand, tick);
      if (squared < nearestSquared) {
        nearest = i;
        nearestSquared = squared;
      }
    }
    return nearest;
  }

  /** Squared distance of a thing's middle from the tool centre point, m2, or Infinity if it is not between the pads. */
  private squaredIfBetweenPads(i: number, hand: ArmReading, tick: number): number {
    const { tracker, gripper, margin } = this;
    const c = cos(hand.yaw);
    const s = sin(hand.yaw);
    const dx = tracker.at(i, 0, tick) - hand.x;
    const dy = tracker.at(i, 1, tick) - hand.y;
    const dz = tracker.at(i, 2, tick) - hand.z;
    const along = c * dx + s * dy;
    const across = c * dy - s * dx;
    const turn = tracker.yawAt(i, tick) - hand.yaw;
    const reach = Math.abs(cos(turn)) * tracker.half(i, 0) + Math.abs(sin(turn)) * tracker.half(i, 1);
    const between =
      Math.abs(across) < hand.widthM / 2 + margin &&
      Math.abs(along) < reach + gripper.fingerSize[0] / 2 + margin &&
      Math.abs(dz) < tracker.half(i, 2) + gripper.tipBeyondTcpM + margin;
    return between ? dx * dx + dy * dy + dz * dz : Infinity;
  }

  private carry(hand: ArmReading, tick: number): void {
    const { tracker, offset, held } = this;
    const c = cos(hand.yaw);
    const s = sin(hand.yaw);
    const dx = c * offset[0] - s * offset[1];
    const dy = s * offset[0] + c * offset[1];
    tracker.putPosition(held, 0, hand.x + dx, hand.vx - hand.yawRate * dy);
    tracker.putPosition(held, 1, hand.y + dy, hand.vy + hand.yawRate * dx);
    tracker.putPosition(held, 2, hand.z + offset[2], hand.vz);
    if (tracker.shape(held) === BOX) tracker.putYaw(held, wrapAngle(hand.yaw + offset[3]), hand.yawRate, tick);
    else tracker.putYaw(held, 0, 0, tick);
  }

  exchange(io: StateIo): void {
    this.held = io.number('held', this.held);
    this.feels = io.boolean('feels', this.feels);
    this.sinceTick = io.number('sinceTick', this.sinceTick);
    this.weight = io.number('weight', this.weight);
    io.numbers('offset', this.offset);
  }
}
