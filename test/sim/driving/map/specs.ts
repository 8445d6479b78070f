import type { MapSpec } from '../../../../sim/driving/spec.ts';

/** A valid highway; tests change what they are about. */
export function mapSpec(changes: Partial<MapSpec> = {}): MapSpec {
  return {
    kind: 'highway',
    lanes: 3,
    laneWidthM: 3.5,
    shoulderM: 2,
    speedLimitMps: 36,
    segments: [
      { lengthM: 200, curvature: 0 },
      { lengthM: 300, curvature: 0.002 },
      { lengthM: 250, curvature: -0.004 },
      { lengthM: 50, curvature: 0 },
    ],
    rampStartM: 0,
    rampEndM: 0,
    crossingM: 0,
    crossingAngleRad: 0,
    ...changes,
  };
}

export function mergeSpec(changes: Partial<MapSpec> = {}): MapSpec {
  return mapSpec({ kind: 'merge', lanes: 2, rampStartM: 150, rampEndM: 400, ...changes });
}

export function crossingSpec(changes: Partial<MapSpec> = {}): MapSpec {
  return mapSpec({
    kind: 'crossing',
    lanes: 1,
    shoulderM: 1,
    speedLimitMps: 14,
    segments: [
      { lengthM: 80, curvature: 0.005 },
      { lengthM: 200, curvature: 0 },
    ],
    crossingM: 180,
    crossingAngleRad: Math.PI / 2,
    ...changes,
  });
}
