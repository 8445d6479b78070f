import { crossingReach } from '../../sim/driving/map/crossing.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { MapSpec } from '../../sim/driving/spec.ts';
import {
  crossingAt,
  EXTENSION_M,
  mainRoads,
  outsideCrossing,
  placeOf,
  runOffEnd,
  SLIP_LENGTH_M,
  slipOffset,
  slipWidening,
  type Place,
} from './road-shape.ts';

/**
 * A painted strip along a road. It covers arc lengths `fromS` to `toS` and lateral offsets `d - widthM / 2` to
 * `d + widthM / 2`, its left edge shifted along the road by `slantM`; `sway` moves it sideways along its way.
 */
export interface Marking {
  readonly kind: 'edge' | 'lane' | 'centre' | 'block' | 'stop' | 'hatch';
  readonly colour: 'white' | 'yellow';
  readonly road: number;
  readonly fromS: number;
  readonly toS: number;
  readonly d: number;
  readonly widthM: number;
  readonly slantM: number;
  readonly sway: ((s: number) => number) | null;
}

/** Painted and unpainted length of a broken line and its width, m. */
export interface Dash {
  readonly lineM: number;
  readonly gapM: number;
  readonly widthM: number;
}

/** Leitlinien after the German guidelines for markings, RMS-1: motorways 6/12, rural roads 4/8, streets 3/6. */
export const DASHES: Readonly<Record<Place, Dash>> = {
  motorway: { lineM: 6, gapM: 12, widthM: 0.15 },
  rural: { lineM: 4, gapM: 8, widthM: 0.12 },
  town: { lineM: 3, gapM: 6, widthM: 0.12 },
};
/** Blockmarkierung beside an acceleration lane, RMS-1. */
export const BLOCK: Dash = { lineM: 6, gapM: 6, widthM: 0.3 };
/** Haltlinie, RMS-1. */
const STOP_LINE_M = 0.5;

const EDGE_WIDTH_M: Readonly<Record<Place, number>> = { motorway: 0.3, rural: 0.15, town: 0.12 };
/** Clear width between the lines of a double centre line. */
const DOUBLE_GAP_M = 0.15;
const HATCH = { lineM: 1, gapM: 3 } as const;

/** All markings of the map's roads, in the order in which they are painted. */
export function roadMarkings(spec: MapSpec, map: RoadMap): readonly Marking[] {
  if (spec.kind === 'highway') return motorway(spec, map, EXTENSION_M);
  if (spec.kind === 'merge') return [...motorway(spec, map, EXTENSION_M), ...accelerationLane(spec, map)];
  return mainRoads(spec).flatMap((road) => [...twoWay(spec, map, road), ...stopLines(spec, road)]);
}

function motorway(spec: MapSpec, map: RoadMap, beyondM: number): Marking[] {
  const [from, to] = [-beyondM, map.roads[0].lengthM + beyondM];
  const top = spec.lanes * spec.laneWidthM;
  const edge = EDGE_WIDTH_M.motorway;
  const found = [solid('edge', 'white', 0, from, to, top + edge / 2, edge)];
  for (let k = 1; k < spec.lanes; k++) {
    found.push(...dashed('lane', 'white', 0, from, to, k * spec.laneWidthM, DASHES.motorway));
  }
  const right = -edge / 2;
  if (spec.kind === 'highway') found.push(solid('edge', 'white', 0, from, to, right, edge));
  else {
    found.push(solid('edge', 'white', 0, from, spec.rampStartM, right, edge));
    found.push(solid('edge', 'white', 0, spec.rampEndM, to, right, edge));
  }
  return found;
}

/** Blocks between acceleration lane and main lanes, the outer edge, the slip road's edges, and hatching where nobody drives. */
function accelerationLane(spec: MapSpec, map: RoadMap): Marking[] {
  const { rampStartM, rampEndM, laneWidthM } = spec;
  const endM = runOffEnd(spec, map.roads[0].lengthM);
  const edge = EDGE_WIDTH_M.motorway;
  const found = dashed('block', 'white', 0, rampStartM, rampEndM, 0, BLOCK);
  found.push(solid('edge', 'white', 0, rampStartM, endM, -laneWidthM - edge / 2, edge));
  const startS = rampStartM - SLIP_LENGTH_M;
  for (const side of [-1, 1]) {
    const sway = (s: number): number =>
      slipOffset(spec, s) + side * (laneWidthM / 2 + edge / 2) * slipWidening(spec, s) - laneWidthM / 2;
    const line = solid('edge', 'white', 0, startS, side < 0 ? rampStartM : goreTip(spec), 0, edge);
    found.push({ ...line, sway });
  }
  for (let s = rampEndM + HATCH.lineM; s + HATCH.lineM + laneWidthM < endM; s += HATCH.lineM + HATCH.gapM) {
    const stripe = solid('hatch', 'white', 0, s, s + HATCH.lineM, -laneWidthM / 2, laneWidthM - 0.3);
    found.push({ ...stripe, slantM: laneWidthM - 0.3 });
  }
  return found;
}

/** Where the slip road's left edge has come to the main lanes' edge line. */
function goreTip(spec: MapSpec): number {
  let s = spec.rampStartM;
  while (slipOffset(spec, s) > -EDGE_WIDTH_M.motorway) s -= 1;
  return s;
}

function twoWay(spec: MapSpec, map: RoadMap, road: number): Marking[] {
  const [from, to] = [-EXTENSION_M, map.roads[road].lengthM + EXTENSION_M];
  const place = placeOf(spec);
  const half = spec.lanes * spec.laneWidthM;
  const edge = EDGE_WIDTH_M[place];
  const dash = DASHES[place];
  return outsideCrossing(spec, road, from, to).flatMap(([a, b]) => {
    const found: Marking[] = [];
    for (const side of [-1, 1]) {
      found.push(solid('edge', 'white', road, a, b, side * (half + edge / 2), edge));
      for (let k = 1; k < spec.lanes; k++) {
        found.push(...dashed('lane', 'white', road, a, b, side * k * spec.laneWidthM, dash));
      }
    }
    // One lane each way: overtaking is allowed, hence a broken line.
    if (spec.lanes === 1) return [...found, ...dashed('centre', 'yellow', road, a, b, 0, dash)];
    for (const side of [-1, 1]) {
      const d = (side * (DOUBLE_GAP_M + dash.widthM)) / 2;
      found.push(solid('centre', 'yellow', road, a, b, d, dash.widthM));
    }
    return found;
  });
}

/** Across the lanes that lead to the crossing. */
function stopLines(spec: MapSpec, road: number): Marking[] {
  const middle = crossingAt(spec, road);
  if (middle === null) return [];
  const reach = crossingReach(spec);
  const width = spec.lanes * spec.laneWidthM;
  return [1, -1].map((direction) => {
    const [a, b] = [middle - direction * (reach + STOP_LINE_M), middle - direction * reach];
    const d = (-direction * width) / 2;
    return solid('stop', 'white', road, Math.min(a, b), Math.max(a, b), d, width - 0.2);
  });
}

function solid(
  kind: Marking['kind'],
  colour: Marking['colour'],
  road: number,
  fromS: number,
  toS: number,
  d: number,
  widthM: number,
): Marking {
  return { kind, colour, road, fromS, toS, d, widthM, slantM: 0, sway: null };
}

/** Whole dashes only; they begin at multiples of the pattern's length, so that lines beside each other are in step. */
function dashed(
  kind: Marking['kind'],
  colour: Marking['colour'],
  road: number,
  fromS: number,
  toS: number,
  d: number,
  dash: Dash,
): Marking[] {
  const period = dash.lineM + dash.gapM;
  const found: Marking[] = [];
  for (let k = Math.ceil(fromS / period); k * period + dash.lineM <= toS; k++) {
    found.push(solid(kind, colour, road, k * period, k * period + dash.lineM, d, dash.widthM));
  }
  return found;
}
