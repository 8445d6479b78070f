import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmModel } from '../../../../sim/robotics/arm/arm-model.ts';
import { Kinematics, POSE_LENGTH } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { postures } from './postures.ts';

/**
 * Poses of the tool centre point (rotation row-major, then position) and origins of the fourth joint: products of the
 * matrices of the modified Denavit-Hartenberg table, computed with numpy 2.4 apart from this code.
 */
const RECORDED = [
  {
    q: [0, -Math.PI / 4, 0, (-3 * Math.PI) / 4, 0, Math.PI / 2, Math.PI / 4],
    tcp: [1, 0, 0, 0, -1, 0, 0, 0, -1, 0.306890566593, 0, 0.486882052303],
    elbow: [-0.165109433407, 0, 0.614782052303],
  },
  {
    q: [0.725, 1.4, 1.597, -2.396, -1.158, 3.276, -2.867],
    tcp: [
      -0.00659695108623, -0.0656598339197, -0.997820257585, 0.233764571182, -0.97029503309, 0.0623030819544,
      -0.972270849865, -0.232844014247, 0.0217499317927, -0.409244860737, 0.396435633501, 0.447924335617,
    ],
    elbow: [0.17811941634, 0.267988150886, 0.388839721592],
  },
  {
    q: [1.861, 1.047, -0.186, -2.162, -1.284, 0.943, -0.318],
    tcp: [
      0.23527394312, 0.679403612504, 0.695022951423, -0.923120806723, 0.37996600229, -0.0589390642812, -0.304128505542,
      -0.627723321552, 0.716567710476, 0.18304234627, 0.356638152166, 0.12700349085,
    ],
    elbow: [-0.0752845466435, 0.305413388353, 0.420847306456],
  },
  {
    q: [0.026, 0.189, 2.871, -0.692, 0.708, 3.711, -1.65],
    tcp: [
      -0.461393522715, 0.886178221345, 0.0424756072429, -0.805569059978, -0.438521801927, 0.398443369678,
      0.371718316474, 0.14962215494, 0.916208875721, -0.0364110829687, 0.180018444608, 1.20970234914,
    ],
    elbow: [-0.0192802972068, 0.0215585173152, 0.658308700269],
  },
];

/** Three joints about x, y and an oblique axis, 1 m apart along x. */
const OBLIQUE: ArmModel = {
  ...PANDA,
  joints: (
    [
      [1, 0, 0],
      [0, 1, 0],
      [0.6, 0, 0.8],
    ] as const
  ).map((axis, i) => ({
    ...PANDA.joints[i],
    origin: { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [1, 0, 0] },
    axis,
  })),
  tcp: { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [1, 0, 0] },
  home: [0, 0, 0],
};

const kinematics = new Kinematics(PANDA);

function tcpFrame(of: Kinematics): number[] {
  return [...of.frames.subarray(of.frames.length - POSE_LENGTH)];
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(found[i] - expected[i]), `component ${i}: ${found[i]}, ${expected[i]}`).toBeLessThan(tolerance);
  }
}

describe('forward kinematics', () => {
  it.each(RECORDED)('agrees with numbers computed elsewhere at $q', ({ q, tcp, elbow }) => {
    kinematics.update(q);
    expectClose(tcpFrame(kinematics), tcp, 1e-11);
    expectClose(kinematics.frames.subarray(4 * POSE_LENGTH + 9, 5 * POSE_LENGTH), elbow, 1e-11);
  });

  it('starts at home, hand down, fingers opening to the sides', () => {
    const fresh = new Kinematics(PANDA);
    expectClose([fresh.x, fresh.y, fresh.z, fresh.yaw, fresh.tilt], [0.306890566593, 0, 0.486882052303, 0, 0], 1e-11);
    expectClose(fresh.frames.subarray(0, POSE_LENGTH), [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], 1e-15);
  });

  it('turns the hand to the left with the first joint and to the right with the last one', () => {
    const q = [...PANDA.home];
    q[0] = 0.3;
    q[6] -= 0.2;
    kinematics.update(q);
    expectClose([kinematics.yaw, kinematics.tilt], [0.5, 0], 1e-12);
  });

  it('measures tilt from straight down, whatever the side', () => {
    const q = [...PANDA.home];
    q[5] += 0.25;
    kinematics.update(q);
    expect(kinematics.tilt).toBeCloseTo(0.25, 12);
    q[5] -= 0.5;
    kinematics.update(q);
    expect(kinematics.tilt).toBeCloseTo(0.25, 12);
  });

  it('turns about any axis', () => {
    const oblique = new Kinematics(OBLIQUE);
    oblique.update([Math.PI / 2, 0, 0]);
    expectClose(tcpFrame(oblique), [1, 0, 0, 0, 0, -1, 0, 1, 0, 4, 0, 0], 1e-15);
    oblique.update([0, Math.PI / 2, 0]);
    expectClose(tcpFrame(oblique), [0, 0, 1, 0, 1, 0, -1, 0, 0, 2, 0, -2], 1e-15);
    // Half a turn about u maps v to 2 (u v) u - v.
    oblique.update([0, 0, Math.PI]);
    expectClose(tcpFrame(oblique), [-0.28, 0, 0.96, 0, -1, 0, 0.96, 0, 0.28, 2.72, 0, 0.96], 1e-15);
  });

  it('keeps rotations orthonormal', () => {
    fc.assert(
      fc.property(postures(PANDA), (q) => {
        kinematics.update(q);
        const r = tcpFrame(kinematics);
        for (let i = 0; i < 3; i++) {
          for (let j = 0; j < 3; j++) {
            const product = r[3 * i] * r[3 * j] + r[3 * i + 1] * r[3 * j + 1] + r[3 * i + 2] * r[3 * j + 2];
            expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-14);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe.each([
  ['Panda', PANDA],
  ['oblique axes', OBLIQUE],
])('Jacobian: %s', (_, model) => {
  const n = model.joints.length;
  const arm = new Kinematics(model);
  const moved = new Kinematics(model);

  /** Twist from the pose before to the pose after, both a little apart, by central differences. */
  function differences(
    before: ArrayLike<number>,
    after: ArrayLike<number>,
    at: ArrayLike<number>,
    h: number,
  ): number[] {
    const spin = [0, 0, 0];
    for (let k = 0; k < 3; k++) {
      // Rotation rate: half the sum over axes a of a x da.
      const [ax, ay, az] = [at[k], at[k + 3], at[k + 6]];
      const d = [0, 3, 6].map((row) => (after[row + k] - before[row + k]) / (2 * h));
      spin[0] += (ay * d[2] - az * d[1]) / 2;
      spin[1] += (az * d[0] - ax * d[2]) / 2;
      spin[2] += (ax * d[1] - ay * d[0]) / 2;
    }
    return [...[9, 10, 11].map((i) => (after[i] - before[i]) / (2 * h)), ...spin];
  }

  it('agrees with finite differences', () => {
    const jacobian = new Float64Array(6 * n);
    const h = 1e-5;
    fc.assert(
      fc.property(postures(model), fc.nat(n - 1), (q, joint) => {
        arm.update(q);
        arm.jacobian(jacobian);
        moved.update(q.map((angle, i) => (i === joint ? angle - h : angle)));
        const before = tcpFrame(moved);
        moved.update(q.map((angle, i) => (i === joint ? angle + h : angle)));
        const column = [0, 1, 2, 3, 4, 5].map((row) => jacobian[row * n + joint]);
        expectClose(column, differences(before, tcpFrame(moved), tcpFrame(arm), h), 1e-8);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the twist of the hand', () => {
    const jacobian = new Float64Array(6 * n);
    const twist = new Float64Array(6);
    fc.assert(
      fc.property(postures(model), postures(model), (q, qd) => {
        arm.update(q);
        arm.jacobian(jacobian);
        arm.twist(qd, twist);
        const product = [0, 1, 2, 3, 4, 5].map((row) => qd.reduce((sum, v, i) => sum + jacobian[row * n + i] * v, 0));
        expectClose(twist, product, 1e-13);
      }),
      { numRuns: 50 },
    );
  });

  it('of a point on a link is zero for joints beyond it, and else that of a rigid body', () => {
    const ofLink = new Float64Array(6 * n);
    const ofTcp = new Float64Array(6 * n);
    fc.assert(
      fc.property(postures(model), fc.nat(n), (q, link) => {
        arm.update(q);
        arm.jacobian(ofTcp);
        arm.pointJacobian(link, arm.x, arm.y, arm.z, ofLink);
        for (let row = 0; row < 6; row++) {
          for (let i = 0; i < n; i++) expect(ofLink[row * n + i]).toBeCloseTo(i < link ? ofTcp[row * n + i] : 0, 15);
        }
      }),
      { numRuns: 50 },
    );
  });
});
