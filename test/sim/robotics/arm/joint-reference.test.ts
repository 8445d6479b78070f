import fc from 'fast-check';
import { expect, test } from 'vitest';
import { saveState } from '../../../../sim/kernel/state-codec.ts';
import { sin } from '../../../../sim/kernel/math.ts';
import { JointReference, speedToStopWithin } from '../../../../sim/robotics/arm/joint-reference.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { arm, frame, joint, link, spread } from './models.ts';

const ONE = arm(
  [joint(frame([0, 0, 0]), [0, 0, 1], { lowerRad: -1, upperRad: 2, maxSpeedRadps: 2, maxAccelerationRadps2: 10 })],
  [link(1, [0, 0, 0], [1, 1, 1, 0, 0, 0])],
  frame([0, 0, 0]),
);

const dts = fc.constantFrom(1 / 60, 1 / 120, 1 / 240, 0.01);

test('limits of angle, speed and acceleration hold whatever is commanded', () => {
  const commands = fc.array(
    fc.tuple(fc.oneof(spread(-3, 3), fc.constantFrom(-1e6, 1e6, Infinity, -Infinity)), fc.nat(40)),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(spread(-1, 2), commands, dts, (start, parts, dt) => {
      const reference = new JointReference(ONE, [start]);
      const target = new Float64Array(1);
      let fastest = 0;
      let hardest = 0;
      let astray = 0;
      for (const [speed, steps] of parts) {
        target[0] = speed;
        for (let step = 0; step < steps; step++) {
          const before = reference.qd[0];
          const from = reference.q[0];
          reference.step(target, dt);
          const [q, qd] = [reference.q[0], reference.qd[0]];
          if (!(q >= -1 && q <= 2)) astray = Infinity;
          astray = Math.max(astray, Math.abs(q - from - qd * dt));
          fastest = Math.max(fastest, Math.abs(qd));
          hardest = Math.max(hardest, Math.abs(qd - before) / dt);
        }
      }
      expect(astray).toBeLessThan(1e-14);
      expect(fastest).toBeLessThanOrEqual(2);
      expect(hardest).toBeLessThan(10 + 1e-8);
    }),
    { numRuns: 100 },
  );
});

test.for([1 / 60, 1 / 120, 1 / 240])('full speed into a limit stops at it exactly, as late as can be (dt %d)', (dt) => {
  const reference = new JointReference(ONE, [0]);
  const target = Float64Array.of(10);
  let steps = 0;
  while (reference.q[0] < 2 - 1e-12 && steps < 1000) {
    reference.step(target, dt);
    steps++;
  }
  // 0 to 2 rad/s in 0.2 s, and back: 0.2 rad each; 1.6 rad at full speed between.
  expect(Math.abs(steps * dt - 1.2)).toBeLessThan(1.5 * dt);
  for (let step = 0; step < 20; step++) reference.step(target, dt);
  expect(Math.abs(reference.q[0] - 2)).toBeLessThan(1e-12);
  expect(Math.abs(reference.qd[0])).toBeLessThan(1e-9);
  target[0] = -10;
  reference.step(target, dt);
  expect(reference.qd[0]).toBeCloseTo(-10 * dt, 9);
});

test('the speed to stop within a distance needs just that distance', () => {
  fc.assert(
    fc.property(spread(0, 3), spread(0.5, 30), dts, (distance, acceleration, dt) => {
      const change = acceleration * dt;
      let travelled = 0;
      for (let speed = speedToStopWithin(distance, change, dt); speed > 0; speed -= change) travelled += speed * dt;
      expect(Math.abs(travelled - distance)).toBeLessThan(1e-12);
    }),
    { numRuns: 200 },
  );
  expect(speedToStopWithin(0, 1, 0.01)).toBe(0);
  expect(speedToStopWithin(-1, 1, 0.01)).toBe(0);
});

test('a path within the limits is followed exactly', () => {
  const dt = 1 / 120;
  const path = (t: number, i: number): number => PANDA.home[i] + 0.15 * (1 - sin(Math.PI / 2 + (1 + 0.1 * i) * t));
  const reference = new JointReference(PANDA, PANDA.home);
  const target = new Float64Array(7);
  for (let step = 0; step < 1200; step++) {
    for (let i = 0; i < 7; i++) target[i] = (path((step + 1) * dt, i) - path(step * dt, i)) / dt;
    reference.step(target, dt);
  }
  for (let i = 0; i < 7; i++) expect(Math.abs(reference.q[i] - path(10, i))).toBeLessThan(1e-12);
});

test('a speed that is no number is refused, and named', () => {
  const reference = new JointReference(ONE, [0]);
  expect(() => reference.step(Float64Array.of(NaN), 0.01)).toThrow('targetSpeeds[0]: expected rad/s, found NaN.');
  expect(saveState(reference).every((value) => value === value)).toBe(true);
});
