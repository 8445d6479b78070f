import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../sim/kernel/random.ts';
import { errorToHandPose, type HandPose } from '../../../../sim/robotics/arm/hand-pose.ts';
import { InverseKinematics } from '../../../../sim/robotics/arm/inverse-kinematics.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { workingRange } from '../../../../sim/robotics/arm/working-range.ts';
import { evenly } from '../../kernel/arbitraries.ts';
import { postures } from './postures.ts';

const kinematics = new Kinematics(PANDA);
const solver = new InverseKinematics(PANDA);
const out = new Float64Array(7);
const anywhere = fc.record({
  x: evenly(-1, 1),
  y: evenly(-1, 1),
  z: evenly(-0.5, 1.2),
  yaw: evenly(-Math.PI, Math.PI),
});

/** On and above the table in front of the arm and beside it, where tasks take place. */
function poseOverTable(random: RandomStream, nearest: number, farthest: number): HandPose {
  const reach = random.range(nearest, farthest);
  const bearing = random.range(-1.5, 1.5);
  return {
    x: reach * Math.cos(bearing),
    y: reach * Math.sin(bearing),
    z: random.range(0.02, 0.4),
    yaw: random.range(-Math.PI, Math.PI),
  };
}

describe('inverse kinematics', () => {
  it.each([
    { nearest: 0.3, farthest: 0.65, least: 200 },
    { nearest: 0.65, farthest: 0.8, least: 180 },
  ])('solves at least $least of 200 poses of the hand $nearest to $farthest m away', ({ nearest, farthest, least }) => {
    const random = RandomStream.named(1, `reach ${nearest}`);
    let solved = 0;
    for (let i = 0; i < 200; i++) {
      const target = poseOverTable(random, nearest, farthest);
      if (!solver.solve(target, PANDA.home, out).converged) continue;
      solved++;
      kinematics.update(out);
      expect(kinematics.x).toBeCloseTo(target.x, 4);
      expect(kinematics.y).toBeCloseTo(target.y, 4);
      expect(kinematics.z).toBeCloseTo(target.z, 4);
      expect(kinematics.tilt).toBeLessThan(2e-4);
      expect(Math.cos(kinematics.yaw - target.yaw)).toBeGreaterThan(1 - 1e-7);
    }
    expect(solved).toBeGreaterThanOrEqual(least);
  });

  it('stays within the working range and reports the error that is left, wherever the target is', () => {
    const { lower, upper } = workingRange(PANDA);
    const error = new Float64Array(6);
    fc.assert(
      fc.property(anywhere, postures(PANDA), (target, start) => {
        const { converged, positionErrorM, angleErrorRad } = solver.solve(target, start, out);
        for (let i = 0; i < 7; i++) expect(out[i] >= lower[i] && out[i] <= upper[i]).toBe(true);
        kinematics.update(out);
        errorToHandPose(kinematics, target, error);
        expect(Math.hypot(error[0], error[1], error[2])).toBeCloseTo(positionErrorM, 12);
        expect(Math.hypot(error[3], error[4], error[5])).toBeCloseTo(angleErrorRad, 12);
        expect(converged).toBe(positionErrorM <= 1e-5 && angleErrorRad <= 1e-4);
      }),
      { numRuns: 10 },
    );
  });

  it('stays at a solution that it starts from', () => {
    const target = { x: 0.5, y: 0.1, z: 0.2, yaw: 0.4 };
    solver.solve(target, PANDA.home, out);
    const first = [...out];
    solver.solve(target, first, out);
    expect([...out]).toEqual(first);
  });

  it('keeps the elbow near its posture at home where the pose leaves it free', () => {
    solver.solve({ x: 0.45, y: 0, z: 0.2, yaw: 0 }, [0.8, -0.2, -1.2, -2, 0.5, 2, 0.5], out);
    for (const joint of [0, 2, 4]) expect(Math.abs(out[joint])).toBeLessThan(0.6);
  });

  it('gives the same solution from any solver', () => {
    const target = { x: 0.2, y: -0.55, z: 0.1, yaw: 2 };
    new InverseKinematics(PANDA).solve(target, PANDA.home, out);
    const first = [...out];
    solver.solve({ x: 3, y: 0, z: 0, yaw: 0 }, PANDA.home, out);
    solver.solve(target, PANDA.home, out);
    expect([...out]).toEqual(first);
  });

  it('comes as near as it can to what is out of reach', () => {
    const { converged, positionErrorM } = solver.solve({ x: 1.5, y: 0, z: 0.3, yaw: 0 }, PANDA.home, out);
    expect(converged).toBe(false);
    // The stretched arm's wrist is 0.72 m from its shoulder, the hand 0.088 m farther out and 0.210 m below it.
    expect(positionErrorM).toBeGreaterThan(0.5);
    expect(positionErrorM).toBeLessThan(0.85);
  });
});

describe('the error to a pose', () => {
  it('is the turn that leads there', () => {
    const error = new Float64Array(6);
    fc.assert(
      fc.property(postures(PANDA), anywhere, (q, target) => {
        kinematics.update(q);
        errorToHandPose(kinematics, target, error);
        const angle = Math.hypot(error[3], error[4], error[5]);
        const [ux, uy, uz] = angle > 0 ? [error[3] / angle, error[4] / angle, error[5] / angle] : [0, 0, 1];
        const frame = kinematics.frames.subarray(kinematics.frames.length - 12);
        const turned = [0, 1, 2].map((column) => {
          const [x, y, z] = [frame[column], frame[3 + column], frame[6 + column]];
          const along = (ux * x + uy * y + uz * z) * (1 - Math.cos(angle));
          const [c, s] = [Math.cos(angle), Math.sin(angle)];
          return [
            c * x + s * (uy * z - uz * y) + along * ux,
            c * y + s * (uz * x - ux * z) + along * uy,
            c * z + s * (ux * y - uy * x) + along * uz,
          ];
        });
        const [c, s] = [Math.cos(target.yaw), Math.sin(target.yaw)];
        const wanted = [
          [c, s, 0],
          [s, -c, 0],
          [0, 0, -1],
        ];
        for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) expect(turned[i][j]).toBeCloseTo(wanted[i][j], 6);
        expect(error[0]).toBeCloseTo(target.x - kinematics.x, 15);
      }),
      { numRuns: 100 },
    );
  });

  it('has half a turn for a hand that faces the other way', () => {
    const error = new Float64Array(6);
    kinematics.update(PANDA.home);
    errorToHandPose(kinematics, { x: 0, y: 0, z: 0, yaw: Math.PI }, error);
    expect(Math.hypot(error[3], error[4], error[5])).toBeCloseTo(Math.PI, 6);
  });
});

describe('the working range', () => {
  it("ends before the Panda's elbow is straight, and else at the limits", () => {
    const { lower, upper } = workingRange(PANDA);
    // Shoulder, elbow and wrist are in line at -(atan(0.0825 / 0.316) + atan(0.0825 / 0.384)) = -0.467 rad.
    expect(upper[3]).toBeLessThan(-0.5);
    expect(upper[3]).toBeGreaterThan(-0.7);
    PANDA.joints.forEach(({ lowerRad, upperRad }, i) => {
      expect(lower[i]).toBe(lowerRad);
      if (i !== 3) expect(upper[i]).toBe(upperRad);
    });
  });
});
