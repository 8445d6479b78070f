import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../../sim/kernel/random.ts';
import { digestState, firstDifference, restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { Arm } from '../../../../sim/robotics/arm/arm.ts';
import type { ArmModel } from '../../../../sim/robotics/arm/arm-model.ts';
import { Dynamics } from '../../../../sim/robotics/arm/dynamics.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import type { ArmSpec } from '../../../../sim/robotics/spec.ts';
import { numbers, PENDULUM, spread } from './models.ts';

const DT = 1 / 120;
const MODES = ['kinematic', 'torque'] as const;
const ZERO = new Float64Array(7);
const POINT_INERTIA = [0.001, 0.001, 0.001, 0, 0, 0];

function panda(dynamics: ArmSpec['dynamics'], start: readonly number[] = PANDA.home): Arm {
  return new Arm({ model: PANDA, dynamics, start });
}

/** Minimum-jerk moves between random postures for 20 s with a peak joint speed of 1.2 rad/s, as angles over time. */
function moves(): (seconds: number) => Float64Array {
  const random = RandomStream.named(1, 'moves');
  const legs: { start: number; duration: number; from: readonly number[]; to: readonly number[] }[] = [];
  let from = PANDA.home;
  for (let start = 0; start < 20; start += legs[legs.length - 1].duration) {
    const to = PANDA.joints.map(({ lowerRad, upperRad }, i) =>
      Math.min(Math.max(PANDA.home[i] + random.range(-0.9, 0.9), lowerRad + 0.1), upperRad - 0.1),
    );
    const farthest = Math.max(...to.map((angle, i) => Math.abs(angle - from[i])));
    legs.push({ start, duration: (1.875 * farthest) / 1.2, from, to });
    from = to;
  }
  return (seconds) => {
    const leg = legs.findLast(({ start }) => start <= seconds) ?? legs[0];
    const s = Math.min(1, (seconds - leg.start) / leg.duration);
    const share = s * s * s * (10 - 15 * s + 6 * s * s);
    return Float64Array.from(leg.from, (angle, i) => angle + (leg.to[i] - angle) * share);
  };
}

/** Distance of the tool centre point from its path over 20 s of moves, mm. */
function trackingError(arm: Arm): { rms: number; max: number } {
  const path = moves();
  const there = new Kinematics(PANDA);
  let squares = 0;
  let max = 0;
  const steps = 20 / DT;
  for (let step = 0; step < steps; step++) {
    const from = path(step * DT);
    const to = path((step + 1) * DT);
    arm.step(
      to.map((angle, i) => (angle - from[i]) / DT),
      DT,
    );
    there.update(to);
    const { x, y, z } = arm.kinematics;
    const squared = (x - there.x) * (x - there.x) + (y - there.y) * (y - there.y) + (z - there.z) * (z - there.z);
    squares += squared;
    max = Math.max(max, Math.sqrt(squared));
  }
  return { rms: 1000 * Math.sqrt(squares / steps), max: 1000 * max };
}

describe('20 s of minimum-jerk moves', () => {
  test.for(MODES)('%s: followed within rounding', (mode) => {
    const arm = panda(mode);
    const { max } = trackingError(arm);
    expect(max).toBeLessThan(1e-9);
    expect(arm.trackingErrorRad).toBeLessThan(1e-12);
    expect(arm.steps).toBe(2400);
    expect(arm.saturatedSteps).toBe(0);
  });

  test('torque: 1 kg that the controller does not know makes the hand sag by some millimetres', () => {
    const arm = panda('torque');
    arm.setPayload(1, [0, 0, 0.02], POINT_INERTIA, false);
    const { rms, max } = trackingError(arm);
    expect(rms).toBeGreaterThan(1);
    expect(rms).toBeLessThan(4);
    expect(max).toBeLessThan(8);
    expect(arm.saturatedSteps).toBe(0);
  });

  test('torque: what the controller knows does not make it sag', () => {
    const arm = panda('torque');
    arm.setPayload(1, [0, 0, 0.02], POINT_INERTIA);
    expect(trackingError(arm).max).toBeLessThan(1e-9);
  });
});

test.for(MODES)('%s: torques are those of the motion, all through a step', (mode) => {
  const arm = panda(mode);
  const speeds = new Float64Array(7);
  const acceleration = Float64Array.of(4, -2, 3, 4, -5, 6, 8);
  const expected = new Float64Array(7);
  const gravity = new Float64Array(7);
  for (let step = 1; step <= 20; step++) {
    for (let i = 0; i < 7; i++) speeds[i] = acceleration[i] * step * DT;
    arm.step(speeds, DT);
  }
  const dynamics = new Dynamics(PANDA);
  dynamics.inverse(arm.q, arm.qd, acceleration, null, expected);
  dynamics.gravityTorques(arm.q, gravity);
  for (let i = 0; i < 7; i++) {
    const ofMotion = Math.abs(expected[i] - gravity[i]);
    // Torque mode: those of the last part of the step, at the posture and speeds before it.
    expect(Math.abs(arm.tau[i] - expected[i])).toBeLessThan(mode === 'torque' ? 0.05 + 0.05 * ofMotion : 1e-9);
  }
  expect(Math.abs(expected[0] - gravity[0])).toBeGreaterThan(2);
});

describe('a payload', () => {
  test.for(MODES)('%s: is held by the torques of its weight, and gone when cleared', (mode) => {
    const arm = panda(mode);
    const bare = arm.tau.slice();
    arm.setPayload(1.5, [0.01, 0, 0.02], POINT_INERTIA);
    for (let step = 0; step < 60; step++) arm.step(ZERO, DT);
    const gravity = new Float64Array(7);
    const dynamics = new Dynamics(PANDA);
    dynamics.setPayload(1.5, [0.01, 0, 0.02], POINT_INERTIA);
    dynamics.gravityTorques(Float64Array.from(PANDA.home), gravity);
    for (let i = 0; i < 7; i++) expect(arm.tau[i]).toBeCloseTo(gravity[i], 9);
    expect(Math.abs(arm.tau[1] - bare[1])).toBeGreaterThan(1);
    arm.clearPayload();
    for (let step = 0; step < 60; step++) arm.step(ZERO, DT);
    for (let i = 0; i < 7; i++) expect(arm.tau[i]).toBeCloseTo(bare[i], 9);
  });

  test('needs a mass', () => {
    const arm = panda('kinematic');
    expect(() => arm.setPayload(0, [0, 0, 0], POINT_INERTIA)).toThrow('massKg: expected more than 0, found 0.');
    expect(() => arm.setPayload(NaN, [0, 0, 0], POINT_INERTIA)).toThrow('massKg');
  });

  test('too heavy for the motors counts, and moves the arm in torque mode alone', () => {
    const arms = MODES.map((mode) => {
      const arm = panda(mode);
      arm.setPayload(25, [0, 0, 0.02], POINT_INERTIA);
      for (let step = 0; step < 120; step++) arm.step(ZERO, DT);
      return arm;
    });
    const [kinematic, torque] = arms;
    expect(kinematic.saturatedSteps).toBe(120);
    expect(torque.saturatedSteps).toBeGreaterThan(60);
    expect(Array.from(kinematic.q)).toEqual(PANDA.home);
    expect(torque.kinematics.z).toBeLessThan(kinematic.kinematics.z - 0.1);
    for (let i = 0; i < 7; i++) expect(Math.abs(torque.tau[i])).toBeLessThanOrEqual(PANDA.joints[i].maxTorqueNm);
    expect(torque.trackingErrorRad).toBeLessThan(0.1 + 1e-9);
  });
});

describe('contact', () => {
  function push(arm: Arm, fx: number, fy: number, fz: number): void {
    const { x, y, z } = arm.kinematics;
    arm.applyContactWrench(7, fx, fy, fz, x, y, z);
  }

  test('kinematic: motors take the Jacobian torques of a force, through a low-pass of 50 ms', () => {
    const arm = panda('kinematic');
    const bare = arm.tau.slice();
    const jacobian = new Float64Array(42);
    arm.kinematics.jacobian(jacobian);
    let share = 0;
    for (let step = 0; step < 30; step++) {
      push(arm, 4, 0, 0);
      push(arm, 0, -7, 11);
      arm.step(ZERO, DT);
      share += (1 - share) * (DT / (0.05 + DT));
      for (let i = 0; i < 7; i++) {
        const torque = 4 * jacobian[i] - 7 * jacobian[7 + i] + 11 * jacobian[14 + i];
        expect(arm.tau[i]).toBeCloseTo(bare[i] - share * torque, 9);
      }
      if (step === 5) expect(share).toBeCloseTo(1 - 1 / Math.E, 1);
    }
    for (let step = 0; step < 200; step++) arm.step(ZERO, DT);
    for (let i = 0; i < 7; i++) expect(arm.tau[i]).toBeCloseTo(bare[i], 9);
  });

  test('torque: the arm yields to a force by millimetres along it, and comes back', () => {
    const arm = panda('torque');
    const { x, y, z } = arm.kinematics;
    for (let step = 0; step < 240; step++) {
      push(arm, -11, 0, 0);
      arm.step(ZERO, DT);
    }
    const moved = x - arm.kinematics.x;
    expect(moved).toBeGreaterThan(5e-4);
    expect(moved).toBeLessThan(5e-3);
    for (let i = 0; i < 7; i++) expect(Math.abs(arm.qd[i])).toBeLessThan(1e-5);
    for (let step = 0; step < 240; step++) arm.step(ZERO, DT);
    expect(arm.kinematics.x).toBeCloseTo(x, 6);
    expect(arm.kinematics.y).toBeCloseTo(y, 6);
    expect(arm.kinematics.z).toBeCloseTo(z, 6);
  });

  test('a force on the base moves nothing; a link that is not there is refused', () => {
    const arm = panda('torque');
    arm.applyContactWrench(0, 100, 100, 100, 0.3, 0.2, 0.1);
    arm.step(ZERO, DT);
    expect(arm.trackingErrorRad).toBeLessThan(1e-12);
    expect(() => arm.applyContactWrench(8, 1, 0, 0, 0, 0, 0)).toThrow('link: expected 0 to 7, found 8.');
  });
});

describe('stops', () => {
  const limp: ArmModel = PENDULUM.model({ lowerRad: -1, upperRad: 1, maxTorqueNm: 1e-9 });

  test('a limp arm that falls against them never passes them, gains no energy and comes to rest', () => {
    fc.assert(
      fc.property(numbers(2, 1), (start) => {
        const arm = new Arm({ model: limp, dynamics: 'torque', start: Array.from(start) });
        const dynamics = new Dynamics(limp);
        const energy = (): number => dynamics.kineticEnergy(arm.q, arm.qd) + dynamics.potentialEnergy(arm.q);
        const before = energy();
        let farthest = 0;
        let most = before;
        for (let step = 0; step < 360; step++) {
          arm.step(new Float64Array(2), DT);
          farthest = Math.max(farthest, Math.abs(arm.q[0]), Math.abs(arm.q[1]));
          most = Math.max(most, energy());
        }
        expect(farthest).toBe(1);
        // Symplectic Euler keeps the energy of a swing only on average: to 1 % of what the fall of both links gives.
        expect(most - before).toBeLessThan(0.15);
      }),
      { numRuns: 40, endOnFailure: true },
    );
    const arm = new Arm({ model: limp, dynamics: 'torque', start: [0.5, 0.2] });
    for (let step = 0; step < 1200; step++) arm.step(new Float64Array(2), DT);
    expect(arm.q[0]).toBe(-1);
    expect(arm.qd[0]).toBe(0);
  });

  test.for(MODES)('%s: any commands and pushes leave every joint within its limits', (mode) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ speeds: numbers(7, 4), force: numbers(3, 80), steps: fc.nat(60) }), { maxLength: 8 }),
        spread(0.1, 4),
        (parts, load) => {
          const arm = panda(mode);
          arm.setPayload(load, [0, 0, 0], POINT_INERTIA, false);
          let held = true;
          for (const { speeds, force, steps } of parts) {
            for (let step = 0; step < steps; step++) {
              push(arm, force);
              arm.step(speeds, DT);
              for (const [i, { lowerRad, upperRad, maxTorqueNm }] of PANDA.joints.entries()) {
                if (!(arm.q[i] >= lowerRad && arm.q[i] <= upperRad)) held = false;
                if (mode === 'torque' && !(Math.abs(arm.tau[i]) <= maxTorqueNm)) held = false;
              }
            }
          }
          expect(held).toBe(true);
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });

  function push(arm: Arm, force: Float64Array): void {
    const { x, y, z } = arm.kinematics;
    arm.applyContactWrench(7, force[0], force[1], force[2], x, y, z);
  }
});

describe('state', () => {
  /** A step in which everything that lasts is at work. */
  function busy(arm: Arm, step: number): void {
    const speeds = Float64Array.from(PANDA.home, (_, i) => 1.5 - ((step * (i + 3)) % 31) / 10);
    if (step === 20) arm.setPayload(2, [0.01, 0.02, 0], POINT_INERTIA, false);
    if (step === 130) arm.clearPayload();
    if (step % 3 === 0) arm.applyContactWrench(5, 30, -20, 10, 0.4, 0.1, 0.5);
    arm.step(speeds, DT);
    if (step % 7 === 0) arm.applyContactWrench(7, 0, 9, 5, 0.5, 0, 0.3);
  }

  test.for(MODES)('%s: goes on bit for bit in another arm, also in one with another past', (mode) => {
    const original = panda(mode);
    for (let step = 0; step < 71; step++) busy(original, step);
    const saved = saveState(original);
    for (let step = 71; step < 160; step++) busy(original, step);

    const fresh = panda(mode);
    const dirty = panda(mode);
    for (let step = 0; step < 33; step++) busy(dirty, step + 5);
    for (const arm of [fresh, dirty]) {
      restoreState(arm, saved);
      expect(firstDifference(saveState(arm), saved, arm)).toBeNull();
      const frames = new Kinematics(PANDA);
      frames.update(arm.q);
      expect(arm.kinematics.frames).toEqual(frames.frames);
      for (let step = 71; step < 160; step++) busy(arm, step);
      expect(firstDifference(saveState(arm), saveState(original), arm)).toBeNull();
      expect(digestState(arm)).toBe(digestState(original));
    }
  });
});

describe('a wrong start', () => {
  test('is refused by joint', () => {
    const start = PANDA.home.with(3, 0.5);
    expect(() => panda('kinematic', start)).toThrow('start[3]: expected -3.0718 to -0.0698 rad for joint4, found 0.5.');
    expect(() => panda('torque', [0, 0])).toThrow('start: expected 7 joint angles for panda, found 2.');
    expect(() => panda('torque', PANDA.home.with(0, NaN))).toThrow('start[0]');
  });
});
