import type { BufferGeometry, Color } from 'three';
import { crossingReach } from '../../sim/driving/map/crossing.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { MapSpec } from '../../sim/driving/spec.ts';
import { roadMarkings } from './markings.ts';
import { linear, SURFACES } from './palette.ts';
import { RibbonBuilder, type Track } from './ribbon.ts';
import {
  crossingAt,
  EXTENSION_M,
  mainRoads,
  outsideCrossing,
  placeOf,
  SLIP_LENGTH_M,
  slipOffset,
  slipWidening,
  stations,
} from './road-shape.ts';

/** Heights of layers that are drawn over each other without depth, m; equal but for transparent overlays. */
const FLAT_M = 0;
const PAVEMENT_WIDTH_M = 3;
const KERB_WIDTH_M = 0.18;
/** Bare strip between asphalt and grass outside towns, m. */
const VERGE_M = 0.7;
/** Wheel tracks end this long before a crossing, m. */
const TRACK_FADE_M = 25;

/** Asphalt of all lanes, shoulders and connectors, of roads drawn on past their ends, and of the slip road. */
export function asphaltGeometry(spec: MapSpec, map: RoadMap): BufferGeometry {
  const ribbons = new RibbonBuilder(map, FLAT_M);
  const asphalt = linear(SURFACES.asphalt);
  const shoulder = linear(SURFACES.shoulder);
  const main = mainRoads(spec).length;
  if (spec.kind === 'merge') slipStrip(ribbons, spec, map, spec.laneWidthM / 2 + spec.shoulderM, shoulder, 0);
  for (const lane of map.lanes) {
    const { lengthM } = map.roads[lane.road];
    const isMain = lane.road < main;
    const from = isMain && lane.startM === 0 ? -EXTENSION_M : lane.startM;
    const to = isMain && lane.endM === lengthM ? lengthM + EXTENSION_M : lane.endM;
    const along = stations(spec, map, lane.road, from, to);
    const half = lane.widthM / 2;
    const driving = lane.kind === 'driving';
    const strength = isMain && driving ? trackStrength(spec, lane.road) : (): number => 0;
    // Connectors get the corner's shoulder too.
    const inner = isMain ? 0 : cornerWidth(spec, map.roads[lane.road].curvature(lengthM / 2));
    const right = lane.centerM - half - Math.max(0, -inner);
    const left = lane.centerM + half + Math.max(0, inner);
    ribbons.strip(
      lane.road,
      along,
      () => right,
      () => left,
      driving ? asphalt : shoulder,
      {
        track: { right: -1, left: 1, strength },
      },
    );
  }
  if (spec.kind === 'merge') slipStrip(ribbons, spec, map, spec.laneWidthM / 2, asphalt, 1);
  return ribbons.build();
}

/** A strip of the slip road, `halfM` to both sides of its middle. */
function slipStrip(
  ribbons: RibbonBuilder,
  spec: MapSpec,
  map: RoadMap,
  halfM: number,
  colour: Color,
  tracks: number,
): void {
  const along = stations(spec, map, 0, spec.rampStartM - SLIP_LENGTH_M, spec.rampStartM);
  const edge = (s: number, side: number): number =>
    slipOffset(spec, s) - spec.laneWidthM / 2 + side * halfM * slipWidening(spec, s);
  const track: Track = { right: -1, left: 1, strength: () => tracks };
  ribbons.strip(
    0,
    along,
    (s) => edge(s, -1),
    (s) => edge(s, 1),
    colour,
    { track },
  );
}

/** By how much a connector is wider towards the inside of its bend, m, left positive. */
function cornerWidth(spec: MapSpec, curvature: number): number {
  const room = 1 / Math.abs(curvature) - spec.laneWidthM / 2 - 0.5;
  return Math.sign(curvature) * Math.max(0, Math.min(spec.shoulderM, room));
}

function trackStrength(spec: MapSpec, road: number): (s: number) => number {
  const middle = crossingAt(spec, road);
  if (middle === null) return () => 1;
  const reach = crossingReach(spec);
  return (s) => Math.min(1, Math.max(0, (Math.abs(s - middle) - reach) / TRACK_FADE_M));
}

/** Pavements with kerbs beside the streets of a town, around the corners too. */
export function pavementGeometry(spec: MapSpec, map: RoadMap): BufferGeometry {
  const ribbons = new RibbonBuilder(map, FLAT_M);
  if (placeOf(spec) !== 'town') return ribbons.build();
  const layers = [
    [PAVEMENT_WIDTH_M, linear(SURFACES.pavement)],
    [KERB_WIDTH_M, linear(SURFACES.kerb)],
  ] as const;
  for (const [width, colour] of layers) {
    for (const road of mainRoads(spec)) {
      const { lengthM } = map.roads[road];
      for (const [a, b] of outsideCrossing(spec, road, -EXTENSION_M, lengthM + EXTENSION_M)) {
        alongEdges(ribbons, spec, map, road, a, b, 0, width, colour);
      }
    }
    for (const connector of map.roads.slice(mainRoads(spec).length)) {
      const curvature = connector.curvature(connector.lengthM / 2);
      // Only right turns run beside the corner.
      if (curvature >= 0) continue;
      const kerb = -spec.laneWidthM / 2 + cornerWidth(spec, curvature);
      const outer = Math.max(kerb - width, 1 / curvature + 0.1);
      const along = stations(spec, map, connector.index, 0, connector.lengthM);
      ribbons.strip(
        connector.index,
        along,
        () => outer,
        () => kerb,
        colour,
      );
    }
  }
  return ribbons.build();
}

/** Bare strips between asphalt and grass outside towns. */
export function vergeGeometry(spec: MapSpec, map: RoadMap): BufferGeometry {
  const ribbons = new RibbonBuilder(map, FLAT_M);
  if (placeOf(spec) === 'town') return ribbons.build();
  for (const road of mainRoads(spec)) {
    const { lengthM } = map.roads[road];
    const bare = linear(SURFACES.verge);
    alongEdges(ribbons, spec, map, road, -EXTENSION_M, lengthM + EXTENSION_M, -0.2, VERGE_M, bare);
  }
  return ribbons.build();
}

/** A strip from `fromM` to `toM` outside either edge of a road. */
function alongEdges(
  ribbons: RibbonBuilder,
  spec: MapSpec,
  map: RoadMap,
  road: number,
  fromS: number,
  toS: number,
  fromM: number,
  toM: number,
  colour: Color,
): void {
  const way = map.roads[road];
  const along = stations(spec, map, road, fromS, toS);
  ribbons.strip(
    road,
    along,
    (s) => way.drivableMin(s) - toM,
    (s) => way.drivableMin(s) - fromM,
    colour,
  );
  ribbons.strip(
    road,
    along,
    (s) => way.drivableMax(s) + fromM,
    (s) => way.drivableMax(s) + toM,
    colour,
  );
}

export function markingGeometry(spec: MapSpec, map: RoadMap): BufferGeometry {
  const ribbons = new RibbonBuilder(map, FLAT_M);
  const colours = { white: linear(SURFACES.white), yellow: linear(SURFACES.yellow) };
  for (const { road, fromS, toS, d, widthM, colour, slantM, sway } of roadMarkings(spec, map)) {
    const along = stations(spec, map, road, fromS, toS);
    const middle = (s: number): number => d + (sway === null ? 0 : sway(s));
    ribbons.strip(
      road,
      along,
      (s) => middle(s) - widthM / 2,
      (s) => middle(s) + widthM / 2,
      colours[colour],
      {
        slantM,
      },
    );
  }
  return ribbons.build();
}

/** A chequered band across the road at the goal. */
export function goalGeometry(map: RoadMap, goalS: number): BufferGeometry {
  const ribbons = new RibbonBuilder(map, FLAT_M);
  const shades = [linear('#f3f3f0'), linear('#191b1d')];
  const [low, high] = [map.roads[0].drivableMin(goalS), map.roads[0].drivableMax(goalS)];
  const count = Math.max(2, Math.round((high - low) / 0.6));
  const size = (high - low) / count;
  for (let row = 0; row < 3; row++) {
    const along = [goalS + (row - 1.5) * size, goalS + (row - 0.5) * size];
    for (let k = 0; k < count; k++) {
      const right = low + k * size;
      ribbons.strip(
        0,
        along,
        () => right,
        () => right + size,
        shades[(row + k) % 2],
      );
    }
  }
  return ribbons.build();
}
