import { RUN_OFF_M } from '../../sim/driving/map/cross-section.ts';
import { CROSSING_ARM_M, crossingReach } from '../../sim/driving/map/crossing.ts';
import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { MapSpec } from '../../sim/driving/spec.ts';

/** What is drawn of the roads beyond what the map says: where they lead, how they are lined, what kind of place it is. */

/** Roads are drawn on straight past their ends until fog hides them, m. */
export const EXTENSION_M = 450;

/** Largest distance between a drawn chord and its arc, m. */
const SAGITTA_M = 0.004;
const MAX_STATION_M = 12;
const STEP_M = 0.01;

/** Curvature of the slip road that leads to an acceleration lane, 1/m, for this length, m; straight before that. */
const SLIP_CURVATURE = 1 / 220;
const SLIP_CURVE_M = 110;
export const SLIP_LENGTH_M = 360;

export type Place = 'motorway' | 'rural' | 'town';

/** Fastest road that still has pavements and houses, m/s: 50 km/h and what people make of it. */
const TOWN_LIMIT_MPS = 18;

export function placeOf(spec: MapSpec): Place {
  if (spec.kind === 'highway' || spec.kind === 'merge') return 'motorway';
  return spec.speedLimitMps <= TOWN_LIMIT_MPS ? 'town' : 'rural';
}

/** Roads with markings and surroundings of their own; the others are turning connectors. */
export function mainRoads(spec: MapSpec): readonly number[] {
  return spec.kind === 'crossing' ? [0, 1] : [0];
}

/** Arc length at which `road` meets the crossing's middle, m, or null. */
export function crossingAt(spec: MapSpec, road: number): number | null {
  if (spec.kind !== 'crossing' || road > 1) return null;
  return road === 0 ? spec.crossingM : CROSSING_ARM_M;
}

/** The parts of [fromS, toS] outside the crossing widened by `marginM`. */
export function outsideCrossing(
  spec: MapSpec,
  road: number,
  fromS: number,
  toS: number,
  marginM = 0,
): readonly (readonly [number, number])[] {
  const middle = crossingAt(spec, road);
  if (middle === null) return [[fromS, toS]];
  const reach = crossingReach(spec) + marginM;
  const parts: (readonly [number, number])[] = [
    [fromS, Math.min(toS, middle - reach)],
    [Math.max(fromS, middle + reach), toS],
  ];
  return parts.filter(([from, to]) => to > from);
}

/** Arc lengths from `fromS` to `toS`, dense enough that chords look like arcs; joints of segments are among them. */
export function stations(spec: MapSpec, map: RoadMap, road: number, fromS: number, toS: number): readonly number[] {
  const joints: number[] = [];
  if (road === 0) {
    let s = 0;
    joints.push(0);
    for (const segment of spec.segments) joints.push((s += segment.lengthM));
    if (spec.kind === 'merge') {
      // The edge steps there: a station on either side keeps the step sharp.
      for (const step of [spec.rampStartM, runOffEnd(spec, s)]) joints.push(step - STEP_M, step + STEP_M);
      joints.sort((a, b) => a - b);
    }
  } else {
    joints.push(0, map.roads[road].lengthM);
  }
  const stops = [fromS, ...joints.filter((s) => s > fromS && s < toS), toS];
  const found = [fromS];
  for (let i = 1; i < stops.length; i++) {
    const [a, b] = [stops[i - 1], stops[i]];
    const curvature = Math.abs(map.roads[road].curvature((a + b) / 2));
    const step = curvature === 0 ? MAX_STATION_M : Math.min(MAX_STATION_M, Math.sqrt((8 * SAGITTA_M) / curvature));
    const count = Math.max(1, Math.ceil((b - a) / step));
    for (let k = 1; k <= count; k++) found.push(a + ((b - a) * k) / count);
  }
  return found;
}

/** Lateral offset of the slip road's middle from that of the acceleration lane, m, where it leads to it; 0 elsewhere. */
export function slipOffset(spec: MapSpec, s: number): number {
  const before = spec.rampStartM - s;
  if (before <= 0) return 0;
  const curved = Math.min(before, SLIP_CURVE_M);
  return -0.5 * SLIP_CURVATURE * curved * curved - SLIP_CURVATURE * SLIP_CURVE_M * (before - curved);
}

/** By how much a strip is wider across the road than across the slip road. */
export function slipWidening(spec: MapSpec, s: number): number {
  const slope = SLIP_CURVATURE * Math.min(Math.max(0, spec.rampStartM - s), SLIP_CURVE_M);
  return Math.sqrt(1 + slope * slope);
}

/** End of the pavement behind the acceleration lane, m. */
export function runOffEnd(spec: MapSpec, lengthM: number): number {
  return Math.min(lengthM, spec.rampEndM + RUN_OFF_M);
}

/**
 * Whether a disc touches no road: neither the map's, nor their drawn continuations, nor the drawn slip road.
 * @param radiusM of the disc around (x, y), m
 */
export function clearOfRoads(spec: MapSpec, map: RoadMap, x: number, y: number, radiusM: number): boolean {
  const main = mainRoads(spec).length;
  for (const road of map.roads) {
    road.project(x, y, NaN, point);
    const { s, d } = point;
    const beyond = road.index < main ? EXTENSION_M : 0;
    if (s < -beyond - radiusM || s > road.lengthM + beyond + radiusM) continue;
    // Near a step of the edge, such as the end of a ramp, the wider side counts.
    const right = Math.min(road.drivableMin(s), road.drivableMin(s - radiusM), road.drivableMin(s + radiusM));
    const left = Math.max(road.drivableMax(s), road.drivableMax(s - radiusM), road.drivableMax(s + radiusM));
    if (d > right - radiusM && d < left + radiusM) return false;
  }
  if (spec.kind !== 'merge') return true;
  const { s, d } = map.roads[0].project(x, y, NaN, point);
  if (s > spec.rampStartM + radiusM || s < spec.rampStartM - SLIP_LENGTH_M - radiusM) return true;
  const half = (spec.laneWidthM / 2 + spec.shoulderM + radiusM) * slipWidening(spec, s);
  return Math.abs(d - (slipOffset(spec, s) - spec.laneWidthM / 2)) > half;
}

const point = newRoadPoint();
