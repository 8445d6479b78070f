import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { Limbs } from '../../../../sim/robotics/movers/limbs.ts';
import { PersonArm } from '../../../../sim/robotics/movers/person-arm.ts';
import type { TriggerCue } from '../../../../sim/robotics/movers/triggers.ts';
import type { PersonSpec, Point } from '../../../../sim/robotics/spec.ts';
import { evenly } from '../../kernel/arbitraries.ts';

const PERSON: PersonSpec = {
  shoulder: [1.1, 0.2, 0.4],
  upperArmM: 0.3,
  foreArmM: 0.35,
  radiusM: 0.05,
  hand: {
    points: [
      [0.9, 0.1, 0.2],
      [0.6, 0, 0.15],
    ],
    peakSpeedMps: 0.8,
    dwellS: 0.3,
    backAndForth: true,
    start: { kind: 'held', s: 0.1 },
  },
};
const limbs = new Limbs(PERSON);
/** Sits so low that the elbow would hang into the table. */
const lowLimbs = new Limbs({ ...PERSON, shoulder: [1.1, 0.2, 0.25] });
/** Over the table, as far out as and farther than the arm reaches. */
const anyTarget: fc.Arbitrary<Point> = fc.tuple(evenly(0.2, 1.6), evenly(-0.6, 1), evenly(0.05, 0.9));
const anyVelocity: fc.Arbitrary<Point> = fc.tuple(evenly(-1, 1), evenly(-1, 1), evenly(-1, 1));

function solve(
  target: Point,
  velocity: Point = [0, 0, 0],
  of = limbs,
): { joints: Float64Array; velocities: Float64Array } {
  const joints = new Float64Array(9);
  const velocities = new Float64Array(9);
  of.solve(Float64Array.from(target), Float64Array.from(velocity), joints, velocities);
  return { joints, velocities };
}

const between = (joints: Float64Array, a: number, b: number): number =>
  Math.hypot(
    joints[3 * a] - joints[3 * b],
    joints[3 * a + 1] - joints[3 * b + 1],
    joints[3 * a + 2] - joints[3 * b + 2],
  );
const cue = (tick: number): TriggerCue => ({ timeS: tick / 60, x: 0, y: 0, z: 0, heldS: Math.max(0, tick / 60 - 0.5) });

describe('Limbs', () => {
  it('keep their lengths, and reach what is within reach', () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        const { joints } = solve(target);
        expect([...joints.slice(0, 3)]).toEqual([...PERSON.shoulder]);
        expect(between(joints, 0, 1)).toBeCloseTo(PERSON.upperArmM, 9);
        expect(between(joints, 1, 2)).toBeCloseTo(PERSON.foreArmM, 9);
        const wanted = Math.hypot(...target.map((value, k) => value - PERSON.shoulder[k]));
        if (wanted > 0.06 && wanted < 0.644) expect([...joints.slice(6)]).toEqual([...target]);
        else expect(between(joints, 0, 2)).toBeLessThan(0.65);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('stretch towards what is out of reach', () => {
    const { joints, velocities } = solve([-0.9, 0.2, 0.4], [-1, 0.5, 0]);
    expect(joints[6]).toBeCloseTo(1.1 - 0.645, 12);
    expect([...joints.slice(7)]).toEqual([0.2, 0.4]);
    expect(velocities[6]).toBeCloseTo(0, 12);
    expect(velocities[7]).toBeCloseTo((0.5 * 0.645) / 2, 12);
  });

  it('bring a hand in the shoulder out of it, at rest', () => {
    const { joints, velocities } = solve([1.1, 0.2, 0.4], [1, 1, 1]);
    expect(between(joints, 0, 2)).toBeCloseTo(0.055, 12);
    expect([...velocities]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('hang the elbow below the reach, in its upright plane, where the table leaves room', () => {
    const { joints } = solve([0.7, 0.2, 0.4]);
    const along = (0.3 ** 2 - 0.35 ** 2 + 0.4 ** 2) / (2 * 0.4);
    expect(joints[3]).toBeCloseTo(1.1 - along, 12);
    expect(joints[4]).toBeCloseTo(0.2, 12);
    expect(joints[5]).toBeCloseTo(0.4 - Math.sqrt(0.3 ** 2 - along ** 2), 12);
  });

  it('turn the elbow out to the right, so that it lies on the table and not in it', () => {
    const { joints } = solve([0.7, 0.2, 0.1], [0, 0, 0], lowLimbs);
    expect(joints[5]).toBeCloseTo(PERSON.radiusM, 12);
    // Facing -x, the right is +y.
    expect(joints[4]).toBeGreaterThan(0.22);
    fc.assert(
      fc.property(anyTarget, (target) => {
        fc.pre(Math.hypot(target[0] - 1.1, target[1] - 0.2, target[2] - 0.25) > 0.2);
        expect(solve(target, [0, 0, 0], lowLimbs).joints[5]).toBeGreaterThanOrEqual(PERSON.radiusM - 1e-12);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('move as their velocities say', () => {
    fc.assert(
      fc.property(anyTarget, anyVelocity, fc.constantFrom(limbs, lowLimbs), (target, velocity, of) => {
        fc.pre(Math.hypot(target[0] - 1.1, target[1] - 0.2) > 0.1);
        const { velocities } = solve(target, velocity, of);
        const shifted = (scale: number): Point => [
          target[0] + scale * velocity[0],
          target[1] + scale * velocity[1],
          target[2] + scale * velocity[2],
        ];
        const step = 1e-6;
        const [ahead, behind] = [solve(shifted(step), velocity, of).joints, solve(shifted(-step), velocity, of).joints];
        const kinked = [ahead, behind].some((joints) => Math.abs(joints[5] - PERSON.radiusM) < 1e-4);
        for (let k = 0; k < 9; k++) {
          // Where the elbow just comes to lie on the table, its speed has no single value.
          if (kinked && k >= 3 && k < 6) continue;
          expect(Math.abs(velocities[k] - (ahead[k] - behind[k]) / (2 * step))).toBeLessThan(0.02);
        }
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });
});

describe('PersonArm', () => {
  it('waits, then moves its hand along the path and back', () => {
    const person = new PersonArm(PERSON);
    expect([...person.joints.slice(6)]).toEqual([...PERSON.hand.points[0]]);
    for (let tick = 0; tick < 36; tick++) person.update(cue(tick));
    expect([...person.joints.slice(6)]).toEqual([...PERSON.hand.points[0]]);
    const start = 36;
    const lengthM = Math.hypot(0.3, 0.1, 0.05);
    const there = (1.875 * lengthM) / 0.8;
    person.update(cue(start));
    person.update({ ...cue(60), timeS: start / 60 + there / 2 });
    expect(person.joints[6]).toBeCloseTo(0.75, 9);
    expect(Math.hypot(...person.velocities.slice(6))).toBeCloseTo(0.8, 9);
    person.update({ ...cue(60), timeS: start / 60 + there + 0.15 });
    expect(person.joints[6]).toBeCloseTo(0.6, 9);
    expect([...person.velocities]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    person.update({ ...cue(60), timeS: start / 60 + 2 * there + 0.45 });
    expect(person.joints[6]).toBeCloseTo(0.9, 9);
  });

  it('goes on from a snapshot to the bit', () => {
    const [person, copy] = [new PersonArm(PERSON), new PersonArm(PERSON)];
    for (let tick = 0; tick < 80; tick++) person.update(cue(tick));
    restoreState(copy, saveState(person));
    expect([...copy.joints]).toEqual([...person.joints]);
    expect([...copy.velocities]).toEqual([...person.velocities]);
    for (let tick = 80; tick < 120; tick++) for (const each of [person, copy]) each.update(cue(tick));
    expect([...copy.joints]).toEqual([...person.joints]);
    expect(person.joints[6]).toBeLessThan(0.85);
    expect([...saveState(copy)]).toEqual([...saveState(person)]);
  });

  it('tells where it will be without moving', () => {
    const person = new PersonArm(PERSON);
    for (let tick = 0; tick < 60; tick++) person.update(cue(tick));
    const [joints, velocities] = [new Float64Array(9), new Float64Array(9)];
    const before = [...person.joints];
    person.sample(100 / 60, joints, velocities);
    expect([...person.joints]).toEqual(before);
    person.update(cue(100));
    expect([...joints]).toEqual([...person.joints]);
    expect([...velocities]).toEqual([...person.velocities]);
  });
});
