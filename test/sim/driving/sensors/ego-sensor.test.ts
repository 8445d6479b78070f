import { describe, expect, test } from 'vitest';
import type { RoadPoint } from '../../../../sim/driving/map/types.ts';
import {
  EgoSensor,
  EgoState,
  ERROR_TIME_CONSTANT_S,
  HEADING_ERROR_RAD,
  LATERAL_ERROR_M,
  SPEED_ERROR_MPS,
} from '../../../../sim/driving/sensors/ego-sensor.ts';
import { cos, exp, hypot, sin, wrapAngle } from '../../../../sim/kernel/math.ts';
import { testMap } from './maps.ts';
import { place, scene } from './scene.ts';

const bend = testMap({
  segments: [
    { lengthM: 100, curvature: 0 },
    { lengthM: 400, curvature: 0.004 },
  ],
}).roads[0];
const point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };

/** An ego in the bend at (s, d), heading `error` away from the road. */
function egoInBend(s: number, d: number, error: number, speed: number): ReturnType<typeof scene> {
  bend.pose(s, d, point);
  return scene({ x: point.x, y: point.y, heading: point.heading + error, speed }, []);
}

describe('the ego as measured', () => {
  test('is near the truth, and its world pose and road pose agree', () => {
    const sensor = new EgoSensor(egoInBend(250, 5, 0.05, 20), bend, 4, 0.05);
    const ego = new EgoState();
    for (let k = 0; k < 50; k++) {
      sensor.measure();
      sensor.read(ego);
      expect(ego.s).toBeCloseTo(250, 6);
      expect(Math.abs(ego.d - 5)).toBeLessThan(5 * LATERAL_ERROR_M);
      expect(Math.abs(ego.headingError - 0.05)).toBeLessThan(5 * HEADING_ERROR_RAD);
      expect(Math.abs(ego.speed - 20)).toBeLessThan(5 * SPEED_ERROR_MPS);
      bend.project(ego.x, ego.y, NaN, point);
      expect(point.s).toBeCloseTo(ego.s, 6);
      expect(point.d).toBeCloseTo(ego.d, 6);
      expect(wrapAngle(ego.heading - point.heading)).toBeCloseTo(ego.headingError, 9);
      expect(hypot(ego.vx, ego.vy)).toBeCloseTo(ego.speed, 9);
      expect(ego.vx * cos(ego.heading) + ego.vy * sin(ego.heading)).toBeCloseTo(ego.speed, 9);
      expect(ego.lateralVelocity).toBeCloseTo(ego.speed * sin(ego.headingError), 9);
    }
  });

  test('sliding sideways shows in the velocity, not in the speed', () => {
    const table = egoInBend(250, 5, 0, 20);
    const heading = table.heading[0];
    table.vx[0] -= 1.5 * sin(heading);
    table.vy[0] += 1.5 * cos(heading);
    const ego = new EgoState();
    new EgoSensor(table, bend, 4, 0.05).read(ego);
    expect(ego.vy * cos(ego.heading) - ego.vx * sin(ego.heading)).toBeCloseTo(1.5, 9);
    expect(ego.vx * cos(ego.heading) + ego.vy * sin(ego.heading)).toBeCloseTo(ego.speed, 9);
    expect(ego.lateralVelocity - ego.speed * sin(ego.headingError)).toBeCloseTo(1.5, 2);
    expect(Math.abs(ego.speed - 20)).toBeLessThan(5 * SPEED_ERROR_MPS);
  });

  test('is known to stand when it stands', () => {
    const sensor = new EgoSensor(egoInBend(50, 5, 0, 0), bend, 4, 0.05);
    const ego = new EgoState();
    sensor.read(ego);
    expect([ego.speed, hypot(ego.vx, ego.vy), ego.lateralVelocity].map(Math.abs)).toEqual([0, 0, 0]);
  });

  test('passes on yaw rate and acceleration', () => {
    const table = egoInBend(50, 5, 0, 10);
    table.yawRate[0] = 0.1;
    table.acceleration[0] = -3;
    const ego = new EgoState();
    new EgoSensor(table, bend, 4, 0.05).read(ego);
    expect([ego.yawRate, ego.acceleration]).toEqual([0.1, -3]);
  });
});

test('errors are stationary, have the stated deviations and die away with the stated time constant', () => {
  const table = egoInBend(50, 5, 0, 20);
  const ego = new EgoState();
  const lag = 40;
  let [n, squares, products, headingSquares, speedSquares, firstSquares] = [0, 0, 0, 0, 0, 0];
  for (let seed = 0; seed < 400; seed++) {
    place(table, 0, { x: 50, y: 5, speed: 20 });
    const sensor = new EgoSensor(table, bend, seed, 0.05);
    sensor.read(ego);
    const first = ego.d - 5;
    for (let k = 0; k < lag; k++) sensor.measure();
    sensor.read(ego);
    firstSquares += first * first;
    products += first * (ego.d - 5);
    squares += (ego.d - 5) * (ego.d - 5);
    headingSquares += ego.headingError * ego.headingError;
    speedSquares += (ego.speed - 20) * (ego.speed - 20);
    n++;
  }
  expect(Math.sqrt(firstSquares / n) / LATERAL_ERROR_M).toBeCloseTo(1, 0.9);
  expect(Math.sqrt(squares / n) / LATERAL_ERROR_M).toBeCloseTo(1, 0.9);
  expect(Math.sqrt(headingSquares / n) / HEADING_ERROR_RAD).toBeCloseTo(1, 0.9);
  expect(Math.sqrt(speedSquares / n) / SPEED_ERROR_MPS).toBeCloseTo(1, 0.9);
  expect(products / Math.sqrt(squares * firstSquares)).toBeCloseTo(exp((-lag * 0.05) / ERROR_TIME_CONSTANT_S), 0.9);
});

test('between measurements the errors do not move', () => {
  const sensor = new EgoSensor(egoInBend(50, 5, 0, 20), bend, 4, 0.05);
  const [a, b] = [new EgoState(), new EgoState()];
  sensor.read(a);
  sensor.read(b);
  expect(b).toEqual(a);
  sensor.measure();
  sensor.read(b);
  expect(b.d).not.toBe(a.d);
  expect(Math.abs(b.d - a.d)).toBeLessThan(0.02);
});
