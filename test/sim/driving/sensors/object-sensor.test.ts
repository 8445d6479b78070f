import { expect, test } from 'vitest';
import { ObjectSensor } from '../../../../sim/driving/sensors/object-sensor.ts';
import type { SensorSpec } from '../../../../sim/driving/spec.ts';
import { saveState } from '../../../../sim/kernel/state-codec.ts';
import { scene, type Placed } from './scene.ts';

const spec: SensorSpec = {
  rangeM: 120,
  fieldOfViewRad: 2 * Math.PI,
  positionNoiseM: 0.4,
  velocityNoiseMps: 0.25,
  memoryS: 1,
};

/** Standard deviation of `rounds` measurements of x and vx of a box at distance `x`. */
function spreadAt(x: number): { position: number; velocity: number; heading: number } {
  const sensor = new ObjectSensor(spec, scene({ x: 0, y: 0 }, [{ x, y: 0, speed: 7 }]), 3);
  const rounds = 4000;
  let [position, velocity, heading] = [0, 0, 0];
  for (let k = 0; k < rounds; k++) {
    sensor.measure();
    position += (sensor.x[0] - x) * (sensor.x[0] - x);
    velocity += (sensor.vx[0] - 7) * (sensor.vx[0] - 7);
    heading += sensor.heading[0] * sensor.heading[0];
  }
  return {
    position: Math.sqrt(position / rounds),
    velocity: Math.sqrt(velocity / rounds),
    heading: Math.sqrt(heading / rounds),
  };
}

test('noise has the specified deviations: position as specified at 50 m, half of it at 0 m, growing linearly', () => {
  const at50 = spreadAt(50);
  expect(at50.position / 0.4).toBeCloseTo(1, 1);
  expect(at50.velocity / 0.25).toBeCloseTo(1, 1);
  expect(at50.heading / 0.04).toBeCloseTo(1, 1);
  expect(spreadAt(0).position / 0.2).toBeCloseTo(1, 1);
  expect(spreadAt(100).position / 0.6).toBeCloseTo(1, 1);
});

function measurementsOf(id: string, boxes: readonly Placed[], rounds: number): string {
  const table = scene({ x: 0, y: 0 }, boxes);
  const sensor = new ObjectSensor(spec, table, 'seed');
  const slot = table.ids.indexOf(id) - 1;
  const values: number[] = [];
  for (let k = 0; k < rounds; k++) {
    sensor.measure();
    values.push(sensor.x[slot], sensor.y[slot], sensor.vx[slot], sensor.vy[slot], sensor.heading[slot]);
  }
  return values.join(' ');
}

test("other actors, in sight or not, do not change an actor's noise", () => {
  const car: Placed = { id: 'car', x: 30, y: 0 };
  const alone = measurementsOf('car', [car], 20);
  expect(measurementsOf('car', [{ id: 'a', x: -30, y: 0 }, { id: 'b', x: 500, y: 0 }, car], 20)).toBe(alone);
  expect(measurementsOf('cat', [{ ...car, id: 'cat' }], 20)).not.toBe(alone);
});

test('noise goes on while an actor is hidden, so that it does not depend on how long it was', () => {
  const measured = (hiddenRounds: number): number => {
    const table = scene({ x: 0, y: 0 }, [{ x: 30, y: 0 }]);
    const sensor = new ObjectSensor(spec, table, 5);
    for (let k = 0; k < 10; k++) {
      table.x[1] = k < hiddenRounds ? 900 : 30;
      sensor.measure();
      expect(sensor.detected[0]).toBe(k < hiddenRounds ? 0 : 1);
    }
    return sensor.x[0];
  };
  expect(measured(9)).toBe(measured(0));
});

test('starts afresh after a reset', () => {
  const sensor = new ObjectSensor(spec, scene({ x: 0, y: 0 }, [{ x: 30, y: 0 }]), 5);
  const start = saveState(sensor);
  sensor.measure();
  expect(saveState(sensor)).not.toEqual(start);
  sensor.reset();
  expect(saveState(sensor)).toEqual(start);
});
