import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import { PANDA } from '../../sim/robotics/arm/panda.ts';
import type { ManipulationSpec, ObjectSpec, ObstacleSpec, Point, Shape } from '../../sim/robotics/spec.ts';

export const ARM_CONTROL_DT = 1 / 60;
export const ARM_PHYSICS_DT = 1 / 120;

const CUBE: Shape = { kind: 'box', size: [0.05, 0.05, 0.05] };
const TIN: Shape = { kind: 'cylinder', radiusM: 0.022, heightM: 0.05 };

/**
 * A full table: eight objects (five cubes, two of them stacked, and three tins), four obstacles, two of which move, three
 * cameras, noise. The hand goes to and fro above it (`sway`) and touches nothing.
 */
export function armBenchSpec(dynamics: 'kinematic' | 'torque'): ManipulationSpec {
  return {
    family: 'bench',
    physicsDt: ARM_PHYSICS_DT,
    controlDt: ARM_CONTROL_DT,
    timeLimitS: 3600,
    friction: 0.5,
    arm: { model: PANDA, dynamics, start: PANDA.home },
    task: { kind: 'lift', object: 'a', liftM: 0.04, holdS: 0.2 },
    objects: [
      object('a', CUBE, [0.45, 0, 0.025]),
      object('b', CUBE, [0.45, 0, 0.075]),
      object('c', CUBE, [0.55, 0.15, 0.025]),
      object('d', CUBE, [0.55, -0.15, 0.025]),
      object('e', CUBE, [0.35, 0.2, 0.025]),
      object('f', TIN, [0.35, -0.2, 0.025]),
      object('g', TIN, [0.6, 0, 0.025]),
      object('h', TIN, [0.62, 0.06, 0.025]),
    ],
    obstacles: [
      obstacle('near', { kind: 'sphere', radiusM: 0.05 }, [0.6, 0.5, 0.3], [0.3, 0.5, 0.5]),
      obstacle('far', { kind: 'sphere', radiusM: 0.05 }, [0.6, -0.5, 0.3], [0.3, -0.5, 0.5]),
      obstacle('pole', { kind: 'cylinder', radiusM: 0.02, heightM: 0.4 }, [0.75, 0.1, 0.2]),
      obstacle('wall', { kind: 'box', size: [0.3, 0.02, 0.08] }, [0.5, -0.3, 0.04]),
    ],
    belt: null,
    person: null,
    events: [],
    sensors: {
      jointNoiseRad: 1e-4,
      jointSpeedNoiseRadps: 1e-3,
      gripperNoiseM: 2e-4,
      positionNoiseM: 2.5e-3,
      yawNoiseRad: 0.02,
      cameraHz: 30,
      cameraDelayS: 0.05,
      cameras: [
        [1.3, 0.7, 1],
        [1.3, -0.7, 1],
        [-0.4, 0, 1.2],
      ],
      memoryS: 2,
    },
  };
}

/** To and fro across the table, a period of two seconds. */
export function sway(tick: number, out: ArmAction): void {
  const phase = (tick % 120) / 120;
  const turn = 4 * Math.abs(phase - 0.5) - 1;
  out.vx = 0;
  out.vy = 0.2 * turn;
  out.vz = 0;
  out.yawRate = 0.3 * turn;
  out.grip = 0;
}

function object(id: string, shape: Shape, position: Point): ObjectSpec {
  return { id, shape, massKg: 0.15, friction: 0.6, position, yawRad: 0.2 };
}

/** One that goes between its points, or stands at the only one. */
function obstacle(id: string, shape: Shape, ...points: readonly Point[]): ObstacleSpec {
  return {
    id,
    shape,
    yawRad: 0,
    path: {
      points,
      peakSpeedMps: 0.3,
      dwellS: 0,
      backAndForth: points.length > 1,
      start: { kind: 'time', s: 0 },
    },
  };
}
