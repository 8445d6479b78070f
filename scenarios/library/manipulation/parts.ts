import type { ManipulationInput } from '../../language/manipulation/schema.ts';
import type { Value } from '../../language/quantity.ts';
import { uniform } from '../driving/parts.ts';

/**
 * Pieces that the families share. Most tasks go from one side of the arm to the other: they begin at y < 0 where `$side`
 * is 1, and the way crosses y = 0.
 */

type ObjectInput = NonNullable<ManipulationInput['objects']>[number];
type ObstacleInput = NonNullable<ManipulationInput['obstacles']>[number];

interface BoomPath {
  readonly widthM: Value;
  readonly peakSpeedMps: Value;
  readonly dwellS: Value;
  readonly start: ObstacleInput['path']['start'];
}

/** Three cameras at 30 Hz, as depth cameras with a pose estimator behind them have it. */
export const SENSORS = {
  positionNoiseM: uniform(0.002, 0.003),
  cameraDelayS: uniform(0.033, 0.066),
};

/** A cube that the gripper can take. */
export function cube(
  id: string,
  position: ObjectInput['position'],
  more: { sizeM?: Value; massKg?: Value; friction?: Value } = {},
): ObjectInput {
  const { sizeM = '$cubeM', massKg = uniform(0.08, 0.25), friction = uniform(0.6, 0.9) } = more;
  return {
    id,
    shape: { kind: 'box', lengthM: sizeM, widthM: sizeM, heightM: sizeM },
    massKg,
    friction,
    position,
    yawRad: uniform(-0.5, 0.5),
  };
}

/** Something else that stands around and may be moved. */
export function clutter(id: string, x: Value, y: Value): ObjectInput {
  return {
    id,
    shape: { kind: 'cylinder', radiusM: uniform(0.018, 0.024), heightM: uniform(0.04, 0.06) },
    massKg: uniform(0.1, 0.3),
    friction: uniform(0.5, 0.8),
    position: { x, y },
  };
}

/** A thin pole that stands still. */
export function post(id: string, x: Value, y: Value, heightM: number): ObstacleInput {
  return {
    id,
    shape: { kind: 'cylinder', radiusM: 0.02, heightM },
    path: { points: [{ x, y, z: heightM / 2 }] },
  };
}

/** Half of a boom's length, m. */
const BOOM_M = 0.25;

/** A boom above the table that slides in from the front until its tip is at `$tipX`, and out again. */
export function boom(y: Value, z: Value, { widthM, ...path }: BoomPath): ObstacleInput {
  const away = { x: 0.98 + BOOM_M, y, z };
  return {
    id: 'boom',
    shape: { kind: 'box', lengthM: 2 * BOOM_M, widthM, heightM: 0.04 },
    path: { points: [away, { x: `$tipX + ${BOOM_M}`, y, z }, away], ...path },
  };
}

/** Where somebody's shoulder is across the table, whose hand rests at about x = 0.8. */
export const SHOULDER = { x: 1.02, y: '0.18 * $turn', z: 0.45 } as const;
