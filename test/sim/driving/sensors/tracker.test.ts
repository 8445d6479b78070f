import { describe, expect, test } from 'vitest';
import type { ActorTable } from '../../../../sim/driving/actor-table.ts';
import { ObjectSensor } from '../../../../sim/driving/sensors/object-sensor.ts';
import { TrackTable } from '../../../../sim/driving/sensors/track-table.ts';
import { Tracker } from '../../../../sim/driving/sensors/tracker.ts';
import type { SensorSpec } from '../../../../sim/driving/spec.ts';
import { hypot } from '../../../../sim/kernel/math.ts';
import { saveState } from '../../../../sim/kernel/state-codec.ts';
import { drift, place, scene } from './scene.ts';

const DT = 0.05;
const exact: SensorSpec = {
  rangeM: 500,
  fieldOfViewRad: 2 * Math.PI,
  positionNoiseM: 0,
  velocityNoiseMps: 0,
  memoryS: 1,
};
const noisy: SensorSpec = { ...exact, positionNoiseM: 0.3, velocityNoiseMps: 0.3 };

/** One measurement per round; `move` puts the truth to the state of round k. */
function track(
  table: ActorTable,
  spec: SensorSpec,
  seed: number,
): { tracks: TrackTable; round: (dt?: number) => void } {
  const sensor = new ObjectSensor(spec, table, seed);
  const tracks = new TrackTable(table);
  const tracker = new Tracker(tracks, spec.memoryS);
  return {
    tracks,
    round: () => {
      tracker.predict(DT);
      sensor.measure();
      tracker.update(sensor);
    },
  };
}

describe('a track', () => {
  test('of exact measurements is exact at constant velocity, and confirmed by the second', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 20, y: 5, heading: 0.4, speed: 8, kind: 'van', lengthM: 5, heightM: 2 }]);
    const { tracks, round } = track(table, exact, 1);
    const confirmed: number[] = [];
    for (let k = 0; k < 40; k++) {
      round();
      confirmed.push(tracks.confirmed[0]);
      expect(tracks.x[0]).toBeCloseTo(table.x[1], 9);
      expect(tracks.y[0]).toBeCloseTo(table.y[1], 9);
      expect(tracks.speed[0]).toBeCloseTo(8, 9);
      drift(table, DT);
    }
    expect(confirmed.slice(0, 4)).toEqual([0, 1, 1, 1]);
    expect([tracks.kind[0], tracks.lengthM[0], tracks.widthM[0], tracks.heightM[0]]).toEqual([1, 5, 1.8, 2]);
    expect(tracks.seenCount[0]).toBe(40);
  });

  test('follows constant braking without lag and finds the deceleration', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0, speed: 30 }]);
    const { tracks, round } = track(table, exact, 1);
    for (let k = 0; k < 60; k++) {
      const t = k * DT;
      place(table, 1, { x: 30 + 30 * t - 3 * t * t, y: 0, speed: 30 - 6 * t });
      round();
    }
    expect(tracks.acceleration[0]).toBeCloseTo(-6, 2);
    expect(tracks.speed[0]).toBeCloseTo(table.speed[1], 2);
    expect(Math.abs(tracks.x[0] - table.x[1])).toBeLessThan(0.02);
  });

  test('notices braking within half a second', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0, speed: 30 }]);
    const { tracks, round } = track(table, exact, 1);
    for (let k = 0; k < 30; k++) {
      const t = Math.max(0, k - 20) * DT;
      place(table, 1, { x: 30, y: 0, speed: 30 - 6 * t });
      round();
    }
    expect(tracks.acceleration[0]).toBeLessThan(-2.5);
  });

  test('finds the yaw rate of a turn across the seam of the angles', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0 }]);
    const { tracks, round } = track(table, exact, 1);
    for (let k = 0; k < 100; k++) {
      place(table, 1, { x: 30, y: 0, heading: 2 + 0.3 * k * DT });
      round();
    }
    expect(tracks.yawRate[0]).toBeCloseTo(0.3, 2);
    // 3.485 rad
    expect(tracks.heading[0]).toBeCloseTo(2 + 0.3 * 99 * DT - 2 * Math.PI, 2);
  });

  test('of a car that heads west keeps its heading, though measurements fall on both sides of the seam', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 50, y: 0, heading: Math.PI, speed: 10 }]);
    const { tracks, round } = track(table, noisy, 3);
    for (let k = 0; k < 100; k++) {
      round();
      expect(Math.abs(tracks.heading[0])).toBeGreaterThan(Math.PI - 0.1);
      expect(Math.abs(tracks.yawRate[0])).toBeLessThan(0.1);
    }
  });

  test('reverses with a negative speed', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0, heading: 1, speed: -3 }]);
    const { tracks, round } = track(table, exact, 1);
    round();
    expect(tracks.speed[0]).toBeCloseTo(-3, 12);
  });

  test('halves the noise of the velocity and turns it into 1.5 times as much noise of the acceleration', () => {
    let velocitySquares = 0;
    let accelerationSquares = 0;
    let positionSquares = 0;
    let n = 0;
    for (let seed = 0; seed < 40; seed++) {
      const table = scene({ x: 0, y: 0 }, [{ x: 50, y: 0, speed: 0 }]);
      const { tracks, round } = track(table, noisy, seed);
      for (let k = 0; k < 200; k++) {
        round();
        if (k < 40) continue;
        velocitySquares += tracks.vx[0] * tracks.vx[0];
        accelerationSquares += tracks.acceleration[0] * tracks.acceleration[0];
        positionSquares += (tracks.x[0] - 50) * (tracks.x[0] - 50);
        n++;
      }
    }
    // Kalata's variances for alpha = 0.3: velocity 0.24 and acceleration 2.3 / s2 times that of the measurement.
    expect(velocitySquares / n / 0.09).toBeGreaterThan(0.2);
    expect(velocitySquares / n / 0.09).toBeLessThan(0.28);
    expect(accelerationSquares / n / 0.09).toBeGreaterThan(1.9);
    expect(accelerationSquares / n / 0.09).toBeLessThan(2.7);
    expect(Math.sqrt(positionSquares / n)).toBeLessThan(0.3);
  });
});

describe('tracking memory', () => {
  test('coasts straight at constant velocity while the object is unseen, then forgets it without a trace', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0, heading: 0.2, speed: 10 }]);
    const { tracks, round } = track(table, exact, 1);
    const empty = saveState(tracks);
    for (let k = 0; k < 10; k++) {
      place(table, 1, { x: 30 + k * DT * 10, y: 0, heading: 0.2 + 0.02 * k, speed: 10 - 0.2 * k });
      round();
    }
    expect(tracks.acceleration[0]).toBeLessThan(-0.3);
    expect(tracks.yawRate[0]).toBeGreaterThan(0.05);
    const [x, vx] = [tracks.x[0], tracks.vx[0]];
    let coastHeading = NaN;
    place(table, 1, { x: 9999, y: 0, heading: 2, speed: 50 });
    for (let k = 1; k <= 20; k++) {
      round();
      expect(tracks.valid[0]).toBe(1);
      expect(tracks.ageS[0]).toBeCloseTo(k * DT, 9);
      expect(tracks.x[0]).toBeCloseTo(x + vx * k * DT, 9);
      expect([tracks.acceleration[0], tracks.yawRate[0]]).toEqual([0, 0]);
      if (k === 1) coastHeading = tracks.heading[0];
      expect(tracks.heading[0]).toBe(coastHeading);
    }
    round();
    expect(saveState(tracks)).toEqual(empty);
  });

  test('takes the motion afresh when the object reappears elsewhere after a gap', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0, speed: 10 }]);
    const { tracks, round } = track(table, exact, 1);
    for (let k = 0; k < 10; k++) round();
    place(table, 1, { x: 9999, y: 0 });
    for (let k = 0; k < 10; k++) round();
    place(table, 1, { x: 20, y: 9, heading: 1, speed: 3 });
    round();
    expect([
      tracks.x[0],
      tracks.y[0],
      tracks.heading[0],
      tracks.streak[0],
      tracks.seenCount[0],
      tracks.confirmed[0],
    ]).toEqual([20, 9, 1, 1, 11, 1]);
    expect(hypot(tracks.vx[0], tracks.vy[0])).toBeCloseTo(3, 9);
  });

  test('bridges a single missed detection without starting afresh', () => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0, speed: 10 }]);
    const { tracks, round } = track(table, exact, 1);
    for (let k = 0; k < 12; k++) {
      place(table, 1, { x: k === 10 ? 9999 : 30 + 10 * k * DT, y: 0, speed: 10 });
      round();
    }
    expect(tracks.streak[0]).toBe(11);
    expect(tracks.x[0]).toBeCloseTo(table.x[1], 9);
  });
});
