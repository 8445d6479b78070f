import { describe, expect, test } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { CROSSING_ARM_M } from '../../../../sim/driving/map/crossing.ts';
import { laneJoints } from '../../../../sim/driving/map/lane-graph.ts';
import { laneIntersections } from '../../../../sim/driving/map/lane-intersections.ts';
import { newRoadPoint } from '../../../../sim/driving/map/reference-line.ts';
import type { Lane, RoadMap } from '../../../../sim/driving/map/types.ts';
import { crossingSpec, mapSpec } from './specs.ts';

const contains = (map: RoadMap, lane: Lane, x: number, y: number): boolean => {
  const { s, d } = map.roads[lane.road].project(x, y, NaN, newRoadPoint());
  return s >= lane.startM && s <= lane.endM && Math.abs(d - lane.centerM) <= lane.widthM / 2 - 0.01;
};

describe.each([Math.PI / 2, 0.7, -2])('crossing at %f rad', (alpha) => {
  const map = buildMap(crossingSpec({ crossingAngleRad: alpha, lanes: 2 }));
  const found = laneIntersections(map);

  test('straight lanes share a parallelogram', () => {
    const straight = found.filter(({ a, b }) => map.lanes[a].road === 0 && map.lanes[b].road === 1);
    expect(straight).toHaveLength(16);
    for (const { a, b, kind, aStartM, aEndM, bStartM, bEndM } of straight) {
      const [da, db, w] = [map.lanes[a].centerM, map.lanes[b].centerM, 3.5];
      const half = (w * (1 + Math.abs(Math.cos(alpha)))) / (2 * Math.abs(Math.sin(alpha)));
      const atA = 180 + (Math.cos(alpha) * da - db) / Math.sin(alpha);
      const atB = CROSSING_ARM_M + (da - Math.cos(alpha) * db) / Math.sin(alpha);
      const expected = [atA - half, atA + half, atB - half, atB + half];
      [aStartM, aEndM, bStartM, bEndM].forEach((s, i) => expect(Math.abs(s - expected[i])).toBeLessThan(0.005));
      expect(kind).toBe('crossing');
    }
  });

  test('every point that two lanes share lies in both intervals', () => {
    const point = newRoadPoint();
    for (const a of map.lanes) {
      for (const b of map.lanes) {
        if (a.kind === 'shoulder' || b.kind === 'shoulder' || b.road <= a.road) continue;
        const area = found.find((one) => one.a === a.index && one.b === b.index);
        const [from, to] = a.road < 2 ? [CROSSING_ARM_M - 50, CROSSING_ARM_M + 80] : [a.startM, a.endM];
        for (let s = from; s <= to; s += 0.8) {
          for (const share of [-0.48, -0.2, 0, 0.2, 0.48]) {
            const { x, y } = map.roads[a.road].pose(s, a.centerM + share * a.widthM, point);
            if (!contains(map, b, x, y)) continue;
            const onB = map.roads[b.road].project(x, y, NaN, point).s;
            expect(area).toBeDefined();
            expect(s).toBeGreaterThanOrEqual(area!.aStartM);
            expect(s).toBeLessThanOrEqual(area!.aEndM);
            expect(onB).toBeGreaterThanOrEqual(area!.bStartM);
            expect(onB).toBeLessThanOrEqual(area!.bEndM);
          }
        }
      }
    }
  });

  test('connectors part from the lane they leave and join the lane they lead to', () => {
    for (const { from, to, fromS, toS } of laneJoints(map)) {
      const area = found.find(({ a, b }) => (a === from && b === to) || (a === to && b === from))!;
      const leaves = map.lanes[from].road < 2;
      expect(area.kind).toBe(leaves ? 'diverge' : 'merge');
      const [sOfA, sOfB] = area.a === from ? [fromS, toS] : [toS, fromS];
      // The area reaches to the joint itself, the end of the connector.
      expect(Math.min(Math.abs(area.aStartM - sOfA), Math.abs(area.aEndM - sOfA))).toBeLessThan(0.01);
      expect(Math.min(Math.abs(area.bStartM - sOfB), Math.abs(area.bEndM - sOfB))).toBeLessThan(1e-9);
    }
  });
});

test('lanes that merely touch share nothing', () => {
  const map = buildMap(crossingSpec());
  const found = laneIntersections(map);
  const connectors = (first: number, second: number): boolean =>
    found.some(({ a, b }) => map.lanes[a].road === first && map.lanes[b].road === second);
  // Roads 2 and 6: the right turns into one direction of road 1 and out of the other meet at the middle line.
  expect(connectors(2, 6)).toBe(false);
  expect(connectors(2, 3)).toBe(true);
  for (const { aStartM, aEndM, bStartM, bEndM } of found)
    expect(Math.min(aEndM - aStartM, bEndM - bStartM)).toBeGreaterThan(1);
});

test('roads that do not cross share nothing', () => {
  expect(laneIntersections(buildMap(mapSpec({ kind: 'two-way' })))).toEqual([]);
});
