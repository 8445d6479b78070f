import { cos, sin, tan, wrapAngle } from '../../kernel/math.ts';
import type { MapSpec } from '../spec.ts';
import { twoWayLanes } from './cross-section.ts';
import type { LaneLink, LanePlan } from './lane-graph.ts';
import { ReferenceLine } from './reference-line.ts';

/** Road 1 is straight and reaches this far to both sides of the crossing, m; they meet at s = CROSSING_ARM_M of road 1. */
export const CROSSING_ARM_M = 150;

/** Smallest turning radius of a lane's centre line at a crossing, m; a passenger car can do 6.4 m (AASHTO Green Book, centre-line turning radius of design vehicle P). */
export const MIN_TURN_RADIUS_M = 8;

/** Lateral acceleration that sets the speed limit of a connector, m/s2: v^2 = a R. */
export const TURN_LATERAL_ACCELERATION_MPS2 = 2.5;

/** One end of the crossing from which vehicles come: a road travelled in one direction. */
interface Approach {
  readonly road: 0 | 1;
  readonly direction: 1 | -1;
}

/** A turn from one lane to another as a single arc that touches both centre lines at `tangentM` from their intersection. */
export interface Turn {
  readonly fromLane: string;
  readonly toLane: string;
  /** Start of the arc, m, in the frame of the crossing: origin at the crossing point, x along road 0. */
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly radiusM: number;
  /** Signed turning angle, rad, left positive. */
  readonly angle: number;
}

/** In this order the connectors are roads 2, 3, ...; each approach has its right turn first, then its left turn. */
const APPROACHES: readonly Approach[] = [
  { road: 0, direction: 1 },
  { road: 0, direction: -1 },
  { road: 1, direction: 1 },
  { road: 1, direction: -1 },
];

/**
 * The eight turns of a crossing of two straight two-way roads. Right turns lead from the rightmost lane to the
 * rightmost, left turns from the lane at the middle line to the lane at the middle line. The arc of the centre line begins
 * and ends outside the lanes and shoulders of the other road.
 */
export function crossingTurns(map: MapSpec): Turn[] {
  return APPROACHES.flatMap((approach) => [turn(map, approach, 'right'), turn(map, approach, 'left')]);
}

function turn(map: MapSpec, from: Approach, side: 'left' | 'right'): Turn {
  const to = exitOf(map, from, side);
  const k = side === 'right' ? map.lanes - 0.5 : 0.5;
  // Offset of a lane from its road's middle line, measured to the left of road direction 1.
  const fromOffset = -from.direction * k * map.laneWidthM;
  const toOffset = -to.direction * k * map.laneWidthM;
  const fromHeading = roadHeading(map, from.road) + (from.direction === 1 ? 0 : Math.PI);
  const toHeading = roadHeading(map, to.road) + (to.direction === 1 ? 0 : Math.PI);
  const angle = wrapAngle(toHeading - fromHeading);

  // Intersection of both centre lines: n0 . X = offset on road 0, n1 . X = offset on road 1, n the left normals.
  const alpha = map.crossingAngleRad;
  const offset0 = from.road === 0 ? fromOffset : toOffset;
  const offset1 = from.road === 0 ? toOffset : fromOffset;
  const x = (cos(alpha) * offset0 - offset1) / sin(alpha);
  const y = offset0;

  // Start and end of the arc must be half a road away from the middle line of the other road. Seen from the start, the
  // lane to reach lies before that line for a right turn and behind it for a left turn; likewise backwards from the end.
  const halfRoad = map.lanes * map.laneWidthM + map.shoulderM;
  const clearance = halfRoad + (side === 'left' ? k : -k) * map.laneWidthM;
  const tanHalf = tan(Math.abs(angle) / 2);
  const tangentM = Math.max(clearance / Math.abs(sin(alpha)), MIN_TURN_RADIUS_M * tanHalf);
  return {
    fromLane: `${from.road}/${laneNumber(map, from, side)}`,
    toLane: `${to.road}/${laneNumber(map, to, side)}`,
    x: x - tangentM * cos(fromHeading),
    y: y - tangentM * sin(fromHeading),
    heading: fromHeading,
    radiusM: tangentM / tanHalf,
    angle,
  };
}

/** The direction of the other road that lies to the `side` of the approach. */
function exitOf(map: MapSpec, from: Approach, side: 'left' | 'right'): Approach {
  const road = from.road === 0 ? 1 : 0;
  const fromHeading = roadHeading(map, from.road) + (from.direction === 1 ? 0 : Math.PI);
  const forwardIsLeft = sin(roadHeading(map, road) - fromHeading) > 0;
  return { road, direction: forwardIsLeft === (side === 'left') ? 1 : -1 };
}

/** Heading of road 0 or 1 in the frame of the crossing. */
function roadHeading(map: MapSpec, road: 0 | 1): number {
  return road === 0 ? 0 : map.crossingAngleRad;
}

/** Lane numbers grow with d: own lanes 0 .. n-1 from the right, oncoming lanes n .. 2n-1 from the middle line. */
function laneNumber(map: MapSpec, approach: Approach, side: 'left' | 'right'): number {
  if (approach.direction === 1) return side === 'right' ? 0 : map.lanes - 1;
  return side === 'right' ? 2 * map.lanes - 1 : map.lanes;
}

/** How far from the crossing point, along either road, the turns and the other road's surface reach, m. */
export function crossingReach(map: MapSpec): number {
  const halfRoad = map.lanes * map.laneWidthM + map.shoulderM;
  const alpha = map.crossingAngleRad;
  let reach = (halfRoad * (1 + Math.abs(cos(alpha)))) / Math.abs(sin(alpha));
  for (const t of crossingTurns(map)) {
    const chord = 2 * t.radiusM * sin(Math.abs(t.angle) / 2);
    const endX = t.x + chord * cos(t.heading + t.angle / 2);
    const endY = t.y + chord * sin(t.heading + t.angle / 2);
    for (const heading of [0, alpha]) {
      reach = Math.max(reach, Math.abs(t.x * cos(heading) + t.y * sin(heading)));
      reach = Math.max(reach, Math.abs(endX * cos(heading) + endY * sin(heading)));
    }
  }
  return reach;
}

export interface CrossingRoads {
  readonly lines: readonly ReferenceLine[];
  readonly plans: readonly LanePlan[];
  readonly links: readonly LaneLink[];
}

/** Road 1 and the connectors (roads 2 to 9), for a crossing at the world pose (x, y, heading) of road 0. */
export function crossingRoads(map: MapSpec, x: number, y: number, heading: number): CrossingRoads {
  const crossHeading = wrapAngle(heading + map.crossingAngleRad);
  const startX = x - CROSSING_ARM_M * cos(crossHeading);
  const startY = y - CROSSING_ARM_M * sin(crossHeading);
  const length = 2 * CROSSING_ARM_M;
  const lines = [new ReferenceLine(startX, startY, crossHeading, [{ lengthM: length, curvature: 0 }])];
  const plans = twoWayLanes(map, 1, length);
  const links: LaneLink[] = [];
  crossingTurns(map).forEach((t, i) => {
    const road = 2 + i;
    const id = `${road}/0`;
    const segment = { lengthM: t.radiusM * Math.abs(t.angle), curvature: Math.sign(t.angle) / t.radiusM };
    const worldX = x + t.x * cos(heading) - t.y * sin(heading);
    const worldY = y + t.x * sin(heading) + t.y * cos(heading);
    lines.push(new ReferenceLine(worldX, worldY, wrapAngle(heading + t.heading), [segment]));
    plans.push(connectorLane(map, id, road, segment.lengthM, t.radiusM));
    links.push({ from: t.fromLane, to: id }, { from: id, to: t.toLane });
  });
  return { lines, plans, links };
}

function connectorLane(map: MapSpec, id: string, road: number, lengthM: number, radiusM: number): LanePlan {
  return {
    id,
    road,
    centerM: 0,
    widthM: map.laneWidthM,
    direction: 1,
    startM: 0,
    endM: lengthM,
    kind: 'driving',
    speedLimitMps: Math.min(map.speedLimitMps, Math.sqrt(TURN_LATERAL_ACCELERATION_MPS2 * radiusM)),
  };
}
