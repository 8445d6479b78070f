import type { BufferGeometry } from 'three';
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
export const PAVEMENT_WIDTH_M = 3;
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
  if (spec.kind === 'merge') {
    const { laneWidthM } = spec;
    const along = stations(spec, map, 0, spec.rampStartM - SLIP_LENGTH_M, spec.rampStartM);
    const edge =
      (side: number, half: number) =>
      (s: number): number =>
        slipOffset(spec, s) - laneWidthM / 2 + side * half * slipWidening(spec, s);
    const outer = laneWidthM / 2 + spec.shoulderM;
    ribbons.strip(0, along, edge(-1, outer), edge(1, outer), shoulder);
    const track: Track = { right: -1, left: 1, strength: () => 1 };
    ribbons.strip(0, along, edge(-1, laneWidthM / 2), edge(1, laneWidthM / 2), asphalt, { track });
  }
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
  return ribbons.build();
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

/** Pavements with kerbs in towns, bare verges elsewhere. */
export function pavementGeometry(spec: MapSpec, map: RoadMap): BufferGeometry {
  const ribbons = new RibbonBuilder(map, FLAT_M);
  const town = placeOf(spec) === 'town';
  const [stone, kerb, bare] = [linear(SURFACES.pavement), linear(SURFACES.kerb), linear('#6f6a55')];
  for (const road of mainRoads(spec)) {
    const { lengthM } = map.roads[road];
    const edges = [
      (s: number): number => map.roads[road].drivableMin(s),
      (s: number): number => map.roads[road].drivableMax(s),
    ];
    for (const [a, b] of town
      ? outsideCrossing(spec, road, -EXTENSION_M, lengthM + EXTENSION_M)
      : [[-EXTENSION_M, lengthM + EXTENSION_M] as const]) {
      const along = stations(spec, map, road, a, b);
      const strip = (from: number, to: number, colour: typeof stone): void => {
        ribbons.strip(
          road,
          along,
          (s) => edges[0](s) - to,
          (s) => edges[0](s) - from,
          colour,
        );
        ribbons.strip(
          road,
          along,
          (s) => edges[1](s) + from,
          (s) => edges[1](s) + to,
          colour,
        );
      };
      if (!town) strip(-0.2, VERGE_M, bare);
      else {
        strip(0, PAVEMENT_WIDTH_M, stone);
        strip(0, KERB_WIDTH_M, kerb);
      }
    }
  }
  return ribbons.build();
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
