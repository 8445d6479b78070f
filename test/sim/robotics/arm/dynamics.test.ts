import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cos, sin } from '../../../../sim/kernel/math.ts';
import type { ArmModel } from '../../../../sim/robotics/arm/arm-model.ts';
import { Dynamics } from '../../../../sim/robotics/arm/dynamics.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { anyArm, arm, frame, joint, link, numbers, PENDULUM, SKEW, spread } from './models.ts';

const G = 9.81;
/** A failing arm is shown as drawn: there are so many numbers in it that making it smaller takes minutes. */
const RUNS = { numRuns: 60, endOnFailure: true };

function inverse(dynamics: Dynamics, q: Float64Array, qd: Float64Array, qdd: Float64Array): Float64Array {
  const tau = new Float64Array(q.length);
  dynamics.inverse(q, qd, qdd, null, tau);
  return tau;
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i] - expected[i]), `number ${i}`).toBeLessThan(tolerance);
}

/** An arm with a state of motion, and payload or none. */
const moving = anyArm.chain((model) => {
  const n = model.joints.length;
  return fc.record({
    model: fc.constant(model),
    q: numbers(n, 3),
    qd: numbers(n, 3),
    qdd: numbers(n, 10),
    tau: numbers(n, 50),
    payload: fc.option(spread(0.05, 3)),
  });
});

function loaded(model: ArmModel, payload: number | null): Dynamics {
  const dynamics = new Dynamics(model);
  if (payload !== null) dynamics.setPayload(payload, [0.02, -0.01, 0.03], [0.002, 0.003, 0.0025, 0.0002, 0, -0.0003]);
  return dynamics;
}

describe('the planar double pendulum (Siciliano et al. 2009, section 7.3.2)', () => {
  const { lengthM: a, centreM: l, massKg: m, inertia } = PENDULUM;

  test('inverse dynamics, mass matrix and energy are the closed form', () => {
    fc.assert(
      fc.property(numbers(2, 3), numbers(2, 4), numbers(2, 8), (q, qd, qdd) => {
        const dynamics = new Dynamics(PENDULUM.model());
        const c2 = cos(q[1]);
        const h11 = 2 * inertia + m * (2 * l * l + a * a + 2 * a * l * c2);
        const h12 = inertia + m * (l * l + a * l * c2);
        const h22 = inertia + m * l * l;
        const swing = m * a * l * sin(q[1]);
        const second = m * G * l * cos(q[0] + q[1]);
        const first = m * G * (l + a) * cos(q[0]) + second;
        expectClose(
          inverse(dynamics, q, qd, qdd),
          [
            h11 * qdd[0] + h12 * qdd[1] - swing * (2 * qd[0] * qd[1] + qd[1] * qd[1]) + first,
            h12 * qdd[0] + h22 * qdd[1] + swing * qd[0] * qd[0] + second,
          ],
          1e-11,
        );
        const matrix = new Float64Array(4);
        dynamics.massMatrix(q, matrix);
        expectClose(matrix, [h11, h12, h12, h22], 1e-13);
        const kinetic = (h11 * qd[0] * qd[0] + h22 * qd[1] * qd[1]) / 2 + h12 * qd[0] * qd[1];
        expect(Math.abs(dynamics.kineticEnergy(q, qd) - kinetic)).toBeLessThan(1e-11);
        const height = (l + a) * sin(q[0]) + l * sin(q[0] + q[1]);
        expect(Math.abs(dynamics.potentialEnergy(q) - m * G * height)).toBeLessThan(1e-11);
      }),
      RUNS,
    );
  });

  test('falls, released level, as a compound pendulum', () => {
    const pendulum = arm(
      [joint(frame([0, 0, 0.7]), [0, -1, 0])],
      [link(2, [0.3, 0, 0], [0.01, 0.05, 0.05, 0, 0, 0])],
      frame([0.5, 0, 0]),
    );
    const qdd = new Float64Array(1);
    new Dynamics(pendulum).forward(new Float64Array(1), new Float64Array(1), new Float64Array(1), qdd);
    expect(qdd[0]).toBeCloseTo((-2 * G * 0.3) / (0.05 + 2 * 0.3 * 0.3), 12);
  });
});

/**
 * From the Lagrangian in the world's frame, in numpy: M = sum of m Jv^T Jv + Jw^T R I R^T Jw over the bodies, its
 * derivatives and that of the potential by central differences with two Richardson steps.
 */
describe('an arm without any symmetry, against the Lagrangian', () => {
  const q = Float64Array.of(0.3, -0.7, 1.1, 0.5);
  const qd = Float64Array.of(0.8, -1.2, 0.5, 2);
  const qdd = Float64Array.of(1.5, -0.4, 2, -3);

  test('alone', () => {
    const dynamics = new Dynamics(SKEW);
    expectClose(
      inverse(dynamics, q, qd, qdd),
      [0.7651798156879602, -0.7100619409363688, -2.4719873263931706, 0.0203515960868247],
      1e-10,
    );
    expect(dynamics.potentialEnergy(q)).toBeCloseTo(37.521684622618, 11);
    expect(dynamics.kineticEnergy(q, qd)).toBeCloseTo(0.04890900406831258, 13);
  });

  test('with a payload, and without it again', () => {
    const dynamics = new Dynamics(SKEW);
    const alone = inverse(dynamics, q, qd, qdd);
    const inertia = [0.002, 0.003, 0.0025, 0.0001, 0.0002, -0.0003];
    dynamics.setPayload(5, [1, 1, 1], [1, 1, 1, 0, 0, 0]);
    dynamics.setPayload(0.7, [0.01, -0.02, 0.03], inertia);
    expectClose(
      inverse(dynamics, q, qd, qdd),
      [1.1091527072636775, -0.8852360079344617, -3.6504364557886437, 0.08258869000969307],
      1e-10,
    );
    const matrix = new Float64Array(16);
    dynamics.massMatrix(q, matrix);
    expect(matrix[1]).toBeCloseTo(0.6227726862549678, 13);
    expect(matrix[15]).toBeCloseTo(0.015091438259199995, 13);
    expect(dynamics.potentialEnergy(q)).toBeCloseTo(41.82996781544672, 11);
    const gravity = new Float64Array(4);
    dynamics.gravityTorques(q, gravity);
    expectClose(gravity, [0, -1.8057191298682242, -4.159715897623507, 0.21164313096006834], 1e-10);
    dynamics.clearPayload();
    expect(inverse(dynamics, q, qd, qdd)).toEqual(alone);
  });
});

describe('any arm', () => {
  test('forward dynamics undo inverse dynamics', () => {
    fc.assert(
      fc.property(moving, ({ model, q, qd, tau, payload }) => {
        const dynamics = loaded(model, payload);
        const qdd = new Float64Array(q.length);
        dynamics.forward(q, qd, tau, qdd);
        // Light links on a long arm accelerate enormously; what is lost to rounding grows with them.
        const most = qdd.reduce((high, value) => Math.max(high, Math.abs(value)), 1);
        expectClose(inverse(dynamics, q, qd, qdd), tau, 1e-11 * (50 + most));
      }),
      RUNS,
    );
  });

  test('inverse dynamics are the mass matrix times acceleration, and what speed and gravity take', () => {
    fc.assert(
      fc.property(moving, ({ model, q, qd, qdd, payload }) => {
        const dynamics = loaded(model, payload);
        const n = q.length;
        const matrix = new Float64Array(n * n);
        dynamics.massMatrix(q, matrix);
        const expected = inverse(dynamics, q, qd, new Float64Array(n));
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) expected[i] += matrix[n * i + j] * qdd[j];
        }
        expectClose(inverse(dynamics, q, qd, qdd), expected, 1e-9);
      }),
      RUNS,
    );
  });

  test('power in is the change of energy', () => {
    fc.assert(
      fc.property(moving, ({ model, q, qd, tau, payload }) => {
        const dynamics = loaded(model, payload);
        const qdd = new Float64Array(q.length);
        dynamics.forward(q, qd, tau, qdd);
        const energyAt = (s: number): number => {
          const angles = q.map((angle, i) => angle + s * qd[i] + (s * s * qdd[i]) / 2);
          const speeds = qd.map((speed, i) => speed + s * qdd[i]);
          return dynamics.kineticEnergy(angles, speeds) + dynamics.potentialEnergy(angles);
        };
        const most = qdd.reduce((high, value) => Math.max(high, Math.abs(value)), 10);
        const h = 1e-3 / most;
        // Fourth-order central difference.
        const rate = (8 * (energyAt(h) - energyAt(-h)) - energyAt(2 * h) + energyAt(-2 * h)) / (12 * h);
        const power = tau.reduce((sum, torque, i) => sum + torque * qd[i], 0);
        expect(Math.abs(rate - power)).toBeLessThan(1e-6 * (most + Math.abs(power)));
      }),
      RUNS,
    );
  });

  test('a wrench on a link takes the torques of its Jacobian', () => {
    fc.assert(
      fc.property(moving, numbers(6, 40), fc.nat(), ({ model, q, qd, qdd }, wrench, pick) => {
        const n = q.length;
        const moved = pick % n;
        const dynamics = new Dynamics(model);
        const wrenches = new Float64Array(6 * n);
        wrenches.set(wrench, 6 * moved);
        const tau = new Float64Array(n);
        dynamics.inverse(q, qd, qdd, wrenches, tau);

        const kinematics = new Kinematics(model);
        kinematics.update(q);
        const at = 12 * (moved + 1);
        const pose = kinematics.frames.subarray(at, at + 12);
        const jacobian = new Float64Array(6 * n);
        kinematics.pointJacobian(moved + 1, pose[9], pose[10], pose[11], jacobian);
        const expected = inverse(dynamics, q, qd, qdd);
        for (let row = 0; row < 6; row++) {
          const v = row < 3 ? 0 : 3;
          const r = 3 * (row % 3);
          const world = pose[r] * wrench[v] + pose[r + 1] * wrench[v + 1] + pose[r + 2] * wrench[v + 2];
          for (let i = 0; i < n; i++) expected[i] -= jacobian[n * row + i] * world;
        }
        expectClose(tau, expected, 1e-10);
      }),
      RUNS,
    );
  });

  test('an impulse changes speeds by a column of the inverse mass matrix', () => {
    fc.assert(
      fc.property(moving, fc.nat(), ({ model, q }, pick) => {
        const n = q.length;
        const dynamics = new Dynamics(model);
        const response = new Float64Array(n);
        dynamics.impulseResponse(q, pick % n, response);
        const matrix = new Float64Array(n * n);
        dynamics.massMatrix(q, matrix);
        const most = response.reduce((high, value) => Math.max(high, Math.abs(value)), 1);
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += matrix[n * i + j] * response[j];
          expect(Math.abs(sum - (i === pick % n ? 1 : 0))).toBeLessThan(1e-11 * most);
        }
      }),
      RUNS,
    );
  });
});

/** Largest change of energy, J, in a free fall of the Panda from its home, integrated by fourth-order Runge-Kutta. */
function energyDrift(hz: number, seconds: number): number {
  const dynamics = new Dynamics(PANDA);
  const n = PANDA.joints.length;
  const state = new Float64Array(2 * n);
  state.set(PANDA.home);
  const tau = new Float64Array(n);
  const energy = (): number =>
    dynamics.kineticEnergy(state.subarray(0, n), state.subarray(n)) + dynamics.potentialEnergy(state.subarray(0, n));
  const slopeAt = (at: Float64Array): Float64Array => {
    const slope = new Float64Array(2 * n);
    slope.set(at.subarray(n));
    dynamics.forward(at.subarray(0, n), at.subarray(n), tau, slope.subarray(n));
    return slope;
  };
  const h = 1 / hz;
  const start = energy();
  let worst = 0;
  for (let step = 0; step < seconds * hz; step++) {
    const a = slopeAt(state);
    const b = slopeAt(state.map((value, i) => value + (h / 2) * a[i]));
    const c = slopeAt(state.map((value, i) => value + (h / 2) * b[i]));
    const d = slopeAt(state.map((value, i) => value + h * c[i]));
    for (let i = 0; i < 2 * n; i++) state[i] += (h / 6) * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
    worst = Math.max(worst, Math.abs(energy() - start));
  }
  return worst;
}

test('a free fall of the Panda keeps its 85 J to 1 mJ for 5 s, with links that whip at 60 rad/s', () => {
  expect(energyDrift(480, 5)).toBeLessThan(1e-3);
});

test('what a free fall loses is the error of integration: half the step, a sixteenth of the drift', () => {
  expect(energyDrift(240, 2) / energyDrift(480, 2)).toBeGreaterThan(10);
});

test('a joint that moves nothing is refused by name', () => {
  const nothing = arm(
    [joint(frame([0, 0, 0]), [0, 0, 1]), joint(frame([0, 0, 0.1]), [0, 1, 0])],
    [link(1, [0, 0, 0.1], [0.1, 0.1, 0.1, 0, 0, 0]), link(0, [0, 0, 0], [0, 0, 0, 0, 0, 0])],
    frame([0, 0, 0]),
  );
  expect(() => new Dynamics(nothing)).toThrow(
    /arm, joint joint2: expected the links that it moves to have some inertia/,
  );
});
