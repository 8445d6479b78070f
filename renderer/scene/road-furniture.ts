import { BufferGeometry, Float32BufferAttribute } from 'three';
import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { MapSpec } from '../../sim/driving/spec.ts';
import { linear, SURFACES } from './palette.ts';
import { EXTENSION_M, placeOf, runOffEnd, slipOffset, stations } from './road-shape.ts';
import { ShapeBuilder, type Finish } from './shape-builder.ts';
import type { Placed } from './surroundings.ts';

/** Guard rails beside motorways and the sign over the goal. */

/** Distance of a guard rail's face from the paved edge, and of its posts, m. */
const RAIL_GAP_M = 0.5;
const POST_EVERY_M = 4;
/** Profile of the rail: distance behind its face and height, m. */
const PROFILE = [
  [0.07, 0.76],
  [0, 0.7],
  [0.07, 0.61],
  [0, 0.52],
  [0.07, 0.46],
] as const;

/** A stretch of guard rail: side of the road (-1 right, 1 left) and arc lengths. */
export interface Rail {
  readonly side: -1 | 1;
  readonly fromS: number;
  readonly toS: number;
}

/** Guard rails of a map: both sides of motorways, with a gap where the slip road comes in. */
export function guardRails(spec: MapSpec, map: RoadMap): readonly Rail[] {
  if (placeOf(spec) !== 'motorway') return [];
  const [from, to] = [-EXTENSION_M, map.roads[0].lengthM + EXTENSION_M];
  const left: Rail = { side: 1, fromS: from, toS: to };
  if (spec.kind !== 'merge') return [left, { side: -1, fromS: from, toS: to }];
  const endM = runOffEnd(spec, map.roads[0].lengthM);
  return [
    left,
    { side: -1, fromS: from, toS: slipEnters(spec) },
    { side: -1, fromS: spec.rampStartM, toS: endM },
    { side: -1, fromS: endM, toS: to },
  ];
}

/** Where the slip road comes near the main road's shoulder. */
function slipEnters(spec: MapSpec): number {
  const room = 2 * spec.shoulderM + spec.laneWidthM / 2 + 4;
  let s = spec.rampStartM;
  while (-slipOffset(spec, s) < room) s -= 1;
  return s;
}

function faceOffset(map: RoadMap, side: -1 | 1, s: number): number {
  return side < 0 ? map.roads[0].drivableMin(s) - RAIL_GAP_M : map.roads[0].drivableMax(s) + RAIL_GAP_M;
}

export function railGeometry(spec: MapSpec, map: RoadMap, rails: readonly Rail[]): BufferGeometry {
  const positions: number[] = [];
  const colours: number[] = [];
  const indices: number[] = [];
  const steel = linear(SURFACES.steel);
  const point = newRoadPoint();
  for (const { side, fromS, toS } of rails) {
    // Edges step where lanes begin: sampled just inside the stretch.
    const along = stations(spec, map, 0, fromS + 0.01, toS - 0.01);
    const first = positions.length / 3;
    for (const s of along) {
      for (const [back, z] of PROFILE) {
        const { x, y } = map.roads[0].pose(s, faceOffset(map, side, s) + side * back, point);
        positions.push(x, y, z);
        colours.push(steel.r, steel.g, steel.b);
      }
    }
    const n = PROFILE.length;
    for (let i = 1; i < along.length; i++) {
      for (let k = 1; k < n; k++) {
        const [a, b] = [first + (i - 1) * n + k - 1, first + i * n + k - 1];
        // Both faces: one sees rails from the road and from the fields.
        indices.push(a, a + 1, b, b, a + 1, b + 1, a, b, a + 1, b, b + 1, a + 1);
      }
    }
  }
  const shared = new BufferGeometry();
  shared.setAttribute('position', new Float32BufferAttribute(positions, 3));
  shared.setAttribute('color', new Float32BufferAttribute(colours, 3));
  shared.setIndex(indices);
  const geometry = shared.toNonIndexed();
  shared.dispose();
  geometry.computeVertexNormals();
  return geometry;
}

export function railPosts(map: RoadMap, rails: readonly Rail[]): readonly Placed[] {
  const posts: Placed[] = [];
  const point = newRoadPoint();
  for (const { side, fromS, toS } of rails) {
    for (let k = Math.ceil(fromS / POST_EVERY_M); k * POST_EVERY_M < toS; k++) {
      const s = k * POST_EVERY_M;
      const { x, y, heading } = map.roads[0].pose(s, faceOffset(map, side, s) + side * 0.12, point);
      posts.push({ x, y, heading, scale: 1, tint: 0 });
    }
  }
  return posts;
}

/** The sign over the goal for a road from `low` to `high` (lateral offsets, m): chequered, on two masts; x along the road. */
export function goalGeometry(low: number, high: number): BufferGeometry {
  const shape = new ShapeBuilder();
  const steel: Finish = { colour: '#7c8287' };
  const shades: readonly Finish[] = [{ colour: '#f2f2ee' }, { colour: '#16181a' }];
  const [a, b] = [low - 0.7, high + 0.7];
  for (const y of [a, b]) {
    shape.tube([0, y, 0], [0, y, 6.9], 0.13, 0.1, 10, steel);
    shape.box([-0.25, 0.25], [y - 0.25, y + 0.25], [0, 0.25], { colour: SURFACES.concrete }, 0.04);
  }
  for (const z of [5.7, 6.8]) shape.tube([0.12, a, z], [0.12, b, z], 0.06, 0.06, 6, steel);
  const [bottom, top] = [5.75, 6.75];
  const count = Math.max(4, 2 * Math.round((b - a) / 1));
  const step = (b - a) / count;
  const rows = 2;
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < rows; row++) {
      const finish = shades[(i + row) % 2];
      const [y0, y1] = [a + i * step, a + (i + 1) * step];
      const [z0, z1] = [bottom + ((top - bottom) * row) / rows, bottom + ((top - bottom) * (row + 1)) / rows];
      // Seen by who comes (-x) and from behind.
      shape.quad([0, y1, z0], [0, y0, z0], [0, y0, z1], [0, y1, z1], finish);
      shape.quad([0.04, y0, z0], [0.04, y1, z0], [0.04, y1, z1], [0.04, y0, z1], finish);
    }
  }
  return shape.build();
}
