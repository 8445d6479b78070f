import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestState, restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { ManipulationPerception } from '../../../../sim/robotics/sensors/manipulation-perception.ts';
import { THING_ROLES } from '../../../../sim/robotics/sensors/thing-table.ts';
import type { ManipulationSpec, PersonSpec, SensorSpec } from '../../../../sim/robotics/spec.ts';
import { evenly } from '../../kernel/arbitraries.ts';
import { DT, EXACT, object, obstacle, place, positionOf, REAL, senseTicks, specWith, Truth } from './bench.ts';

const CUBE = 'object';

function bench(changes: Partial<ManipulationSpec> = {}, seed = 1): [ManipulationPerception, Truth] {
  const spec = specWith(changes);
  return [new ManipulationPerception(spec, seed), new Truth(spec)];
}

describe('a picture', () => {
  const late: SensorSpec = { ...EXACT, cameraHz: 30, cameraDelayS: 0.05 };

  test('arrives after exactly the delay, at the rate of the cameras, and its age is told', () => {
    const [perception, truth] = bench({ sensors: late });
    const { things } = perception.observation;
    const seen: [number, number, number][] = [];
    senseTicks(perception, truth, 0, 13, (tick) => {
      if (tick === 7) place(truth.objects, 0, 0.6, 0.1, 0.02);
      if (tick > 0) seen.push([things.count, things.x[0], Math.round(things.ageS[0] / DT)]);
    });
    // Pictures of the ticks 0, 2, 4 ... arrive 3 ticks later; that of tick 8 is the first after the jump.
    expect(seen.map(([count]) => count)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(seen.slice(3).map(([, , age]) => age)).toEqual([3, 4, 3, 4, 3, 4, 3, 4, 3]);
    expect(seen.slice(3, 11).map(([, x]) => x)).toEqual(Array.from({ length: 8 }, () => 0.5));
    expect(seen[11][1]).not.toBe(0.5);
  });

  test('is extrapolated to now: no lag at constant velocity', () => {
    const [perception, truth] = bench({ sensors: late });
    senseTicks(perception, truth, 0, 30, (tick) => {
      place(truth.objects, 0, 0.5 + 0.3 * tick * DT, -0.2 * tick * DT, 0.02, 3 + tick * DT);
    });
    const { things } = perception.observation;
    expect(things.x[0]).toBeCloseTo(0.5 + 0.3 * 29 * DT, 9);
    expect(things.y[0]).toBeCloseTo(-0.2 * 29 * DT, 9);
    expect([things.vx[0], things.vy[0], things.vz[0]].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([0.3, -0.2, 0]);
    expect(things.yaw[0]).toBeCloseTo(3 + 29 * DT - 2 * Math.PI, 9);
  });

  test('has errors of the stated deviations', () => {
    const sensors = { ...REAL, cameraDelayS: 0 };
    const squares = [0, 0, 0, 0];
    for (let seed = 0; seed < 1000; seed++) {
      const [perception, truth] = bench({ sensors }, seed);
      perception.sense(0, truth);
      const { things } = perception.observation;
      const errors = [things.x[0] - 0.5, things.y[0], things.z[0] - 0.02].map(
        (error) => error / sensors.positionNoiseM,
      );
      [...errors, things.yaw[0] / sensors.yawNoiseRad].forEach((error, k) => (squares[k] += error * error));
    }
    // scipy.stats.chi2.ppf([0.0005, 0.9995], 1000)
    for (const sum of squares) {
      expect(sum).toBeGreaterThan(859.3);
      expect(sum).toBeLessThan(1154);
    }
  });

  test('of something at rest leaves it at rest, within the noise', () => {
    const [perception, truth] = bench({ sensors: REAL });
    senseTicks(perception, truth, 0, 120);
    const { things } = perception.observation;
    expect([things.vx[0], things.vy[0], things.vz[0]]).toEqual([0, 0, 0]);
    expect(Math.abs(things.x[0] - 0.5)).toBeLessThan(0.0025);
  });
});

describe('what hides a thing:', () => {
  const wall = obstacle('wall', { kind: 'box', size: [0.02, 0.6, 0.6] });
  const oneSide: SensorSpec = { ...EXACT, cameras: [[2, 0, 0.3]] };

  test('a wall before the only camera; not from another one', () => {
    for (const cameras of [oneSide.cameras, [...oneSide.cameras, [0.5, -2, 0.3] as const]]) {
      const [perception, truth] = bench({ obstacles: [wall], sensors: { ...EXACT, cameras } });
      place(truth.obstacles, 0, 0.8, 0, 0.3);
      perception.sense(0, truth);
      expect(positionOf(perception, CUBE) === null).toBe(cameras.length === 1);
      expect(positionOf(perception, 'obstacle')).toEqual([0.8, 0, 0.3]);
    }
  });

  test('another object, but not itself', () => {
    const [perception, truth] = bench({ objects: [object('cube'), object('other')], sensors: oneSide });
    place(truth.objects, 1, 0.8, 0, 0.08);
    perception.sense(0, truth);
    expect(positionOf(perception, CUBE)).toBe(null);
    expect(positionOf(perception, 'clutter')).toEqual([0.8, 0, 0.08]);
  });

  test('the hand above it, for a camera above, until the arm goes away', () => {
    const above: SensorSpec = { ...EXACT, cameras: [[0, 0, 3]] };
    const [perception, truth] = bench({ sensors: above });
    truth.pose(truth.q);
    const { x, y } = truth.kinematics;
    // On the line from the camera through the hand.
    place(truth.objects, 0, x * 1.1, y * 1.1, 0.02);
    perception.sense(0, truth);
    expect(positionOf(perception, CUBE)).toBe(null);
    truth.pose(truth.q.map((angle, i) => (i === 0 ? angle + 1.5 : angle)));
    perception.sense(1, truth);
    expect(positionOf(perception, CUBE)).not.toBe(null);
  });

  test("the person's arm", () => {
    const [perception, truth] = bench({ person: PERSON, sensors: oneSide });
    truth.person.set([1.2, -0.5, 0.15, 1.2, 0, 0.15, 1.2, 0.3, 0.15]);
    perception.sense(0, truth);
    expect(positionOf(perception, CUBE)).toBe(null);
    truth.person.set([1.2, -0.5, 0.15, 1.2, -0.3, 0.15, 1.2, -0.1, 0.15]);
    perception.sense(1, truth);
    expect(positionOf(perception, CUBE)).toEqual([0.5, 0, 0.02]);
  });
});

describe('a hidden thing', () => {
  const wall = obstacle('wall', { kind: 'box', size: [0.02, 2, 2] });
  const sensors: SensorSpec = { ...EXACT, cameras: [[2, 0, 0.3]] };

  test('goes on at constant velocity for as long as the memory lasts, then it has no row', () => {
    const [perception, truth] = bench({ obstacles: [wall], sensors });
    place(truth.obstacles, 0, -3, 0, 0);
    const hiddenFrom = 10;
    const { things } = perception.observation;
    for (let tick = 0; tick < 60; tick++) {
      if (tick < hiddenFrom) place(truth.objects, 0, 0.5 - 0.2 * tick * DT, 0, 0.02);
      else place(truth.objects, 0, -9, 0, 0.3);
      if (tick === hiddenFrom) place(truth.obstacles, 0, 1.5, 0, 0.3);
      perception.sense(tick, truth);
      const unseen = Math.max(0, tick - hiddenFrom + 1);
      if (unseen <= 30) {
        expect(positionOf(perception, CUBE)?.[0]).toBeCloseTo(0.5 - 0.2 * tick * DT, 9);
        expect(things.ageS[0]).toBeCloseTo(unseen * DT, 9);
      } else {
        expect(positionOf(perception, CUBE)).toBe(null);
      }
    }
    expect(things.count).toBe(1);
    expect([things.x[1], things.halfX[1], things.ageS[1]]).toEqual([0, 0, 0]);
  });

  test('leaves no trace in what is known, wherever it is and however it moves', () => {
    const anywhere = fc.tuple(evenly(-0.5, 1), evenly(-1, 1), evenly(0, 1), evenly(-3, 3));
    const [reference, truth] = bench({ obstacles: [wall], sensors: { ...REAL, cameras: sensors.cameras } });
    place(truth.obstacles, 0, 1.5, 0, 0.3);
    senseTicks(reference, truth, 0, 12);
    const expected = saveState(reference);
    fc.assert(
      fc.property(fc.array(anywhere, { minLength: 12, maxLength: 12 }), (poses) => {
        const [perception] = bench({ obstacles: [wall], sensors: { ...REAL, cameras: sensors.cameras } });
        senseTicks(perception, truth, 0, 12, (tick) => place(truth.objects, 0, ...poses[tick]));
        expect(saveState(perception)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
    expect(reference.observation.things.count).toBe(1);
  });
});

test('events that are to come and the real speed of a belt are not known', () => {
  const belt = { x: 0.5, y: 0, lengthM: 1, widthM: 0.2, heightM: 0.05, headingRad: 0, speedMps: 0.1 };
  const [plain, truth] = bench({ belt, sensors: REAL });
  const [eventful] = bench({
    belt,
    sensors: REAL,
    events: [
      { trigger: { kind: 'time', s: 0.05 }, action: { kind: 'belt-speed', speedMps: 0.4 } },
      { trigger: { kind: 'time', s: 5 }, action: { kind: 'slip' } },
    ],
  });
  senseTicks(plain, truth, 0, 12);
  senseTicks(eventful, truth, 0, 12);
  expect(saveState(eventful)).toEqual(saveState(plain));
  expect(eventful.observation.belt).toEqual(belt);
  expect(JSON.stringify(eventful.observation)).toBe(JSON.stringify(plain.observation));
});

describe('rows', () => {
  test('stand in the order of the ids with their roles, however the scenario lists them', () => {
    const objects = [object('b'), object('c'), object('a')];
    const obstacles = [obstacle('bb', { kind: 'sphere', radiusM: 0.05 })];
    const task = { kind: 'stack', object: 'c', base: 'a', toleranceM: 0.02, holdS: 0.5 } as const;
    const readings = [objects, objects.toReversed()].map((listed) => {
      const [perception, truth] = bench({ objects: listed, obstacles, task, sensors: REAL });
      listed.forEach(({ id }, i) => place(truth.objects, i, 0.5, id.charCodeAt(0) * 0.1 - 10, 0.02));
      place(truth.obstacles, 0, 0.2, 0.5, 0.5);
      senseTicks(perception, truth, 0, 8);
      return perception;
    });
    const { things } = readings[0].observation;
    expect(things.count).toBe(4);
    expect([...things.key.slice(0, 4)]).toEqual([0, 1, 2, 3]);
    expect([...things.role.slice(0, 4)].map((code) => THING_ROLES[code])).toEqual([
      'base',
      'clutter',
      'obstacle',
      'object',
    ]);
    expect(digestState(readings[1])).toBe(digestState(readings[0]));
  });

  test('tell nothing of a thing that no camera has seen, not even that it is there', () => {
    const sensors: SensorSpec = { ...REAL, cameras: [[2, 0, 0.3]] };
    const wall = obstacle('wall', { kind: 'box', size: [0.02, 0.6, 0.6] });
    const readings = [[object('cube')], [object('a'), object('b'), object('cube')]].map((objects) => {
      const [perception, truth] = bench({ objects, obstacles: [wall], sensors });
      objects.forEach((_, i) => place(truth.objects, i, 0.3, 0.1 * i, 0.3));
      place(truth.objects, objects.length - 1, 0.5, 0.5, 0.3);
      place(truth.obstacles, 0, 0.6, 0, 0.3);
      senseTicks(perception, truth, 0, 30);
      return perception.observation.things;
    });
    expect(readings[0].count).toBe(2);
    expect(readings[1]).toEqual(readings[0]);
  });

  test('keep their keys while others come and go', () => {
    const [perception, truth] = bench({ objects: [object('a'), object('cube')], sensors: { ...EXACT, memoryS: 0.1 } });
    const wall = [0.5, 0, 0.1, 0.4];
    const { things } = perception.observation;
    place(truth.objects, 0, 0.5, 0, 0.1);
    place(truth.objects, 1, 0.5, 1, 0.1);
    truth.spheres = Float64Array.from(wall);
    perception.sense(0, truth);
    expect([...things.key.slice(0, 2)], 'the second one is first').toEqual([0, 0]);
    expect(things.count).toBe(1);
    truth.spheres = new Float64Array(0);
    perception.sense(1, truth);
    expect([...things.key.slice(0, 2)]).toEqual([1, 0]);
    truth.spheres = Float64Array.from(wall);
    senseTicks(perception, truth, 2, 20);
    expect(things.count).toBe(1);
    const fresh = new ManipulationPerception(specWith({ objects: [object('a'), object('cube')] }), 1);
    restoreState(fresh, saveState(perception));
    truth.spheres = new Float64Array(0);
    fresh.sense(20, truth);
    expect([...fresh.observation.things.key.slice(0, 2)], 'after forgetting and a restore').toEqual([1, 0]);
  });

  test('need different ids, which is said', () => {
    const obstacles = [obstacle('cube', { kind: 'sphere', radiusM: 0.05 })];
    expect(() => bench({ obstacles })).toThrow("objects, obstacles: expected different ids, found two 'cube'");
  });

  test('are limited in number, which is said', () => {
    const objects = Array.from({ length: 25 }, (_, i) => object(`o${i}`));
    expect(() => bench({ objects })).toThrow(
      'objects, obstacles: expected at most 24 together, found 25. Leave 1 out.',
    );
  });
});

const PERSON: PersonSpec = {
  shoulder: [1, -0.5, 0.3],
  upperArmM: 0.3,
  foreArmM: 0.3,
  radiusM: 0.05,
  hand: obstacle('hand', { kind: 'sphere', radiusM: 0.1 }).path,
};

describe("the person's arm", () => {
  test('is seen with the velocity of its hand, then remembered, then forgotten', () => {
    const blind = obstacle('blind', { kind: 'box', size: [0.02, 4, 4] });
    const sensors: SensorSpec = { ...EXACT, cameras: [[3, 0, 0.5]] };
    const [perception, truth] = bench({ person: PERSON, obstacles: [blind], sensors });
    place(truth.obstacles, 0, -3, 0, 0);
    const { person } = perception.observation;
    senseTicks(perception, truth, 0, 10, (tick) => {
      truth.person.set([1, -0.5, 0.3, 0.9, -0.3, 0.3, 0.8, -0.1 + 0.5 * tick * DT, 0.3]);
    });
    expect([person.known, person.radiusM]).toEqual([true, 0.05]);
    expect([...person.joints].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([
      1, -0.5, 0.3, 0.9, -0.3, 0.3, 0.8, -0.025, 0.3,
    ]);
    expect(person.handVelocity[1]).toBeCloseTo(0.5, 9);
    place(truth.obstacles, 0, 2, 0, 0.5);
    senseTicks(perception, truth, 10, 40);
    expect(person.known).toBe(true);
    expect(person.ageS).toBeCloseTo(0.5, 9);
    expect(person.joints[7]).toBeCloseTo(-0.1 + 0.5 * 39 * DT, 9);
    perception.sense(40, truth);
    expect(person.known).toBe(false);
    expect([...person.joints]).toEqual(Array.from({ length: 9 }, () => 0));
  });

  test('ends where it is hidden: what was not seen stands at its neighbour', () => {
    const post = obstacle('post', { kind: 'cylinder', radiusM: 0.05, heightM: 1 });
    const sensors: SensorSpec = { ...EXACT, cameras: [[3, 0, 0.3]] };
    const [perception, truth] = bench({ person: PERSON, obstacles: [post], sensors });
    truth.person.set([1, -0.8, 0.3, 0.8, -0.4, 0.3, 0.5, 0, 0.3]);
    place(truth.obstacles, 0, 1.5, 0, 0.3);
    perception.sense(0, truth);
    const { person } = perception.observation;
    expect(person.known).toBe(true);
    expect([...person.joints.slice(3)]).toEqual([0.8, -0.4, 0.3, 0.8, -0.4, 0.3]);
  });

  test('is not known where there is none', () => {
    const [perception, truth] = bench();
    truth.person.fill(0.4);
    perception.sense(0, truth);
    expect(perception.observation.person).toMatchObject({ known: false, radiusM: 0 });
  });
});

test('a snapshot with pictures on their way, something hidden and something held goes on bit for bit', () => {
  const changes: Partial<ManipulationSpec> = {
    objects: [object('cube'), object('other')],
    person: PERSON,
    sensors: { ...REAL, cameraDelayS: 0.1 },
  };
  const move = (truth: Truth) => (tick: number) => {
    truth.pose(truth.q.map((angle, i) => (i === 0 ? 0.003 * tick : angle)));
    const { x, y, z } = truth.kinematics;
    place(truth.objects, 0, x, y, z, 0.01 * tick);
    place(truth.objects, 1, 0.4 + 0.004 * tick, 0.3, 0.02);
    truth.person.set([1, -0.5, 0.3, 0.9, -0.3, 0.3, 0.8, -0.1 + 0.005 * tick, 0.3]);
    truth.forceN = tick > 20 ? 5 : 0;
  };
  const [whole, wholeTruth] = bench(changes);
  senseTicks(whole, wholeTruth, 0, 31, move(wholeTruth));
  const { things } = whole.observation;
  expect([things.count, things.ageS[0]]).toEqual([2, 0]);
  const saved = saveState(whole);
  const [restored, truth] = bench(changes, 99);
  senseTicks(restored, truth, 0, 7, move(truth));
  restoreState(restored, saved);
  expect(saveState(restored)).toEqual(saved);
  senseTicks(whole, wholeTruth, 31, 60, move(wholeTruth));
  senseTicks(restored, truth, 31, 60, move(truth));
  expect(saveState(restored)).toEqual(saveState(whole));
  expect(saveState(restored)).not.toEqual(saved);
});
