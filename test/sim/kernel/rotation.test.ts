import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quaternionOfRotation, rotationOfQuaternion } from '../../../sim/kernel/rotation.ts';

const component = fc.double({ min: -1, max: 1, noNaN: true });
const unit = fc
  .tuple(component, component, component, component)
  .filter((q) => Math.hypot(...q) > 1e-3)
  .map((q) => q.map((c) => c / Math.hypot(...q)));

describe('rotations', () => {
  it('go from quaternion to matrix and back, up to the sign of the quaternion', () => {
    fc.assert(
      fc.property(unit, (q) => {
        const m = new Float64Array(11);
        rotationOfQuaternion(q[0], q[1], q[2], q[3], m, 2);
        const back = quaternionOfRotation(m, 2, new Float64Array(4));
        const dot = q.reduce((sum, c, i) => sum + c * back[i], 0);
        expect(Math.abs(dot)).toBeCloseTo(1, 13);
        expect(Math.hypot(...back)).toBeCloseTo(1, 13);
        expect(Math.max(...back)).toBeGreaterThan(0.49);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['x', [1, 0, 0, 0, -1, 0, 0, 0, -1], [1, 0, 0, 0]],
    ['y', [-1, 0, 0, 0, 1, 0, 0, 0, -1], [0, 1, 0, 0]],
    ['z', [-1, 0, 0, 0, -1, 0, 0, 0, 1], [0, 0, 1, 0]],
  ])('know a half turn about %s', (_axis, matrix, quaternion) => {
    expect([...quaternionOfRotation(matrix, 0, new Float64Array(4))]).toEqual(quaternion);
  });

  it('turn a vector as the quaternion does: a quarter turn about z takes x to y', () => {
    const m = new Float64Array(9);
    rotationOfQuaternion(0, 0, Math.SQRT1_2, Math.SQRT1_2, m, 0);
    [0, -1, 0, 1, 0, 0, 0, 0, 1].forEach((c, i) => expect(m[i]).toBeCloseTo(c, 15));
  });
});
