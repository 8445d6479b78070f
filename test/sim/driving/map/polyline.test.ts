import { expect, test } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { polyline } from '../../../../sim/driving/map/polyline.ts';
import { mapSpec } from './specs.ts';

const road = buildMap(mapSpec({ segments: [{ lengthM: 100, curvature: 0 }] })).roads[0];

test('runs from s0 to s1 in equal steps of at most the given length', () => {
  expect([...polyline(road, 2, 4, 10, 20)]).toEqual([10, 2, 10 + 10 / 3, 2, 10 + 20 / 3, 2, 20, 2]);
  expect([...polyline(road, 0, 100, 5, 1)]).toEqual([5, 0, 1, 0]);
});

test('refuses a step of no length', () => {
  expect(() => polyline(road, 0, 0, 0, 1)).toThrow('stepM: expected a length above 0 m, found 0');
});
