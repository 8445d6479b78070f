import { cos, sin } from '../../sim/kernel/math.ts';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import { BOX } from '../../sim/robotics/clearance/volume-table.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import { SHAPE_KINDS, THING_ROLES } from '../../sim/robotics/sensors/thing-table.ts';
import type { TaskSpec } from '../../sim/robotics/spec.ts';
import { ARM_GROUPS, rowInHand, SensedClearance } from './sensed-clearance.ts';

/** Joints that the networks have room for; an arm with fewer leaves the last ones 0. */
export const FEATURE_JOINTS = 7;
const CLUTTER_SLOTS = 2;
const OBSTACLE_SLOTS = 3;
const TASK_KINDS = ['reach', 'place', 'lift', 'push', 'stack'] as const satisfies readonly TaskSpec['kind'][];
/** Distances beyond this are all the same, m. */
const FAR_M = 1;
/** A box whose sides differ by less than this share looks the same after a quarter turn. */
const SQUARE_SHARE = 0.02;

const AXES = ['x', 'y', 'z'];
const OTHER_FIELDS = ['known', ...AXES, 'vx', 'vy', 'vz', 'halfX', 'halfY', 'halfZ', 'age'];
const THING_FIELDS = [...OTHER_FIELDS, 'yawSin', 'yawCos', ...SHAPE_KINDS];
const named = (prefix: string, fields: readonly string[]): string[] => fields.map((field) => `${prefix}.${field}`);
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/**
 * What the numbers are, in their order: the layout that a model is made for. SI units and radians; positions are relative
 * to the tool centre point along the world's axes, velocities are the world's. What is not known is 0, also `known`.
 */
export const FEATURE_NAMES: readonly string[] = [
  ...named('task', TASK_KINDS),
  'task.liftHeight',
  'timeLeft',
  ...numbered('q', FEATURE_JOINTS),
  ...numbered('qd', FEATURE_JOINTS),
  ...named('tcp', [...AXES, 'yawSin', 'yawCos', 'vx', 'vy', 'vz', 'yawRate']),
  ...named('gripper', ['width', 'force', 'holds']),
  ...named('goal', ['known', ...AXES, 'distance', 'tolerance']),
  ...named('goalFromObject', [...AXES, 'distance']),
  ...named('object', THING_FIELDS),
  ...named('base', THING_FIELDS),
  ...numbered('clutter', CLUTTER_SLOTS).flatMap((slot) => named(slot, OTHER_FIELDS)),
  ...numbered('obstacle', OBSTACLE_SLOTS).flatMap((slot) => named(slot, OTHER_FIELDS)),
  ...named('person', ['known', 'handX', 'handY', 'handZ', 'elbowX', 'elbowY', 'elbowZ']),
  ...named('person', ['handVx', 'handVy', 'handVz', 'radius', 'age']),
  ...named('belt', ['known', 'vx', 'vy']),
  ...named('nearest', ['distance', ...AXES, 'closing', ...ARM_GROUPS]),
];
export const FEATURE_COUNT: number = FEATURE_NAMES.length;

const OBSTACLE = THING_ROLES.indexOf('obstacle');
const CLUTTER = THING_ROLES.indexOf('clutter');

/**
 * The networks' input: what an observation says of task, arm, things, person and belt, and how near the arm is to what it
 * must not touch. No previous action: it makes copycats. Networks scale it themselves.
 */
export class Features {
  readonly values = new Float32Array(FEATURE_COUNT);
  private readonly clearance: SensedClearance;
  private readonly goal = new Float64Array(3);
  private readonly nearest = new Int32Array(Math.max(CLUTTER_SLOTS, OBSTACLE_SLOTS));
  private readonly gaps = new Float64Array(Math.max(CLUTTER_SLOTS, OBSTACLE_SLOTS));
  private at = 0;

  /** @throws RangeError if the arm has more than `FEATURE_JOINTS` joints */
  constructor(model: ArmModel) {
    if (model.joints.length > FEATURE_JOINTS) {
      throw new RangeError(
        `Arm ${model.name} has ${model.joints.length} joints, but the networks have room for ${FEATURE_JOINTS}. ` +
          'Choose an arm with fewer joints, or a planner without networks.',
      );
    }
    this.clearance = new SensedClearance(model);
  }

  /** @returns `values`, written anew */
  build(o: ManipulationObservation): Float32Array {
    this.values.fill(0);
    this.at = 0;
    this.task(o);
    this.arm(o);
    const object = o.things.rowOf('object');
    const base = o.things.rowOf('base');
    this.toGoal(o, object, base);
    this.thing(o, object);
    this.thing(o, base);
    this.others(o, CLUTTER, CLUTTER_SLOTS);
    this.others(o, OBSTACLE, OBSTACLE_SLOTS);
    this.person(o);
    this.belt(o);
    this.nearestPair(o);
    return this.values;
  }

  private put(value: number): void {
    this.values[this.at++] = value;
  }

  private task({ task, tick, controlDt, timeLimitS }: ManipulationObservation): void {
    for (let k = 0; k < TASK_KINDS.length; k++) this.put(task.kind === TASK_KINDS[k] ? 1 : 0);
    this.put(task.kind === 'lift' ? task.liftM : 0);
    this.put(1 - (tick * controlDt) / timeLimitS);
  }

  private arm(o: ManipulationObservation): void {
    const { arm } = o;
    for (let i = 0; i < FEATURE_JOINTS; i++) this.put(i < arm.q.length ? arm.q[i] : 0);
    for (let i = 0; i < FEATURE_JOINTS; i++) this.put(i < arm.qd.length ? arm.qd[i] : 0);
    this.put(arm.x);
    this.put(arm.y);
    this.put(arm.z);
    this.put(sin(arm.yaw));
    this.put(cos(arm.yaw));
    this.put(arm.vx);
    this.put(arm.vy);
    this.put(arm.vz);
    this.put(arm.yawRate);
    this.put(arm.widthM);
    this.put(arm.forceN);
    this.put(rowInHand(o) >= 0 ? 1 : 0);
  }

  private toGoal(o: ManipulationObservation, object: number, base: number): void {
    const { goal } = this;
    const { arm, task, things } = o;
    const known = this.findGoal(o, object, base);
    this.put(known ? 1 : 0);
    this.offset(known, goal[0] - arm.x, goal[1] - arm.y, goal[2] - arm.z);
    this.put(task.kind === 'lift' ? 0 : task.toleranceM);
    const both = known && object >= 0;
    const i = Math.max(0, object);
    this.offset(both, goal[0] - things.x[i], goal[1] - things.y[i], goal[2] - things.z[i]);
  }

  /** Where the object, or for `reach` the hand, is to be; a lift has no such place. */
  private findGoal({ task, things }: ManipulationObservation, object: number, base: number): boolean {
    if (task.kind === 'lift' || (task.kind === 'stack' && base < 0)) return false;
    if (task.kind === 'stack') {
      this.goal[0] = things.x[base];
      this.goal[1] = things.y[base];
      this.goal[2] = things.z[base] + things.halfZ[base] + (object >= 0 ? things.halfZ[object] : 0);
    } else {
      this.goal.set(task.goal);
    }
    return true;
  }

  /** Three coordinates and their length. */
  private offset(known: boolean, dx: number, dy: number, dz: number): void {
    this.put(known ? dx : 0);
    this.put(known ? dy : 0);
    this.put(known ? dz : 0);
    this.put(known ? Math.sqrt(dx * dx + dy * dy + dz * dz) : 0);
  }

  private thing(o: ManipulationObservation, row: number): void {
    this.other(o, row);
    if (row < 0) {
      this.at += THING_FIELDS.length - OTHER_FIELDS.length;
      return;
    }
    const { things, arm } = o;
    const turns = symmetryOf(things.shape[row], things.halfX[row], things.halfY[row]);
    this.put(sin(turns * (things.yaw[row] - arm.yaw)));
    this.put(cos(turns * (things.yaw[row] - arm.yaw)));
    for (let k = 0; k < SHAPE_KINDS.length; k++) this.put(things.shape[row] === k ? 1 : 0);
  }

  private other({ things, arm }: ManipulationObservation, row: number): void {
    if (row < 0) {
      this.at += OTHER_FIELDS.length;
      return;
    }
    this.put(1);
    this.put(things.x[row] - arm.x);
    this.put(things.y[row] - arm.y);
    this.put(things.z[row] - arm.z);
    this.put(things.vx[row]);
    this.put(things.vy[row]);
    this.put(things.vz[row]);
    this.put(things.halfX[row]);
    this.put(things.halfY[row]);
    this.put(things.halfZ[row]);
    this.put(things.ageS[row]);
  }

  /** The things of a role that are nearest to the tool centre point, the nearest first. */
  private others(o: ManipulationObservation, role: number, slots: number): void {
    const { nearest, gaps } = this;
    const { things, arm } = o;
    nearest.fill(-1);
    gaps.fill(Infinity);
    for (let i = 0; i < things.count; i++) {
      if (things.role[i] !== role) continue;
      const dx = Math.max(0, Math.abs(things.x[i] - arm.x) - things.halfX[i]);
      const dy = Math.max(0, Math.abs(things.y[i] - arm.y) - things.halfY[i]);
      const dz = Math.max(0, Math.abs(things.z[i] - arm.z) - things.halfZ[i]);
      const gap = dx * dx + dy * dy + dz * dz;
      let slot = slots;
      while (slot > 0 && gap < gaps[slot - 1]) slot--;
      if (slot === slots) continue;
      for (let k = slots - 1; k > slot; k--) {
        nearest[k] = nearest[k - 1];
        gaps[k] = gaps[k - 1];
      }
      nearest[slot] = i;
      gaps[slot] = gap;
    }
    for (let slot = 0; slot < slots; slot++) this.other(o, nearest[slot]);
  }

  private person({ person, arm }: ManipulationObservation): void {
    if (!person.known) {
      this.at += 12;
      return;
    }
    const { joints, handVelocity } = person;
    this.put(1);
    for (let joint = 2; joint >= 1; joint--) {
      this.put(joints[3 * joint] - arm.x);
      this.put(joints[3 * joint + 1] - arm.y);
      this.put(joints[3 * joint + 2] - arm.z);
    }
    for (let axis = 0; axis < 3; axis++) this.put(handVelocity[axis]);
    this.put(person.radiusM);
    this.put(person.ageS);
  }

  private belt({ belt }: ManipulationObservation): void {
    this.put(belt === null ? 0 : 1);
    this.put(belt === null ? 0 : belt.speedMps * cos(belt.headingRad));
    this.put(belt === null ? 0 : belt.speedMps * sin(belt.headingRad));
  }

  private nearestPair(o: ManipulationObservation): void {
    const { clearance } = this;
    const known = clearance.update(o) < FAR_M;
    this.put(Math.min(FAR_M, clearance.distanceM));
    for (let axis = 0; axis < 3; axis++) this.put(known ? clearance.direction[axis] : 0);
    this.put(known ? clearance.closingMps : 0);
    for (let group = 0; group < ARM_GROUPS.length; group++) this.put(known && clearance.group === group ? 1 : 0);
  }
}

/** Into how many equal parts a full turn about z falls for an upright thing; 0: it is round. */
function symmetryOf(shape: number, halfX: number, halfY: number): number {
  if (shape !== BOX) return 0;
  return Math.abs(halfX - halfY) <= SQUARE_SHARE * Math.max(halfX, halfY) ? 4 : 2;
}
