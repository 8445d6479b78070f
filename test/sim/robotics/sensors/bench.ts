import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { ArmSpheres } from '../../../../sim/robotics/clearance/arm-spheres.ts';
import { cos, sin } from '../../../../sim/kernel/math.ts';
import type { ManipulationPerception } from '../../../../sim/robotics/sensors/manipulation-perception.ts';
import type { PerceptionTruth } from '../../../../sim/robotics/sensors/perception-truth.ts';
import type { ThingRole } from '../../../../sim/robotics/sensors/thing-table.ts';
import type { ManipulationSpec, ObjectSpec, ObstacleSpec, SensorSpec, Shape } from '../../../../sim/robotics/spec.ts';

export const DT = 1 / 60;

/** Exact, without delay, a picture every tick, seen from two sides. */
export const EXACT: SensorSpec = {
  jointNoiseRad: 0,
  jointSpeedNoiseRadps: 0,
  gripperNoiseM: 0,
  positionNoiseM: 0,
  yawNoiseRad: 0,
  cameraHz: 60,
  cameraDelayS: 0,
  cameras: [
    [2, 0, 1],
    [0.5, -2, 1.5],
  ],
  memoryS: 0.5,
};

/** As in the library: 30 Hz, 50 ms late, noisy. */
export const REAL: SensorSpec = {
  ...EXACT,
  jointNoiseRad: 0.0005,
  jointSpeedNoiseRadps: 0.005,
  gripperNoiseM: 0.0005,
  positionNoiseM: 0.0025,
  yawNoiseRad: 0.02,
  cameraHz: 30,
  cameraDelayS: 0.05,
};

export const CUBE: Shape = { kind: 'box', size: [0.04, 0.04, 0.04] };

export function object(id: string, shape: Shape = CUBE): ObjectSpec {
  return { id, shape, massKg: 0.1, friction: 0.5, position: [0.5, 0, 0.02], yawRad: 0 };
}

export function obstacle(id: string, shape: Shape): ObstacleSpec {
  return {
    id,
    shape,
    yawRad: 0,
    path: {
      points: [[0, 0, 0]],
      peakSpeedMps: 1,
      dwellS: 0,
      backAndForth: false,
      start: { kind: 'time', s: 0 },
    },
  };
}

export function specWith(changes: Partial<ManipulationSpec> = {}): ManipulationSpec {
  return {
    family: 'test',
    physicsDt: 1 / 120,
    controlDt: DT,
    timeLimitS: 10,
    friction: 0.5,
    arm: { model: PANDA, dynamics: 'kinematic', start: PANDA.home },
    task: { kind: 'lift', object: 'cube', liftM: 0.04, holdS: 0.5 },
    objects: [object('cube')],
    obstacles: [],
    belt: null,
    person: null,
    events: [],
    sensors: EXACT,
    ...changes,
  };
}

/** A truth that a test moves by hand. */
export class Truth implements PerceptionTruth {
  readonly q = Float64Array.from(PANDA.home);
  readonly qd = new Float64Array(PANDA.joints.length);
  widthM = 0.08;
  forceN = 0;
  readonly objects: Float64Array;
  readonly obstacles: Float64Array;
  spheres: Float64Array = new Float64Array(0);
  readonly person = new Float64Array(9);
  readonly kinematics = new Kinematics(PANDA);
  private readonly arm = new ArmSpheres(PANDA);

  constructor(spec: ManipulationSpec) {
    this.objects = new Float64Array(12 * spec.objects.length);
    this.obstacles = new Float64Array(12 * spec.obstacles.length);
    spec.objects.forEach(({ position, yawRad }, i) => place(this.objects, i, ...position, yawRad));
    spec.obstacles.forEach(({ path, yawRad }, i) => place(this.obstacles, i, ...path.points[0], yawRad));
  }

  /** Puts the arm here and lets it hide things. */
  pose(q: ArrayLike<number>): void {
    this.q.set(q);
    this.kinematics.update(q);
    this.arm.place(this.kinematics.frames, this.widthM);
    this.spheres = this.arm.balls;
  }
}

/** Upright pose `i`. */
export function place(poses: Float64Array, i: number, x: number, y: number, z: number, yaw = 0): void {
  poses.set([cos(yaw), -sin(yaw), 0, sin(yaw), cos(yaw), 0, 0, 0, 1, x, y, z], 12 * i);
}

/** Senses the ticks from `from` to before `to`. */
export function senseTicks(
  perception: ManipulationPerception,
  truth: Truth,
  from: number,
  to: number,
  move?: (tick: number) => void,
): void {
  for (let tick = from; tick < to; tick++) {
    move?.(tick);
    perception.sense(tick, truth);
  }
}

/** Position of the first row of a role, or null if there is none. */
export function positionOf(perception: ManipulationPerception, role: ThingRole): [number, number, number] | null {
  const { things } = perception.observation;
  const row = things.rowOf(role);
  return row < 0 ? null : [things.x[row], things.y[row], things.z[row]];
}
