import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { egoLane } from '../../../../sim/driving/map/lane-graph.ts';
import { newRoadPoint } from '../../../../sim/driving/map/reference-line.ts';
import { EDGE_TOLERANCE_M } from '../../../../sim/driving/map/road.ts';
import type { RoadMap } from '../../../../sim/driving/map/types.ts';
import { crossingSpec, mapSpec, mergeSpec } from './specs.ts';

const MAPS: readonly (readonly [string, RoadMap])[] = [
  ['highway', buildMap(mapSpec())],
  ['merge', buildMap(mergeSpec())],
  ['crossing', buildMap(crossingSpec())],
  ['wide oblique crossing', buildMap(crossingSpec({ lanes: 2, crossingAngleRad: 1 }))],
];

describe.each(MAPS)('%s', (_, map) => {
  test('just inside the outer edges is drivable, just outside is not', () => {
    const road = map.roads[0];
    const crossed = map.roads.length > 1;
    const point = newRoadPoint();
    for (let s = 0; s <= road.lengthM; s += 1.7) {
      if (crossed && Math.abs(s - 180) < 40) continue;
      for (const [edge, outwards] of [
        [road.drivableMin(s), -1],
        [road.drivableMax(s), 1],
      ] as const) {
        for (const [step, expected] of [
          [0, true],
          [-0.001, true],
          [0.001, false],
        ] as const) {
          road.pose(s, edge + outwards * step, point);
          expect(map.drivable(point.x, point.y, 0)).toBe(expected);
          expect(map.drivable(point.x, point.y, -1)).toBe(expected);
        }
      }
    }
  });

  test('the ends of the road are its edges', () => {
    const road = map.roads[0];
    const point = newRoadPoint();
    for (const [s, expected] of [
      [0, true],
      [-0.001, false],
      [road.lengthM, true],
      [road.lengthM + 0.001, false],
    ] as const) {
      road.pose(s, 1, point);
      expect(map.drivable(point.x, point.y, 0)).toBe(expected);
    }
  });

  test('the grid agrees with a look at every road', () => {
    const [minX, minY, maxX, maxY] = boundsOf(map);
    const out = new Int32Array(map.roads.length);
    const point = newRoadPoint();
    const coordinate = fc.double({ min: -0.1, max: 1.1, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.double({ min: 0, max: 120, noNaN: true }), (u, v, radius) => {
        const x = minX + u * (maxX - minX);
        const y = minY + v * (maxY - minY);
        const covering = map.roads.filter((road) => {
          const { s, d } = road.project(x, y, NaN, point);
          const [right, left] = [road.drivableMin(s) - EDGE_TOLERANCE_M, road.drivableMax(s) + EDGE_TOLERANCE_M];
          return s >= -EDGE_TOLERANCE_M && s <= road.lengthM + EDGE_TOLERANCE_M && d >= right && d <= left;
        });
        expect(map.drivable(x, y, -1)).toBe(covering.length > 0);
        for (const { index } of map.roads) expect(map.drivable(x, y, index)).toBe(covering.length > 0);

        const found = [...out.subarray(0, map.roadsNear(x, y, radius, out))];
        expect(found).toEqual([...found].sort((a, b) => a - b));
        for (const road of map.roads) {
          if (distanceToRoad(map, road.index, x, y) <= radius) expect(found).toContain(road.index);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('roadsNear finds nothing far away and everything in a large circle', () => {
    const out = new Int32Array(map.roads.length);
    expect(map.roadsNear(1e6, 1e6, 1000, out)).toBe(0);
    expect(map.roadsNear(0, 0, 1e5, out)).toBe(map.roads.length);
    expect([...out]).toEqual(map.roads.map((road) => road.index));
    expect(map.roadsNear(0, 0, 1e5, new Int32Array(1))).toBe(1);
  });

  test('a point that is not a number is not drivable', () => {
    expect(map.drivable(NaN, 0, 0)).toBe(false);
    expect(map.drivable(0, Infinity, 0)).toBe(false);
  });
});

describe('laneAt', () => {
  const twoWay = buildMap(mapSpec({ kind: 'two-way', lanes: 2, shoulderM: 2 }));
  const merge = buildMap(mergeSpec());

  test('is the lane that contains the point, or the nearest one of the direction', () => {
    const id = (s: number, d: number, direction: -1 | 0 | 1): string =>
      twoWay.lanes[twoWay.laneAt(0, s, d, direction)].id;
    expect(id(100, -5, 0)).toBe('0/0');
    expect(id(100, -8.5, 0)).toBe('0/0');
    expect(id(100, 1, 0)).toBe('0/2');
    expect(id(100, 1, 1)).toBe('0/1');
    expect(id(100, -1, -1)).toBe('0/2');
    expect(id(-30, 50, 0)).toBe('0/3');
    expect(id(1e4, 50, 1)).toBe('0/1');
  });

  test('knows that the ramp ends', () => {
    expect(merge.laneAt(0, 300, -1, 0)).toBe(egoLane(merge, 0).index);
    expect(merge.laneAt(0, 100, -1, 0)).toBe(egoLane(merge, 1).index);
    expect(merge.laneAt(0, 420, -1, 0)).toBe(egoLane(merge, 1).index);
  });

  test('is -1 when no lane has the direction', () => {
    expect(merge.laneAt(0, 100, 1, -1)).toBe(-1);
  });
});

function distanceToRoad(map: RoadMap, index: number, x: number, y: number): number {
  const road = map.roads[index];
  const point = newRoadPoint();
  let nearest = Infinity;
  const count = Math.ceil(road.lengthM / 2);
  for (let i = 0; i <= count; i++) {
    const s = (i / count) * road.lengthM;
    for (const d of [road.drivableMin(s), 0, road.drivableMax(s)]) {
      road.pose(s, d, point);
      nearest = Math.min(nearest, Math.hypot(point.x - x, point.y - y));
    }
  }
  return nearest;
}

function boundsOf(map: RoadMap): [number, number, number, number] {
  const point = newRoadPoint();
  const xs: number[] = [];
  const ys: number[] = [];
  for (const road of map.roads) {
    for (let s = 0; s <= road.lengthM; s += 10) {
      road.pose(s, 0, point);
      xs.push(point.x);
      ys.push(point.y);
    }
  }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
