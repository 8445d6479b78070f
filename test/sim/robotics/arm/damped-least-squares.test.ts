import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DampedLeastSquares } from '../../../../sim/robotics/arm/damped-least-squares.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { evenly } from '../../kernel/arbitraries.ts';
import { postures } from './postures.ts';

const N = PANDA.joints.length;
const kinematics = new Kinematics(PANDA);
const jacobian = new Float64Array(6 * N);
const solver = new DampedLeastSquares(N);

function takePosture(q: readonly number[], free: readonly number[] = [1, 1, 1, 1, 1, 1, 1]): void {
  kinematics.update(q);
  kinematics.jacobian(jacobian);
  solver.free.set(free);
  solver.take(jacobian);
}

describe('damped least squares', () => {
  it('measures manipulability', () => {
    // sqrt(det(J J')) of the Denavit-Hartenberg table's Jacobian, computed with numpy 2.4.
    takePosture([0.725, 1.4, 1.597, -2.396, -1.158, 3.276, -2.867]);
    expect(solver.damp(0)).toBeCloseTo(0.0263906947931, 12);
    takePosture([1.861, 1.047, -0.186, -2.162, -1.284, 0.943, -0.318]);
    expect(solver.damp(0)).toBeCloseTo(0.0899005185656, 12);
  });

  it('finds rank lost when it has fewer columns than rows', () => {
    takePosture(PANDA.home, [1, 1, 1, 0, 0, 1, 1]);
    expect(solver.damp(0)).toBeLessThan(1e-6);
  });

  it("satisfies the normal equations: J'(J x - e) + d x = 0 for the columns that take part, 0 for the others", () => {
    const vector = fc.tuple(...Array.from({ length: 6 }, () => evenly(-1, 1)));
    const mask = fc.array(fc.constantFrom(0, 1), { minLength: N, maxLength: N });
    const x = new Float64Array(N);
    fc.assert(
      fc.property(postures(PANDA), vector, mask, evenly(1e-3, 1), (q, e, free, damping) => {
        takePosture(q, free);
        expect(solver.damp(damping)).toBeGreaterThan(0);
        solver.solve(Float64Array.from(e), x);
        const left = e.map((v, row) => x.reduce((sum, xi, i) => sum + jacobian[row * N + i] * xi, 0) - v);
        for (let i = 0; i < N; i++) {
          const gradient = left.reduce((sum, v, row) => sum + jacobian[row * N + i] * v, 0) + damping * x[i];
          if (free[i] === 1) expect(Math.abs(gradient)).toBeLessThan(1e-10);
          else expect(x[i]).toBe(0);
        }
      }),
      { numRuns: 100 },
    );
  });
});
