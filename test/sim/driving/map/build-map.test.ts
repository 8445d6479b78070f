import { describe, expect, test } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { CROSSING_ARM_M, MIN_TURN_RADIUS_M } from '../../../../sim/driving/map/crossing.ts';
import { RUN_OFF_M } from '../../../../sim/driving/map/cross-section.ts';
import { egoLane, laneJoints } from '../../../../sim/driving/map/lane-graph.ts';
import { newRoadPoint } from '../../../../sim/driving/map/reference-line.ts';
import type { Lane, RoadMap } from '../../../../sim/driving/map/types.ts';
import { wrapAngle } from '../../../../sim/kernel/math.ts';
import { crossingSpec, mapSpec, mergeSpec } from './specs.ts';

const MAPS: readonly (readonly [string, RoadMap])[] = [
  ['highway', buildMap(mapSpec())],
  ['highway without shoulders', buildMap(mapSpec({ shoulderM: 0, lanes: 1 }))],
  ['merge', buildMap(mergeSpec())],
  ['two-way', buildMap(mapSpec({ kind: 'two-way', lanes: 2 }))],
  ['crossing', buildMap(crossingSpec())],
  ['wide oblique crossing', buildMap(crossingSpec({ lanes: 2, crossingAngleRad: 1 }))],
  ['crossing from the other side', buildMap(crossingSpec({ crossingAngleRad: -2 }))],
];

const lanesOf = (map: RoadMap, road: number): Lane[] => map.roads[road].lanes.map((index) => map.lanes[index]);
const byId = (map: RoadMap, id: string): Lane => map.lanes.find((lane) => lane.id === id)!;

describe.each(MAPS)('%s', (_, map) => {
  test('lanes have unique ids, know their index and are listed by growing d', () => {
    expect(new Set(map.lanes.map((lane) => lane.id)).size).toBe(map.lanes.length);
    expect(map.lanes.map((lane) => lane.index)).toEqual(map.lanes.map((_lane, i) => i));
    for (const road of map.roads) {
      const centers = lanesOf(map, road.index).map((lane) => lane.centerM);
      expect(centers).toEqual([...centers].sort((a, b) => a - b));
    }
    expect(map.roads.flatMap((road) => road.lanes).sort((a, b) => a - b)).toEqual(map.lanes.map((lane) => lane.index));
  });

  test('neighbours know each other and share an edge', () => {
    for (const lane of map.lanes) {
      const width = (other: Lane): number => (lane.widthM + other.widthM) / 2;
      if (lane.left >= 0) {
        const left = map.lanes[lane.left];
        expect(left.right).toBe(lane.index);
        expect(left.direction).toBe(lane.direction);
        expect((left.centerM - lane.centerM) * lane.direction).toBeCloseTo(width(left), 12);
      }
      if (lane.right >= 0) expect(map.lanes[lane.right].left).toBe(lane.index);
      if (lane.oncoming >= 0) {
        const oncoming = map.lanes[lane.oncoming];
        expect(oncoming.oncoming).toBe(lane.index);
        expect(oncoming.direction).toBe(-lane.direction);
        expect((oncoming.centerM - lane.centerM) * lane.direction).toBeCloseTo(width(oncoming), 12);
      }
      if (lane.kind === 'shoulder') expect([lane.left, lane.right, lane.oncoming]).toEqual([-1, -1, -1]);
    }
  });

  test('successors and predecessors mirror each other, and joints are smooth', () => {
    for (const lane of map.lanes) {
      for (const next of lane.successors) expect(map.lanes[next].predecessors).toContain(lane.index);
      for (const last of lane.predecessors) expect(map.lanes[last].successors).toContain(lane.index);
    }
    const [end, begin] = [newRoadPoint(), newRoadPoint()];
    for (const joint of laneJoints(map)) {
      const [from, to] = [map.lanes[joint.from], map.lanes[joint.to]];
      map.roads[from.road].pose(joint.fromS, from.centerM, end);
      map.roads[to.road].pose(joint.toS, to.centerM, begin);
      expect(Math.hypot(end.x - begin.x, end.y - begin.y)).toBeLessThan(1e-9);
      const turn = from.direction === to.direction ? 0 : Math.PI;
      expect(Math.abs(wrapAngle(end.heading + turn - begin.heading))).toBeLessThan(1e-9);
    }
  });

  test('no gap and no overlap between the lanes of a road at any arc length', () => {
    for (const road of map.roads) {
      for (let s = 0.37; s < road.lengthM; s += 3) {
        const here = lanesOf(map, road.index).filter((lane) => lane.startM <= s && s <= lane.endM);
        for (let i = 1; i < here.length; i++) {
          const gap = here[i].centerM - here[i].widthM / 2 - (here[i - 1].centerM + here[i - 1].widthM / 2);
          expect(gap).toBeCloseTo(0, 12);
        }
        expect(road.drivableMin(s)).toBeCloseTo(here[0].centerM - here[0].widthM / 2, 12);
        expect(road.drivableMax(s)).toBeCloseTo(here.at(-1)!.centerM + here.at(-1)!.widthM / 2, 12);
      }
    }
  });
});

describe('conventions', () => {
  test('highway: d = 0 is the right edge of the rightmost lane', () => {
    const map = buildMap(mapSpec());
    expect([0, 1, 2].map((k) => egoLane(map, k).centerM)).toEqual([1.75, 5.25, 8.75]);
    expect([map.roads[0].drivableMin(10), map.roads[0].drivableMax(10)]).toEqual([-2, 12.5]);
    expect(() => egoLane(map, 3)).toThrow('lane: expected a whole number from 0 to 2, found 3');
  });

  test('merge: the acceleration lane is number 0, right of d = 0, and a paved strip follows it', () => {
    const map = buildMap(mergeSpec());
    const ramp = egoLane(map, 0);
    expect(ramp).toMatchObject({ id: '0/0', centerM: -1.75, startM: 150, endM: 400, left: egoLane(map, 1).index });
    expect([1, 2].map((k) => egoLane(map, k).centerM)).toEqual([1.75, 5.25]);
    const edges = [149, 151, 399, 401, 400 + RUN_OFF_M - 1, 400 + RUN_OFF_M + 1].map((s) =>
      map.roads[0].drivableMin(s),
    );
    expect(edges).toEqual([-2, -5.5, -5.5, -5.5, -5.5, -2]);
    expect(byId(map, '0/run-off')).toMatchObject({ kind: 'shoulder', startM: 400, endM: 400 + RUN_OFF_M });
  });

  test('merge: a ramp to the very end of the road has no strip behind it', () => {
    const map = buildMap(mergeSpec({ rampStartM: 0, rampEndM: 800 }));
    expect(map.lanes.map((lane) => lane.id)).toEqual([
      '0/shoulder-beside-ramp',
      '0/0',
      '0/1',
      '0/2',
      '0/shoulder-left',
    ]);
  });

  test('two-way: own lanes right of the middle line, oncoming lanes left', () => {
    const map = buildMap(mapSpec({ kind: 'two-way', lanes: 2 }));
    const driving = map.lanes.filter((lane) => lane.kind === 'driving');
    expect(driving.map((lane) => [lane.centerM, lane.direction])).toEqual([
      [-5.25, 1],
      [-1.75, 1],
      [1.75, -1],
      [5.25, -1],
    ]);
    expect(egoLane(map, 1).oncoming).toBe(byId(map, '0/2').index);
    expect(byId(map, '0/3')).toMatchObject({ left: byId(map, '0/2').index, right: -1, oncoming: -1 });
  });

  test('crossing: road 1 passes the crossing point under the given angle', () => {
    for (const crossingAngleRad of [Math.PI / 2, 0.8, -1.2]) {
      const map = buildMap(crossingSpec({ crossingAngleRad }));
      const [here, there] = [newRoadPoint(), newRoadPoint()];
      map.roads[0].pose(180, 0, here);
      map.roads[1].pose(CROSSING_ARM_M, 0, there);
      expect(Math.hypot(here.x - there.x, here.y - there.y)).toBeLessThan(1e-9);
      expect(wrapAngle(there.heading - here.heading)).toBeCloseTo(crossingAngleRad, 12);
    }
  });

  test.each([Math.PI / 2, 0.8, -1.2, 2.4])('crossing at %f rad: right and left turns', (crossingAngleRad) => {
    const map = buildMap(crossingSpec({ crossingAngleRad, lanes: 2 }));
    expect(map.roads).toHaveLength(10);
    for (let road = 2; road < 10; road++) {
      const connector = map.lanes[map.roads[road].lanes[0]];
      const [from, to] = [map.lanes[connector.predecessors[0]], map.lanes[connector.successors[0]]];
      expect(from.road).toBe(road < 6 ? 0 : 1);
      expect(from.direction).toBe(road % 4 < 2 ? -1 : 1);
      expect(to.road).toBe(1 - from.road);
      const curvature = map.roads[road].curvature(1);
      // The first connector of each pair turns right, from and to the outermost lanes; the other left, along the middle line.
      expect(Math.sign(curvature)).toBe(road % 2 === 0 ? -1 : 1);
      expect([from.right, to.right]).toEqual(road % 2 === 0 ? [-1, -1] : [from.right, to.right]);
      if (road % 2 === 1) expect(Math.min(from.oncoming, to.oncoming)).toBeGreaterThanOrEqual(0);
      expect(1 / Math.abs(curvature)).toBeGreaterThanOrEqual(MIN_TURN_RADIUS_M - 1e-9);
      expect(connector.speedLimitMps).toBeLessThanOrEqual(14);
    }
  });

  test('turns are as tight as the edge of the other road and the smallest radius allow', () => {
    const segments = [{ lengthM: 300, curvature: 0 }];
    const map = buildMap(crossingSpec({ lanes: 4, laneWidthM: 4, segments, crossingM: 150 }));
    expect(map.roads[2].curvature(1)).toBeCloseTo(-1 / MIN_TURN_RADIUS_M, 12);
    // From the lane at the middle line: 2 m beyond it on the far side, and 17 m to the edge on the near side.
    expect(map.roads[3].curvature(1)).toBeCloseTo(1 / 19, 12);
  });

  test('turns begin and end off the other road', () => {
    for (const crossingAngleRad of [0.6, Math.PI / 2, -2.3]) {
      const map = buildMap(crossingSpec({ crossingAngleRad, lanes: 2, laneWidthM: 4 }));
      const point = newRoadPoint();
      for (const { from, fromS, to, toS } of laneJoints(map)) {
        const trunk = map.lanes[from].road < 2 ? map.lanes[from] : map.lanes[to];
        map.roads[trunk.road].pose(trunk.index === from ? fromS : toS, trunk.centerM, point);
        map.roads[1 - trunk.road].project(point.x, point.y, NaN, point);
        expect(Math.abs(point.d)).toBeGreaterThanOrEqual(9 - 1e-9);
      }
    }
  });
});
