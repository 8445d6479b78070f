import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import type { RoadMap } from '../../../../sim/driving/map/types.ts';
import type { MapSpec } from '../../../../sim/driving/spec.ts';

/** A map of 3.5 m lanes; three of them on a straight highway of 2 km unless told otherwise. */
export function testMap(changes: Partial<MapSpec> = {}): RoadMap {
  return buildMap({
    kind: 'highway',
    lanes: 3,
    laneWidthM: 3.5,
    shoulderM: 2.5,
    speedLimitMps: 36,
    segments: [{ lengthM: 2000, curvature: 0 }],
    rampStartM: 0,
    rampEndM: 0,
    crossingM: 0,
    crossingAngleRad: 0,
    ...changes,
  });
}
