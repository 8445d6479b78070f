import { expect, test } from 'vitest';
import type { MapSpec } from '../../../../sim/driving/spec.ts';
import { EgoState } from '../../../../sim/driving/sensors/ego-sensor.ts';
import { LANE_END_HORIZON_M, LaneSensor, LaneView } from '../../../../sim/driving/sensors/lane-sensor.ts';
import { testMap } from './maps.ts';

function laneAt(s: number, d: number, changes: Partial<MapSpec> = {}): LaneView & { id: string } {
  const map = testMap(changes);
  const ego = new EgoState();
  ego.s = s;
  ego.d = d;
  const view = new LaneView();
  new LaneSensor(map).read(ego, view);
  return Object.assign(view, { id: map.lanes[view.lane].id });
}

test('a highway: lanes to both sides, no oncoming traffic, no end', () => {
  const right = laneAt(100, 1.5);
  expect([right.id, right.lanesLeft, right.lanesRight, right.oncomingPresent]).toEqual(['0/0', 2, 0, false]);
  expect(right.offsetM).toBeCloseTo(-0.25, 12);
  expect([right.widthM, right.speedLimitMps, right.endAheadM]).toEqual([3.5, 36, LANE_END_HORIZON_M]);
  expect([right.drivableMinM, right.drivableMaxM]).toEqual([-2.5, 13]);
  const middle = laneAt(100, 5);
  expect([middle.id, middle.lanesLeft, middle.lanesRight]).toEqual(['0/1', 1, 1]);
});

test('the acceleration lane ends, and is a neighbour only where it exists', () => {
  const merge: Partial<MapSpec> = { kind: 'merge', rampStartM: 300, rampEndM: 500 };
  const ramp = laneAt(420, -1.7, merge);
  expect([ramp.id, ramp.lanesLeft, ramp.lanesRight]).toEqual(['0/0', 3, 0]);
  expect(ramp.endAheadM).toBeCloseTo(80, 12);
  const beside = laneAt(420, 1.7, merge);
  expect([beside.id, beside.lanesRight, beside.endAheadM]).toEqual(['0/1', 1, LANE_END_HORIZON_M]);
  expect(laneAt(200, 1.7, merge).lanesRight).toBe(0);
  expect(laneAt(510, 1.7, merge).lanesRight).toBe(0);
  expect(laneAt(500.5, -1.7, merge).endAheadM).toBe(0);
});

test('a two-way road: oncoming traffic on the left, seen also from its own lane', () => {
  const twoWay: Partial<MapSpec> = { kind: 'two-way', lanes: 2 };
  const own = laneAt(100, -5, twoWay);
  expect([own.id, own.lanesLeft, own.oncomingPresent, own.inOncoming]).toEqual(['0/0', 1, true, false]);
  const overtaking = laneAt(100, 1, twoWay);
  expect([overtaking.id, overtaking.lanesLeft, overtaking.oncomingPresent, overtaking.inOncoming]).toEqual([
    '0/1',
    0,
    true,
    true,
  ]);
});

test('curvature is seen here and 20, 40 and 80 m ahead', () => {
  const view = laneAt(85, 5, {
    segments: [
      { lengthM: 100, curvature: 0 },
      { lengthM: 20, curvature: 0.01 },
      { lengthM: 30, curvature: 0.02 },
      { lengthM: 400, curvature: -0.004 },
    ],
  });
  expect([...view.curvature]).toEqual([0, 0.01, 0.02, -0.004]);
});
