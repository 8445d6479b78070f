import type { ReferenceLine } from './reference-line.ts';
import { newRoadPoint } from './reference-line.ts';
import { LaneRoad } from './road.ts';
import { RoadGrid } from './road-grid.ts';
import type { Lane, Road, RoadMap } from './types.ts';

/** A lane before it knows its neighbours. */
export type LanePlan = Omit<Lane, 'index' | 'left' | 'right' | 'oncoming' | 'successors' | 'predecessors'>;

/** One lane leads over to another: `from` and `to` are lane ids. */
export interface LaneLink {
  readonly from: string;
  readonly to: string;
}

/** Roads, their lanes and how they hang together. Neighbours follow from geometry, successors from `links`. */
export class LaneGraph implements RoadMap {
  readonly roads: readonly Road[];
  readonly lanes: readonly Lane[];
  private readonly grid: RoadGrid;

  /**
   * @param lines the reference line of each road
   * @param plans lanes with unique ids, in any order
   */
  constructor(lines: readonly ReferenceLine[], plans: readonly LanePlan[], links: readonly LaneLink[]) {
    const ordered = [...plans].sort((p, q) => p.road - q.road || p.centerM - q.centerM || p.startM - q.startM);
    const indexOf = (id: string): number => ordered.findIndex((plan) => plan.id === id);
    this.lanes = ordered.map((plan, index) => ({
      ...plan,
      index,
      left: neighbour(ordered, plan, plan.direction, plan.direction),
      right: neighbour(ordered, plan, plan.direction === 1 ? -1 : 1, plan.direction),
      oncoming: neighbour(ordered, plan, plan.direction, plan.direction === 1 ? -1 : 1),
      successors: links.filter((link) => link.from === plan.id).map((link) => indexOf(link.to)),
      predecessors: links.filter((link) => link.to === plan.id).map((link) => indexOf(link.from)),
    }));
    const roads = lines.map((line, road) => {
      return new LaneRoad(
        road,
        line,
        this.lanes.filter((lane) => lane.road === road),
      );
    });
    this.roads = roads;
    this.grid = new RoadGrid(roads);
  }

  laneAt(road: number, s: number, d: number, direction: -1 | 0 | 1): number {
    const { lanes } = this.roads[road];
    let best = -1;
    let bestGap = Infinity;
    for (let i = 0; i < lanes.length; i++) {
      const lane = this.lanes[lanes[i]];
      if (lane.kind !== 'driving' || (direction !== 0 && lane.direction !== direction)) continue;
      const along = Math.max(0, lane.startM - s, s - lane.endM);
      const across = Math.max(0, Math.abs(d - lane.centerM) - lane.widthM / 2);
      if (along + across < bestGap) {
        best = lane.index;
        bestGap = along + across;
      }
    }
    return best;
  }

  drivable(x: number, y: number, hintRoad: number): boolean {
    return this.grid.drivable(x, y, hintRoad);
  }

  roadsNear(x: number, y: number, radius: number, out: Int32Array): number {
    return this.grid.roadsNear(x, y, radius, out);
  }
}

/** The driving lane of `direction` that shares the edge of `plan` on the side `side` (1: growing d), or -1. */
function neighbour(plans: readonly LanePlan[], plan: LanePlan, side: 1 | -1, direction: 1 | -1): number {
  if (plan.kind !== 'driving') return -1;
  const edge = plan.centerM + (side * plan.widthM) / 2;
  return plans.findIndex((other) => {
    const touches = Math.abs(other.centerM - (side * other.widthM) / 2 - edge) < 1e-9;
    return other.road === plan.road && other.kind === 'driving' && other.direction === direction && touches;
  });
}

/**
 * The lane of road 0 in ego's direction with the number `k` from the right, shoulders not counted (`EgoSpec.lane`).
 * In `merge` number 0 is the acceleration lane.
 * @throws RangeError when there is no such lane
 */
export function egoLane(map: RoadMap, k: number): Lane {
  let count = 0;
  for (const index of map.roads[0].lanes) {
    const lane = map.lanes[index];
    if (lane.kind === 'driving' && lane.direction === 1 && count++ === k) return lane;
  }
  throw new RangeError(`lane: expected a whole number from 0 to ${count - 1}, found ${k}`);
}

/** Where a lane leads over to a lane of another road: `from` at arc length `fromS` of its road, `to` at `toS` of its own. */
export interface LaneJoint {
  readonly from: number;
  readonly fromS: number;
  readonly to: number;
  readonly toS: number;
}

/**
 * All passages from lane to lane, by growing `from`, then `to`. A connector begins and ends in the middle of the
 * lanes that it joins, hence the arc lengths.
 */
export function laneJoints(map: RoadMap): LaneJoint[] {
  return map.lanes.flatMap((from) =>
    [...from.successors].sort((p, q) => p - q).map((to) => jointOf(map, from, map.lanes[to])),
  );
}

/** The shorter of the two lanes is the connector, and its end is the place where they meet. */
function jointOf(map: RoadMap, from: Lane, to: Lane): LaneJoint {
  const fromEnd = from.direction === 1 ? from.endM : from.startM;
  const toStart = to.direction === 1 ? to.startM : to.endM;
  const connectorLeaves = from.endM - from.startM < to.endM - to.startM;
  const point = newRoadPoint();
  if (connectorLeaves) {
    map.roads[from.road].pose(fromEnd, from.centerM, point);
    return {
      from: from.index,
      fromS: fromEnd,
      to: to.index,
      toS: map.roads[to.road].project(point.x, point.y, NaN, point).s,
    };
  }
  map.roads[to.road].pose(toStart, to.centerM, point);
  return {
    from: from.index,
    fromS: map.roads[from.road].project(point.x, point.y, NaN, point).s,
    to: to.index,
    toS: toStart,
  };
}
