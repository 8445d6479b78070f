import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { MapSpec } from '../../sim/driving/spec.ts';
import { RandomStream } from '../../sim/kernel/random.ts';
import { crossingAt, clearOfRoads, EXTENSION_M, mainRoads, placeOf, type Place } from './road-shape.ts';

/** Something that stands beside the roads. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  /** Rad; of buildings and lamp posts: away from the road's right side is their front's left. */
  readonly heading: number;
  readonly scale: number;
  /** Chooses a tint, [0, 1). */
  readonly tint: number;
}

export const BUILDINGS = ['house', 'row', 'block'] as const;
export type BuildingName = (typeof BUILDINGS)[number];
/** Length along the street, depth, height of the walls, m. */
export const BUILDING_SIZES: Readonly<Record<BuildingName, readonly [number, number, number]>> = {
  house: [12, 9, 6],
  row: [24, 10, 9],
  block: [18, 12, 15],
};

export const TREES = ['conifer', 'broadleaf', 'bush'] as const;
export type TreeName = (typeof TREES)[number];
/** Radius of the crown at scale 1, m. */
export const CROWN_M: Readonly<Record<TreeName, number>> = { conifer: 1.9, broadleaf: 2.9, bush: 1.1 };

/** A field beside road 0, in road coordinates. */
export interface Field {
  readonly fromS: number;
  readonly toS: number;
  readonly right: number;
  readonly left: number;
  readonly tint: number;
}

export interface Surroundings {
  readonly trees: Readonly<Record<TreeName, readonly Placed[]>>;
  readonly buildings: Readonly<Record<BuildingName, readonly Placed[]>>;
  readonly lamps: readonly Placed[];
  /** Delineators, reflector posts at the verge. */
  readonly posts: readonly Placed[];
  readonly fields: readonly Field[];
}

/** Free ground around what stands beside a road, m. */
const CLEARANCE_M = 0.6;
/** Scenarios put buildings of their own at the corners of crossings; ours keep away from there, m. */
const CORNER_M = 48;
const CORNER_DEPTH_M = 16;
/** Pavement and front garden, m. */
const SETBACK_M = 6.5;

const TREE_TRIES: Readonly<Record<Place, number>> = { motorway: 4200, rural: 4200, town: 2200 };
const MAX_TREES = 720;
const LAMP_EVERY_M = 32;
const POST_EVERY_M = 50;

/** Where everything stands: the same for the same map and scenario, and never on a road. */
export function placeSurroundings(spec: MapSpec, map: RoadMap, scenario: string): Surroundings {
  const place = placeOf(spec);
  const stream = (name: string): RandomStream => RandomStream.named(`${scenario} ${JSON.stringify(spec)}`, name);
  const site = new Site(spec, map);
  const buildings = place === 'motorway' ? noBuildings() : site.buildings(stream('buildings'), place);
  const lamps = place === 'town' ? site.beside(LAMP_EVERY_M, 1, true) : [];
  const posts = place === 'town' ? [] : site.beside(POST_EVERY_M, 0.9, false);
  const trees = site.trees(stream('trees'), place);
  const fields = place === 'town' ? [] : fieldsBeside(map, stream('fields'));
  return { trees, buildings, lamps, posts, fields };
}

function noBuildings(): Record<BuildingName, Placed[]> {
  return { house: [], row: [], block: [] };
}

class Site {
  private readonly point = newRoadPoint();
  /** Discs that are taken: x, y, radius. */
  private readonly taken: (readonly [number, number, number])[] = [];

  constructor(
    private readonly spec: MapSpec,
    private readonly map: RoadMap,
  ) {}

  buildings(random: RandomStream, place: Place): Record<BuildingName, Placed[]> {
    const found = noBuildings();
    for (const road of mainRoads(this.spec)) {
      for (const side of [-1, 1]) {
        let s = -EXTENSION_M + 200 + 20 * random.uniform();
        const end = this.map.roads[road].lengthM + EXTENSION_M - 120;
        while (s < end) {
          const name = place === 'rural' ? 'house' : BUILDINGS[Math.floor(BUILDINGS.length * random.uniform())];
          const [length, depth] = BUILDING_SIZES[name];
          const setback = place === 'rural' ? 18 + 25 * random.uniform() : SETBACK_M + 3 * random.uniform();
          const tint = random.uniform();
          s += length / 2;
          const placed = this.building(road, s, side, setback, length, depth, tint);
          if (placed !== null) found[name].push(placed);
          s +=
            length / 2 +
            (place === 'rural' ? 90 + 260 * random.uniform() : 3 + 12 * random.uniform() * random.uniform());
        }
      }
    }
    return found;
  }

  /** A building with its front along the road, or null where there is no room for it. */
  private building(
    road: number,
    s: number,
    side: number,
    setbackM: number,
    lengthM: number,
    depthM: number,
    tint: number,
  ): Placed | null {
    const way = this.map.roads[road];
    const edge = side < 0 ? -way.drivableMin(s) : way.drivableMax(s);
    const middle = crossingAt(this.spec, road);
    const nearCorner = middle !== null && Math.abs(s - middle) < CORNER_M + lengthM / 2;
    const offset = edge + (nearCorner ? Math.max(setbackM, CORNER_DEPTH_M) : setbackM) + depthM / 2;
    const { x, y, heading } = way.pose(s, side * offset, this.point);
    // Fronts face the road: they are the right side of the building.
    const turned = side < 0 ? heading + Math.PI : heading;
    const radius = Math.sqrt(lengthM * lengthM + depthM * depthM) / 2;
    for (const u of [-0.5, -0.25, 0, 0.25, 0.5]) {
      for (const v of [-0.5, 0, 0.5]) {
        const cx = x + u * lengthM * Math.cos(turned) - v * depthM * Math.sin(turned);
        const cy = y + u * lengthM * Math.sin(turned) + v * depthM * Math.cos(turned);
        if (!clearOfRoads(this.spec, this.map, cx, cy, 4)) return null;
        if (mainRoads(this.spec).length > 1 && this.inCorner(cx, cy)) return null;
      }
    }
    if (this.isTaken(x, y, 0.72 * radius)) return null;
    this.taken.push([x, y, 0.72 * radius]);
    return { x, y, heading: turned, scale: 1, tint };
  }

  /** Whether (x, y) is where crossing scenarios put what blocks the view. */
  private inCorner(x: number, y: number): boolean {
    return mainRoads(this.spec).some((road) => {
      const way = this.map.roads[road];
      const { s, d } = way.project(x, y, NaN, this.point);
      const middle = crossingAt(this.spec, road);
      const edge = Math.max(-way.drivableMin(s), way.drivableMax(s));
      return middle !== null && Math.abs(s - middle) < CORNER_M && Math.abs(d) < edge + CORNER_DEPTH_M - 1;
    });
  }

  trees(random: RandomStream, place: Place): Record<TreeName, Placed[]> {
    const found: Record<TreeName, Placed[]> = { conifer: [], broadleaf: [], bush: [] };
    const roads = mainRoads(this.spec);
    let count = 0;
    for (let i = 0; i < TREE_TRIES[place] && count < MAX_TREES; i++) {
      const road = roads[Math.floor(roads.length * random.uniform())];
      const way = this.map.roads[road];
      const s = -EXTENSION_M + 60 + (way.lengthM + 2 * EXTENSION_M - 120) * random.uniform();
      const side = random.uniform() < 0.5 ? -1 : 1;
      const far = random.uniform();
      const kind = random.uniform();
      const size = random.uniform();
      const tint = random.uniform();
      const nearest = place === 'town' ? 4.4 : place === 'rural' ? 4 : 7;
      const lateral = nearest + 95 * far * far;
      // Woods and clearings: they alternate along the road, differently on either side.
      const woods = Math.sin(s / 61 + 2.1 * side) + Math.sin(s / 23.7 + side) + 0.7 * Math.sin(s / 131 - side);
      if (woods < (place === 'town' ? -0.6 : -0.2) + 0.8 * (lateral < 14 ? 1 : 0)) continue;
      const name = treeKind(place, kind, woods, lateral);
      const scale = name === 'bush' ? 0.7 + 0.7 * size : 0.75 + 0.65 * size;
      const edge = side < 0 ? -way.drivableMin(s) : way.drivableMax(s);
      const { x, y } = way.pose(s, side * (edge + lateral), this.point);
      const radius = CROWN_M[name] * scale;
      const margin = radius + CLEARANCE_M + (place === 'town' ? 1.5 : 0);
      if (!clearOfRoads(this.spec, this.map, x, y, margin)) continue;
      if (mainRoads(this.spec).length > 1 && this.inCorner(x, y)) continue;
      if (this.isTaken(x, y, 0.75 * radius)) continue;
      this.taken.push([x, y, 0.75 * radius]);
      found[name].push({ x, y, heading: 2 * Math.PI * tint, scale, tint });
      count++;
    }
    return found;
  }

  /** Posts at equal distances on both sides of the roads, `gapM` from the pavement; `alternate`: one side at a time. */
  beside(everyM: number, gapM: number, alternate: boolean): Placed[] {
    const found: Placed[] = [];
    for (const road of mainRoads(this.spec)) {
      const way = this.map.roads[road];
      const reach = EXTENSION_M - 150;
      for (let k = Math.ceil(-reach / everyM); k * everyM < way.lengthM + reach; k++) {
        for (const side of [-1, 1]) {
          if (alternate && (k % 2 === 0) !== side < 0) continue;
          const s = k * everyM;
          const edge = side < 0 ? -way.drivableMin(s) : way.drivableMax(s);
          const { x, y, heading } = way.pose(s, side * (edge + gapM), this.point);
          if (!clearOfRoads(this.spec, this.map, x, y, gapM - 0.15)) continue;
          this.taken.push([x, y, 0.8]);
          found.push({ x, y, heading: side < 0 ? heading + Math.PI : heading, scale: 1, tint: 0 });
        }
      }
    }
    return found;
  }

  private isTaken(x: number, y: number, radius: number): boolean {
    return this.taken.some(([tx, ty, tr]) => {
      const [dx, dy, reach] = [tx - x, ty - y, tr + radius];
      return dx * dx + dy * dy < reach * reach;
    });
  }
}

function treeKind(place: Place, kind: number, woods: number, lateral: number): TreeName {
  if (lateral < 9 && place !== 'town') return 'bush';
  if (place === 'town') return kind < 0.72 ? 'broadleaf' : kind < 0.86 ? 'conifer' : 'bush';
  if (kind < 0.14) return 'bush';
  return kind < 0.14 + (woods > 0.7 ? 0.62 : 0.3) ? 'conifer' : 'broadleaf';
}

/** Fields on both sides of road 0; the road is drawn over them where it bends into one. */
function fieldsBeside(map: RoadMap, random: RandomStream): Field[] {
  const fields: Field[] = [];
  const way = map.roads[0];
  for (const side of [-1, 1]) {
    for (let s = -EXTENSION_M; s < way.lengthM + EXTENSION_M;) {
      const length = 70 + 150 * random.uniform();
      const near = 26 + 24 * random.uniform();
      const far = near + 60 + 110 * random.uniform();
      const tint = random.uniform();
      if (random.uniform() < 0.62) {
        const [right, left] = side < 0 ? [-far, -near] : [near, far];
        const edge = side < 0 ? way.drivableMin(s) : way.drivableMax(s);
        fields.push({ fromS: s, toS: s + length, right: edge + right, left: edge + left, tint });
      }
      s += length + 4;
    }
  }
  return fields;
}
