import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAR } from '../../../../sim/driving/vehicle/car.ts';
import { lateralGrip, linearStiffness, slipAngleFor } from '../../../../sim/driving/vehicle/tyre.ts';

const stiffness = fc.constantFrom(CAR.tyreStiffnessFront, CAR.tyreStiffnessRear);

describe('tyre', () => {
  it('opposes the slip angle, is odd and never exceeds friction', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1.5, noNaN: true }), stiffness, (slip, b) => {
        const grip = lateralGrip(slip, b);
        expect(grip).toBeLessThan(0);
        expect(grip).toBeGreaterThanOrEqual(-1);
        expect(lateralGrip(-slip, b)).toBe(-grip);
      }),
    );
  });

  it('peaks where the Magic Formula says: B alpha = tan(pi / (2 C))', () => {
    for (const b of [CAR.tyreStiffnessFront, CAR.tyreStiffnessRear]) {
      const peak = Math.tan(Math.PI / 2 / CAR.tyreShape) / b;
      expect(lateralGrip(peak, b)).toBeCloseTo(-1, 12);
      expect(lateralGrip(1.3 * peak, b)).toBeGreaterThan(-1);
    }
  });

  it('inverts', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 0.99, noNaN: true }), stiffness, (grip, b) => {
        expect(lateralGrip(slipAngleFor(grip, b), b)).toBeCloseTo(grip, 12);
      }),
    );
  });

  it('has its cornering stiffness at zero slip', () => {
    expect(lateralGrip(1e-5, CAR.tyreStiffnessRear) / 1e-5).toBeCloseTo(-linearStiffness(CAR.tyreStiffnessRear), 4);
  });
});
