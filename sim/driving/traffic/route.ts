import { laneJoints } from '../map/lane-graph.ts';
import type { RoadMap } from '../map/types.ts';
import type { ActorSpec } from '../spec.ts';
import type { LaneTable } from './lane-table.ts';

/** Where a vehicle passes from one road of its route to the next. */
export interface Hop {
  readonly fromRoad: number;
  readonly toRoad: number;
  /** It leaves the old road at `exitS` and is on the new one from `entryS`, m. */
  readonly exitS: number;
  readonly entryS: number;
  /** Direction of travel on the old and on the new road. */
  readonly exitDirection: number;
  readonly entryDirection: number;
  /** Lane that it leaves from (others of the road are one road all the same) and lane that it enters. */
  readonly fromLane: number;
  readonly toLane: number;
  /** Speed limit of the new lane where it is lower than the old lane's (a turn), else infinite, m/s. */
  readonly limitMps: number;
}

/**
 * The hops of a `drive` actor in order. `route` names the roads after the start; the start road itself may lead it.
 * @throws RangeError when the roads of the route do not follow one another
 */
export function compileRoute(map: RoadMap, lanes: LaneTable, actor: ActorSpec, startLane: number): Hop[] {
  if (actor.behaviour.kind !== 'drive') return [];
  const { route } = actor.behaviour;
  const lead = route[0] === actor.start.road ? 1 : 0;
  const joints = route.length > lead ? laneJoints(map) : [];
  const hops: Hop[] = [];
  let lane = startLane;
  let road = actor.start.road;
  for (let i = lead; i < route.length; i++) {
    const next = route[i];
    const direction = lanes.direction[lane];
    const joint = joints.find(
      ({ from, to }) => lanes.road[from] === road && lanes.road[to] === next && lanes.direction[from] === direction,
    );
    if (joint === undefined) {
      throw new RangeError(
        `actor ${actor.id}, behaviour.route[${i}]: expected a road that follows road ${road} in the direction of travel, found ${next}`,
      );
    }
    const slower = lanes.speedLimit[joint.to] < lanes.speedLimit[joint.from];
    hops.push({
      fromRoad: road,
      toRoad: next,
      exitS: joint.fromS,
      entryS: joint.toS,
      exitDirection: direction,
      entryDirection: lanes.direction[joint.to],
      fromLane: joint.from,
      toLane: joint.to,
      limitMps: slower ? lanes.speedLimit[joint.to] : Infinity,
    });
    lane = joint.to;
    road = next;
  }
  return hops;
}
