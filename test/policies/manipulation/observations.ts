import { Kinematics } from '../../../sim/robotics/arm/kinematics.ts';
import type { ManipulationObservation } from '../../../sim/robotics/observation.ts';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { SHAPE_KINDS, THING_ROLES, ThingTable, type ThingRole } from '../../../sim/robotics/sensors/thing-table.ts';
import type { TaskSpec } from '../../../sim/robotics/spec.ts';

/** A thing as the sensors have it. */
export interface Seen {
  readonly role: ThingRole;
  readonly at: readonly [number, number, number];
  readonly half?: readonly [number, number, number];
  readonly shape?: (typeof SHAPE_KINDS)[number];
  readonly yaw?: number;
  readonly velocity?: readonly [number, number, number];
  readonly ageS?: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type Observed = Writable<ManipulationObservation>;

const REACH: TaskSpec = { kind: 'reach', goal: [0.5, 0.2, 0.3], toleranceM: 0.025, holdS: 0.2 };

/** What a Panda in a posture observes of the given things, at rest unless told otherwise. */
export function observed(
  things: readonly Seen[] = [],
  changes: Partial<Observed> = {},
  q: ArrayLike<number> = PANDA.home,
  qd: ArrayLike<number> = new Float64Array(7),
): Observed {
  const kinematics = new Kinematics(PANDA);
  kinematics.update(q);
  const twist = new Float64Array(6);
  kinematics.twist(qd, twist);
  return {
    tick: 0,
    controlDt: 1 / 60,
    timeLimitS: 10,
    model: PANDA,
    task: REACH,
    arm: {
      q: Float64Array.from(q),
      qd: Float64Array.from(qd),
      x: kinematics.x,
      y: kinematics.y,
      z: kinematics.z,
      vx: twist[0],
      vy: twist[1],
      vz: twist[2],
      yaw: kinematics.yaw,
      yawRate: twist[5],
      widthM: 0.08,
      forceN: 0,
    },
    things: tableOf(things),
    person: { known: false, ageS: 0, radiusM: 0.05, joints: new Float64Array(9), handVelocity: new Float64Array(3) },
    belt: null,
    ...changes,
  };
}

export function tableOf(things: readonly Seen[]): ThingTable {
  const table = new ThingTable();
  table.count = things.length;
  for (const [i, thing] of things.entries()) {
    const { role, at, half = [0.02, 0.02, 0.03], shape = 'box', yaw = 0, velocity = [0, 0, 0], ageS = 0.05 } = thing;
    table.key[i] = i;
    table.role[i] = THING_ROLES.indexOf(role);
    table.shape[i] = SHAPE_KINDS.indexOf(shape);
    [table.halfX[i], table.halfY[i], table.halfZ[i]] = half;
    [table.x[i], table.y[i], table.z[i]] = at;
    [table.vx[i], table.vy[i], table.vz[i]] = velocity;
    table.yaw[i] = yaw;
    table.ageS[i] = ageS;
  }
  return table;
}
