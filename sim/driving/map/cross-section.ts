import type { MapSpec } from '../spec.ts';
import type { LanePlan } from './lane-graph.ts';

/**
 * How the lanes of one road lie beside each other (right-hand traffic):
 *
 *     highway, merge                        two-way, crossing
 *       left shoulder                         shoulder of the oncoming side
 *       lane n-1          ->                  oncoming lanes      <-
 *       ...               ->                  ------------------- d = 0, the middle line
 *       lane 0            ->                  own lanes           ->
 *       ----------------- d = 0               shoulder
 *       acceleration lane -> or right shoulder
 *
 * Driving lanes are numbered from the right (by growing d) in their ids: `road/number`.
 */

/** Length of the paved strip behind the end of an acceleration lane, m: room to stop for whoever did not merge. */
export const RUN_OFF_M = 60;

/** Lanes of road 0 of a `highway`. */
export function highwayLanes(map: MapSpec, lengthM: number): LanePlan[] {
  const top = map.lanes * map.laneWidthM;
  return [
    ...mainLanes(map, lengthM, 0),
    ...shoulder(map, '0/shoulder-right', 0, -map.shoulderM, 0, lengthM),
    ...shoulder(map, '0/shoulder-left', 0, top, 0, lengthM),
  ];
}

/** Lanes of road 0 of a `merge`: the acceleration lane takes the shoulder's place, which moves outwards beside it. */
export function mergeLanes(map: MapSpec, lengthM: number): LanePlan[] {
  const width = map.laneWidthM;
  const { rampStartM, rampEndM, shoulderM } = map;
  const runOffEndM = Math.min(lengthM, rampEndM + RUN_OFF_M);
  const ramp = drivingLane(map, '0/0', 0, -width / 2, 1, rampStartM, rampEndM);
  const runOff: LanePlan = { ...ramp, id: '0/run-off', kind: 'shoulder', startM: rampEndM, endM: runOffEndM };
  return [
    ramp,
    ...mainLanes(map, lengthM, 1),
    ...(runOffEndM > rampEndM ? [runOff] : []),
    ...shoulder(map, '0/shoulder-before-ramp', 0, -shoulderM, 0, rampStartM),
    ...shoulder(map, '0/shoulder-beside-ramp', 0, -width - shoulderM, rampStartM, runOffEndM),
    ...shoulder(map, '0/shoulder-after-ramp', 0, -shoulderM, runOffEndM, lengthM),
    ...shoulder(map, '0/shoulder-left', 0, map.lanes * width, 0, lengthM),
  ];
}

/** Lanes of a two-way road. */
export function twoWayLanes(map: MapSpec, road: number, lengthM: number): LanePlan[] {
  const half = map.lanes * map.laneWidthM;
  const plans: LanePlan[] = [];
  for (let k = 0; k < 2 * map.lanes; k++) {
    const center = (k + 0.5) * map.laneWidthM - half;
    plans.push(drivingLane(map, `${road}/${k}`, road, center, k < map.lanes ? 1 : -1, 0, lengthM));
  }
  return [
    ...plans,
    ...shoulder(map, `${road}/shoulder-right`, road, -half - map.shoulderM, 0, lengthM),
    ...shoulder(map, `${road}/shoulder-left`, road, half, 0, lengthM),
  ];
}

/** Number of the rightmost main lane is `first`. */
function mainLanes(map: MapSpec, lengthM: number, first: number): LanePlan[] {
  return Array.from({ length: map.lanes }, (_, k) =>
    drivingLane(map, `0/${first + k}`, 0, (k + 0.5) * map.laneWidthM, 1, 0, lengthM),
  );
}

function drivingLane(
  map: MapSpec,
  id: string,
  road: number,
  centerM: number,
  direction: 1 | -1,
  startM: number,
  endM: number,
): LanePlan {
  const { laneWidthM: widthM, speedLimitMps } = map;
  return { id, road, centerM, widthM, direction, startM, endM, kind: 'driving', speedLimitMps };
}

/** A shoulder whose right edge is at `rightM`; none when it would be empty. */
function shoulder(map: MapSpec, id: string, road: number, rightM: number, startM: number, endM: number): LanePlan[] {
  const { shoulderM: widthM, speedLimitMps } = map;
  if (widthM === 0 || endM <= startM) return [];
  const direction = map.kind === 'highway' || map.kind === 'merge' || rightM < 0 ? 1 : -1;
  return [{ id, road, centerM: rightM + widthM / 2, widthM, direction, startM, endM, kind: 'shoulder', speedLimitMps }];
}
